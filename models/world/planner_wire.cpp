// Planning faults on the wire: who the ends of a link are, and what a partition splits.
#include <algorithm>

#include "models/world/planner_parts.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

std::string nodes_in_words(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " node" : " nodes");
}

}  // namespace

std::optional<Planner::Ends> Planner::resolve(const TargetFields& target, const std::string& path) {
  const Plan& plan = flight_.plan;
  Ends ends;
  if (target.region) ends.region = region_named(*target.region);
  if (target.zone) {
    ends.zone = zone_named(*target.zone);
    if (!ends.zone && places_known_)
      problem(path + ".zone", "WT011", "\"" + *target.zone + "\"", "a region/zone of `places`", *target.zone,
              plan.places.zones);
  }
  if (target.rack) {
    ends.rack = rack_named(*target.rack);
    if (!ends.rack && places_known_)
      problem(path + ".rack", "WT011", "\"" + *target.rack + "\"",
              "a region/zone/rack of `places`" +
                  std::string(plan.places.racks.empty() ? ", which names no racks" : ""),
              *target.rack, plan.places.racks);
  }
  if (target.tier) {
    ends.tier = tier_named(*target.tier);
    if (!ends.tier && read_.listed("tiers"))
      problem(path + ".tier", "WT011", "\"" + *target.tier + "\"", "a tier that is enabled", *target.tier,
              tier_names());
  }
  if (target.replica) {
    std::vector<std::string> known;
    for (const TierPlan& each : plan.tiers)
      for (std::size_t i = 0; i < each.replicas.size(); ++i) {
        known.push_back(each.name + "-" + std::to_string(i + 1));
        if (known.back() == *target.replica) ends.replica = each.replicas[i];
      }
    if (!ends.replica && all_placed())
      problem(path + ".replica", "WT011", "\"" + *target.replica + "\"", "a replica, as tier-number",
              *target.replica, known);
  }
  if ((target.region && !ends.region) || (target.zone && !ends.zone) || (target.rack && !ends.rack) ||
      (target.tier && !ends.tier) || (target.replica && !ends.replica))
    return std::nullopt;
  return ends;
}

bool Planner::stands_in(std::uint32_t index, const Ends& ends) const {
  const Plan& plan = flight_.plan;
  const ReplicaPlan& each = plan.replicas[index];
  return (!ends.region || plan.places.region_of_zone[each.zone] == *ends.region) &&
         (!ends.zone || each.zone == *ends.zone) && (!ends.rack || each.rack == ends.rack) &&
         (!ends.tier || each.tier == *ends.tier) && (!ends.replica || index == *ends.replica);
}

// Replicas; and where the target is a place or everything, what stands there beside them: the balancers of
// its zones, and the clients of a region.
std::vector<Party> Planner::parties_of(const Ends& ends) const {
  const Plan& plan = flight_.plan;
  std::vector<Party> parties;
  for (std::uint32_t index = 0; index < plan.replicas.size(); ++index)
    if (stands_in(index, ends)) parties.push_back(index);
  if (ends.tier || ends.replica || ends.rack) return parties;
  for (PlaceIndex place = 0; place < plan.places.count(); ++place) {
    if (ends.region && plan.places.region_of(place) != *ends.region) continue;
    if (ends.zone && place != *ends.zone) continue;
    parties.push_back(plan.party_of_place(place));
  }
  return parties;
}

std::vector<Party> Planner::parties_of(const EndFields& fields, const std::string& path) {
  const Plan& plan = flight_.plan;
  std::vector<Party> parties;
  const bool only_clients = !fields.region && !fields.zone && !fields.rack && !fields.tier && !fields.replica;
  if (!only_clients)
    if (const auto ends = resolve(fields, path)) parties = parties_of(*ends);
  if (fields.clients)
    if (const auto region = region_named(*fields.clients))
      parties.push_back(plan.party_of_place(plan.places.edge(*region)));
  return parties;
}

