// Looking at queues, and judging tiers by what was seen.
#include "sim/study/tier_load.hpp"

#include <algorithm>

#include "sim/study/study.hpp"

namespace windtunnel {
namespace {

// What came in the second half of the run and was not served, in cores: a busy share alone can not tell a
// load of 100% from one of 130%. `work_each` is core-seconds a request.
double piled_up(const Flight& flight, const QueueSeen& seen, double work_each) {
  const auto more = static_cast<double>(seen.present_end - seen.present_mid);
  return std::max(0.0, more) * work_each / (flight.plan.lasts.seconds() / 2);
}

// The cores that a tier has in a region when the run ends, up or down.
double cores_of(const Plan& plan, const std::vector<bool>& stands, std::uint32_t tier, std::uint32_t region) {
  double cores = 0;
  for (const std::uint32_t replica : plan.tiers[tier].replicas)
    if (stands[replica] && plan.places.region_of_zone[plan.replicas[replica].zone] == region)
      cores += static_cast<double>(plan.tiers[tier].station.cores);
  return cores;
}

// Whether the tier's queue still grows at the end in some region: one that overflows is not made up for by
// others that idle.
TierLoad tier_load(const Flight& flight, const std::vector<const ReplicationFacts*>& finished,
                   const std::vector<bool>& stands, std::uint32_t t) {
  TierLoad load;
  TierWork all;
  for (const ReplicationFacts* facts : finished) {
    all.served += facts->work[t].served;
    all.busy_ns += facts->work[t].busy_ns;
  }
  const double work_each =
      all.served > 0 ? static_cast<double>(all.busy_ns) * 1e-9 / static_cast<double>(all.served) : 0;
  const auto runs = static_cast<double>(finished.size());
  const auto regions = static_cast<std::uint32_t>(flight.plan.places.regions.size());
  for (std::uint32_t region = 0; region < regions; ++region) {
    const double cores = cores_of(flight.plan, stands, t, region);
    if (cores == 0) continue;
    std::size_t growing = 0;
    double offered = 0;
    std::string why;
    for (const ReplicationFacts* facts : finished) {
      const QueueSeen& seen = facts->queues[t * regions + region];
      const double offered_load = seen.busy_share_late * cores + piled_up(flight, seen, work_each);
      offered += offered_load / cores / runs;
      const Saturation found = saturation(seen.growth, offered_load, cores, seen.busy_share_late);
      growing += found.saturated ? 1 : 0;
      if (found.saturated && why.empty()) why = found.why;
    }
    load.offered_load = std::max(load.offered_load, offered);
    // A single replication may wander; more than half of them do not.
    if (load.saturated || growing * 2 <= finished.size()) continue;
    load.saturated = true;
    load.why = regions > 1 ? flight.plan.places.regions[region] + ": " + why : why;
  }
  return load;
}

}  // namespace

std::vector<TierWork> tier_work(const Flight& flight, const RunFacts& run) {
  std::vector<TierWork> work(flight.plan.tiers.size());
  for (std::size_t t = 0; t < work.size(); ++t)
    for (const std::uint32_t w : flight.measured)
      for (const std::uint32_t replica : flight.plan.tiers[t].replicas) {
        work[t].served += run.stations[w][replica].served;
        work[t].busy_ns += run.stations[w][replica].busy_ns;
      }
  return work;
}

std::vector<QueueSeen> queues_seen(const Flight& flight, const RunFacts& run) {
  std::vector<QueueSeen> seen(flight.plan.pools());
  const std::size_t samples = run.in_system.size();
  std::vector<double> present(samples);
  for (std::size_t pool = 0; pool < seen.size(); ++pool) {
    for (std::size_t s = 0; s < samples; ++s) present[s] = static_cast<double>(run.in_system[s][pool]);
    seen[pool].growth = queue_growth(present);
    double late = 0;
    for (std::size_t s = samples / 2; s < samples; ++s) {
      const auto capacity = static_cast<double>(run.capacity_ns[s][pool]);
      late += capacity > 0 ? static_cast<double>(run.busy_ns[s][pool]) / capacity : 0.0;
    }
    seen[pool].busy_share_late = late / std::max<double>(1.0, static_cast<double>(samples - samples / 2));
    if (samples < 2) continue;
    seen[pool].present_mid = run.in_system[samples / 2 - 1][pool];
    seen[pool].present_end = run.in_system.back()[pool];
  }
  return seen;
}

std::vector<TierLoad> tier_loads(const Flight& flight, const std::vector<ReplicationFacts>& replications) {
  std::vector<const ReplicationFacts*> finished;
  for (const ReplicationFacts& facts : replications)
    if (!facts.values.empty()) finished.push_back(&facts);
  std::vector<TierLoad> loads;
  if (finished.empty()) return std::vector<TierLoad>(flight.plan.tiers.size());
  const std::vector<bool> stands = standing_at_the_end(flight.plan);
  for (std::uint32_t t = 0; t < flight.plan.tiers.size(); ++t)
    loads.push_back(tier_load(flight, finished, stands, t));
  return loads;
}

}  // namespace windtunnel
