// Study files from Python: read once, flown as often as wanted, and answered as tables and texts.
#include <pybind11/stl.h>

#include <set>
#include <tuple>

#include "apps/study_text.hpp"
#include "python/src/binders.hpp"
#include "python/src/studies.hpp"
#include "python/src/waiting.hpp"
#include "sim/base/check.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

struct StudyReading {
  std::shared_ptr<Study> study;
  std::vector<Problem> problems;
  std::string text;
};

StudyReading read_document(Document document, const std::string& file, const std::vector<std::string>& sets,
                           const Catalog& catalog, Problems& problems) {
  StudyReading made;
  if (problems.empty() && !is_study(document))
    problems.add(document.root().where, code::kMissing, "axes", "a scenario, which varies nothing",
                 "a study, which has a base and axes");
  if (problems.empty()) {
    auto plan = load_study(std::move(document), sets, problems, catalog);
    if (plan) {
      made.study = std::make_shared<Study>(Study{std::move(*plan), catalog, {}});
      made.study->sketches = sketch_points(made.study->plan, catalog, LookAt::kEnough, false, problems);
    }
  }
  if (problems.empty()) return made;
  made.study = nullptr;
  made.problems = problems.sorted();
  made.text = problems.text(file);
  return made;
}

StudyReading read_study(const std::string& file, const std::vector<std::string>& sets,
                        const Catalog& catalog) {
  Problems problems;
  Document document = Document::load(file, problems);
  return read_document(std::move(document), file, sets, catalog, problems);
}

StudyReading read_study_text(const std::string& text, const std::string& name,
                             const std::vector<std::string>& sets, const Catalog& catalog) {
  Problems problems;
  Document document = Document::from_text(text, name, problems);
  return read_document(std::move(document), name, sets, catalog, problems);
}

// The tables that points are read with, each once: name, date, hash. A point for every value of every axis is
// opened, which names every table that some value brings along without opening a large study whole.
std::vector<std::tuple<std::string, std::string, std::string>> tables_of(const Study& study) {
  std::set<std::pair<std::size_t, std::uint32_t>> seen;
  std::set<std::tuple<std::string, std::string, std::string>> tables;
  for (const Coordinates& at : study.plan.points) {
    bool fresh = seen.empty();
    for (std::size_t axis = 0; axis < at.size(); ++axis) fresh |= seen.emplace(axis, at[axis]).second;
    if (!fresh) continue;
    Problems unread, unplanned;
    if (const auto loaded = open_point(study.plan, at, study.catalog, unread, unplanned))
      for (const auto& table : loaded->tables)
        tables.emplace(table->name(), table->date(), table->hash().text());
  }
  return {tables.begin(), tables.end()};
}

// Each axis: its name, and its values as JSON; those of variants are their names, those of samples numbers.
std::vector<std::pair<std::string, std::vector<std::string>>> axes(const Study& study) {
  std::vector<std::pair<std::string, std::vector<std::string>>> list;
  for (const Axis& axis : study.plan.axes) {
    std::vector<std::string> values;
    const bool by_path = study.plan.fields.axes.find(axis.name)->path.has_value();
    for (const AxisValue& value : axis.values)
      values.push_back(!axis.sampled.empty() ? value.name
                       : by_path             ? value.patches.front().value.to_json()
                                             : json_quoted(value.name));
    list.emplace_back(axis.name, std::move(values));
  }
  return list;
}

// What samples vary: by column the axis it belongs to, its name, and of each point of the sample its value as
// JSON.
std::vector<std::tuple<std::string, std::string, std::vector<std::string>>> sampled(const Study& study) {
  std::vector<std::tuple<std::string, std::string, std::vector<std::string>>> list;
  for (const Axis& axis : study.plan.axes)
    for (std::size_t i = 0; i < axis.sampled.size(); ++i) {
      std::vector<std::string> values;
      for (const AxisValue& value : axis.values) values.push_back(value.patches[i].value.to_json());
      list.emplace_back(axis.name, axis.sampled[i], std::move(values));
    }
  return list;
}

