// Study files from Python: read once, flown as often as wanted, and answered as tables and texts.
#include <pybind11/stl.h>

#include "apps/study_text.hpp"
#include "python/src/binders.hpp"
#include "python/src/waiting.hpp"
#include "sim/base/check.hpp"
#include "sim/study/study_tables.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

// A study that was read, with the tables that its points are read with.
struct Study {
  StudyPlan plan;
  Catalog catalog;
  std::vector<PointSketch> sketches;
};

struct StudyReading {
  std::shared_ptr<Study> study;
  std::vector<Problem> problems;
  std::string text;
};

struct StudyFlown {
  std::shared_ptr<const Study> study;
  StudyOutcome outcome;
  std::vector<FigureDifference> comparisons;
};

StudyReading read_study(const std::string& file, const std::vector<std::string>& sets,
                        const Catalog& catalog) {
  Problems problems;
  StudyReading made;
  Document document = Document::load(file, problems);
  if (problems.empty() && !is_study(document))
    problems.add(document.root().where, code::kMissing, "axes", "a scenario, which varies nothing",
                 "a study, which has a base and axes");
  if (problems.empty()) {
    auto plan = load_study(std::move(document), sets, problems, catalog);
    if (plan) {
      made.study = std::make_shared<Study>(Study{std::move(*plan), catalog, {}});
      made.study->sketches = sketch_points(made.study->plan, catalog, false, problems);
    }
  }
  if (problems.empty()) return made;
  made.study = nullptr;
  made.problems = problems.sorted();
  made.text = problems.text(file);
  return made;
}

// Each axis: its name, and its values as JSON; those of variants are their names.
std::vector<std::pair<std::string, std::vector<std::string>>> axes(const Study& study) {
  std::vector<std::pair<std::string, std::vector<std::string>>> list;
  for (const Axis& axis : study.plan.axes) {
    std::vector<std::string> values;
    const bool by_path = study.plan.fields.axes.find(axis.name)->path.has_value();
    for (const AxisValue& value : axis.values)
      values.push_back(by_path ? value.patches.front().value.to_json() : json_quoted(value.name));
    list.emplace_back(axis.name, std::move(values));
  }
  return list;
}

std::shared_ptr<StudyFlown> fly_and_wait(std::shared_ptr<const Study> study, std::vector<std::size_t> points,
                                         std::optional<std::int64_t> replications, int jobs,
                                         std::optional<double> budget_s, const py::object& progress) {
  CHECK(!replications || *replications >= 1, "replications " + std::to_string(*replications));
  CHECK(jobs >= 0, "jobs " + std::to_string(jobs));
  auto flown = std::make_shared<StudyFlown>();
  flown->study = std::move(study);
  StudyRunOptions options;
  options.points = std::move(points);
  options.replications = replications;
  options.jobs = jobs;
  if (budget_s) options.budget = std::chrono::duration<double>(*budget_s);
  const auto fly_it = [&](const std::atomic<bool>& stop, const auto& tell) {
    options.stop = &stop;
    options.progress = tell;
    flown->outcome = fly_study(flown->study->plan, flown->study->catalog, options);
    flown->comparisons = compare_points(flown->study->plan, flown->outcome);
  };
  auto error = Tower<StudyProgress>().fly_and_wait(fly_it, progress);
  if (error) {
    py::setattr(error->value(), "result", py::cast(flown));
    throw std::move(*error);
  }
  return flown;
}

