// Bisection: by formula, by enumerating halves, or by trying some.
//
// The search takes halves that are near each other, by the order of the drawing and by distance from some
// hosts, and cuts each where it is cheapest (a maximal flow between the halves). What it finds is a cut that
// exists, so it bounds the bisection from above, and says so.
#include <algorithm>
#include <bit>
#include <numeric>

#include "models/topologies/analysis.hpp"
#include "models/topologies/max_flow.hpp"

namespace windtunnel {
namespace {

// Edges enter nobody's half: no traffic goes through them.
struct Halving {
  std::vector<NodeIndex> nodes;       // hosts and switches
  std::vector<std::size_t> index_of;  // by topology node
  std::vector<double> capacity;       // by link; 0 for those of edges
  std::size_t hosts = 0;
  bool in_cables = false;
};

Halving halving_of(const Topology& topology) {
  Halving halving;
  halving.index_of.assign(topology.nodes().size(), SIZE_MAX);
  for (NodeIndex node = 0; node < topology.nodes().size(); ++node) {
    if (topology.nodes()[node].kind == NodeKind::kEdge) continue;
    halving.index_of[node] = halving.nodes.size();
    halving.nodes.push_back(node);
    halving.hosts += topology.nodes()[node].kind == NodeKind::kHost;
  }
  const auto inside = [&](const TopologyLink& link) {
    return halving.index_of[link.from] != SIZE_MAX && halving.index_of[link.to] != SIZE_MAX;
  };
  for (const TopologyLink& link : topology.links())
    halving.in_cables = halving.in_cables || (inside(link) && !(link.bandwidth > Bandwidth()));
  for (const TopologyLink& link : topology.links())
    halving.capacity.push_back(!inside(link) ? 0 : halving.in_cables ? 1 : link.bandwidth.bits_per_second());
  return halving;
}

// Hosts by how far they are from one of them.
std::vector<NodeIndex> by_distance(const Topology& topology, NodeIndex from,
                                   const std::vector<NodeIndex>& hosts) {
  std::vector<std::pair<Duration, NodeIndex>> order;
  for (const NodeIndex host : hosts) order.emplace_back(topology.latency(from, host), host);
  std::sort(order.begin(), order.end());
  std::vector<NodeIndex> sorted;
  for (const auto& [distance, host] : order) sorted.push_back(host);
  return sorted;
}

}  // namespace

std::optional<Crossing> bisection_enumerated(const Topology& topology) {
  const Halving halving = halving_of(topology);
  const std::size_t count = halving.nodes.size();
  if (halving.hosts < 2 || count > kEnumeratedNodesMax) return std::nullopt;
  struct Arc {
    std::size_t other;
    double capacity;
  };
  std::vector<std::vector<Arc>> out(count), in(count);
  for (LinkIndex link = 0; link < topology.links().size(); ++link) {
    if (!(halving.capacity[link] > 0)) continue;
    const std::size_t from = halving.index_of[topology.links()[link].from];
    const std::size_t to = halving.index_of[topology.links()[link].to];
    out[from].push_back({to, halving.capacity[link]});
    in[to].push_back({from, halving.capacity[link]});
  }
  // Gray's code: one node changes sides at a time. The last node never does: the other half is the same cut.
  std::uint32_t left = 0;
  std::size_t hosts_left = 0;
  double there = 0, back = 0, best = -1;
  for (std::uint32_t step = 1; step < (std::uint32_t{1} << (count - 1)); ++step) {
    const auto node = static_cast<std::size_t>(std::countr_zero(step));
    const bool enters = (left >> node & 1) == 0;
    const double sign = enters ? 1 : -1;
    const auto is_left = [&](const Arc& arc) { return (left >> arc.other & 1) != 0; };
    for (const Arc& arc : out[node]) {
      if (is_left(arc))
        back -= sign * arc.capacity;
      else
        there += sign * arc.capacity;
    }
    for (const Arc& arc : in[node]) {
      if (is_left(arc))
        there -= sign * arc.capacity;
      else
        back += sign * arc.capacity;
    }
    left ^= std::uint32_t{1} << node;
    if (topology.nodes()[halving.nodes[node]].kind == NodeKind::kHost)
      hosts_left = enters ? hosts_left + 1 : hosts_left - 1;
    if (hosts_left != halving.hosts / 2 && hosts_left != halving.hosts - halving.hosts / 2) continue;
    const double across = std::min(there, back);
    if (best < 0 || across < best) best = across;
  }
  return Crossing{best, best, halving.in_cables, true, "every half of the hosts was tried"};
}

std::optional<Crossing> bisection_searched(const Topology& topology) {
  const Halving halving = halving_of(topology);
  if (halving.hosts < 2) return std::nullopt;
  std::vector<NodeIndex> hosts;
  for (const NodeIndex node : halving.nodes)
    if (topology.nodes()[node].kind == NodeKind::kHost) hosts.push_back(node);
  std::vector<std::vector<NodeIndex>> orders = {hosts};
  constexpr std::size_t kOrders = 12, kHostsSorted = 4096;
  if (hosts.size() <= kHostsSorted)
    for (std::size_t i = 0; i < kOrders && i < hosts.size(); ++i)
      orders.push_back(
          by_distance(topology, hosts[i * hosts.size() / std::min(kOrders, hosts.size())], hosts));
  MaxFlow flow(topology.nodes().size() + 2);
  const std::size_t source = topology.nodes().size(), sink = source + 1;
  for (LinkIndex link = 0; link < topology.links().size(); ++link)
    if (halving.capacity[link] > 0)
      flow.arc(topology.links()[link].from, topology.links()[link].to,
               static_cast<std::int64_t>(halving.capacity[link]));
  std::vector<std::size_t> from_source(topology.nodes().size()), to_sink(topology.nodes().size());
  for (const NodeIndex host : hosts) {
    from_source[host] = flow.arc(source, host, 0);
    to_sink[host] = flow.arc(host, sink, 0);
  }
  double best = -1;
  for (const std::vector<NodeIndex>& order : orders)
    for (const bool reversed : {false, true}) {
      for (std::size_t i = 0; i < order.size(); ++i) {
        const bool left = (i < order.size() / 2) != reversed;
        flow.set_capacity(from_source[order[i]], left ? MaxFlow::kEndless : 0);
        flow.set_capacity(to_sink[order[i]], left ? 0 : MaxFlow::kEndless);
      }
      const auto across = static_cast<double>(flow.run(source, sink));
      if (best < 0 || across < best) best = across;
    }
  return Crossing{0, best, halving.in_cables, false,
                  "the best of " + std::to_string(2 * orders.size()) + " halves"};
}

std::optional<Crossing> bisection(const Fabric& fabric) {
  if (fabric.bisection)
    return Crossing{fabric.bisection->at_least.bits_per_second(), fabric.bisection->at_most.bits_per_second(),
                    false, true, fabric.bisection->because};
  if (auto exact = bisection_enumerated(*fabric.topology)) return exact;
  return bisection_searched(*fabric.topology);
}

}  // namespace windtunnel
