// Cuts, weak spots and bisections: by hand, and against brute force on random topologies.
#include "models/topologies/analysis.hpp"

#include <bit>
#include <set>

#include "tests/unit/models/topologies/random_topology.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

// Hosts that no edge reaches without these nodes and links.
std::set<NodeIndex> cut_off(const Topology& topology, const std::set<NodeIndex>& nodes,
                            const std::set<std::pair<NodeIndex, NodeIndex>>& cables) {
  std::set<NodeIndex> reached;
  std::vector<NodeIndex> open;
  for (NodeIndex node = 0; node < topology.nodes().size(); ++node)
    if (topology.nodes()[node].kind == NodeKind::kEdge) {
      reached.insert(node);
      open.push_back(node);
    }
  while (!open.empty()) {
    const NodeIndex at = open.back();
    open.pop_back();
    if (topology.nodes()[at].kind == NodeKind::kHost) continue;
    for (const TopologyLink& link : topology.links())
      if (link.from == at && topology.nodes()[link.to].kind != NodeKind::kEdge && nodes.count(link.to) == 0 &&
          cables.count(std::minmax(link.from, link.to)) == 0 && reached.insert(link.to).second)
        open.push_back(link.to);
  }
  std::set<NodeIndex> lost;
  for (NodeIndex node = 0; node < topology.nodes().size(); ++node)
    if (topology.nodes()[node].kind == NodeKind::kHost && reached.count(node) == 0) lost.insert(node);
  return lost;
}

// The fewest of `things` whose loss leaves less than `needs` hosts, by trying all sets, smaller ones first.
template <class Thing, class Lost>
std::size_t fewest_by_force(const std::vector<Thing>& things, std::size_t hosts, std::size_t needs,
                            Lost lost) {
  std::size_t best = things.size() + 1;
  for (std::uint32_t set = 0; set < (std::uint32_t{1} << things.size()); ++set) {
    const auto size = static_cast<std::size_t>(std::popcount(set));
    if (size >= best) continue;
    std::set<Thing> gone;
    for (std::size_t i = 0; i < things.size(); ++i)
      if ((set >> i & 1) != 0) gone.insert(things[i]);
    if (hosts - lost(gone).size() < needs) best = size;
  }
  return best;
}

TEST(FewestLosses, AgreeWithTryingAllOfThem) {
  Rng rng(2026, 2, 0);
  for (int round = 0; round < 120; ++round) {
    RandomShape shape;
    shape.switches = 1 + rng.below(5);
    shape.hosts = 1 + rng.below(4);
    shape.more_cables = rng.below(5);
    const Topology topology = random_topology(rng, shape);
    std::vector<NodeIndex> hosts, nodes;
    std::set<std::pair<NodeIndex, NodeIndex>> pairs;
    std::size_t cables = 0;
    for (NodeIndex node = 0; node < topology.nodes().size(); ++node) {
      if (topology.nodes()[node].kind != NodeKind::kEdge) nodes.push_back(node);
      if (topology.nodes()[node].kind == NodeKind::kHost) hosts.push_back(node);
    }
    for (const TopologyLink& link : topology.links()) {
      cables += pairs.insert(std::minmax(link.from, link.to)).second ? 2 : 0;
    }
    const std::size_t needs = 1 + rng.below(hosts.size());
    const Cut by_nodes = fewest_nodes(topology, hosts, needs);
    EXPECT_TRUE(by_nodes.exact);
    EXPECT_EQ(by_nodes.size(),
              fewest_by_force(nodes, hosts.size(), needs,
                              [&](const std::set<NodeIndex>& gone) { return cut_off(topology, gone, {}); }))
        << "round " << round << ", needs " << needs;
    // What it names does cut off that many.
    const std::set<NodeIndex> named(by_nodes.nodes.begin(), by_nodes.nodes.end());
    EXPECT_LT(hosts.size() - cut_off(topology, named, {}).size(), needs) << "round " << round;
    if (cables != topology.links().size() || pairs.size() > 14) continue;  // two cables between the same two
    const std::vector<std::pair<NodeIndex, NodeIndex>> list(pairs.begin(), pairs.end());
    EXPECT_EQ(fewest_cables(topology, hosts, needs).size(),
              fewest_by_force(list, hosts.size(), needs,
                              [&](const std::set<std::pair<NodeIndex, NodeIndex>>& gone) {
                                return cut_off(topology, {}, gone);
                              }))
        << "round " << round << ", needs " << needs;
  }
}

