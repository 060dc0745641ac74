// Reading scenarios: the document, its problems, and what a scenario says of itself.
//
// A scenario keeps its document, so that changing a value reads the changed document anew: a patched scenario
// has gone through the same reader, with the same problems, as one from a file.
#include <pybind11/stl.h>

#include "python/src/binders.hpp"
#include "sim/config/write.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

// A plug-in that another thread loads may wait for the GIL, and who reads waits for that thread.
const py::call_guard<py::gil_scoped_release> kWithoutGil;

using Changes = std::vector<std::pair<std::string, std::string>>;  // path, JSON

Reading reading(std::optional<Loaded> loaded, const Problems& problems, const std::string& file) {
  Reading made;
  if (loaded) made.scenario = std::make_shared<Loaded>(std::move(*loaded));
  if (problems.empty()) return made;
  made.problems = problems.sorted();
  made.text = problems.text(file);
  return made;
}

Reading read_file(const std::string& file, const Catalog& catalog) {
  Problems problems;
  auto loaded = load_scenario(file, {}, catalog, problems);
  return reading(std::move(loaded), problems, file);
}

Reading read_text(const std::string& text, const std::string& name, const Catalog& catalog) {
  Problems problems;
  auto loaded = load_scenario_text(text, name, {}, catalog, problems);
  return reading(std::move(loaded), problems, name);
}

// Values come as JSON, so that a text is never mistaken for a number, nor the other way round.
Reading changed(const Loaded& loaded, const Changes& changes, const Catalog& catalog) {
  Problems problems;
  Document document = loaded.document;
  const auto source = std::make_shared<const Source>(Source{Source::Kind::set, "with_", 0});
  for (const auto& [path, json] : changes) {
    Node value;
    if (parse_tree(json, source, TreeLimits{}, value, problems))
      document.set(path, std::move(value), "with_", problems);
  }
  auto made = load_document(std::move(document), catalog, problems);
  return reading(std::move(made), problems, loaded.document.file());
}

// (name, start in seconds, end in seconds)
using Spans = std::vector<std::tuple<std::string, double, double>>;

// Divided, not multiplied by 1e-9: 120 s is 120.0.
double seconds(Time time) { return static_cast<double>(time.ns()) / 1e9; }
double seconds(Duration duration) { return static_cast<double>(duration.ns()) / 1e9; }

Spans phases(const Loaded& loaded) {
  Spans spans;
  for (const PhasePlan& phase : loaded.flight.phases)
    spans.emplace_back(phase.name, seconds(phase.start), seconds(phase.end));
  return spans;
}

Spans timed_faults(const Loaded& loaded) {
  Spans spans;
  for (const FaultPlan& fault : loaded.flight.plan.faults) {
    if (!fault.failure.at) continue;
    const double lasts = seconds(loaded.flight.plan.lasts);
    const double start = seconds(*fault.failure.at);
    spans.emplace_back(fault.name, start,
                       fault.failure.lasts ? std::min(lasts, start + seconds(*fault.failure.lasts)) : lasts);
  }
  return spans;
}

std::vector<std::tuple<std::string, std::string, std::vector<std::string>>> plugins(const Loaded& loaded) {
  std::vector<std::tuple<std::string, std::string, std::vector<std::string>>> list;
  for (const auto& plugin : loaded.plugins) {
    std::vector<std::string> models;
    for (const std::string& kind : plugin->models->kinds())
      for (const auto& entry : plugin->models->entries_of(kind)) models.push_back(kind + " " + entry->name);
    list.emplace_back(plugin->name, plugin->hash.text(), std::move(models));
  }
  return list;
}

}  // namespace

void bind_scenario(py::module_& module) {
  py::class_<Problem>(module, "Problem", "One thing that is wrong with a scenario.")
      .def_property_readonly("file",
                             [](const Problem& problem) {
                               return problem.where.known() ? problem.where.source->name : std::string();
                             })
      .def_property_readonly("line", [](const Problem& problem) { return problem.where.line; })
      .def_property_readonly("column", [](const Problem& problem) { return problem.where.column; })
      .def_readonly("code", &Problem::code)
      .def_readonly("path", &Problem::path)
      .def_readonly("found", &Problem::found)
      .def_readonly("expected", &Problem::expected)
      .def_readonly("nearest", &Problem::nearest);

  // Both are declared before either's methods name the other, so that signatures read as Python.
  py::class_<Loaded, std::shared_ptr<Loaded>> scenario(module, "Scenario",
                                                       "A scenario that was read and planned.");
  py::class_<Reading> made(module, "Reading", "What reading gives: a scenario, or problems.");
  scenario.def_property_readonly("title", [](const Loaded& loaded) { return loaded.scenario.title; })
      .def_property_readonly("file", [](const Loaded& loaded) { return loaded.document.file(); })
      .def_property_readonly("hash", [](const Loaded& loaded) { return loaded.hash; })
      .def_property_readonly("resolved_json", [](const Loaded& loaded) { return loaded.resolved_json; })
      .def_property_readonly(
          "annotated",
          [](const Loaded& loaded) { return annotated_json(resolved(loaded.document, loaded.scenario)); },
          "The whole scenario, each value with where it came from.")
      .def_property_readonly("plugins", plugins, "Each plug-in's name, hash and models.")
      .def_property_readonly("seed", [](const Loaded& loaded) { return loaded.scenario.run.seed; })
      .def_property_readonly("replications",
                             [](const Loaded& loaded) { return loaded.scenario.run.replications; })
      .def_property_readonly("lasts_s",
                             [](const Loaded& loaded) { return seconds(loaded.flight.plan.lasts); })
      .def_property_readonly("warm_up_s",
                             [](const Loaded& loaded) { return seconds(loaded.flight.plan.warm_up); })
      .def_property_readonly("phases", phases, "Each phase's name, start and end in seconds.")
      .def_property_readonly("timed_faults", timed_faults,
                             "Each timed fault's name, start and end in seconds.")
      .def("changed", changed, py::arg("changes"), py::arg("catalog"), kWithoutGil,
           "The same scenario with other values; each change is a path and a value in JSON.");

  made.def_property_readonly(
          "scenario",
          [](const Reading& found) { return found.scenario ? std::optional(found.scenario) : std::nullopt; })
      .def_readonly("problems", &Reading::problems)
      .def_readonly("text", &Reading::text, "The problems as the command prints them.");

  module.def("read_file", read_file, py::arg("file"), py::arg("catalog"), kWithoutGil);
  module.def("read_text", read_text, py::arg("text"), py::arg("name"), py::arg("catalog"), kWithoutGil);
}

}  // namespace windtunnel::python
