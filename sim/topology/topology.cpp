// Routes over a topology: distances by Dijkstra's algorithm, paths by walking downhill.
#include "sim/topology/topology.hpp"

#include <queue>
#include <utility>

#include "sim/base/check.hpp"
#include "sim/base/random.hpp"

namespace windtunnel {

Topology::Topology(std::vector<TopologyNode> nodes, std::vector<TopologyLink> links)
    : nodes_(std::move(nodes)), links_(std::move(links)) {
  first_out_.assign(nodes_.size() + 1, 0);
  for (const TopologyLink& link : links_) {
    CHECK(link.from < nodes_.size() && link.to < nodes_.size() && link.from != link.to,
          "a link joins two nodes of the topology");
    CHECK(link.latency >= Duration() && link.latency < Duration::from_ns(std::int64_t{1} << 40),
          "a link's latency is from nothing to a quarter of an hour");
    ++first_out_[link.from + 1];
  }
  for (std::size_t node = 0; node < nodes_.size(); ++node) first_out_[node + 1] += first_out_[node];
  out_.resize(links_.size());
  std::vector<std::uint32_t> filled(first_out_.begin(), first_out_.end() - 1);
  for (LinkIndex link = 0; link < links_.size(); ++link) out_[filled[links_[link].from]++] = link;
  find_leaves();
  find_distances();
}

// A leaf hangs on one other node by one link each way and forwards nothing.
void Topology::find_leaves() {
  up_.assign(nodes_.size(), kNoIndex);
  down_.assign(nodes_.size(), kNoIndex);
  std::vector<std::uint32_t> links_in(nodes_.size(), 0);
  std::vector<LinkIndex> last_in(nodes_.size(), kNoIndex);
  for (LinkIndex link = 0; link < links_.size(); ++link) {
    ++links_in[links_[link].to];
    last_in[links_[link].to] = link;
  }
  const auto hangs = [&](NodeIndex node) {
    return nodes_[node].kind != NodeKind::kSwitch && first_out_[node + 1] - first_out_[node] == 1 &&
           links_in[node] == 1 && links_[out_[first_out_[node]]].to == links_[last_in[node]].from;
  };
  core_index_.assign(nodes_.size(), kNoIndex);
  core_count_ = 0;
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    // Of two that hang on each other, one has to be the other's switch.
    if (hangs(node) && up_[links_[out_[first_out_[node]]].to] == kNoIndex) {
      up_[node] = out_[first_out_[node]];
      down_[node] = last_in[node];
    } else {
      core_index_[node] = core_count_++;
    }
  }
}

void Topology::find_distances() {
  std::vector<NodeIndex> core(core_count_);
  std::vector<std::vector<LinkIndex>> links_in(core_count_);  // between nodes that are no leaves
  for (NodeIndex node = 0; node < nodes_.size(); ++node)
    if (core_index_[node] != kNoIndex) core[core_index_[node]] = node;
  for (LinkIndex link = 0; link < links_.size(); ++link)
    if (core_index_[links_[link].from] != kNoIndex && core_index_[links_[link].to] != kNoIndex)
      links_in[core_index_[links_[link].to]].push_back(link);

  // A row for each node that is somebody's last stop before the end, or the end itself.
  std::vector<std::uint32_t> row(core_count_, kNoIndex);
  std::vector<std::uint32_t> targets;
  target_.assign(nodes_.size(), kNoIndex);
  for (NodeIndex node = 0; node < nodes_.size(); ++node) {
    if (nodes_[node].kind == NodeKind::kSwitch) continue;
    const NodeIndex last = up_[node] == kNoIndex ? node : links_[up_[node]].to;
    std::uint32_t& at = row[core_index_[last]];
    if (at == kNoIndex) {
      at = static_cast<std::uint32_t>(targets.size());
      targets.push_back(core_index_[last]);
    }
    target_[node] = at;
  }

  distance_.assign(targets.size() * static_cast<std::size_t>(core_count_), kUnreachable);
  using Entry = std::pair<Cost, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> next;
  for (std::size_t target = 0; target < targets.size(); ++target) {
    Cost* distance = &distance_[target * core_count_];
    distance[targets[target]] = 0;
    next.emplace(0, targets[target]);
    while (!next.empty()) {
      const auto [reached, at] = next.top();
      next.pop();
      if (reached != distance[at]) continue;
      // Hosts and edges end a path; nobody's traffic goes through them.
      if (at != targets[target] && nodes_[core[at]].kind != NodeKind::kSwitch) continue;
      for (const LinkIndex link : links_in[at]) {
        const std::uint32_t from = core_index_[links_[link].from];
        const Cost through = reached + cost_of(links_[link]);
        if (through >= distance[from]) continue;
        distance[from] = through;
        next.emplace(through, from);
      }
    }
  }
}

Topology::Cost Topology::to_target(NodeIndex node, std::uint32_t target) const {
  return distance_[static_cast<std::size_t>(target) * core_count_ + core_index_[node]];
}

Topology::Cost Topology::cost(NodeIndex from, NodeIndex to) const {
  if (from == to) return 0;
  CHECK(target_[to] != kNoIndex, "a path ends at a host or an edge");
  Cost total = 0;
  if (down_[to] != kNoIndex) {
    if (links_[down_[to]].from == from) return cost_of(links_[down_[to]]);
    total += cost_of(links_[down_[to]]);
  }
  if (up_[from] != kNoIndex) {
    total += cost_of(links_[up_[from]]);
    from = links_[up_[from]].to;
    if (from == to) return total;
  }
  const Cost between = to_target(from, target_[to]);
  return between == kUnreachable ? kUnreachable : total + between;
}

Duration Topology::latency(NodeIndex from, NodeIndex to) const {
  const Cost total = cost(from, to);
  CHECK(total != kUnreachable, "no path between two nodes");
  return Duration::from_ns(total >> kHopBits);
}

std::uint32_t Topology::hops(NodeIndex from, NodeIndex to) const {
  const Cost total = cost(from, to);
  CHECK(total != kUnreachable, "no path between two nodes");
  return static_cast<std::uint32_t>(total & ((Cost{1} << kHopBits) - 1));
}

void Topology::path(NodeIndex from, NodeIndex to, std::uint64_t flow, std::vector<LinkIndex>& links) const {
  links.clear();
  if (from == to) return;
  if (up_[from] != kNoIndex) {
    links.push_back(up_[from]);
    from = links_[up_[from]].to;
  }
  const NodeIndex last = down_[to] == kNoIndex ? to : links_[down_[to]].from;
  while (from != last && from != to) {
    const Cost left = to_target(from, target_[to]);
    CHECK(left != kUnreachable, "no path between two nodes");
    const auto continues = [&](LinkIndex link) {
      const NodeIndex next = links_[link].to;
      if (core_index_[next] == kNoIndex) return false;
      if (next != last && nodes_[next].kind != NodeKind::kSwitch) return false;
      const Cost after = to_target(next, target_[to]);
      return after != kUnreachable && after + cost_of(links_[link]) == left;
    };
    std::uint32_t equal = 0;
    for (std::uint32_t i = first_out_[from]; i < first_out_[from + 1]; ++i) equal += continues(out_[i]);
    std::uint64_t skip = equal == 1 ? 0 : mix64(flow ^ mix64(from)) % equal;
    for (std::uint32_t i = first_out_[from];; ++i) {
      if (!continues(out_[i]) || skip-- > 0) continue;
      links.push_back(out_[i]);
      from = links_[out_[i]].to;
      break;
    }
  }
  if (from != to) links.push_back(down_[to]);
}

}  // namespace windtunnel
