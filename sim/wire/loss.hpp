// Loss: which packets of a message do not arrive; each by its own luck, or in bursts.
//
// Loss on real paths comes in bursts, and the same share of lost packets does far more harm spread over many
// messages than gathered in few. The chain of Gilbert (1960) and Elliott (1963) has a good and a bad state,
// each with its own probability of loss, and moves after each packet. Its long-run share is
//   (to_good x in_good + to_bad x in_bad) / (to_bad + to_good),
// and with in_good = 0 and in_bad = 1 a burst has 1 / to_good packets on average. Bernoulli loss is the chain
// that never leaves the good state.
#pragma once

#include <cstdint>

#include "sim/base/random.hpp"
#include "sim/base/units.hpp"

namespace windtunnel {

struct LossLaw {
  double to_bad = 0;   // per packet, from the good state
  double to_good = 1;  // per packet, from the bad state
  double in_good = 0;  // probability that a packet is lost
  double in_bad = 1;

  static LossLaw bernoulli(Probability lost) { return LossLaw{0, 1, lost.value(), 1}; }

  bool nothing() const { return in_good == 0 && (to_bad == 0 || in_bad == 0); }
  double share_bad() const { return to_bad == 0 ? 0 : to_bad / (to_bad + to_good); }
  double mean() const { return (1 - share_bad()) * in_good + share_bad() * in_bad; }
};

// What became of the packets of one message.
struct Losses {
  std::int64_t lost = 0;
  std::int64_t behind_last = 0;  // packets that arrived behind the last one lost; 0 when none was lost

  void merge(const Losses& other) {
    if (other.lost == 0) return;
    behind_last =
        lost == 0 ? other.behind_last : (behind_last < other.behind_last ? behind_last : other.behind_last);
    lost += other.lost;
  }
};

// The chain of one pair; it starts as it is in the long run.
class LossProcess {
 public:
  // The next `packets` packets, sent back to back. Costs a few draws a loss or change of state, not a packet.
  Losses send(const LossLaw& law, std::int64_t packets, Rng& rng);

 private:
  bool bad_ = false;
  bool started_ = false;
};

// How many trials fail before the first that succeeds, by inversion of one uniform; at most `most`.
std::int64_t failures_before_success(Probability success, std::int64_t most, Rng& rng);

}  // namespace windtunnel
