// Searching for the smallest or the largest value of a field that meets a scenario's expectations.
#include "sim/sizing/sizing.hpp"

#include <pybind11/stl.h>

#include "python/src/binders.hpp"
#include "python/src/waiting.hpp"
#include "sim/base/check.hpp"
#include "sim/sizing/sizing_text.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

// What a search gives: its object and its text, or problems.
struct SizingReading {
  std::string json, text;
  std::vector<Problem> problems;
  std::string problems_text;
};

// Either a `--vary` argument, or a path with values in JSON.
std::optional<SizeValues> values_of(const std::string& vary,
                                    const std::optional<std::vector<std::string>>& json, double precision,
                                    const Document& document, Problems& problems) {
  if (!json) return size_values(vary, precision, document, problems);
  const auto source = std::make_shared<const Source>(Source{Source::Kind::set, "values", 0});
  std::vector<Node> values;
  for (const std::string& each : *json)
    if (!parse_tree(each, source, TreeLimits{}, values.emplace_back(), problems)) return std::nullopt;
  CHECK(values.size() >= 2, "values " + std::to_string(values.size()));
  return listed_size_values(vary, std::move(values));
}

SizingReading size(const Loaded& loaded, const Catalog& catalog, const std::string& vary,
                   const std::optional<std::vector<std::string>>& values, const std::string& want,
                   const std::vector<std::string>& expectations, double precision, int jobs,
                   std::optional<double> budget_s, const std::string& store, const py::object& progress) {
  Problems problems;
  SizingRequest request;
  request.document = loaded.document;
  auto made = values_of(vary, values, precision, request.document, problems);
  if (made) request.values = std::move(*made);
  request.wanted = want == "smallest"  ? SizeWanted::kSmallest
                   : want == "largest" ? SizeWanted::kLargest
                                       : SizeWanted::kEither;
  request.expectations = expectations;
  SizingSettings settings;
  settings.jobs = jobs;
  if (budget_s) settings.budget = std::chrono::duration<double>(*budget_s);
  std::unique_ptr<ResultStore> kept;
  if (!store.empty()) {
    std::string problem;
    kept = ResultStore::open(store, {}, problem);
    if (!kept) throw std::runtime_error(problem);
    settings.store = kept.get();
  }
  std::optional<SizingOutcome> outcome;
  const auto search = [&](const std::atomic<bool>& stop, const auto& tell) {
    settings.stop = &stop;
    settings.progress = tell;
    outcome = find_sizing(request, catalog, settings, problems);
  };
  std::optional<py::error_already_set> error;
  if (made && problems.empty()) error = Tower<SizingProgress>().fly_and_wait(search, progress);
  SizingReading reading;
  if (outcome) {
    reading.json = sizing_json(*outcome).to_pretty_json();
    reading.text = sizing_text(*outcome, "");
  }
  reading.problems = problems.sorted();
  reading.problems_text = problems.empty() ? "" : problems.text(loaded.document.file());
  if (error) {
    py::setattr(error->value(), "sizing", py::cast(reading));
    throw std::move(*error);
  }
  return reading;
}

}  // namespace

void bind_sizing(py::module_& module) {
  py::class_<SizingProgress>(module, "SizingProgress", "How far a search is.")
      .def_readonly("value", &SizingProgress::value)
      .def_readonly("values_seen", &SizingProgress::values_seen)
      .def_readonly("flown", &SizingProgress::flown)
      .def_readonly("seconds", &SizingProgress::seconds);
  py::class_<SizingReading>(module, "SizingReading", "What a search gives: an answer, or problems.")
      .def_readonly("json", &SizingReading::json,
                    "What `windtunnel size --json` prints; \"\" where there are problems.")
      .def_readonly("text", &SizingReading::text)
      .def_readonly("problems", &SizingReading::problems)
      .def_readonly("problems_text", &SizingReading::problems_text);
  module.def("size", size, py::arg("scenario"), py::arg("catalog"), py::arg("vary"), py::arg("values"),
             py::arg("want"), py::arg("expect"), py::arg("precision"), py::arg("jobs"), py::arg("budget_s"),
             py::arg("store"), py::arg("progress"));
}

}  // namespace windtunnel::python
