// The conditions on a wire, and what they do to one message: the network's own, or those a fault lays over
// it.
//
// Everything is drawn from the stream of the pair of places, by a counter of that pair's messages: one pair's
// luck never moves another's, and a message has the same luck on every engine. The fields are those of
// Linux's netem, which Chaos Mesh drives: delay with jitter that is correlated in time, loss, duplication,
// corruption (found by a checksum, so the packet is lost and counted), reordering (some messages are held
// back while later ones pass), and a rate (one queue in each direction, with a limit, as a token bucket
// without a burst).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/samplers.hpp"
#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/wire/correlated_draw.hpp"
#include "sim/wire/loss.hpp"

namespace windtunnel {

struct WireEffect {
  std::optional<Sampler> delay;  // seconds, one way; draws below zero count as zero
  Duration delay_memory;         // its correlation time; zero: each message anew
  LossLaw loss;
  double duplicate = 0;  // probability, of a message
  double corrupt = 0;    // of a packet
  double reorder = 0;    // of a message
  Sampler reorder_by;    // seconds it is held back
  std::optional<Bandwidth> rate;
  Bytes rate_queue;  // what may wait for it; 0 is no limit

  bool nothing() const {
    return !delay && loss.nothing() && duplicate == 0 && corrupt == 0 && reorder == 0 && !rate;
  }
};

struct Verdict {
  Duration delay;
  Losses losses;
  std::int64_t corrupted = 0;  // of the lost ones
  bool duplicated = false;
  bool reordered = false;

  void merge(const Verdict& other) {
    delay += other.delay;
    losses.merge(other.losses);
    corrupted += other.corrupted;
    duplicated = duplicated || other.duplicated;
    reordered = reordered || other.reordered;
  }
};

class Conditions {
 public:
  // `key` names the stream; pairs are from * places + to.
  Conditions(const WireEffect& effect, std::uint64_t key, std::size_t pairs)
      : effect_(effect), key_(key), pairs_(pairs) {}

  // `direction` tells the two queues of the rate apart.
  Verdict judge(std::size_t pair, std::uint32_t direction, std::int64_t packets, Bytes size, Time now);

  const WireEffect& effect() const { return effect_; }

 private:
  struct Pair {
    std::uint64_t counter = 0;
    CorrelatedDraw delay;
    LossProcess loss;
  };

  void pass_the_rate(std::uint32_t direction, std::int64_t packets, Bytes size, Time now, Verdict& verdict);

  WireEffect effect_;
  std::uint64_t key_;
  std::vector<Pair> pairs_;
  Time rate_free_[2];  // when what waits for the rate will have left
};

}  // namespace windtunnel
