// Outcomes that tests make by hand: a file with an expectation, and with a difference.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "sim/gate/outcome.hpp"

namespace windtunnel {

inline ExpectationVerdict expectation_of(Expected verdict, const std::string& name = "fast") {
  ExpectationVerdict made;
  made.name = name;
  made.metric = find_metric("latency_p99");
  made.figure = "latency_p99";
  made.where = Position{std::make_shared<const Source>(Source{Source::Kind::file, "a.json", 0}), 12, 5};
  made.limit = 0.25;
  made.estimate.value = verdict == Expected::kFails ? 0.3 : 0.2;
  made.estimate.low = made.estimate.value - 0.01;
  made.estimate.high = made.estimate.value + 0.01;
  made.estimate.kind = IntervalKind::kTwoSided;
  made.judgement = judge(made.estimate, Side::kAtMost, made.limit);
  made.judgement.verdict = verdict;
  made.replications = 10;
  return made;
}

inline DifferenceVerdict difference_of(Compared verdict, const std::string& expectation = "") {
  DifferenceVerdict made;
  made.metric = find_metric("latency_p99");
  made.parts = {"", "", "", "", "", ""};
  made.figure = "latency_p99";
  made.expectation = expectation;
  made.before = 0.2, made.after = 0.21;
  made.absolute = Estimate::exactly(0.01);
  made.matters = 0.01;
  made.verdict = verdict;
  made.replications = 10;
  return made;
}

inline FileVerdict file_with(ExpectationVerdict expectation) {
  FileVerdict file;
  file.file = "a.json";
  file.expectations.push_back(std::move(expectation));
  return file;
}

inline FileVerdict file_with(DifferenceVerdict difference) {
  FileVerdict file;
  file.file = "a.json";
  file.held = Held::kChanged;
  file.differences.push_back(std::move(difference));
  return file;
}

inline CheckOutcome outcome_of(FileVerdict file) {
  CheckOutcome outcome;
  outcome.files.push_back(std::move(file));
  outcome.against = outcome.files.front().held == Held::kNothing ? "" : "main (3f2a91c)";
  return outcome;
}

}  // namespace windtunnel
