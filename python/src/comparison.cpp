// Comparing two campaigns replication by replication; both have to be flown with the same seed.
#include "sim/study/comparison.hpp"

#include <pybind11/stl.h>

#include "python/src/binders.hpp"
#include "sim/base/check.hpp"
#include "sim/base/math.hpp"

namespace py = pybind11;

namespace windtunnel::python {

void bind_comparison(py::module_& module) {
  module.def(
      "compare",
      [](const Flown& a, const Flown& b, double matters) {
        CHECK(a.seed == b.seed, "seeds " + std::to_string(a.seed) + " and " + std::to_string(b.seed));
        const Comparison compared = compare_answers(*a.scenario, a.answer, *b.scenario, b.answer, matters);
        return std::pair(comparison_json(*a.scenario, compared).to_pretty_json(),
                         comparison_text(*a.scenario, compared));
      },
      py::arg("a"), py::arg("b"), py::arg("matters"),
      "b against a: the object that `--json` prints, and the text.");
  module.def("student_t_quantile", &math::student_t_quantile, py::arg("p"), py::arg("degrees_of_freedom"),
             "Below it lies the share p of Student's t.");
}

}  // namespace windtunnel::python
