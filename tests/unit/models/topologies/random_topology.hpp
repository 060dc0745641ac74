// For tests against brute force: small topologies drawn at random, some of whose hosts have two cables.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/topology/topology.hpp"

namespace windtunnel {

struct RandomShape {
  std::uint64_t switches = 5, hosts = 4, more_cables = 4;
  std::uint64_t latency_ms_max = 3;  // few values, so that many paths are equal
};

// A tree of switches and some cables more, hosts with one or two cables, an edge at a switch or two.
inline Topology random_topology(Rng& rng, const RandomShape& shape) {
  std::vector<TopologyNode> nodes;
  std::vector<TopologyLink> links;
  const auto join = [&](NodeIndex a, NodeIndex b) {
    const Duration latency =
        Duration::from_ns(static_cast<std::int64_t>(1 + rng.below(shape.latency_ms_max)) * 1'000'000);
    const Bandwidth bandwidth = Bandwidth::from_bits_per_second(static_cast<double>(1 + rng.below(4)));
    links.push_back({a, b, latency, bandwidth});
    links.push_back({b, a, latency, bandwidth});
  };
  const auto add = [&](NodeKind kind) {
    nodes.push_back({"n" + std::to_string(nodes.size()), kind, 0, kNoIndex});
    return static_cast<NodeIndex>(nodes.size() - 1);
  };
  const auto some_switch = [&] { return static_cast<NodeIndex>(rng.below(shape.switches)); };
  for (std::uint64_t i = 0; i < shape.switches; ++i) {
    const NodeIndex hub = add(NodeKind::kSwitch);
    if (i > 0) join(hub, static_cast<NodeIndex>(rng.below(i)));
  }
  for (std::uint64_t i = 0; i < shape.more_cables; ++i) {
    const NodeIndex a = some_switch(), b = some_switch();
    if (a != b) join(a, b);
  }
  for (const NodeKind kind : {NodeKind::kHost, NodeKind::kEdge})
    for (std::uint64_t i = 0; i < (kind == NodeKind::kHost ? shape.hosts : 1); ++i) {
      const NodeIndex leaf = add(kind);
      const NodeIndex first = some_switch(), second = some_switch();
      join(leaf, first);
      if (second != first && rng.below(3) == 0) join(leaf, second);
    }
  return Topology(std::move(nodes), std::move(links));
}

}  // namespace windtunnel