void Planner::plan_wire_fault(FaultPlan& fault, const FailureParts& parts, const std::string& path) {
  const WireFailure& wire = *parts.wire;
  WireFaultPlan& planned = fault.wire.emplace();
  if (fault.units.empty()) return;  // its target was complained of
  planned.effect = wire.effect;
  planned.cuts = wire.cuts;
  planned.clogs = wire.clogs;
  planned.shape = wire.shape;
  planned.alternates = wire.alternates;
  if (wire.partition) return plan_partition(planned, parts, path);
  planned.peers = wire.peer ? parties_of(*wire.peer, path + ".peer") : parties_of(Ends{});
  if (parts.together == Together::kAll) {
    const auto ends = resolve(parts.common.target, path + ".target");
    planned.ends = {ends ? parties_of(*ends) : std::vector<Party>()};
  } else {
    for (const std::vector<std::uint32_t>& unit : fault.units)
      planned.ends.emplace_back(unit.begin(), unit.end());
  }
}

void Planner::plan_partition(WireFaultPlan& planned, const FailureParts& parts, const std::string& path) {
  const Plan& plan = flight_.plan;
  const WireFailure& wire = *parts.wire;
  const auto ends = resolve(parts.common.target, path + ".target");
  if (!ends) return;
  // By replica, zone or region, in the order of the scenario; places go along with what they hold.
  const std::size_t groups = parts.together == Together::kReplica ? plan.replicas.size()
                             : parts.together == Together::kZone  ? plan.places.zones.size()
                                                                  : plan.places.regions.size();
  std::vector<std::vector<Party>> nodes(groups);
  for (const Party party : parties_of(*ends)) {
    const bool is_replica = party < plan.replicas.size();
    if (parts.together == Together::kReplica) {
      if (is_replica) nodes[party].push_back(party);
      continue;
    }
    const PlaceIndex place =
        is_replica ? plan.replicas[party].zone : party - static_cast<Party>(plan.replicas.size());
    if (parts.together == Together::kRegion)
      nodes[plan.places.region_of(place)].push_back(party);
    else if (!plan.places.is_edge(place))
      nodes[place].push_back(party);
  }
  nodes.erase(std::remove_if(nodes.begin(), nodes.end(), [](const auto& node) { return node.empty(); }),
              nodes.end());
  const std::size_t needed = Sides::nodes_needed(wire.shape);
  if (nodes.size() < needed) {
    if (!all_placed()) return;
    problem(path + ".shape", "WT030", "a partition of " + nodes_in_words(nodes.size()),
            "at least " + nodes_in_words(needed) + " for this shape: replicas, zones or regions, by `by`");
    return;
  }
  std::vector<bool> split(plan.parties(), false);
  for (const auto& node : nodes)
    for (const Party party : node) split[party] = true;
  if (!wire.clients_everywhere)
    for (Party party = 0; party < plan.parties(); ++party)
      if (!split[party]) planned.others.push_back(party);
  if (wire.side) {
    const std::vector<Party> named = parties_of(*wire.side, path + ".side");
    for (std::uint32_t node = 0; node < nodes.size(); ++node)
      if (std::any_of(nodes[node].begin(), nodes[node].end(), [&](Party party) {
            return std::find(named.begin(), named.end(), party) != named.end();
          }))
        planned.first.push_back(node);
    if (planned.first.empty() && all_placed())
      problem(path + ".side", "WT030", "a side where no node stands", "a node that is split");
    else if (wire.shape == SidesShape::kBridge && planned.first.size() > 1)
      problem(path + ".side", "WT030", "a bridge of " + nodes_in_words(planned.first.size()), "one node");
    else if (planned.first.size() == nodes.size() && planned.others.empty())
      problem(path + ".side", "WT030", "a side with every node", "somebody on the other side");
  }
  planned.nodes = std::move(nodes);
}

}  // namespace windtunnel
