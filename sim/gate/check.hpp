// Checking a set of scenarios: rounds of flights, each spent where something is open, until every question is
// answered or the time is up.
//
// The error rate is that of the whole set: each file gives its questions their even share of what it allows
// (Bonferroni), expectations one half of it and differences the other where there are any to be asked; each
// question spends its share over its looks. Holm's procedure would reject as many differences or more, but
// "the same" is an answer too, and needs an interval; so the intervals are simultaneous and every verdict
// can be read from the one that is printed beside it.
//
// Which verdicts a check reaches in its time depends on the machine; what a verdict says does not: it is a
// function of the files and the look.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "sim/gate/file_case.hpp"
#include "sim/gate/outcome.hpp"

namespace windtunnel {

struct CheckProgress {
  std::int64_t flown = 0;
  std::size_t files = 0, open_files = 0;
  double seconds = 0;
};

struct CheckSettings {
  int jobs = 0;
  ResultStore* store = nullptr;
  const std::atomic<bool>* stop = nullptr;
  std::optional<std::chrono::duration<double>> budget;
  bool against = false;  // half of the error rate is for differences
  std::function<void(const CheckProgress&)> progress;
};

CheckOutcome check_files(const std::vector<CheckedFile>& files, const CheckSettings& settings);

}  // namespace windtunnel
