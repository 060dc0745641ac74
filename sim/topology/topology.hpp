// The topology: hosts, switches and edges joined by directed links, and the path a message takes between two
// of them. A plain value: made once a scenario, then only read, by every replication and every engine.
//
// Routes are the shortest by latency, then by hops; where several are equal, a flow's key picks one at each
// node, as switches do with ECMP (RFC 2992). Only switches forward: a host with two cables is no way between
// its switches. What is stored is distances, not next hops: the links that
// continue a shortest path are those whose end is nearer by exactly their own cost, found while walking.
// Distances are kept between switches only; a host with one link out and one in is reached through its
// switch. So a fat tree of 8,192 hosts costs 1,280 x 512 distances, and a look-up allocates nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"

namespace windtunnel {

using NodeIndex = std::uint32_t;
using LinkIndex = std::uint32_t;
inline constexpr std::uint32_t kNoIndex = 0xffffffffu;

enum class NodeKind : std::uint8_t {
  kHost,    // where replicas run
  kSwitch,  // only forwards
  kEdge     // where the clients of a region enter
};

struct TopologyNode {
  std::string name;
  NodeKind kind = NodeKind::kHost;
  std::uint32_t zone = kNoIndex;  // of the scenario's places, where it has one
  std::uint32_t rack = kNoIndex;
};

// One direction of a cable; a full-duplex cable is two links.
struct TopologyLink {
  NodeIndex from = 0;
  NodeIndex to = 0;
  Duration latency;
  Bandwidth bandwidth;  // zero: never a bottleneck
};

class Topology {
 public:
  Topology() = default;
  // Computes the routes; time and memory grow with (switches x switches that hosts hang on).
  Topology(std::vector<TopologyNode> nodes, std::vector<TopologyLink> links);

  const std::vector<TopologyNode>& nodes() const { return nodes_; }
  const std::vector<TopologyLink>& links() const { return links_; }

  // From a host or an edge to another.
  bool reaches(NodeIndex from, NodeIndex to) const { return cost(from, to) != kUnreachable; }

  // Along the shortest path; zero from a node to itself. The two must reach each other.
  Duration latency(NodeIndex from, NodeIndex to) const;
  // Links of that path.
  std::uint32_t hops(NodeIndex from, NodeIndex to) const;

  // The links of the path that the flow takes, in order, into `links` (cleared first; grows at most once).
  void path(NodeIndex from, NodeIndex to, std::uint64_t flow, std::vector<LinkIndex>& links) const;

 private:
  // Latency in ns and hops in one number, so that equal latencies are told apart by hops and no path of links
  // without latency can go in a circle.
  using Cost = std::int64_t;
  static constexpr int kHopBits = 16;
  static constexpr Cost kUnreachable = INT64_MAX;
  static Cost cost_of(const TopologyLink& link) { return (link.latency.ns() << kHopBits) + 1; }

  Cost cost(NodeIndex from, NodeIndex to) const;
  Cost to_target(NodeIndex node, std::uint32_t target) const;
  void find_leaves();
  void find_distances();

  std::vector<TopologyNode> nodes_;
  std::vector<TopologyLink> links_;
  std::vector<std::uint32_t> first_out_;  // by node, into out_; one more at the end
  std::vector<LinkIndex> out_;
  std::vector<LinkIndex> up_, down_;       // of a leaf: its only link out and in; kNoIndex for other nodes
  std::vector<std::uint32_t> core_index_;  // by node; kNoIndex for leaves
  std::vector<std::uint32_t> target_;      // by node: the row of its distances (a leaf: its switch's)
  std::uint32_t core_count_ = 0;
  std::vector<Cost> distance_;  // [target][core]
};

}  // namespace windtunnel
