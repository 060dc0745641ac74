// Judging one message: in a fixed order of draws, so that switching one effect on leaves the others' luck.
#include "sim/wire/conditions.hpp"

#include <algorithm>

#include "sim/wire/retransmission.hpp"

namespace windtunnel {
namespace {

// Each kind of luck has draws of its own: 2^12 blocks of the message's 2^16.
Rng luck(std::uint64_t key, std::size_t pair, std::uint64_t counter, std::uint64_t which) {
  return Rng(key, pair, (counter << 16) | (which << 12));
}

}  // namespace

Verdict Conditions::judge(std::size_t index, std::uint32_t direction, std::int64_t packets, Bytes size,
                          Time now) {
  Pair& pair = pairs_[index];
  const std::uint64_t message = pair.counter++;
  Verdict verdict;
  if (effect_.delay) {
    Rng rng = luck(key_, index, message, 0);
    const double seconds = effect_.delay_memory > Duration()
                               ? pair.delay(*effect_.delay, effect_.delay_memory, now, rng)
                               : (*effect_.delay)(rng);
    verdict.delay = Duration::from_seconds(std::max(0.0, seconds));
  }
  if (effect_.rate) pass_the_rate(direction, packets, size, now, verdict);
  if (!effect_.loss.nothing()) {
    Rng rng = luck(key_, index, message, 1);
    verdict.losses.merge(pair.loss.send(effect_.loss, packets, rng));
  }
  if (effect_.corrupt > 0) {
    Rng rng = luck(key_, index, message, 2);
    LossProcess each;
    const Losses corrupted = each.send(LossLaw::bernoulli(Probability(effect_.corrupt)), packets, rng);
    verdict.corrupted = corrupted.lost;
    verdict.losses.merge(corrupted);
  }
  if (effect_.duplicate > 0) verdict.duplicated = luck(key_, index, message, 3).chance(effect_.duplicate);
  if (effect_.reorder > 0) {
    Rng rng = luck(key_, index, message, 4);
    verdict.reordered = rng.chance(effect_.reorder);
    if (verdict.reordered) verdict.delay += Duration::from_seconds(std::max(0.0, effect_.reorder_by(rng)));
  }
  return verdict;
}

void Conditions::pass_the_rate(std::uint32_t direction, std::int64_t packets, Bytes size, Time now,
                               Verdict& verdict) {
  Time& free = rate_free_[direction];
  const Time start = std::max(now, free);
  const Duration backlog = start - now;
  if (effect_.rate_queue > Bytes() && backlog > transmission_time(effect_.rate_queue, *effect_.rate)) {
    verdict.losses.merge(Losses{packets, 0});  // no room: the whole message
    return;
  }
  free = start + transmission_time(size + Bytes(packets * kHeaderBytes), *effect_.rate);
  verdict.delay += free - now;
}

}  // namespace windtunnel
