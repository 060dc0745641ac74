// What a failure does, to whom, and when: the grammar that every kind of fault is written in.
//
// A fault strikes units (a replica, or all replicas of a zone or region at once). It strikes at a time and
// lasts a while, or again and again by a renewal law: up for a time drawn from `up`, down for a time drawn
// from `down`, each unit on its own stream, with at most `crews` repairs at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "sim/base/random.hpp"
#include "sim/base/samplers.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

// What is wrong with a clock, while the fault lasts.
struct ClockSkew {
  Duration offset;   // that it is stepped by when the fault strikes
  double drift = 0;  // seconds that it gains a second, from then on

  bool operator==(const ClockSkew&) const = default;
};

struct FailureEffect {
  bool down = true;          // false: it keeps working
  bool silent = false;       // down without a word: packets vanish; else connections are refused and reset
  double speed = 1.0;        // of its cores, while the fault lasts
  double disk = 1.0;         // of its disk, likewise
  ClockSkew clock = {};      // of the clock that a member of a protocol reads
  bool wrong_clock = false;  // that is all that is wrong
};

struct RenewalLaw {
  Sampler up;              // seconds between repair and the next strike
  Sampler down;            // seconds of repair
  std::int64_t crews = 0;  // repairs at once; 0 is as many as needed
};

// When a fault strikes and for how long, decided as the run goes: what no renewal law says (wear, storms,
// batches). Units are told apart by their index; each has its own stream.
class FailureSource {
 public:
  virtual ~FailureSource() = default;
  struct Strike {
    Duration after;  // from now
    Duration lasts;
  };
  // The next strike of a unit, asked when the run begins and whenever the last one has healed. Nothing: there
  // is no other.
  virtual std::optional<Strike> next(std::uint32_t unit, Time now, Rng& rng) = 0;
};

// While it lasts, a fault may come and go: first it strikes, for a time drawn from `on`.
struct Alternation {
  Sampler on, off;  // seconds
};

struct FailurePlan {
  FailureEffect effect;
  std::optional<Time> at;             // on the timeline ...
  std::optional<Duration> lasts;      // (absent: to the end)
  std::optional<RenewalLaw> renewal;  // ... or at random
  std::function<std::unique_ptr<FailureSource>()>
      source{};  // ... or as a source of its own says, fresh a run
};

}  // namespace windtunnel
