// The binders of windtunnel._core, one per concept, and the two values that several of them share.
//
// The module is raw: it trusts its caller (the Python package) and speaks in texts, numbers and lists. What a
// user may get wrong is told in Python, where the names that users see are.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/plugin_source.hpp"
#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study.hpp"

namespace windtunnel::python {

// Loads plug-ins in Python, with or without the GIL held.
PluginLoader python_plugins();

// A finished campaign and its answer; the scenario stays alive with it, because names are looked up there.
struct Flown {
  std::shared_ptr<const Loaded> scenario;
  std::int64_t seed = 0;
  Campaign campaign;
  Answer answer;
};

// What reading gives: a scenario, or problems and the text that the command would print.
struct Reading {
  std::shared_ptr<Loaded> scenario;
  std::vector<Problem> problems;
  std::string text;
};

void bind_knowledge(pybind11::module_& module);      // models, metrics, tables, schema, codes
void bind_scenario(pybind11::module_& module);       // reading, problems, the scenario
void bind_flight(pybind11::module_& module);         // flying, and what was flown
void bind_comparison(pybind11::module_& module);     // two campaigns under the same luck
void bind_sizing(pybind11::module_& module);         // searches for a size
void bind_study(pybind11::module_& module);          // study files, their points, and what those say
void bind_study_columns(pybind11::module_& module);  // the figures of a study as arrays
void bind_models(pybind11::module_& module);         // what models in Python are given
void bind_store(pybind11::module_& module);          // what protocol cores are asked and answer
void bind_core(pybind11::module_& module);           // what they write their effects into
void bind_command(pybind11::module_& module);        // the whole command
void bind_study_store(pybind11::module_& module);    // files that keep replications; before what takes one
void bind_study_orders(pybind11::module_& module);   // studies that others fly
void bind_report(pybind11::module_& module);         // pages of results, and records for their replays

}  // namespace windtunnel::python
