// The smallest cut between clients and a quorum of replicas (Menger 1927; Ford and Fulkerson 1956).
//
// Clients have less than `needs` of n replicas when n - needs + 1 of them are out of reach. For each such set
// the fewest things between clients and all of it are a minimal cut: of switches and hosts where each node
// may be passed once, of cables where each cable may. With more than 9 replicas the sets are too many; then
// those of neighbours in the drawing are tried, and the answer is a bound.
#include <algorithm>
#include <bit>

#include "models/topologies/analysis.hpp"
#include "models/topologies/max_flow.hpp"
#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

// Node v is (2 v, 2 v + 1), in and out; what arrives at a host or an edge goes no further unless it starts
// there.
class Cutter {
 public:
  Cutter(const Topology& topology, std::span<const NodeIndex> replicas, bool by_nodes)
      : topology_(topology),
        replicas_(replicas),
        flow_(2 * topology.nodes().size() + 2),
        source_(2 * topology.nodes().size()),
        sink_(source_ + 1) {
    const auto& nodes = topology.nodes();
    for (NodeIndex node = 0; node < nodes.size(); ++node) {
      inner_.push_back(flow_.arc(2 * node, 2 * node + 1, by_nodes ? 1 : MaxFlow::kEndless));
      if (nodes[node].kind == NodeKind::kEdge) flow_.arc(source_, 2 * node + 1, MaxFlow::kEndless);
    }
    for (const TopologyLink& link : topology.links()) {
      const bool forwards =
          nodes[link.from].kind != NodeKind::kHost && nodes[link.to].kind != NodeKind::kEdge;
      outer_.push_back(flow_.arc(2 * link.from + 1, 2 * link.to,
                                 !forwards  ? 0
                                 : by_nodes ? MaxFlow::kEndless
                                            : 1));
    }
    for (const NodeIndex replica : replicas) to_sink_.push_back(flow_.arc(2 * replica + 1, sink_, 0));
  }

  // Losing all of these replicas, kept when it takes fewer than the best so far.
  void try_losing(const std::vector<bool>& lost, Cut& best, bool& found) {
    for (std::size_t i = 0; i < replicas_.size(); ++i)
      flow_.set_capacity(to_sink_[i], lost[i] ? MaxFlow::kEndless : 0);
    const std::int64_t size = flow_.run(source_, sink_);
    if (size >= MaxFlow::kEndless || (found && size >= static_cast<std::int64_t>(best.size()))) return;
    found = true;
    best.nodes.clear();
    best.links.clear();
    const std::vector<bool> side = flow_.source_side();
    const auto& nodes = topology_.nodes();
    for (NodeIndex node = 0; node < nodes.size(); ++node)
      if (side[2 * node] && !side[2 * node + 1]) best.nodes.push_back(node);
    for (LinkIndex link = 0; link < topology_.links().size(); ++link) {
      const TopologyLink& each = topology_.links()[link];
      if (nodes[each.from].kind == NodeKind::kHost || nodes[each.to].kind == NodeKind::kEdge) continue;
      if (side[2 * each.from + 1] && !side[2 * each.to]) best.links.push_back(link);
    }
    CHECK(static_cast<std::int64_t>(best.size()) == size, "a minimal cut is as large as the maximal flow");
  }

 private:
  const Topology& topology_;
  std::span<const NodeIndex> replicas_;
  MaxFlow flow_;
  std::size_t source_, sink_;
  std::vector<std::size_t> inner_, outer_, to_sink_;
};

Cut fewest(const Topology& topology, std::span<const NodeIndex> replicas, std::size_t needs, bool by_nodes) {
  CHECK(needs >= 1 && needs <= replicas.size(), "a tier needs from one to all of its replicas");
  const std::size_t count = replicas.size(), lose = count - needs + 1;
  Cutter cutter(topology, replicas, by_nodes);
  Cut best;
  bool found = false;
  std::vector<bool> lost(count);
  if (count <= kExactReplicasMax) {
    for (std::uint32_t set = 0; set < (std::uint32_t{1} << count); ++set) {
      if (static_cast<std::size_t>(std::popcount(set)) != lose) continue;
      for (std::size_t i = 0; i < count; ++i) lost[i] = (set >> i & 1) != 0;
      cutter.try_losing(lost, best, found);
    }
    return best;
  }
  best.exact = false;
  constexpr std::size_t kWindows = 32;
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return replicas[a] < replicas[b]; });
  for (std::size_t window = 0; window < std::min(kWindows, count); ++window) {
    const std::size_t first = window * count / std::min(kWindows, count);
    std::fill(lost.begin(), lost.end(), false);
    for (std::size_t i = 0; i < lose; ++i) lost[order[(first + i) % count]] = true;
    cutter.try_losing(lost, best, found);
  }
  return best;
}

}  // namespace

Cut fewest_nodes(const Topology& topology, std::span<const NodeIndex> replicas, std::size_t needs) {
  return fewest(topology, replicas, needs, true);
}

Cut fewest_cables(const Topology& topology, std::span<const NodeIndex> replicas, std::size_t needs) {
  return fewest(topology, replicas, needs, false);
}

}  // namespace windtunnel
