// What has to be so in every run: judged by each replication alone, and not by an interval around their mean.
//
// One run that breaks it is a counter-example, however rare; no number of runs proves that there is none. So
// a promise that no run broke holds as far as it was tried, and the answer says how far that is: with n runs
// and no break, a break has a probability of at most 1 - (1 - confidence)^(1/n) (Clopper & Pearson 1934; the
// "rule of three" of Hanley & Lippman-Hand 1983).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/stats/interval.hpp"

namespace windtunnel {

struct EveryRun {
  std::int64_t runs = 0;                    // that had something to say
  std::int64_t broken = 0;                  // of those
  std::int64_t silent = 0;                  // that had nothing to say
  std::optional<std::size_t> first_broken;  // index of the first
  double worst = std::numeric_limits<double>::quiet_NaN();
  double break_probability_most = 1;  // upper bound where none is broken
};

// `values` by replication; not a number where one has nothing to say. `side` is kAtMost or kAtLeast.
EveryRun look_at_every_run(std::span<const double> values, Side side, double limit,
                           double confidence = kConfidence);

// Fails with one break, is undecided while some run has nothing to say, else holds. The estimate is the worst
// run's value, without an interval around it.
Judgement judge_every_run(const EveryRun& runs, Side side, double limit);

}  // namespace windtunnel
