// Calling a core in Python, and writing what it wants done into the outbox.
#include "python/src/core.hpp"

#include <pybind11/stl.h>

#include <algorithm>

#include "python/src/binders.hpp"
#include "python/src/store.hpp"
#include "sim/base/model_failure.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

// The outbox as a core sees it, for as long as a call lasts.
struct Out {
  CoreInPython::Effects* effects = nullptr;
  std::shared_ptr<const ProtocolClass> type = nullptr;
  std::uint32_t self = 0, members = 0;
  py::handle core = {};

  CoreInPython::Effects& now() const {
    if (effects == nullptr) throw std::runtime_error("an outbox is lent for a call and was kept");
    return *effects;
  }
};

Duration span(std::int64_t ns, const char* what) {
  if (ns < 0)
    throw py::value_error(std::string(what) + ": found " + std::to_string(ns) +
                          ", expected nanoseconds, 0 or more");
  return Duration::from_ns(ns);
}

void send(const Out& out, std::int64_t to, const py::object& message) {
  if (to < 0 || to >= out.members || to == out.self)
    throw py::value_error("send: found member " + std::to_string(to) + ", expected another one, from 0 to " +
                          std::to_string(out.members - 1) + " and not " + std::to_string(out.self) +
                          ", itself");
  CoreInPython::Message sent;
  sent.type = out.type;
  sent.packed = std::make_shared<const std::string>(packed(message));
  sent.bytes = out.type->declared->trait_flag("bytes_of")
                   ? out.core.attr("bytes_of")(message).cast<std::int64_t>()
                   : 16 + size_of(message);
  if (sent.bytes < 0)
    throw py::value_error("bytes_of: found " + std::to_string(sent.bytes) + ", expected 0 or more");
  out.now().send(MemberId(static_cast<std::uint32_t>(to)), std::move(sent));
}

void arm(const Out& out, const std::string& timer, std::int64_t at_least_ns,
         std::optional<std::int64_t> at_most_ns) {
  const Duration least = span(at_least_ns, "at_least_ns");
  const Duration most = span(at_most_ns.value_or(at_least_ns), "at_most_ns");
  if (most < least) throw py::value_error("arm: at_most_ns is less than at_least_ns");
  out.now().arm(timer_named(timer, out.type->timers), least, most);
}

void apply(const Out& out, const Operation& operation, Version version, std::optional<StoreValue> value,
           std::uint64_t slot) {
  out.now().apply(Applied{operation.id, operation.key, version, value.value_or(operation.value), slot});
}

void reply(const Out& out, const Operation& operation, const std::string& status,
           std::optional<StoreValue> value, Version version, std::optional<std::uint32_t> leader,
           std::vector<StoreValue> elements) {
  out.now().reply(Reply{operation.id, reply_status(status), value.value_or(kNoValue), version,
                        leader ? MemberId(*leader) : MemberId::none(), std::move(elements)});
}

}  // namespace

void bind_core(py::module_& module) {
  py::class_<Out>(
      module, "Out",
      "Where a core writes what it wants done; carried out in the order persist, send, arm, apply, reply.")
      .def_property_readonly(
          "now_ns", [](const Out& out) { return out.now().now().ns(); }, "What the member's own clock says.")
      .def_property_readonly(
          "luck", [](const Out& out) { return out.now().luck(); }, "64 random bits, the same all call long.")
      .def(
          "persist", [](const Out& out, const py::object& items) { out.now().persist(record_of(items)); },
          py::arg("items"),
          "To stable storage, before anything of this call or a later one is sent, applied or replied; None "
          "takes an item away.")
      .def("send", send, py::arg("to"), py::arg("message"), "To another member; the message is copied.")
      .def("arm", arm, py::arg("timer"), py::arg("at_least_ns"), py::arg("at_most_ns") = std::nullopt,
           "The driver draws when it fires; a timer that is armed is moved.")
      .def(
          "disarm",
          [](const Out& out, const std::string& timer) {
            out.now().disarm(timer_named(timer, out.type->timers));
          },
          py::arg("timer"))
      .def("apply", apply, py::arg("operation"), py::arg("version"), py::arg("value") = std::nullopt,
           py::arg("slot") = 0,
           "The member's state machine has taken this; `slot` is its place in the log, from 1.")
      .def("reply", reply, py::arg("operation"), py::arg("status") = "ok", py::arg("value") = std::nullopt,
           py::arg("version") = 0, py::arg("leader") = std::nullopt,
           py::arg("elements") = std::vector<StoreValue>(), "To whoever asked this member.")
      .def(
          "answer", [](const Out& out, const Reply& given) { out.now().reply(given); }, py::arg("reply"),
          "The same with a reply that is there, as KeyValues gives it.");
}

struct CoreInPython::Made {
  Made(const std::shared_ptr<const ProtocolClass>& type, Held core_made, MemberId self, std::uint32_t members)
      : core(std::move(core_made)) {
    const Gil gil;
    const Declared& declared = *type->declared;
    for (const auto& [name, method] :
         {std::pair{"start", &start}, std::pair{"restart", &restart}, std::pair{"on_message", &on_message},
          std::pair{"on_timer", &on_timer}, std::pair{"on_command", &on_command}, std::pair{"probe", &probe},
          std::pair{"words", &words}, std::pair{"contents", &contents}})
      *method = Method(core, name, declared.method(name));
    out = Held(py::cast(Out{nullptr, type, self.value(), members, *core}));
    view = out->cast<Out*>();
  }

  Held core;
  Method start, restart, on_message, on_timer, on_command, probe, words, contents;
  Held out;
  Out* view = nullptr;
};

