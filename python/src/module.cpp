// The table of contents of windtunnel._core: one line for each binder of this folder.
//
// The module is raw and private; the names that users see stand in python/windtunnel.
#include "python/src/binders.hpp"
#include "sim/base/check.hpp"
#include "sim/base/version.hpp"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled half of windtunnel; import windtunnel instead.";
  module.def(
      "version", [] { return std::string(windtunnel::version()); }, "The version of the VERSION file.");
  module.def(
      "results_version", [] { return windtunnel::kResultsVersion; },
      "Raised by whoever changes what some scenario and seed give.");
  pybind11::register_exception<windtunnel::BrokenPromise>(module, "BrokenPromise", PyExc_RuntimeError);
  windtunnel::python::bind_knowledge(module);
  windtunnel::python::bind_scenario(module);
  windtunnel::python::bind_flight(module);
  windtunnel::python::bind_comparison(module);
  windtunnel::python::bind_sizing(module);
  windtunnel::python::bind_study_store(module);
  windtunnel::python::bind_study(module);
  windtunnel::python::bind_study_columns(module);
  windtunnel::python::bind_models(module);
  windtunnel::python::bind_store(module);
  windtunnel::python::bind_core(module);
  windtunnel::python::bind_command(module);
  windtunnel::python::bind_report(module);
  windtunnel::python::bind_study_orders(module);
}
