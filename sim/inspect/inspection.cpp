// Putting the figures together: the fabric, or the places where there is none, and who stands where.
#include "sim/inspect/inspection.hpp"

#include <algorithm>
#include <map>

namespace windtunnel {
namespace {

// Regions, zones and racks as things that forward; every replica a host of its own.
Fabric fabric_of_places(const Plan& plan) {
  const Places& places = plan.places;
  FabricBuilder builder(places);
  std::vector<NodeIndex> regions, zones, racks;
  for (std::uint32_t region = 0; region < places.regions.size(); ++region) {
    regions.push_back(builder.hub(places.regions[region], "region"));
    builder.cable(builder.edge(region), regions.back(), Duration(), Bandwidth());
  }
  for (std::size_t one = 0; one < regions.size(); ++one)
    for (std::size_t other = one + 1; other < regions.size(); ++other)
      builder.cable(regions[one], regions[other], Duration(), Bandwidth());
  for (std::uint32_t zone = 0; zone < places.zones.size(); ++zone) {
    zones.push_back(builder.hub(places.zones[zone], "zone", places.zones[zone]));
    builder.cable(regions[places.region_of_zone[zone]], zones.back(), Duration(), Bandwidth());
  }
  for (std::uint32_t rack = 0; rack < places.racks.size(); ++rack) {
    const std::uint32_t zone = places.zone_of_rack[rack];
    racks.push_back(builder.hub(places.racks[rack], "rack", places.zones[zone]));
    builder.cable(zones[zone], racks.back(), Duration(), Bandwidth());
  }
  for (std::uint32_t index = 0; index < plan.replicas.size(); ++index) {
    const ReplicaPlan& replica = plan.replicas[index];
    const NodeIndex host = builder.host(replica_title(plan, index), "", places.zones[replica.zone]);
    builder.put(host, StandsAt{replica.zone, replica.rack});
    builder.cable(replica.rack ? racks[*replica.rack] : zones[replica.zone], host, Duration(), Bandwidth());
  }
  return builder.finish([](auto&&...) {});
}

// The table of latencies tells what the tree of places can not.
void measure_places(const Plan& plan, Inspection& seen) {
  for (std::uint32_t from = 0; from < plan.replicas.size(); ++from)
    for (std::uint32_t to = 0; to < plan.replicas.size(); ++to) {
      const Duration latency = plan.network.latency(plan.replicas[from].zone, plan.replicas[to].zone);
      if (from != to && (!seen.across || latency > seen.across->latency))
        seen.across = Diameter{latency, 0, seen.host_of[from], seen.host_of[to]};
    }
  for (std::uint32_t region = 0; region < plan.places.regions.size(); ++region)
    for (const ReplicaPlan& replica : plan.replicas)
      seen.clients_farthest = std::max(seen.clients_farthest.value_or(Duration()),
                                       plan.network.latency(plan.places.edge(region), replica.zone));
}

// What is lost with one thing: the replicas of each tier behind it.
class Fates {
 public:
  Fates(const Plan& plan, const Inspection& seen) : plan_(plan), seen_(seen) {}

  // One kind of thing; only its worst is kept.
  void look(TierShape& shape, const std::map<std::string, std::vector<std::uint32_t>>& by_thing) {
    SharedFate worst;
    for (const auto& [what, replicas] : by_thing) {
      SharedFate fate{what, {}, 0, false, false};
      for (const std::uint32_t replica : replicas)
        if (plan_.replicas[replica].tier == shape.tier) fate.replicas.push_back(replica);
      if (fate.replicas.size() > worst.replicas.size()) worst = std::move(fate);
    }
    if (worst.replicas.size() < 2) return;
    worst.left = shape.replicas - worst.replicas.size();
    worst.below_needs = worst.left < shape.needs;
    worst.no_majority = shape.majority > 0 && worst.left < shape.majority;
    if (worst.below_needs || worst.no_majority) shape.fates.push_back(std::move(worst));
  }