TEST(WeakSpots, AreAllThatCutsSomethingOffAlone) {
  Rng rng(2026, 3, 0);
  for (int round = 0; round < 200; ++round) {
    RandomShape shape;
    shape.switches = 1 + rng.below(12);
    shape.hosts = 1 + rng.below(8);
    shape.more_cables = rng.below(14);
    const Topology topology = random_topology(rng, shape);
    std::set<NodeIndex> nodes;
    std::set<std::pair<NodeIndex, NodeIndex>> cables;
    for (const WeakSpot& spot : weak_spots(topology)) {
      const std::set<NodeIndex> hosts(spot.hosts.begin(), spot.hosts.end());
      if (spot.node != kNoIndex) {
        EXPECT_EQ(hosts, cut_off(topology, {spot.node}, {})) << "round " << round;
        if (!hosts.empty()) nodes.insert(spot.node);
      } else {
        const TopologyLink& link = topology.links()[spot.link];
        EXPECT_EQ(hosts, cut_off(topology, {}, {std::minmax(link.from, link.to)})) << "round " << round;
        if (!hosts.empty()) cables.insert(std::minmax(link.from, link.to));
      }
    }
    for (NodeIndex node = 0; node < topology.nodes().size(); ++node)
      EXPECT_EQ(nodes.count(node) == 1,
                topology.nodes()[node].kind == NodeKind::kSwitch && !cut_off(topology, {node}, {}).empty())
          << "round " << round;
    std::multiset<std::pair<NodeIndex, NodeIndex>> all;
    for (const TopologyLink& link : topology.links()) all.insert(std::minmax(link.from, link.to));
    for (const auto& pair : all)
      EXPECT_EQ(cables.count(pair) == 1, all.count(pair) == 2 && !cut_off(topology, {}, {pair}).empty())
          << "round " << round;
  }
}

// By recursion over all halves and, for each, all ways to place the switches.
double halves_by_force(const Topology& topology) {
  std::vector<NodeIndex> nodes;
  std::size_t hosts = 0;
  for (NodeIndex node = 0; node < topology.nodes().size(); ++node)
    if (topology.nodes()[node].kind != NodeKind::kEdge) {
      nodes.push_back(node);
      hosts += topology.nodes()[node].kind == NodeKind::kHost;
    }
  double best = -1;
  for (std::uint32_t set = 0; set < (std::uint32_t{1} << nodes.size()); ++set) {
    std::vector<int> side(topology.nodes().size(), -1);
    std::size_t left = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      side[nodes[i]] = static_cast<int>(set >> i & 1);
      left += side[nodes[i]] == 1 && topology.nodes()[nodes[i]].kind == NodeKind::kHost;
    }
    if (left != hosts / 2) continue;
    double there = 0, back = 0;
    for (const TopologyLink& link : topology.links()) {
      if (side[link.from] == 1 && side[link.to] == 0) there += link.bandwidth.bits_per_second();
      if (side[link.from] == 0 && side[link.to] == 1) back += link.bandwidth.bits_per_second();
    }
    const double across = std::min(there, back);
    if (best < 0 || across < best) best = across;
  }
  return best;
}

TEST(Bisection, AgreesWithTryingAllHalves) {
  Rng rng(2026, 4, 0);
  for (int round = 0; round < 60; ++round) {
    RandomShape shape;
    shape.switches = 1 + rng.below(5);
    shape.hosts = 2 + rng.below(6);
    shape.more_cables = rng.below(6);
    const Topology topology = random_topology(rng, shape);
    const auto exact = bisection_enumerated(topology);
    ASSERT_TRUE(exact);
    EXPECT_DOUBLE_EQ(exact->at_most, halves_by_force(topology)) << "round " << round;
    const auto bound = bisection_searched(topology);
    EXPECT_FALSE(bound->exact());
    EXPECT_GE(bound->at_most, exact->at_most) << "round " << round;
  }
}

// Twenty-one nodes are too many to try all halves.
TEST(Bisection, IsABoundBeyondTwentyNodes) {
  EXPECT_TRUE(bisection_enumerated(*fabric(R"({"kind": "star", "hosts": 19})").topology));
  EXPECT_FALSE(bisection_enumerated(*fabric(R"({"kind": "star", "hosts": 20})").topology));
}

// Four replicas in two racks of a fat tree with k = 4: the quorum of 3 is gone with either edge switch, all
// four with both; by cables, an edge switch has two up, and two hosts have one each.
TEST(FewestLosses, OfReplicasInTwoRacksAreTheirSwitches) {
  const Fabric tree = fabric(R"({"kind": "fat_tree", "k": 4})");
  const std::vector<NodeIndex> replicas = {node(tree, "host-1-1-1"), node(tree, "host-1-1-2"),
                                           node(tree, "host-2-1-1"), node(tree, "host-2-1-2")};
  const Cut quorum = fewest_nodes(*tree.topology, replicas, 3);
  EXPECT_EQ(quorum.size(), 1u);
  EXPECT_TRUE(quorum.nodes[0] == node(tree, "edge-1-1") || quorum.nodes[0] == node(tree, "edge-2-1"));
  EXPECT_EQ(fewest_nodes(*tree.topology, replicas, 1).size(), 2u);
  EXPECT_EQ(fewest_cables(*tree.topology, replicas, 3).size(), 2u);
  EXPECT_EQ(fewest_cables(*tree.topology, replicas, 1).size(), 4u);
}

// Ten replicas, one a rack of five racks and five more beside them: to have fewer than 9 it takes one switch.
TEST(FewestLosses, AreABoundBeyondNineReplicas) {
  const Fabric made = fabric(R"({"kind": "leaf_spine", "leaves": 5, "spines": 3, "hosts_per_leaf": 2})");
  const Cut cut = fewest_nodes(*made.topology, hosts(made), 9);
  EXPECT_FALSE(cut.exact);
  EXPECT_EQ(cut.size(), 1u);
}

}  // namespace
}  // namespace windtunnel
