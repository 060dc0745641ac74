// Walking the chain by what changes: sojourns in a state, and losses within them, are geometric.
#include "sim/wire/loss.hpp"

#include <algorithm>

#include "sim/base/math.hpp"

namespace windtunnel {

std::int64_t failures_before_success(Probability success, std::int64_t most, Rng& rng) {
  if (success.value() >= 1) return 0;
  if (success.value() <= 0) return most;
  const double failures = math::log(rng.uniform()) / math::log1p(-success.value());
  return failures >= static_cast<double>(most) ? most : static_cast<std::int64_t>(failures);
}

Losses LossProcess::send(const LossLaw& law, std::int64_t packets, Rng& rng) {
  if (!started_) {
    bad_ = law.to_bad > 0 && rng.chance(law.share_bad());
    started_ = true;
  }
  Losses losses;
  std::int64_t next = 0;  // the first packet not yet judged
  while (next < packets) {
    // A sojourn has no memory, so what is left of it may be drawn anew for each message.
    const double leaves = bad_ ? law.to_good : law.to_bad;
    const std::int64_t left = packets - next;
    const std::int64_t stays = failures_before_success(Probability(leaves), left, rng);
    const std::int64_t sojourn = std::min(left, stays + 1);
    const double probability = bad_ ? law.in_bad : law.in_good;
    for (std::int64_t at = 0; at < sojourn; ++at) {
      at += failures_before_success(Probability(probability), sojourn - at, rng);
      if (at >= sojourn) break;
      ++losses.lost;
      losses.behind_last = packets - 1 - (next + at);
    }
    next += sojourn;
    if (stays < left) bad_ = !bad_;
  }
  return losses;
}

}  // namespace windtunnel
