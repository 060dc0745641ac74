// Rumour mongering as a value: one rumour, n sites, one contact a cycle (Demers et al., "Epidemic Algorithms
// for Replicated Database Maintenance", PODC 1987, section 1.4; Pittel, "On spreading a rumor", 1987).
//
// The smallest gossip there is, for the published figures of how far and how fast a rumour goes: who is
// infected pushes to others drawn at random until it loses interest. In synchronous cycles a push is judged
// by who knew the rumour when the cycle began.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/random.hpp"

namespace windtunnel {

enum class LosesInterest : std::uint8_t {
  kNever,          // pure push
  kAfterUseless,   // feedback and counter: after k pushes in a row to those who knew
  kCountsUseless,  // feedback and counter that a useful push does not reset: what the paper's equation
                   // describes
  kByCoin,         // blind and coin: after any push with probability 1/k
};

struct RumourOptions {
  std::uint32_t sites = 1'000;
  std::uint32_t fanout = 1;  // distinct others a cycle
  LosesInterest loses = LosesInterest::kAfterUseless;
  std::uint32_t k = 1;
  bool synchronous = true;  // else one push at a time, by somebody infected drawn at random
};

struct RumourOutcome {
  std::uint32_t ignorant = 0;  // at the end: the residue
  std::int64_t pushes = 0;
  std::uint32_t last_cycle = 0;  // in which somebody learned it
};

class Rumour {
 public:
  Rumour(const RumourOptions& options, Rng rng);
  // One cycle; false when nobody pushes any more, or nobody is ignorant and nobody loses interest.
  bool step();
  RumourOutcome run();

  std::uint32_t ignorant() const { return ignorant_; }

 private:
  struct Infective {
    std::uint32_t site = 0;
    std::uint32_t useless = 0;
  };
  // False when the pusher loses interest.
  bool push(Infective& by);
  std::uint32_t other_than(std::uint32_t site);
  bool pushes_one_by_one();

  RumourOptions options_;
  Rng rng_;
  std::vector<std::uint32_t> learned_;  // by site: in which cycle; 0 not yet
  std::vector<Infective> infective_, fresh_;
  std::vector<std::uint32_t> drawn_;
  std::uint32_t ignorant_ = 0;
  std::uint32_t cycle_ = 1;
  std::int64_t pushes_ = 0;
  std::uint32_t last_cycle_ = 0;
};

}  // namespace windtunnel
