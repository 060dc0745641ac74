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

#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study.hpp"

namespace windtunnel::python {

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

void bind_knowledge(pybind11::module_& module);   // models, metrics, tables, schema, codes
void bind_scenario(pybind11::module_& module);    // reading, problems, the scenario
void bind_flight(pybind11::module_& module);      // flying, and what was flown
void bind_comparison(pybind11::module_& module);  // two campaigns under the same luck
void bind_study(pybind11::module_& module);       // study files, their points, and what those say

}  // namespace windtunnel::python
