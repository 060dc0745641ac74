// What a station is: cores, a discipline, a bound on its queue.
//
// The station decides which work runs; the runtime decides when it ends.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "sim/base/samplers.hpp"

namespace windtunnel {

enum class Discipline : std::uint8_t {
  kFcfs,             // first come, first served
  kLifo,             // last come, first served; work in service is never interrupted
  kPriority,         // by class priority, first come first served within one; never interrupted (Cobham 1954)
  kPriorityPreempt,  // the same, but a more urgent arrival takes the core; the work resumes where it stopped
  kProcessorSharing,  // everybody at once: each gets min(1, cores / present) of a core (Kleinrock 1976)
};

inline constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max();

struct StationPlan {
  std::int64_t cores = 1;
  Discipline discipline = Discipline::kFcfs;
  std::int64_t length_max = kUnbounded;  // waiting requests; with processor sharing, present beyond the cores
  std::optional<Sampler> queue_timeout;  // seconds in the queue before a request is turned away
  std::uint32_t priorities = 1;
};

}  // namespace windtunnel
