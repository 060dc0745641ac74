// Paths over small topologies whose routes can be read off by eye.
#include "sim/topology/topology.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

using namespace literals;

struct Drawn {
  std::vector<TopologyNode> nodes;
  std::vector<TopologyLink> links;

  NodeIndex host(std::string name) { return node(std::move(name), NodeKind::kHost); }
  NodeIndex hub(std::string name) { return node(std::move(name), NodeKind::kSwitch); }
  NodeIndex node(std::string name, NodeKind kind) {
    nodes.push_back(TopologyNode{std::move(name), kind, kNoIndex, kNoIndex});
    return static_cast<NodeIndex>(nodes.size() - 1);
  }
  void join(NodeIndex a, NodeIndex b, Duration latency) {
    links.push_back(TopologyLink{a, b, latency, Bandwidth()});
    links.push_back(TopologyLink{b, a, latency, Bandwidth()});
  }
  Topology topology() const { return Topology(nodes, links); }
};

// Where each link of the path leads.
std::vector<NodeIndex> way(const Topology& topology, NodeIndex from, NodeIndex to, std::uint64_t flow = 0) {
  std::vector<LinkIndex> links;
  topology.path(from, to, flow, links);
  std::vector<NodeIndex> nodes;
  for (const LinkIndex link : links) nodes.push_back(topology.links()[link].to);
  return nodes;
}

TEST(Topology, LeadsThroughTheSwitchThatTwoHostsShare) {
  Drawn star;
  const NodeIndex a = star.host("a"), b = star.host("b"), hub = star.hub("hub");
  star.join(a, hub, 1_ms);
  star.join(b, hub, 2_ms);
  const Topology topology = star.topology();
  EXPECT_EQ(way(topology, a, b), (std::vector<NodeIndex>{hub, b}));
  EXPECT_EQ(topology.latency(a, b), 3_ms);
  EXPECT_TRUE(way(topology, a, a).empty());
  EXPECT_EQ(topology.latency(a, a), Duration());
}

TEST(Topology, JoinsTwoHostsByACableAlone) {
  Drawn pair;
  const NodeIndex a = pair.host("a"), b = pair.host("b");
  pair.join(a, b, 5_ms);
  const Topology topology = pair.topology();
  EXPECT_EQ(way(topology, a, b), std::vector<NodeIndex>{b});
  EXPECT_EQ(way(topology, b, a), std::vector<NodeIndex>{a});
  EXPECT_EQ(topology.latency(a, b), 5_ms);
  EXPECT_EQ(topology.latency(b, a), 5_ms);
}

// A ring of five switches, a host on each: from 5 on 0 to 7 on 2 over 0-1-2 rather than 0-4-3-2.
TEST(Topology, GoesTheShorterWayRoundARing) {
  Drawn ring;
  for (int i = 0; i < 5; ++i) ring.hub(std::to_string(i));
  for (int i = 0; i < 5; ++i) ring.host("host of " + std::to_string(i));
  for (NodeIndex i = 0; i < 5; ++i) ring.join(i, (i + 1) % 5, 1_ms);
  for (NodeIndex i = 0; i < 5; ++i) ring.join(i, i + 5, 1_ms);
  const Topology topology = ring.topology();
  EXPECT_EQ(way(topology, 5, 7), (std::vector<NodeIndex>{0, 1, 2, 7}));
  EXPECT_EQ(way(topology, 5, 8), (std::vector<NodeIndex>{0, 4, 3, 8}));
}

// The host in the middle has two cables, and is 2 ms shorter than the switches' own way: it forwards nothing.
TEST(Topology, NeverLeadsThroughAHost) {
  Drawn drawn;
  const NodeIndex a = drawn.host("a"), b = drawn.host("b"), middle = drawn.host("middle");
  const NodeIndex left = drawn.hub("left"), right = drawn.hub("right");
  drawn.join(a, left, 1_ms);
  drawn.join(b, right, 1_ms);
  drawn.join(middle, left, 1_ms);
  drawn.join(middle, right, 1_ms);
  drawn.join(left, right, 4_ms);
  const Topology topology = drawn.topology();
  EXPECT_EQ(way(topology, a, b), (std::vector<NodeIndex>{left, right, b}));
  EXPECT_EQ(way(topology, a, middle), (std::vector<NodeIndex>{left, middle}));
  EXPECT_EQ(way(topology, middle, b), (std::vector<NodeIndex>{right, b}));
}

TEST(Topology, TakesALongerWayThatIsQuicker) {
  Drawn triangle;
  const NodeIndex a = triangle.host("a"), b = triangle.host("b"), c = triangle.hub("c");
  triangle.join(a, b, 10_ms);
  triangle.join(a, c, 2_ms);
  triangle.join(c, b, 3_ms);
  const Topology topology = triangle.topology();
  EXPECT_EQ(way(topology, a, b), (std::vector<NodeIndex>{c, b}));
  EXPECT_EQ(topology.latency(a, b), 5_ms);
}

// Two spines, equally far: of 10,000 flows each gets 5,000, give or take 4 x sqrt(10,000 / 4) = 200, which
// luck alone would exceed once in 16,000 seeds.
TEST(Topology, SpreadsFlowsOverEqualPathsAndKeepsEachOnOne) {
  Drawn leaves;
  const NodeIndex a = leaves.host("a"), b = leaves.host("b");
  const NodeIndex left = leaves.hub("left"), right = leaves.hub("right");
  const NodeIndex spine_1 = leaves.hub("spine-1"), spine_2 = leaves.hub("spine-2");
  leaves.join(a, left, 1_us);
  leaves.join(b, right, 1_us);
  for (const NodeIndex spine : {spine_1, spine_2}) {
    leaves.join(left, spine, 1_us);
    leaves.join(right, spine, 1_us);
  }
  const Topology topology = leaves.topology();
  int over_first = 0;
  for (std::uint64_t flow = 0; flow < 10'000; ++flow) {
    const std::vector<NodeIndex> nodes = way(topology, a, b, flow);
    ASSERT_EQ(nodes.size(), 4u);
    over_first += nodes[1] == spine_1;
    EXPECT_EQ(nodes, way(topology, a, b, flow));
  }
  EXPECT_NEAR(over_first, 5000, 200);
}

TEST(Topology, KnowsWhoCannotBeReached) {
  Drawn islands;
  const NodeIndex a = islands.host("a"), b = islands.host("b"), c = islands.host("c");
  islands.join(a, b, 1_ms);
  const Topology topology = islands.topology();
  EXPECT_TRUE(topology.reaches(a, b));
  EXPECT_FALSE(topology.reaches(a, c));
  EXPECT_FALSE(topology.reaches(c, a));
}

}  // namespace
}  // namespace windtunnel