std::shared_ptr<StudyFlown> fly_and_wait(std::shared_ptr<const Study> study, std::vector<std::size_t> points,
                                         std::optional<std::int64_t> replications, int jobs,
                                         std::optional<double> budget_s,
                                         const std::optional<std::shared_ptr<Store>>& store,
                                         bool retry_failed, bool only_kept, const py::object& progress) {
  CHECK(!replications || *replications >= 1, "replications " + std::to_string(*replications));
  CHECK(jobs >= 0, "jobs " + std::to_string(jobs));
  auto flown = std::make_shared<StudyFlown>();
  flown->study = std::move(study);
  StudyRunOptions options;
  options.points = std::move(points);
  options.replications = replications;
  options.jobs = jobs;
  if (store) options.store = &(*store)->opened();
  options.retry_failed = retry_failed;
  options.only_kept = only_kept;
  if (budget_s) options.budget = std::chrono::duration<double>(*budget_s);
  const auto fly_it = [&](const std::atomic<bool>& stop, const auto& tell) {
    options.stop = &stop;
    options.progress = tell;
    flown->outcome = fly_study(flown->study->plan, flown->study->catalog, options);
    flown->findings = findings_of(flown->study->plan, flown->outcome);
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
          "exit_code", [](const StudyFlown& each) { return exit_code(each.outcome); },
          "What the command's exit says.")
      .def_property_readonly(
          "replications_flown", [](const StudyFlown& each) { return each.outcome.replications_flown; },
          "Now, and not before.")
      .def_property_readonly(
          "replications_kept", [](const StudyFlown& each) { return each.outcome.replications_kept; },
          "Taken from the store.")
      .def_property_readonly(
          "store_trouble", [](const StudyFlown& each) { return each.outcome.store_trouble; },
          "Why the store could keep nothing more; empty if it could.")
      .def_property_readonly(
          "hash", [](const StudyFlown& each) { return study_hash(each.study->plan, each.outcome); })
      .def(
          "summary_json",
          [](const StudyFlown& each) { return study_summary(each.study->plan, each.outcome, each.findings); },
          "The object that `windtunnel sweep --json` prints.")
      .def(
          "tables",
          [](const StudyFlown& each) {
            std::vector<std::pair<std::string, std::string>> texts;
            for (const StreamedFile& table : study_tables(each.study->plan, each.outcome, each.findings)) {
              texts.emplace_back(table.name, "");
              table.write([&](std::string_view bytes) { texts.back().second += bytes; });
            }
            return texts;
          },
          "Each table's file name and CSV text.")
      .def(
          "text",
          [](const StudyFlown& each, const std::string& command) {
            return study_text(each.study->plan, each.outcome, each.findings, command);
          },
          py::arg("command"), "The answer as `windtunnel sweep` prints it; `command` makes it again.")
      .def(
          "manifest_json",
          [](const StudyFlown& each, const std::vector<std::string>& sets, const std::string& at,
             const std::string& host, const std::string& command) {
            const Made made{at, host, command, each.outcome.threads, each.outcome.seconds};
            return study_manifest(each.study->plan, each.outcome, sets, made);
          },
          py::arg("sets"), py::arg("at"), py::arg("host"), py::arg("command"));
}

}  // namespace

void bind_study(py::module_& module) {
  py::class_<StudyProgress>(module, "StudyProgress", "How far a study is.")
      .def_readonly("points_done", &StudyProgress::points_done)
      .def_readonly("points_all", &StudyProgress::points_all)
      .def_readonly("share", &StudyProgress::share)
      .def_readonly("share_kept", &StudyProgress::share_kept)
      .def_readonly("events", &StudyProgress::events)
      .def_readonly("seconds", &StudyProgress::seconds);

  py::class_<Study, std::shared_ptr<Study>> study(module, "Study", "A study that was read, with its points.");
  py::class_<StudyReading> reading(module, "StudyReading", "What reading gives: a study, or problems.");
  py::class_<StudyFlown, std::shared_ptr<StudyFlown>> flown(module, "StudyFlown",
                                                            "The points that were flown.");
  study.def_property_readonly("title", [](const Study& each) { return each.plan.fields.title; })
      .def_property_readonly("file", [](const Study& each) { return each.plan.document.file(); })
      .def_property_readonly(
          "asked", [](const Study& each) { return each.catalog.plugins().asked(); },
          "The plug-ins that its points have beside those that they name.")
      .def_property_readonly("axes", axes, "Each axis: its name, and its values as JSON.")
      .def_property_readonly(
          "sampled", sampled,
          "What samples vary: the axis, a name, and its values as JSON by value of the axis.")
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
      .def_property_readonly("tables", tables_of, "Each table that points are read with: name, date, hash.")
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

  // Without the GIL: a plug-in that another thread loads may wait for it.
  module.def("read_study", read_study, py::arg("file"), py::arg("sets"), py::arg("catalog"),
             py::call_guard<py::gil_scoped_release>());
  module.def("read_study_text", read_study_text, py::arg("text"), py::arg("name"), py::arg("sets"),
             py::arg("catalog"), py::call_guard<py::gil_scoped_release>(),
             "The same from memory; relative names start from the folder of `name`.");
  module.def("fly_study", fly_and_wait, py::arg("study"), py::arg("points"), py::arg("replications"),
             py::arg("jobs"), py::arg("budget_s"), py::arg("store"), py::arg("retry_failed"),
             py::arg("only_kept"), py::arg("progress"),
             "Flies with the GIL released; jobs 0 means as the study says.");
}

}  // namespace windtunnel::python
