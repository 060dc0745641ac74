// Handing out hosts, a zone at a time.
#include "models/topologies/seats.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

// The hosts on one switch, or one host that is in no rack; taken in order.
struct HostUnit {
  std::vector<NodeIndex> hosts;
  std::uint32_t rack = kNoIndex;  // of the places, where it has a name there
  std::size_t taken = 0;
  std::map<std::uint32_t, std::size_t> of_tier;
};

std::vector<std::vector<HostUnit>> units_by_zone(const Fabric& fabric, const Places& places) {
  std::vector<std::vector<HostUnit>> zones(places.zones.size());
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> known;  // (zone, fabric's rack) to unit
  const auto& nodes = fabric.topology->nodes();
  for (NodeIndex node = 0; node < nodes.size(); ++node) {
    if (nodes[node].kind != NodeKind::kHost) continue;
    CHECK(nodes[node].zone < zones.size(), "a host stands in a zone");
    std::vector<HostUnit>& units = zones[nodes[node].zone];
    const std::uint32_t rack = fabric.rack_of[node];
    const auto [at, fresh] = known.try_emplace({nodes[node].zone, rack}, units.size());
    if (fresh || rack == kNoIndex) {
      at->second = units.size();
      units.push_back(HostUnit{{}, nodes[node].rack, 0, {}});
    }
    units[at->second].hosts.push_back(node);
  }
  return zones;
}

std::size_t hosts_in(const std::vector<HostUnit>& units, std::optional<std::uint32_t> rack) {
  std::size_t count = 0;
  for (const HostUnit& unit : units)
    if (!rack || unit.rack == *rack) count += unit.hosts.size();
  return count;
}

HostUnit* best_for(std::vector<HostUnit>& units, const SeatWanted& wanted) {
  HostUnit* best = nullptr;
  std::pair<std::size_t, std::size_t> least;
  for (HostUnit& unit : units) {
    if (unit.taken == unit.hosts.size() || (wanted.at.rack && unit.rack != *wanted.at.rack)) continue;
    const auto of_tier = unit.of_tier.find(wanted.tier);
    const std::pair burden(of_tier == unit.of_tier.end() ? 0 : of_tier->second, unit.taken);
    if (best != nullptr && burden >= least) continue;
    best = &unit;
    least = burden;
  }
  return best;
}

}  // namespace

std::vector<NodeIndex> seats(const Fabric& fabric, const Places& places, std::span<const SeatWanted> replicas,
                             const Complain& complain) {
  std::vector<std::vector<HostUnit>> zones = units_by_zone(fabric, places);
  std::vector<NodeIndex> hosts(replicas.size(), kNoIndex);
  // Those with a named rack first, lest others take their hosts.
  for (const bool named : {true, false})
    for (std::size_t i = 0; i < replicas.size(); ++i) {
      const SeatWanted& wanted = replicas[i];
      if (wanted.at.rack.has_value() != named) continue;
      HostUnit* unit = best_for(zones[wanted.at.zone], wanted);
      if (unit == nullptr) {
        const auto there = std::count_if(replicas.begin(), replicas.end(), [&](const SeatWanted& other) {
          return other.at.zone == wanted.at.zone && (!named || other.at.rack == wanted.at.rack);
        });
        const std::size_t count = hosts_in(zones[wanted.at.zone], wanted.at.rack);
        complain("", "WT030",
                 std::to_string(count) + (count == 1 ? " host in " : " hosts in ") +
                     (named ? places.racks[*wanted.at.rack] : places.zones[wanted.at.zone]),
                 std::to_string(there) + ", one for each replica that stands there", {}, {});
        return {};
      }
      hosts[i] = unit->hosts[unit->taken++];
      ++unit->of_tier[wanted.tier];
    }
  return hosts;
}

std::vector<Duration> place_latencies(const Fabric& fabric, const Places& places) {
  std::vector<NodeIndex> first(places.count(), kNoIndex), last(places.count(), kNoIndex);
  const auto& nodes = fabric.topology->nodes();
  for (NodeIndex node = 0; node < nodes.size(); ++node) {
    if (nodes[node].kind != NodeKind::kHost) continue;
    if (first[nodes[node].zone] == kNoIndex) first[nodes[node].zone] = node;
    last[nodes[node].zone] = node;
  }
  for (std::uint32_t region = 0; region < places.regions.size(); ++region)
    first[places.edge(region)] = last[places.edge(region)] = fabric.edges[region];
  std::vector<Duration> one_way(static_cast<std::size_t>(places.count()) * places.count());
  for (PlaceIndex from = 0; from < places.count(); ++from)
    for (PlaceIndex to = 0; to < places.count(); ++to)
      if (first[from] != kNoIndex && last[to] != kNoIndex)  // a zone may stand empty
        one_way[static_cast<std::size_t>(from) * places.count() + to] =
            fabric.topology->latency(first[from], last[to]);
  return one_way;
}

}  // namespace windtunnel