void bind_flown(py::class_<StudyFlown, std::shared_ptr<StudyFlown>>& flown) {
  flown.def_property_readonly("interrupted", [](const StudyFlown& each) { return each.outcome.interrupted; })
      .def_property_readonly("out_of_budget",
                             [](const StudyFlown& each) { return each.outcome.out_of_budget; })
      .def_property_readonly("seconds", [](const StudyFlown& each) { return each.outcome.seconds; })
      .def_property_readonly(
          "hash", [](const StudyFlown& each) { return study_hash(each.study->plan, each.outcome); })
      .def(
          "summary_json",
          [](const StudyFlown& each) {
            return study_summary(each.study->plan, each.outcome, each.comparisons).to_pretty_json();
          },
          "The object that `windtunnel sweep --json` prints.")
      .def(
          "tables",
          [](const StudyFlown& each) {
            return study_tables(each.study->plan, each.outcome, each.comparisons);
          },
          "Each table's file name and CSV text.")
      .def(
          "text",
          [](const StudyFlown& each, const std::string& command) {
            return study_text(each.study->plan, each.outcome, each.comparisons, command);
          },
          py::arg("command"), "The answer as `windtunnel sweep` prints it; `command` makes it again.")
      .def(
          "manifest_json",
          [](const StudyFlown& each, const std::vector<std::string>& sets, const std::string& at,
             const std::string& host, const std::string& command) {
            const Made made{at, host, command, each.outcome.threads, each.outcome.seconds};
            return study_manifest(each.study->plan, each.outcome, sets, made).to_pretty_json();
          },
          py::arg("sets"), py::arg("at"), py::arg("host"), py::arg("command"));
}

}  // namespace

void bind_study(py::module_& module) {
  py::class_<StudyProgress>(module, "StudyProgress", "How far a study is.")
      .def_readonly("points_done", &StudyProgress::points_done)
      .def_readonly("points_all", &StudyProgress::points_all)
      .def_readonly("share", &StudyProgress::share)
      .def_readonly("events", &StudyProgress::events)
      .def_readonly("seconds", &StudyProgress::seconds);

  py::class_<Study, std::shared_ptr<Study>> study(module, "Study", "A study that was read, with its points.");
  py::class_<StudyReading> reading(module, "StudyReading", "What reading gives: a study, or problems.");
  py::class_<StudyFlown, std::shared_ptr<StudyFlown>> flown(module, "StudyFlown",
                                                            "The points that were flown.");
  study.def_property_readonly("title", [](const Study& each) { return each.plan.fields.title; })
      .def_property_readonly("file", [](const Study& each) { return each.plan.document.file(); })
      .def_property_readonly("axes", axes, "Each axis: its name, and its values as JSON.")
      .def_property_readonly(
          "points", [](const Study& each) { return each.plan.points; },
          "Each point: which value of each axis.")
      .def_property_readonly(
          "compares",
          [](const Study& each) {
            return each.plan.fields.compare ? std::optional(each.plan.fields.compare->axis) : std::nullopt;
          },
          "The axis along which points are compared.")
      .def_property_readonly(
          "unplanned",
          [](const Study& each) {
            std::vector<std::string> why;
            for (const PointSketch& sketch : each.sketches) why.push_back(sketch.why);
            return why;
          },
          "Of each point why it can not be planned; empty where it can.")
      .def(
          "select",
          [](const Study& each, const std::string& selection) {
            std::string why;
            auto points = select_points(each.plan, selection, why);
            return std::pair(points.value_or(std::vector<std::size_t>()), why);
          },
          py::arg("selection"), "The points that a selection names, or none and why.");
  reading
      .def_property_readonly(
          "study",
          [](const StudyReading& found) { return found.study ? std::optional(found.study) : std::nullopt; })
      .def_readonly("problems", &StudyReading::problems)
      .def_readonly("text", &StudyReading::text, "The problems as the command prints them.");
  bind_flown(flown);

  module.def("read_study", read_study, py::arg("file"), py::arg("sets"), py::arg("catalog"));
  module.def("fly_study", fly_and_wait, py::arg("study"), py::arg("points"), py::arg("replications"),
             py::arg("jobs"), py::arg("budget_s"), py::arg("progress"),
             "Flies with the GIL released; jobs 0 means as the study says.");
}

}  // namespace windtunnel::python
