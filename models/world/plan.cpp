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

std::vector<bool> standing_at_the_end(const Plan& plan) {
  std::vector<bool> stands;
  for (const ReplicaPlan& replica : plan.replicas) stands.push_back(replica.from_start);
  for (const ChangePlan& change : plan.changes) {
    for (const std::uint32_t replica : change.join) stands[replica] = true;
    for (const std::uint32_t replica : change.leave) stands[replica] = false;
  }
  return stands;
}

}  // namespace windtunnel
