// Who is who in a plan: names for the streams of what stands in it.
//
// A stream named by an index would change hands when something is added elsewhere. So a replica is its tier,
// its zone and its number there.
#include "models/world/plan.hpp"

#include <map>

#include "sim/base/random.hpp"

namespace windtunnel {

std::vector<std::uint64_t> replica_identities(const Plan& plan) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> so_far;
  std::vector<std::uint64_t> identities;
  for (const ReplicaPlan& replica : plan.replicas)
    identities.push_back(
        combine64(combine64(hash64(plan.tiers[replica.tier].name), hash64(plan.places.zones[replica.zone])),
                  so_far[{replica.tier, replica.zone}]++));
  return identities;
}

}  // namespace windtunnel
