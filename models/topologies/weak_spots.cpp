// Single points of failure: articulation points and bridges of the network that forwards.
//
// Hopcroft and Tarjan 1973, as Boost.Graph has it, over switches and what hangs on one switch alone. A host
// with cables to two switches forwards nothing, so it joins nothing and is left out; whether it is cut off
// shows when the rest is walked without the spot.
#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <map>

#include "models/topologies/analysis.hpp"

namespace windtunnel {
namespace {

using Undirected = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property,
                                         boost::property<boost::edge_index_t, std::size_t>>;

// Cables between each two nodes, whichever way: the first link and how many cables.
struct Cables {
  LinkIndex link = kNoIndex;
  std::uint32_t there = 0, back = 0;
  std::uint32_t count() const { return std::max(there, back); }
};
using CableMap = std::map<std::pair<NodeIndex, NodeIndex>, Cables>;

CableMap cables_of(const Topology& topology) {
  CableMap cables;
  for (LinkIndex index = 0; index < topology.links().size(); ++index) {
    const TopologyLink& link = topology.links()[index];
    Cables& pair = cables[std::minmax(link.from, link.to)];
    if (pair.link == kNoIndex) pair.link = index;
    ++(link.from < link.to ? pair.there : pair.back);
  }
  return cables;
}

// Walks the network without a spot.
class Walker {
 public:
  explicit Walker(const Topology& topology) : topology_(topology), next_(topology.nodes().size()) {
    for (const TopologyLink& link : topology.links()) next_[link.from].push_back(link.to);
    for (NodeIndex node = 0; node < next_.size(); ++node) {
      std::sort(next_[node].begin(), next_[node].end());
      next_[node].erase(std::unique(next_[node].begin(), next_[node].end()), next_[node].end());
    }
  }

  // What is lost without `gone`, and without the cables between `a` and `b`.
  void look(NodeIndex gone, std::pair<NodeIndex, NodeIndex> cut, WeakSpot& spot) {
    const auto& nodes = topology_.nodes();
    std::vector<bool> by_any(nodes.size(), false);
    bool has_edges = false;
    for (NodeIndex start = 0; start < nodes.size(); ++start) {
      if (nodes[start].kind != NodeKind::kEdge) continue;
      has_edges = true;
      std::vector<bool> seen(nodes.size(), false);
      std::vector<NodeIndex> open = {start};
      seen[start] = true;
      bool reaches_host = false;
      while (!open.empty()) {
        const NodeIndex at = open.back();
        open.pop_back();
        if (nodes[at].kind == NodeKind::kHost) by_any[at] = reaches_host = true;
        if (at != start && nodes[at].kind != NodeKind::kSwitch) continue;
        for (const NodeIndex to : next_[at]) {
          if (seen[to] || to == gone || std::minmax(at, to) == std::minmax(cut.first, cut.second)) continue;
          seen[to] = true;
          open.push_back(to);
        }
      }
      if (!reaches_host) spot.edges.push_back(start);
    }
    if (!has_edges) return;
    for (NodeIndex node = 0; node < nodes.size(); ++node)
      if (nodes[node].kind == NodeKind::kHost && !by_any[node]) spot.hosts.push_back(node);
  }

  std::size_t neighbours(NodeIndex node) const { return next_[node].size(); }

 private:
  const Topology& topology_;
  std::vector<std::vector<NodeIndex>> next_;
};

}  // namespace

std::vector<WeakSpot> weak_spots(const Topology& topology) {
  const auto& nodes = topology.nodes();
  const CableMap cables = cables_of(topology);
  Walker walker(topology);
  Undirected graph(nodes.size());
  std::vector<const CableMap::value_type*> of_edge;
  for (const auto& each : cables) {
    const auto joins = [&](NodeIndex node) {
      return nodes[node].kind == NodeKind::kSwitch || walker.neighbours(node) == 1;
    };
    if (!joins(each.first.first) || !joins(each.first.second)) continue;
    boost::add_edge(each.first.first, each.first.second, of_edge.size(), graph);
    of_edge.push_back(&each);
  }
  std::vector<std::size_t> component(of_edge.size());
  std::vector<NodeIndex> articulation;
  const auto by_edge =
      boost::make_iterator_property_map(component.begin(), boost::get(boost::edge_index, graph));
  const std::size_t components =
      boost::biconnected_components(graph, by_edge, std::back_inserter(articulation)).first;
  std::sort(articulation.begin(), articulation.end());

  std::vector<WeakSpot> spots;
  for (const NodeIndex node : articulation) {
    WeakSpot& spot = spots.emplace_back();
    spot.node = node;
    walker.look(node, {kNoIndex, kNoIndex}, spot);
  }
  // A bridge is a component of one pair of nodes, joined by one cable.
  std::vector<std::size_t> size(components, 0);
  for (const std::size_t each : component) ++size[each];
  for (std::size_t edge = 0; edge < of_edge.size(); ++edge) {
    const auto& [ends, pair] = *of_edge[edge];
    if (size[component[edge]] > 1 || pair.count() > 1) continue;
    WeakSpot& spot = spots.emplace_back();
    spot.link = pair.link;
    // What hangs on one cable is all that it cuts off.
    const NodeIndex leaf = nodes[ends.first].kind == NodeKind::kHost    ? ends.first
                           : nodes[ends.second].kind == NodeKind::kHost ? ends.second
                                                                        : kNoIndex;
    if (leaf != kNoIndex)
      spot.hosts.push_back(leaf);
    else
      walker.look(kNoIndex, ends, spot);
  }
  return spots;
}

}  // namespace windtunnel
