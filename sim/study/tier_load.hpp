// How loaded the tiers were at the end of a run: what one replication keeps of that, and what they say
// together.
//
// Whether a queue still grows takes a look at its whole trace, so each replication looks at its own and keeps
// a few numbers: replications that were flown by another process, or last week, are then as good as those
// just landed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/world/facts.hpp"
#include "models/world/planner.hpp"
#include "sim/stats/int128.hpp"
#include "sim/stats/stationarity.hpp"

namespace windtunnel {

struct ReplicationFacts;

// What a tier did over the measured run, all its replicas together.
struct TierWork {
  std::int64_t served = 0;
  detail::Int128 busy_ns = 0;                // cores at work
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

// What is left of the trace of one tier's queue in one region.
struct QueueSeen {
  QueueGrowth growth;
  double busy_share_late = 0;  // in the second half of the run
  // Present in the middle of the run and at its end, by which it can be told what piled up.
  std::int64_t present_mid = 0, present_end = 0;
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

// By tier.
std::vector<TierWork> tier_work(const Flight& flight, const RunFacts& run);
// By pool: tier * regions + region.
std::vector<QueueSeen> queues_seen(const Flight& flight, const RunFacts& run);

struct TierLoad {
  double offered_load = 0;  // over capacity, in the second half of the run, of the region where it is highest
  bool saturated = false;   // a queue still grows at the end in some region
  std::string why;          // the figures behind `saturated`
};
// By tier, over the replications that were finished.
std::vector<TierLoad> tier_loads(const Flight& flight, const std::vector<ReplicationFacts>& replications);

}  // namespace windtunnel
