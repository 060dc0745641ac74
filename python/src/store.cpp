// What protocol cores in Python are asked and answer, and the state machine that they may drive.
#include <pybind11/operators.h>
#include <pybind11/stl.h>

#include "python/src/store.hpp"

#include "python/src/binders.hpp"
#include "sim/config/nearest.hpp"
#include "sim/machine/key_values.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

constexpr std::array<std::string_view, 5> kStatuses = {"ok", "refused", "not_leader", "rejected", "unknown"};

std::string unknown(const char* what, const std::string& name, const std::vector<std::string>& known) {
  const std::string near = nearest_name(name, known);
  std::string all;
  for (const std::string& each : known) all += (all.empty() ? "" : ", ") + each;
  return std::string(what) + ": found \"" + name + "\", expected one of: " + all +
         (near.empty() ? "" : "; did you mean " + near + "?");
}

template <class Names>
std::vector<std::string> listed(const Names& names) {
  return {names.begin(), names.end()};
}

Operation operation_of(const std::string& kind, StoreKey key, const std::optional<StoreValue>& value,
                       const std::optional<StoreValue>& expected, std::uint32_t bytes, std::uint32_t session,
                       std::uint32_t number) {
  Operation operation;
  operation.id = {session, number};
  operation.kind = operation_kind(kind);
  operation.key = key;
  operation.value = value.value_or(kNoValue);
  operation.expected = expected.value_or(kNoValue);
  operation.bytes = bytes;
  return operation;
}

std::string words(const Operation& operation) {
  std::string text(kOperationNames[static_cast<std::size_t>(operation.kind)]);
  text += " key " + std::to_string(operation.key);
  if (operation.value != kNoValue) text += " value " + std::to_string(operation.value);
  return "<Operation " + text + ", session " + std::to_string(operation.id.session) + " number " +
         std::to_string(operation.id.number) + ">";
}

void bind_operation(py::module_& module) {
  py::class_<Operation>(module, "Operation", "What a client asks of a replicated store.")
      .def(py::init(&operation_of), py::arg("kind"), py::arg("key"), py::arg("value") = std::nullopt,
           py::arg("expected") = std::nullopt, py::arg("bytes") = 0, py::arg("session") = 0,
           py::arg("number") = 0)
      .def_property_readonly(
          "kind",
          [](const Operation& each) {
            return std::string(kOperationNames[static_cast<std::size_t>(each.kind)]);
          },
          "read, write, cas, add, read_counter, insert, remove, read_set, append or read_list.")
      .def_property_readonly("reads", [](const Operation& each) { return only_reads(each.kind); })
      .def_readonly("key", &Operation::key)
      .def_property_readonly("value", [](const Operation& each) { return value_or_none(each.value); })
      .def_property_readonly("expected", [](const Operation& each) { return value_or_none(each.expected); })
      .def_readonly("bytes", &Operation::bytes)
      .def_property_readonly("session", [](const Operation& each) { return each.id.session; })
      .def_property_readonly(
          "number", [](const Operation& each) { return each.id.number; },
          "Of its session, from 1; a retry has the same.")
      .def(py::self == py::self)
      .def("__hash__",
           [](const Operation& each) { return (std::uint64_t{each.id.session} << 32) | each.id.number; })
      .def("__repr__", words)
      .def(py::pickle(
          [](const Operation& each) {
            return py::make_tuple(static_cast<int>(each.kind), each.key, each.value, each.expected,
                                  each.bytes, each.id.session, each.id.number);
          },
          [](const py::tuple& state) {
            Operation operation;
            operation.kind = static_cast<OperationKind>(state[0].cast<int>());
            operation.key = state[1].cast<StoreKey>();
            operation.value = state[2].cast<StoreValue>();
            operation.expected = state[3].cast<StoreValue>();
            operation.bytes = state[4].cast<std::uint32_t>();
            operation.id = {state[5].cast<std::uint32_t>(), state[6].cast<std::uint32_t>()};
            return operation;
          }));
}

void bind_reply(py::module_& module) {
  py::class_<Reply>(module, "Reply", "What a client is told.")
      .def_property_readonly(
          "status",
          [](const Reply& each) { return std::string(kStatuses[static_cast<std::size_t>(each.status)]); },
          "ok, refused, not_leader, rejected or unknown.")
      .def_property_readonly("value", [](const Reply& each) { return value_or_none(each.value); })
      .def_readonly("version", &Reply::version, "Of the key: that was read, or that the write made.")
      .def_readonly("elements", &Reply::elements)
      .def_property_readonly("session", [](const Reply& each) { return each.id.session; })
      .def_property_readonly("number", [](const Reply& each) { return each.id.number; })
      .def(py::self == py::self);
}

}  // namespace

OperationKind operation_kind(const std::string& name) {
  for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind)
    if (kOperationNames[kind] == name) return static_cast<OperationKind>(kind);
  throw py::value_error(unknown("operation", name, listed(kOperationNames)));
}

ReplyStatus reply_status(const std::string& name) {
  for (std::size_t status = 0; status < kStatuses.size(); ++status)
    if (kStatuses[status] == name) return static_cast<ReplyStatus>(status);
  throw py::value_error(unknown("status", name, listed(kStatuses)));
}

CoreTimer timer_named(const std::string& name, const std::vector<std::string>& timers) {
  for (std::size_t timer = 0; timer < timers.size(); ++timer)
    if (timers[timer] == name) return static_cast<CoreTimer>(timer);
  throw py::value_error(unknown("timer", name, timers));
}

std::optional<StoreValue> value_or_none(StoreValue value) {
  return value == kNoValue ? std::nullopt : std::optional(value);
}

void bind_store(py::module_& module) {
  module.def("operation_kinds", [] { return listed(kOperationNames); });
  bind_operation(module);
  bind_reply(module);
  py::class_<KeyValues>(
      module, "KeyValues",
      "Keys, their versions, and the last answer of each session: the state machine of a log.")
      .def(py::init<>())
      .def(
          "apply",
          [](KeyValues& data, const Operation& operation, Version version) {
            bool changed = false;
            const Reply reply = data.apply(operation, version, &changed);
            return std::pair(reply, changed);
          },
          py::arg("operation"), py::arg("version"),
          "Applies it, or answers again what its session has asked before: the reply, and whether data "
          "changed.")
      .def("read", &KeyValues::read, py::arg("operation"))
      .def(
          "version",
          [](const KeyValues& data, StoreKey key) {
            const KeyValues::Item* item = data.find(key);
            return item == nullptr ? Version{0} : item->version;
          },
          py::arg("key"), "Of the last change of the key; 0 before the first.")
      .def(
          "contents",
          [](const KeyValues& data) {
            std::vector<std::tuple<StoreKey, Version, std::optional<StoreValue>>> list;
            for (const Applied& each : data.contents())
              list.emplace_back(each.key, each.version, value_or_none(each.value));
            return list;
          },
          "Every key that was written, ascending: (key, version, value).")
      .def(py::self == py::self)
      .def(
          "__deepcopy__", [](const KeyValues& data, const py::dict&) { return data; }, py::arg("memo"));
}

}  // namespace windtunnel::python
