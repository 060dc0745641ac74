// Looking for a counter-example.
#include "sim/stats/every_run.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

EveryRun look_at_every_run(std::span<const double> values, Side side, double limit, double confidence) {
  CHECK(side == Side::kAtMost || side == Side::kAtLeast, "a promise of every run is at most or at least");
  EveryRun runs;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = values[i];
    if (std::isnan(value)) {
      ++runs.silent;
      continue;
    }
    const bool upward = side == Side::kAtLeast;
    runs.worst = runs.runs == 0 ? value : upward ? std::min(runs.worst, value) : std::max(runs.worst, value);
    ++runs.runs;
    if (upward ? value >= limit : value <= limit) continue;
    ++runs.broken;
    if (!runs.first_broken) runs.first_broken = i;
  }
  if (runs.runs > 0 && runs.broken == 0)
    runs.break_probability_most = 1 - math::exp(math::log(1 - confidence) / static_cast<double>(runs.runs));
  return runs;
}

Judgement judge_every_run(const EveryRun& runs, Side side, double limit) {
  Judgement judgement;
  const std::int64_t all = runs.runs + runs.silent;
  judgement.margin = side == Side::kAtLeast ? runs.worst - limit : limit - runs.worst;
  if (runs.broken > 0) {
    judgement.verdict = Expected::kFails;
    judgement.why = "in " + std::to_string(runs.broken) + " of " + std::to_string(all) +
                    " runs, first in replication " + std::to_string(*runs.first_broken);
  } else if (runs.silent > 0 || runs.runs == 0) {
    judgement.why =
        std::to_string(runs.silent) + " of " + std::to_string(all) + " runs have nothing to say of it";
  } else {
    judgement.verdict = Expected::kHolds;
  }
  return judgement;
}

}  // namespace windtunnel