  void look_at_all(TierShape& shape) {
    std::map<std::string, std::vector<std::uint32_t>> racks, zones, regions, switches;
    const Places& places = plan_.places;
    const Fabric& fabric = *seen_.fabric;
    for (const std::uint32_t replica : plan_.tiers[shape.tier].replicas) {
      const ReplicaPlan& each = plan_.replicas[replica];
      const NodeIndex host = seen_.host_of[replica];
      if (each.rack)
        racks["rack " + places.racks[*each.rack]].push_back(replica);
      else if (fabric.rack_of[host] != kNoIndex)
        racks["rack " + fabric.racks[fabric.rack_of[host]]].push_back(replica);
      zones["zone " + places.zones[each.zone]].push_back(replica);
      regions["region " + places.regions[places.region_of_zone[each.zone]]].push_back(replica);
    }
    if (!seen_.of_places)
      for (const WeakSpot& spot : seen_.weak) {
        if (spot.node == kNoIndex) continue;
        const std::string what =
            fabric.roles[fabric.role_of[spot.node]] + " " + fabric.topology->nodes()[spot.node].name;
        for (const NodeIndex host : spot.hosts)
          for (const std::uint32_t replica : seen_.on_host[host]) switches[what].push_back(replica);
      }
    look(shape, racks);
    look(shape, switches);
    // One zone, or one region, is where the scenario says that everything is: no news.
    if (places.zones.size() > 1) look(shape, zones);
    if (places.regions.size() > 1) look(shape, regions);
  }

 private:
  const Plan& plan_;
  const Inspection& seen_;
};

TierShape shape_of(const Plan& plan, const Inspection& seen, std::uint32_t tier) {
  TierShape shape;
  shape.tier = tier;
  shape.replicas = plan.tiers[tier].replicas.size();
  shape.needs = static_cast<std::size_t>(plan.tiers[tier].needs);
  if (shape.replicas >= 3) shape.majority = shape.replicas / 2 + 1;
  std::vector<NodeIndex> hosts;
  for (const std::uint32_t replica : plan.tiers[tier].replicas) hosts.push_back(seen.host_of[replica]);
  const Topology& topology = *seen.fabric->topology;
  shape.nodes = fewest_nodes(topology, hosts, shape.needs);
  shape.cables = fewest_cables(topology, hosts, shape.needs);
  if (shape.majority > 0 && shape.majority != shape.needs) {
    shape.majority_nodes = fewest_nodes(topology, hosts, shape.majority);
    shape.majority_cables = fewest_cables(topology, hosts, shape.majority);
  }
  Fates(plan, seen).look_at_all(shape);
  return shape;
}

}  // namespace

std::string replica_title(const Plan& plan, std::uint32_t replica) {
  const TierPlan& tier = plan.tiers[plan.replicas[replica].tier];
  const auto at = std::find(tier.replicas.begin(), tier.replicas.end(), replica);
  return tier.name + "-" + std::to_string(at - tier.replicas.begin() + 1);
}

Inspection inspect(const Loaded& loaded) {
  const Plan& plan = loaded.flight.plan;
  Inspection seen;
  seen.of_places = plan.network.fabric == nullptr;
  seen.fabric = seen.of_places ? std::make_shared<const Fabric>(fabric_of_places(plan)) : plan.network.fabric;
  const Topology& topology = *seen.fabric->topology;
  if (seen.of_places) {
    for (NodeIndex node = 0; node < topology.nodes().size(); ++node)
      if (topology.nodes()[node].kind == NodeKind::kHost) seen.host_of.push_back(node);
    measure_places(plan, seen);
  } else {
    for (const ReplicaPlan& replica : plan.replicas) seen.host_of.push_back(replica.node);
    seen.across = diameter(topology);
    for (const NodeIndex edge : seen.fabric->edges)
      for (const NodeIndex host : seen.host_of)
        seen.clients_farthest =
            std::max(seen.clients_farthest.value_or(Duration()), topology.latency(edge, host));
    seen.crossing = bisection(*seen.fabric);
  }
  seen.on_host.resize(topology.nodes().size());
  for (std::uint32_t replica = 0; replica < seen.host_of.size(); ++replica)
    seen.on_host[seen.host_of[replica]].push_back(replica);
  seen.weak = weak_spots(topology);
  for (std::uint32_t tier = 0; tier < plan.tiers.size(); ++tier)
    seen.tiers.push_back(shape_of(plan, seen, tier));
  return seen;
}

}  // namespace windtunnel
