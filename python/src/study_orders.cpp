// Stores of studies from Python, and replications as orders that other processes and machines carry out.
//
// Whoever drives an executor asks `StudyOrders` for orders, sends their bytes wherever it likes, calls
// `OrderPilot.carry_out` there, and reports what comes back. Orders and reports are bytes, so anything can
// carry them.
#include <pybind11/stl.h>

#include "python/src/binders.hpp"
#include "python/src/studies.hpp"
#include "python/src/waiting.hpp"
#include "sim/study/study_orders.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

std::pair<std::shared_ptr<Store>, std::string> open_store(const std::string& file, bool fresh) {
  auto store = std::make_shared<Store>();
  std::string problem;
  store->file = ResultStore::open(file, {.fresh = fresh}, problem);
  return {store->file ? store : nullptr, problem};
}

// A study whose replications others fly. What the orders refer to lives as long as they do.
struct Orders {
  std::shared_ptr<const Study> study;
  std::shared_ptr<Store> store;
  std::unique_ptr<StudyOrders> orders;
};

std::shared_ptr<Orders> make_orders(std::shared_ptr<const Study> study, std::vector<std::size_t> points,
                                    std::optional<std::int64_t> replications,
                                    std::optional<std::shared_ptr<Store>> store, bool retry_failed) {
  StudyRunOptions options;
  options.points = std::move(points);
  options.replications = replications;
  options.retry_failed = retry_failed;
  if (store) options.store = &(*store)->opened();
  auto made = std::make_shared<Orders>(Orders{std::move(study), store.value_or(nullptr), nullptr});
  made->orders = std::make_unique<StudyOrders>(made->study->plan, made->study->catalog, options);
  return made;
}

std::vector<std::pair<std::string, py::bytes>> take(Orders& orders, std::size_t most,
                                                    std::int64_t replications) {
  CHECK(replications >= 1, "orders of " + std::to_string(replications) + " replications");
  std::vector<StudyOrder> taken;
  {
    const py::gil_scoped_release release;
    taken = orders.orders->take(most, replications);
  }
  std::vector<std::pair<std::string, py::bytes>> list;
  for (const StudyOrder& order : taken) list.emplace_back(order.id, py::bytes(order.bytes));
  return list;
}

std::shared_ptr<StudyFlown> finish(Orders& orders, bool out_of_budget) {
  auto flown = std::make_shared<StudyFlown>();
  const py::gil_scoped_release release;
  flown->study = orders.study;
  flown->outcome = orders.orders->finish();
  // What was not flown for want of time was not interrupted.
  flown->outcome.out_of_budget = out_of_budget && flown->outcome.interrupted;
  flown->outcome.interrupted = flown->outcome.interrupted && !out_of_budget;
  flown->findings = findings_of(flown->study->plan, flown->outcome);
  return flown;
}

py::bytes carry_out(OrderPilot& pilot, const std::string& order) {
  std::string report;
  const auto fly_it = [&](const std::atomic<bool>& stop, const auto&) {
    report = pilot.carry_out(order, stop);
  };
  if (auto error = Tower<StudyProgress>().fly_and_wait(fly_it, py::none())) throw std::move(*error);
  return py::bytes(report);
}

}  // namespace

void bind_study_store(py::module_& module) {
  py::class_<Store, std::shared_ptr<Store>>(module, "Store", "A file that keeps the replications of studies.")
      .def_property_readonly("file", [](const Store& store) { return store.opened().file().string(); })
      .def(
          "count", [](const Store& store) { return store.opened().count(); }, "How many replications it has.")
      .def_property_readonly(
          "trouble", [](const Store& store) { return store.opened().trouble(); },
          "Why it can keep nothing more; empty as long as it can.")
      .def(
          "close",
          [](Store& store) {
            const py::gil_scoped_release release;
            store.file.reset();
          },
          "Commits what is left. Nothing may use the store after that.");
  module.def("open_store", open_store, py::arg("file"), py::arg("fresh"),
             "A store, or none and what is wrong with the file.");
}

void bind_study_orders(py::module_& module) {
  py::class_<Orders, std::shared_ptr<Orders>>(module, "StudyOrders",
                                              "A study whose replications others fly, as orders.")
      .def(py::init(&make_orders), py::arg("study"), py::arg("points"), py::arg("replications"),
           py::arg("store"), py::arg("retry_failed"))
      .def("take", take, py::arg("most"), py::arg("replications"),
           "Up to `most` orders of at most so many replications each: id and bytes.")
      .def(
          "report",
          [](Orders& orders, const std::string& id, const py::bytes& bytes) {
            const std::string report = bytes;
            const py::gil_scoped_release release;
            return orders.orders->report(id, report);
          },
          py::arg("id"), py::arg("report"),
          "Takes a report; says why it could not, and then the order is open again.")
      .def(
          "lose", [](Orders& orders, const std::string& id) { orders.orders->lose(id); }, py::arg("id"),
          "Whoever had this order is gone: it is handed out again.")
      .def_property_readonly("finished", [](Orders& orders) { return orders.orders->finished(); })
      .def_property_readonly("in_the_air", [](const Orders& orders) { return orders.orders->in_the_air(); })
      .def_property_readonly("progress", [](Orders& orders) { return orders.orders->progress(); })
      .def("finish", finish, py::arg("out_of_budget") = false,
           "What came of it, at the end or so far; whether time was up then.");

  py::class_<OrderPilot>(module, "OrderPilot", "Carries orders out; one for each thread.")
      .def(py::init([](const Catalog& catalog) { return std::make_unique<OrderPilot>(catalog); }),
           py::arg("catalog"))
      .def("carry_out", carry_out, py::arg("order"), "The report, as bytes, whatever happens.");
}

}  // namespace windtunnel::python