namespace {

// The outbox is lent for one call.
class OutLent {
 public:
  OutLent(Out& out, CoreInPython::Effects& effects) : out_(out) { out_.effects = &effects; }
  ~OutLent() { out_.effects = nullptr; }
  OutLent(const OutLent&) = delete;
  OutLent& operator=(const OutLent&) = delete;

 private:
  Out& out_;
};

}  // namespace

CoreInPython::CoreInPython(std::shared_ptr<const ProtocolClass> type, std::shared_ptr<const ClusterSite> site,
                           MemberId self)
    : type_(std::move(type)), site_(std::move(site)), self_(self) {}

CoreInPython::CoreInPython(const CoreInPython& other)
    : type_(other.type_), site_(other.site_), self_(other.self_) {
  if (other.made_ == nullptr) return;
  const Gil gil;
  try {
    Held copy(py::object(py::module_::import("copy").attr("deepcopy")(*other.made_->core)));
    made_ = std::make_shared<Made>(type_, std::move(copy), self_, site_->members);
  } catch (py::error_already_set& error) {
    throw ModelFailure(type_->declared->method("copy") + " raised\n" + told_error(error));
  }
}

CoreInPython& CoreInPython::operator=(const CoreInPython& other) {
  if (this != &other) *this = CoreInPython(other);
  return *this;
}

CoreInPython::Made& CoreInPython::made() const {
  if (made_ == nullptr) {
    const Gil gil;
    // Beside its fields a core knows who it is and where it stands.
    py::dict extra;
    extra["me"] = self_.value();
    extra["members"] = site_->members;
    extra["round_trip_ns"] = site_->longest_round_trip().ns();
    extra["sync_ns"] = site_->sync.ns();
    made_ = std::make_shared<Made>(type_, type_->declared->make(type_->fields, extra), self_, site_->members);
  }
  return *made_;
}

void CoreInPython::start(Effects& out) {
  Made& core = made();
  const Gil gil;
  const OutLent lent(*core.view, out);
  core.start(*core.out);
}

void CoreInPython::restart(const Stable& stable, Effects& out) {
  Made& core = made();
  const Gil gil;
  const OutLent lent(*core.view, out);
  core.restart(stable.dictionary(), *core.out);
}

void CoreInPython::on_message(MemberId from, const Message& message, Effects& out) {
  Made& core = made();
  const Gil gil;
  const OutLent lent(*core.view, out);
  core.on_message(py::int_(from.value()), unpacked(*message.packed), *core.out);
}

void CoreInPython::on_timer(CoreTimer timer, Effects& out) {
  Made& core = made();
  const Gil gil;
  const OutLent lent(*core.view, out);
  core.on_timer(py::str(type_->timers[timer]), *core.out);
}

void CoreInPython::on_command(const Operation& operation, Effects& out) {
  Made& core = made();
  const Gil gil;
  const OutLent lent(*core.view, out);
  core.on_command(py::cast(operation), *core.out);
}

Probe CoreInPython::probe() const {
  if (!type_->declared->trait_flag("probe")) return {};
  Made& core = made();
  const Gil gil;
  const py::object answer = core.probe();
  try {
    const auto [leads, term, decided] = answer.cast<std::tuple<bool, std::int64_t, std::int64_t>>();
    return Probe{leads, term, decided};
  } catch (const py::cast_error&) {
    model_failed(core.probe.who(), "answered " + py::repr(answer).cast<std::string>() +
                                       ", expected (leads, term, decided): a bool and two whole numbers");
  }
}

std::string CoreInPython::words() const {
  Made& core = made();
  const Gil gil;
  return py::str(core.words()).cast<std::string>();
}

std::vector<Applied> CoreInPython::contents() const {
  Made& core = made();
  const Gil gil;
  const py::object answer = core.contents();
  std::vector<Applied> list;
  try {
    for (const py::handle each : answer) {
      const auto [key, version, value] =
          each.cast<std::tuple<StoreKey, Version, std::optional<StoreValue>>>();
      list.push_back(Applied{{}, key, version, value.value_or(kNoValue), 0});
    }
  } catch (const py::cast_error&) {
    model_failed(core.contents.who(), "answered " + py::repr(answer).cast<std::string>() +
                                          ", expected an iterable of (key, version, value)");
  } catch (py::error_already_set& error) {
    throw ModelFailure(core.contents.who() + " raised\n" + told_error(error));
  }
  std::sort(list.begin(), list.end(), [](const Applied& a, const Applied& b) { return a.key < b.key; });
  return list;
}

std::string CoreInPython::words(const Message& message) {
  if (message.packed == nullptr) return "";
  const Gil gil;
  try {
    return py::module_::import("windtunnel.plugins")
        .attr("_words_of")(*message.type->declared->type, unpacked(*message.packed))
        .cast<std::string>();
  } catch (py::error_already_set& error) {
    throw ModelFailure(message.type->declared->method("words_of") + " raised\n" + told_error(error));
  }
}

bool CoreInPython::operator==(const CoreInPython& other) const {
  if (type_ != other.type_ || self_ != other.self_) return false;
  if (made_ == nullptr && other.made_ == nullptr) return true;
  Made& mine = made();
  Made& its = other.made();
  const Gil gil;
  try {
    return mine.core->attr("__dict__").equal(its.core->attr("__dict__"));
  } catch (py::error_already_set& error) {
    throw ModelFailure(type_->declared->method("__eq__") + " raised\n" + told_error(error));
  }
}

}  // namespace windtunnel::python
