// Mean power, from the integrals that stations and links keep.
#include "sim/study/energy.hpp"

namespace windtunnel {
namespace {

double measured_seconds(const Flight& flight) { return (flight.plan.lasts - flight.plan.warm_up).seconds(); }

}  // namespace

Power drawn_by_links(const Flight& flight, const RunFacts& facts) {
  const NetworkPlan& network = flight.plan.network;
  if (!network.link_power || !network.wiring.topology) return Power();
  detail::Int128 carried = 0;
  for (const std::uint32_t w : flight.measured) carried += facts.link_carried_ns[w];
  const auto links = static_cast<double>(network.wiring.topology->links().size());
  return Power::from_watts(network.link_power->idle.watts() * links +
                           (network.link_power->busy - network.link_power->idle).watts() *
                               (static_cast<double>(carried) * 1e-9 / measured_seconds(flight)));
}

Power drawn_by_all(const Flight& flight, const RunFacts& facts) {
  double watts = drawn_by_links(flight, facts).watts();
  for (const TierPlan& tier : flight.plan.tiers) {
    detail::Int128 drawn = 0;
    for (const std::uint32_t w : flight.measured)
      for (const std::uint32_t replica : tier.replicas)
        drawn += facts.stations[w][replica].energy_uw_ns_cores;
    watts += static_cast<double>(drawn) * 1e-15 / static_cast<double>(tier.station.cores) /
             measured_seconds(flight);
  }
  return Power::from_watts(watts);
}

}  // namespace windtunnel
