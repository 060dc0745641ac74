// What the shape of a network promises: how far it is across, how much crosses it, and what its loss cuts
// off.
//
// Structure only, and nothing that a run would have to tell: shortest paths, cuts and components. Each figure
// is exact or says which side it bounds. Switches forward, hosts and edges do not, as in the topology's
// routes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/topologies/fabric.hpp"
#include "sim/topology/topology.hpp"

namespace windtunnel {

// The two hosts that are farthest apart; nothing when there are fewer than two.
struct Diameter {
  Duration latency;  // one way
  std::uint32_t hops = 0;
  NodeIndex from = 0, to = 0;
};
std::optional<Diameter> diameter(const Topology& topology);

// What crosses between two halves of the hosts in one direction, at its worst over all halves. Where some
// cable has no bandwidth stated, cables are counted instead.
struct Crossing {
  double at_least = 0, at_most = 0;  // bits per second, or cables
  bool in_cables = false;
  bool has_least = false;
  std::string because;

  bool exact() const { return has_least && at_least == at_most; }
};
inline constexpr std::size_t kEnumeratedNodesMax = 20;
// The model's own formula where it has one, every half of at most 20 nodes, else the best of some halves.
std::optional<Crossing> bisection(const Fabric& fabric);
// By enumeration alone, and by search alone: for tests, and for fabrics without a formula.
std::optional<Crossing> bisection_enumerated(const Topology& topology);
std::optional<Crossing> bisection_searched(const Topology& topology);

// A switch or a cable whose loss alone cuts something off (articulation points and bridges).
struct WeakSpot {
  NodeIndex node = kNoIndex;
  LinkIndex link = kNoIndex;     // one direction of the cable
  std::vector<NodeIndex> hosts;  // that no client reaches any more
  std::vector<NodeIndex> edges;  // whose clients reach no host any more
};
std::vector<WeakSpot> weak_spots(const Topology& topology);

// The fewest switches and hosts, or the fewest cables, whose loss leaves clients with less than `needs` of
// the replicas. Exact for up to 9 replicas, by a maximal flow for each set of replicas that may be lost;
// above that at most so many.
struct Cut {
  bool exact = true;
  std::vector<NodeIndex> nodes;
  std::vector<LinkIndex> links;
  std::size_t size() const { return nodes.size() + links.size(); }
};
inline constexpr std::size_t kExactReplicasMax = 9;
Cut fewest_nodes(const Topology& topology, std::span<const NodeIndex> replicas, std::size_t needs);
Cut fewest_cables(const Topology& topology, std::span<const NodeIndex> replicas, std::size_t needs);

}  // namespace windtunnel
