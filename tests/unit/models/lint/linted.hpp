// Linting and flying a small scenario in a test: what a rule says of it, and whether its experiment shows
// that.
//
// The experiment of a warning is flown on the scenario that has the mistake, where the added expectation has
// to fail, and with the very same settings on one that has it no more, where it has to hold. A rule whose
// experiment fails everywhere would prove nothing.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "models/lint/lint.hpp"
#include "sim/study/comparison.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {

inline std::vector<LintWarning> linted(const std::string& text, const std::vector<std::string>& sets = {}) {
  const Loaded loaded = load_text(text, sets);
  Problems problems;
  const auto warnings = lint(LintSubject(loaded.document, loaded.scenario, loaded.flight), problems);
  EXPECT_TRUE(problems.empty()) << problems.text("test.json");
  return warnings;
}

// What one rule says, in the order of the file; what is allowed too.
inline std::vector<LintWarning> said(const std::string& rule, const std::string& text,
                                     const std::vector<std::string>& sets = {}) {
  std::vector<LintWarning> theirs;
  for (const LintWarning& warning : linted(text, sets))
    if (warning.rule->name == rule) theirs.push_back(warning);
  return theirs;
}

inline Answer flown(const Loaded& loaded) {
  const std::int64_t replications = std::min<std::int64_t>(loaded.scenario.run.replications, 6);
  return make_answer(loaded.scenario, loaded.flight,
                     fly(loaded.flight, loaded.scenario.run.seed, replications, StudyOptions{}));
}

// What becomes of the expectation that an experiment adds.
inline std::string shown(const std::string& text, std::vector<std::string> sets,
                         const Experiment& experiment) {
  sets.insert(sets.end(), experiment.sets.begin(), experiment.sets.end());
  const Answer answer = flown(load_text(text, sets));
  for (const ExpectationAnswer& each : answer.expectations)
    if (each.name == "lint") return word(each.judgement.verdict);
  return "not asked";
}

// Of a warning whose experiment compares: how the metric differs where the experiment's settings hold.
inline MetricDifference compared(const std::string& text, const Experiment& experiment,
                                 const std::string& metric) {
  const Loaded a = load_text(text), b = load_text(text, experiment.sets);
  for (const MetricDifference& each : compare_answers(a, flown(a), b, flown(b), 0.01).metrics)
    if (each.key.metric->name == metric && !each.key.phase && !each.key.request_class && !each.key.region &&
        !each.key.tier)
      return each;
  ADD_FAILURE() << metric << " is not compared";
  return {};
}

}  // namespace windtunnel
