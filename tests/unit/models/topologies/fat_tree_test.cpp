// The fat tree of k = 4, counted by hand, and one of k = 32.
#include "models/topologies/analysis.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Al-Fares 2008, figure 3: 4 core switches, 4 pods of 2 aggregation and 2 edge switches, 16 hosts; 16 cables
// each between core and aggregation, within pods, and to hosts.
TEST(FatTree, HasTheSwitchesAndCablesOfThePaper) {
  const Fabric tree = fabric(R"({"kind": "fat_tree", "k": 4})");
  EXPECT_EQ(count_role(tree, "core switch"), 4u);
  EXPECT_EQ(count_role(tree, "aggregation switch"), 8u);
  EXPECT_EQ(count_role(tree, "edge switch"), 8u);
  EXPECT_EQ(count(tree, NodeKind::kHost), 16u);
  EXPECT_EQ(cables(tree), 48u);
}

// Within a rack two cables, within a pod four, between pods six, each 5 us.
TEST(FatTree, IsSixCablesAcross) {
  const Fabric tree = fabric(R"({"kind": "fat_tree", "k": 4})");
  const NodeIndex one = node(tree, "host-1-1-1");
  EXPECT_EQ(tree.topology->latency(one, node(tree, "host-1-1-2")), 10_us);
  EXPECT_EQ(tree.topology->latency(one, node(tree, "host-1-2-1")), 20_us);
  EXPECT_EQ(tree.topology->latency(one, node(tree, "host-4-2-2")), 30_us);
  const auto across = diameter(*tree.topology);
  EXPECT_EQ(across->latency, 30_us);
  EXPECT_EQ(across->hops, 6u);
}

// Between pods there are four paths, one through each core switch; of 8,000 flows each gets 2,000, give or
// take 4 x sqrt(8,000 x 1/4 x 3/4) = 155, which luck alone would exceed once in 16,000 seeds.
TEST(FatTree, SpreadsFlowsOverItsCore) {
  const Fabric tree = fabric(R"({"kind": "fat_tree", "k": 4})");
  std::vector<int> through(4, 0);
  std::vector<LinkIndex> path;
  for (std::uint64_t flow = 0; flow < 8000; ++flow) {
    tree.topology->path(node(tree, "host-1-1-1"), node(tree, "host-3-1-1"), flow, path);
    ASSERT_EQ(path.size(), 6u);
    ++through[tree.topology->links()[path[2]].to - node(tree, "core-1-1")];
  }
  for (const int flows : through) EXPECT_NEAR(flows, 2000, 155);
}

// k^3/8 = 8 cables of 10 Gbps.
TEST(FatTree, CarriesHalfOfItsHostsAcross) {
  const auto across = bisection(fabric(R"({"kind": "fat_tree", "k": 4})"));
  EXPECT_TRUE(across->exact());
  EXPECT_DOUBLE_EQ(across->at_most, 80e9);
  EXPECT_DOUBLE_EQ(bisection_searched(*fabric(R"({"kind": "fat_tree", "k": 4})").topology)->at_most, 80e9);
}

// k = 2: 2 hosts, 2 edge, 2 aggregation and 1 core switch: 7 nodes, one cable.
TEST(FatTree, AgreesWithEnumerationWhereThatIsPossible) {
  const Fabric tree = fabric(R"({"kind": "fat_tree", "k": 2})");
  EXPECT_DOUBLE_EQ(bisection(tree)->at_most, 10e9);
  EXPECT_DOUBLE_EQ(bisection_enumerated(*tree.topology)->at_most, 10e9);
}

// Racks by edge switch: 8 over two zones, 4 each; the first two of zone a have names there.
TEST(FatTree, GivesEachZoneItsPodsAndRacks) {
  const Fabric tree = fabric(R"({"kind": "fat_tree", "k": 4})", two_zones());
  EXPECT_EQ(tree.topology->nodes()[node(tree, "host-2-2-2")].zone, 0u);
  EXPECT_EQ(tree.topology->nodes()[node(tree, "host-3-1-1")].zone, 1u);
  EXPECT_EQ(tree.topology->nodes()[node(tree, "host-1-1-2")].rack, 0u);
  EXPECT_EQ(tree.topology->nodes()[node(tree, "host-1-2-1")].rack, 1u);
  EXPECT_EQ(tree.topology->nodes()[node(tree, "host-2-1-1")].rack, kNoIndex);
  EXPECT_EQ(tree.racks[tree.rack_of[node(tree, "host-1-2-1")]], "here/a/r2");
  EXPECT_EQ(tree.racks[tree.rack_of[node(tree, "host-2-1-1")]], "edge-2-1");
}

TEST(FatTree, SaysWhenRacksAreTooFewForThePlaces) {
  Places many = two_zones();
  for (int rack = 3; rack <= 5; ++rack) {
    many.racks.push_back("here/a/r" + std::to_string(rack));
    many.zone_of_rack.push_back(0);
  }
  EXPECT_EQ(make_fabric(R"({"kind": "fat_tree", "k": 4})", many).complaints,
            " WT030 4 racks for zone here/a | at least 5, the racks that `places` names there | \n");
  Places zones = one_zone();
  zones.zones = {"here/a", "here/b", "here/c"};
  zones.region_of_zone = {0, 0, 0};
  EXPECT_EQ(make_fabric(R"({"kind": "fat_tree", "k": 2})", zones).complaints,
            " WT030 2 racks | at least 3, one for each zone | \n");
}

// k = 32: 8,192 hosts, 1,280 switches, 3 x 8,192 cables.
TEST(FatTree, OfThirtyTwoPortsHasEightThousandHosts) {
  const Fabric tree = fabric(R"({"kind": "fat_tree", "k": 32})");
  EXPECT_EQ(count(tree, NodeKind::kHost), 8192u);
  EXPECT_EQ(count(tree, NodeKind::kSwitch), 1280u);
  EXPECT_EQ(cables(tree), 3u * 8192);
  EXPECT_EQ(tree.topology->latency(node(tree, "host-1-1-1"), node(tree, "host-32-16-16")), 30_us);
  EXPECT_DOUBLE_EQ(bisection(tree)->at_most, 4096 * 10e9);
}

}  // namespace
}  // namespace windtunnel
