// The diameter: over all pairs of hosts, but of hosts that hang alike on one switch two stand for all.
#include <map>
#include <tuple>

#include "models/topologies/analysis.hpp"

namespace windtunnel {

std::optional<Diameter> diameter(const Topology& topology) {
  const auto& nodes = topology.nodes();
  std::vector<std::uint32_t> links(nodes.size(), 0);
  std::vector<NodeIndex> neighbour(nodes.size(), kNoIndex);
  std::vector<Duration> out(nodes.size()), in(nodes.size());
  for (const TopologyLink& link : topology.links()) {
    ++links[link.from];
    neighbour[link.from] = link.to;
    out[link.from] = link.latency;
    in[link.to] = link.latency;
  }
  std::map<std::tuple<NodeIndex, Duration, Duration>, int> seen;
  std::vector<NodeIndex> hosts;
  for (NodeIndex node = 0; node < nodes.size(); ++node) {
    if (nodes[node].kind != NodeKind::kHost) continue;
    if (links[node] == 1 && ++seen[{neighbour[node], out[node], in[node]}] > 2) continue;
    hosts.push_back(node);
  }
  std::optional<Diameter> longest;
  for (const NodeIndex from : hosts)
    for (const NodeIndex to : hosts) {
      if (from == to) continue;
      const Diameter way{topology.latency(from, to), topology.hops(from, to), from, to};
      if (!longest || std::tie(way.latency, way.hops) > std::tie(longest->latency, longest->hops))
        longest = way;
    }
  return longest;
}

}  // namespace windtunnel
