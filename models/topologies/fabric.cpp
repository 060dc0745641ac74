// Building a fabric: names, roles and groups as they come, racks to zones at the end.
#include "models/topologies/fabric.hpp"

#include <algorithm>
#include <utility>

namespace windtunnel {
namespace {

std::uint32_t index_of(std::vector<std::string>& names, const std::string& name) {
  // From the back: models name their nodes group by group.
  const auto at = std::find(names.rbegin(), names.rend(), name);
  if (at != names.rend()) return static_cast<std::uint32_t>(names.rend() - at) - 1;
  names.push_back(name);
  return static_cast<std::uint32_t>(names.size()) - 1;
}

// Whether each host and edge is cabled, both ways, to switches that all reach each other: then all reach all.
bool switches_join_all(const Topology& topology) {
  const auto& nodes = topology.nodes();
  std::vector<std::vector<NodeIndex>> next(nodes.size()), before(nodes.size());
  for (const TopologyLink& link : topology.links()) {
    next[link.from].push_back(link.to);
    before[link.to].push_back(link.from);
  }
  NodeIndex start = 0;
  while (start < nodes.size() && nodes[start].kind != NodeKind::kSwitch) ++start;
  if (start == nodes.size()) return false;
  for (const auto* ways : {&next, &before}) {
    std::vector<bool> seen(nodes.size(), false);
    std::vector<NodeIndex> open = {start};
    seen[start] = true;
    while (!open.empty()) {
      const NodeIndex at = open.back();
      open.pop_back();
      if (nodes[at].kind != NodeKind::kSwitch) continue;
      for (const NodeIndex to : (*ways)[at])
        if (!seen[to]) {
          seen[to] = true;
          open.push_back(to);
        }
    }
    if (std::find(seen.begin(), seen.end(), false) != seen.end()) return false;
  }
  return true;
}

std::optional<std::pair<NodeIndex, NodeIndex>> first_pair_apart(const Topology& topology) {
  const auto& nodes = topology.nodes();
  for (NodeIndex from = 0; from < nodes.size(); ++from)
    for (NodeIndex to = 0; to < nodes.size(); ++to)
      if (nodes[from].kind != NodeKind::kSwitch && nodes[to].kind != NodeKind::kSwitch &&
          !topology.reaches(from, to))
        return std::pair(from, to);
  return std::nullopt;
}

}  // namespace

NodeIndex FabricBuilder::add(std::string name, NodeKind kind, const std::string& role,
                             const std::string& group) {
  nodes_.push_back(TopologyNode{std::move(name), kind, kNoIndex, kNoIndex});
  fabric_.role_of.push_back(index_of(fabric_.roles, role));
  fabric_.group_of.push_back(group.empty() ? kNoIndex : index_of(fabric_.groups, group));
  fabric_.rack_of.push_back(kNoIndex);
  return static_cast<NodeIndex>(nodes_.size()) - 1;
}

NodeIndex FabricBuilder::hub(std::string name, const std::string& role, const std::string& group) {
  return add(std::move(name), NodeKind::kSwitch, role, group);
}

NodeIndex FabricBuilder::host(std::string name, const std::string& rack, const std::string& group) {
  const NodeIndex node = add(std::move(name), NodeKind::kHost, "host", group);
  if (!rack.empty()) fabric_.rack_of[node] = index_of(fabric_.racks, rack);
  return node;
}

NodeIndex FabricBuilder::edge(std::uint32_t region, std::string name) {
  if (name.empty()) name = "clients of " + places_.regions[region];
  const NodeIndex node = add(std::move(name), NodeKind::kEdge, "clients", "");
  fabric_.edges.resize(places_.regions.size(), kNoIndex);
  fabric_.edges[region] = node;
  return node;
}

void FabricBuilder::link(NodeIndex from, NodeIndex to, Duration latency, Bandwidth bandwidth) {
  links_.push_back(TopologyLink{from, to, latency, bandwidth});
}

void FabricBuilder::cable(NodeIndex a, NodeIndex b, Duration latency, Bandwidth bandwidth) {
  link(a, b, latency, bandwidth);
  link(b, a, latency, bandwidth);
}

void FabricBuilder::put(NodeIndex host, StandsAt at) {
  nodes_[host].zone = at.zone;
  if (at.rack) nodes_[host].rack = *at.rack;
}

NodeIndex FabricBuilder::named(const std::string& name) const {
  for (NodeIndex node = 0; node < nodes_.size(); ++node)
    if (nodes_[node].name == name) return node;
  return kNoIndex;
}

std::vector<NodeIndex> FabricBuilder::part(const Fabric& fabric, const std::string& prefix,
                                           const std::string& group, std::uint32_t zone,
                                           const std::vector<std::uint32_t>& racks) {
  const auto base = static_cast<NodeIndex>(nodes_.size());
  std::vector<NodeIndex> gateways;
  for (NodeIndex each = 0; each < fabric.topology->nodes().size(); ++each) {
    const TopologyNode& node = fabric.topology->nodes()[each];
    const bool gateway = node.kind == NodeKind::kEdge;
    const NodeIndex made =
        gateway ? hub(prefix + "/gateway", "gateway", group)
        : node.kind == NodeKind::kHost
            ? host(prefix + "/" + node.name,
                   fabric.rack_of[each] == kNoIndex ? "" : prefix + "/" + fabric.racks[fabric.rack_of[each]],
                   group)
            : hub(prefix + "/" + node.name, fabric.roles[fabric.role_of[each]], group);
    if (gateway) gateways.push_back(made);
    if (node.kind == NodeKind::kHost)
      put(made, StandsAt{zone, node.rack == kNoIndex ? std::nullopt : std::optional(racks[node.rack])});
  }
  for (const TopologyLink& each : fabric.topology->links())
    link(base + each.from, base + each.to, each.latency, each.bandwidth);
  return gateways;
}

void FabricBuilder::allot_racks(const Complain& complain) {
  // What is handed out whole: a rack, or a host that is in none.
  std::vector<std::vector<NodeIndex>> units;
  std::uint32_t last = kNoIndex;
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    if (nodes_[node].kind != NodeKind::kHost) continue;
    const std::uint32_t rack = fabric_.rack_of[node];
    if (units.empty() || rack == kNoIndex || rack != last) units.emplace_back();
    units.back().push_back(node);
    last = rack;
  }
  const bool racked = !fabric_.racks.empty();
  const std::size_t zones = places_.zones.size();
  const std::string what = racked ? " racks" : " hosts";
  if (units.size() < zones) {
    complain("", "WT030", std::to_string(units.size()) + what,
             "at least " + std::to_string(zones) + ", one for each zone", {}, {});
    return;
  }
  for (std::uint32_t zone = 0; zone < zones; ++zone) {
    const std::size_t first = units.size() * zone / zones, end = units.size() * (zone + 1) / zones;
    const std::vector<std::uint32_t> names = places_.racks_of(zone);
    if (end - first < names.size())
      complain("", "WT030", std::to_string(end - first) + what + " for zone " + places_.zones[zone],
               "at least " + std::to_string(names.size()) + ", the racks that `places` names there", {}, {});
    for (std::size_t unit = first; unit < end; ++unit) {
      StandsAt at{zone, {}};
      const std::size_t number = unit - first;
      if (racked && number < names.size())
        at.rack = names[number];  // one switch, one rack; those beyond the names have none
      else if (!racked && !names.empty())
        at.rack = names[number * names.size() / (end - first)];
      for (const NodeIndex host : units[unit]) put(host, at);
    }
  }
}

Fabric FabricBuilder::finish(const Complain& complain) {
  for (NodeIndex node = 0; node < nodes_.size(); ++node)
    if (nodes_[node].rack != kNoIndex && fabric_.rack_of[node] != kNoIndex)
      fabric_.racks[fabric_.rack_of[node]] = places_.racks[nodes_[node].rack];
  auto topology = std::make_shared<const Topology>(std::move(nodes_), std::move(links_));
  if (!switches_join_all(*topology))
    if (const auto apart = first_pair_apart(*topology)) {
      complain("", "WT030",
               "no way from " + topology->nodes()[apart->first].name + " to " +
                   topology->nodes()[apart->second].name,
               "links by which all hosts and clients reach each other", {}, {});
      return std::move(fabric_);
    }
  fabric_.topology = std::move(topology);
  return std::move(fabric_);
}

}  // namespace windtunnel
