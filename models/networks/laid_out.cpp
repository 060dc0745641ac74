// From a topology as the scenario names it to a plan of the network.
#include "models/networks/laid_out.hpp"

#include "models/topologies/seats.hpp"

namespace windtunnel {

NetworkPlan laid_out(const Choice<TopologyModel>& topology, const Places& places, const Complain& complain) {
  NetworkPlan plan;
  plan.places = places.count();
  plan.one_way.resize(static_cast<std::size_t>(plan.places) * plan.places);
  auto fabric = std::make_shared<const Fabric>(topology.make(places, complain_below(complain, "topology")));
  if (!fabric->topology) return plan;
  plan.one_way = place_latencies(*fabric, places);
  plan.wiring.topology = fabric->topology;
  plan.fabric = std::move(fabric);
  return plan;
}

}  // namespace windtunnel
