// Flying a scenario from Python, and what was flown.
//
// An error that leaves the wait (Ctrl-C) takes what was finished with it, as its attribute `run`.
#include <pybind11/stl.h>

#include <algorithm>

#include "apps/answer_text.hpp"
#include "python/src/binders.hpp"
#include "python/src/waiting.hpp"
#include "sim/base/check.hpp"
#include "sim/record/run_folder.hpp"
#include "sim/study/summary.hpp"

namespace py = pybind11;

namespace windtunnel::python {
namespace {

std::shared_ptr<Flown> fly_and_wait(std::shared_ptr<Loaded> scenario, std::int64_t seed,
                                    std::int64_t replications, int jobs, std::optional<double> budget_s,
                                    const py::object& progress) {
  CHECK(replications >= 1, "replications " + std::to_string(replications));
  CHECK(jobs >= 0, "jobs " + std::to_string(jobs));
  auto flown = std::make_shared<Flown>();
  flown->scenario = std::move(scenario);
  flown->seed = seed;
  StudyOptions options;
  options.jobs = jobs;
  if (budget_s) options.budget = std::chrono::duration<double>(*budget_s);
  const auto fly_it = [&](const std::atomic<bool>& stop, const auto& tell) {
    options.stop = &stop;
    options.progress = tell;
    const Loaded& loaded = *flown->scenario;
    flown->campaign = fly(loaded.flight, flown->seed, replications, options);
    flown->answer = make_answer(loaded.scenario, loaded.flight, flown->campaign);
  };
  auto error = Tower<StudyOptions::Progress>().fly_and_wait(fly_it, progress);
  if (error) {
    if (flown->answer.replications > 0) py::setattr(error->value(), "run", py::cast(flown));
    throw std::move(*error);
  }
  return flown;
}

std::string manifest_json(const Flown& flown, const std::string& at, const std::string& host,
                          const std::string& command, int threads) {
  const Made made{at, host, command, threads, flown.campaign.seconds};
  return manifest(*flown.scenario, flown.answer, flown.campaign, flown.seed, made).to_pretty_json();
}

std::string write_folder(const std::string& parent, const std::string& name,
                         const std::vector<std::pair<std::string, std::string>>& files) {
  std::string problem;
  const auto place = write_run_folder(parent, name, files, problem);
  if (!place) {
    PyErr_SetString(PyExc_OSError, problem.c_str());
    throw py::error_already_set();
  }
  return place->string();
}

}  // namespace

void bind_flight(py::module_& module) {
  using Progress = StudyOptions::Progress;
  py::class_<Progress>(module, "Progress", "How far a run is.")
      .def_readonly("replications_done", &Progress::replications_done)
      .def_readonly("replications_wanted", &Progress::replications_wanted)
      .def_readonly("simulated_share", &Progress::simulated_share)
      .def_readonly("events", &Progress::events)
      .def_readonly("seconds", &Progress::seconds);

  py::class_<Flown, std::shared_ptr<Flown>>(module, "Flown", "What was flown, and its answer.")
      .def_readonly("seed", &Flown::seed)
      .def_property_readonly("replications", [](const Flown& flown) { return flown.answer.replications; })
      .def_property_readonly("interrupted", [](const Flown& flown) { return flown.answer.interrupted; })
      .def_property_readonly("out_of_budget", [](const Flown& flown) { return flown.answer.out_of_budget; })
      .def_property_readonly("broken_promise", [](const Flown& flown) { return flown.answer.broken_promise; })
      .def_property_readonly("model_failed",
                             [](const Flown& flown) {
                               const auto& all = flown.campaign.replications;
                               return std::any_of(all.begin(), all.end(),
                                                  [](const auto& each) { return each.model_failed; });
                             })
      .def_property_readonly("failures", [](const Flown& flown) { return flown.answer.failures; })
      .def_property_readonly("seconds", [](const Flown& flown) { return flown.campaign.seconds; })
      .def(
          "summary_json",
          [](const Flown& flown) {
            return summary(*flown.scenario, flown.answer, flown.seed).to_pretty_json();
          },
          "The object that `windtunnel run --json` prints.")
      .def(
          "tables", [](const Flown& flown) { return tables(*flown.scenario, flown.answer, flown.campaign); },
          "Each table's file name and CSV text.")
      .def(
          "answer_text",
          [](const Flown& flown, const std::string& command) {
            return answer_text(*flown.scenario, flown.answer, command);
          },
          py::arg("command"), "The answer as `windtunnel run` prints it; `command` makes it again.")
      .def("manifest_json", manifest_json, py::arg("at"), py::arg("host"), py::arg("command"),
           py::arg("threads"));

  module.def("fly", fly_and_wait, py::arg("scenario"), py::arg("seed"), py::arg("replications"),
             py::arg("jobs"), py::arg("budget_s"), py::arg("progress"),
             "Flies with the GIL released; jobs 0 means as many threads as there are cores.");
  module.def("write_folder", write_folder, py::arg("parent"), py::arg("name"), py::arg("files"),
             "Writes a folder whole or not at all; answers where it stands.");
}

}  // namespace windtunnel::python
