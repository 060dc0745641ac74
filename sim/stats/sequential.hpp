// How many replications: until the interval is narrow enough, looking only at fixed numbers of replications.
//
// Looking after each replication would depend on which thread finished first, and stopping at the first lucky
// look makes intervals cover less than they claim. So the looks are few and their places fixed beforehand:
// the first one, then each half as many again (10, 15, 23, 35 ...). The answer is then a function of
// (scenario, seed, plan), and coverage stays within 2% of nominal (tests/unit/sim/stats/sequential_test.cpp).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "sim/stats/interval.hpp"

namespace windtunnel {

struct SequentialPlan {
  std::int64_t first = 10;         // replications before the first look, at least 2
  std::int64_t most = 1000;        // never more
  double half_width_relative = 0;  // wanted half width as a share of the value; 0: not asked
  double half_width_absolute = 0;  // wanted half width in the metric's unit; 0: not asked
};

// The next look after `done` replications; `plan.most` once there is nothing beyond.
inline std::int64_t next_look(const SequentialPlan& plan, std::int64_t done) {
  std::int64_t look = std::max<std::int64_t>(2, plan.first);
  while (look <= done) look += (look + 1) / 2;
  return std::min(look, plan.most);
}

inline bool narrow_enough(const SequentialPlan& plan, const Estimate& estimate) {
  if (!estimate.has_interval()) return false;
  const double half = estimate.half_width();
  const double size = estimate.value < 0 ? -estimate.value : estimate.value;
  if (plan.half_width_relative > 0 && !(half <= plan.half_width_relative * size)) return false;
  if (plan.half_width_absolute > 0 && !(half <= plan.half_width_absolute)) return false;
  return true;
}

// Whether to stop after the replications given, in the order of their index: only at a look, or at the most.
inline bool enough_replications(const SequentialPlan& plan, std::int64_t done, const Estimate& estimate) {
  if (done >= plan.most) return true;
  const bool a_look = done >= 2 && next_look(plan, done - 1) == done;
  return a_look && narrow_enough(plan, estimate);
}

}  // namespace windtunnel
