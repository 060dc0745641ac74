// The table of contents of windtunnel._core: one line for each binder of this folder.
//
// The module is raw and private; the names that users see stand in python/windtunnel.
#include <pybind11/pybind11.h>

#include "sim/base/version.hpp"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled half of windtunnel; import windtunnel instead.";
  module.def("version", [] { return std::string(windtunnel::version()); });
}
