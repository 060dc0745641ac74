// What models in Python are given, as classes of Python.
#include "python/src/given.hpp"

#include <pybind11/stl.h>

#include "python/src/binders.hpp"
#include "sim/base/math.hpp"
#include "sim/base/samplers.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

std::uint64_t below(const Luck& luck, std::int64_t n) {
  if (n < 1) throw py::value_error("below: found " + std::to_string(n) + ", expected at least 1");
  return luck.now().below(static_cast<std::uint64_t>(n));
}

py::object choice(const Luck& luck, const py::sequence& items) {
  const auto count = static_cast<std::int64_t>(py::len(items));
  if (count < 1) throw py::index_error("choice: nothing to choose from");
  return items[static_cast<std::size_t>(below(luck, count))];
}

double exponential(const Luck& luck, double mean) { return -mean * math::log(1 - luck.now().uniform()); }

const ReplicaView& at(const Up& up, std::int64_t index) {
  const auto count = static_cast<std::int64_t>(up.replicas.size());
  if (index < 0) index += count;
  if (index < 0 || index >= count)
    throw py::index_error("index " + std::to_string(index) + " of " + std::to_string(count));
  return up.replicas[static_cast<std::size_t>(index)];
}

}  // namespace

Rng& Luck::now() const {
  if (rng == nullptr)
    throw std::runtime_error("luck is lent for a call and was kept: draw what you need while you are called");
  return *rng;
}

void bind_models(py::module_& module) {
  py::class_<Luck>(module, "Luck",
                   "The stream of random numbers that a model may draw from while it is called.")
      .def(
          "next", [](const Luck& luck) { return luck.now().next(); }, "64 random bits.")
      .def(
          "uniform", [](const Luck& luck) { return luck.now().uniform(); }, "Uniform in (0, 1).")
      .def("below", below, py::arg("n"), "Uniform in 0 .. n - 1.")
      .def(
          "chance", [](const Luck& luck, double probability) { return luck.now().chance(probability); },
          py::arg("probability"), "True with this probability.")
      .def("exponential", exponential, py::arg("mean"), "Exponential with this mean, in the mean's unit.")
      .def("choice", choice, py::arg("items"), "One of the items of a sequence, each as likely.");

  py::class_<ReplicaView>(module, "ReplicaView", "A replica as a balancer knows it.")
      .def_readonly("replica", &ReplicaView::replica, "Its number, the same through the whole run.")
      .def_readonly("in_flight", &ReplicaView::in_flight,
                    "This balancer's own requests that are not answered.")
      .def_readonly("weight", &ReplicaView::weight);

  py::class_<Up>(module, "Up",
                 "The replicas that a balancer believes to be up, in the order of their numbers.")
      .def("__len__", [](const Up& up) { return up.replicas.size(); })
      .def("__getitem__", at, py::arg("index"))
      .def(
          "replica", [](const Up& up, std::int64_t index) { return at(up, index).replica; }, py::arg("index"))
      .def(
          "in_flight", [](const Up& up, std::int64_t index) { return at(up, index).in_flight; },
          py::arg("index"), "As `up[index].in_flight`, for less.")
      .def(
          "weight", [](const Up& up, std::int64_t index) { return at(up, index).weight; }, py::arg("index"));

  py::class_<Question>(module, "Question", "What a balancer is asked.")
      .def_property_readonly("now_ns", [](const Question& question) { return question.now.ns(); })
      .def_readonly("key", &Question::key, "A hash of what the request is about: user, session, item.");

  py::class_<Sampler>(module, "Sampler", "A distribution that a scenario chose.")
      .def(
          "__call__", [](const Sampler& law, const Luck& luck) { return law(luck.now()); }, py::arg("luck"),
          "One draw; of times in seconds.")
      .def_property_readonly("mean", &Sampler::mean);
}

}  // namespace windtunnel::python
