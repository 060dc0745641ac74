// What a failure does, to whom, and when: the grammar that every kind of fault is written in.
//
// A fault strikes units (a replica, or all replicas of a zone or region at once). It strikes at a time and
// lasts a while, or again and again by a renewal law: up for a time drawn from `up`, down for a time drawn
// from `down`, each unit on its own stream, with at most `crews` repairs at once.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/samplers.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

struct FailureEffect {
  bool down = true;     // false: it keeps working
  bool silent = false;  // down without a word: packets vanish; else connections are refused and reset
  double speed = 1.0;   // of its cores, while the fault lasts
};

struct RenewalLaw {
  Sampler up;              // seconds between repair and the next strike
  Sampler down;            // seconds of repair
  std::int64_t crews = 0;  // repairs at once; 0 is as many as needed
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
};

}  // namespace windtunnel
