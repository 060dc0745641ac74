// Leaf and spine, by hand.
#include "models/topologies/analysis.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(LeafSpine, CablesEveryLeafToEverySpine) {
  const Fabric made = fabric(R"({"kind": "leaf_spine", "leaves": 4, "spines": 2, "hosts_per_leaf": 3})");
  EXPECT_EQ(count_role(made, "spine switch"), 2u);
  EXPECT_EQ(count_role(made, "leaf switch"), 4u);
  EXPECT_EQ(count(made, NodeKind::kHost), 12u);
  EXPECT_EQ(cables(made), 4u * 2 + 12);
  EXPECT_EQ(made.topology->latency(node(made, "host-1-1"), node(made, "host-4-3")), 20_us);
}

// 12 hosts of 10 Gbps a leaf over 3 uplinks at 4:1: 120 / (3 x 4) = 10 Gbps each.
TEST(LeafSpine, TakesOversubscriptionForTheUplinks) {
  const Fabric made = fabric(
      R"({"kind": "leaf_spine", "leaves": 2, "spines": 3, "hosts_per_leaf": 12, "oversubscription": 4})");
  const NodeIndex leaf = node(made, "leaf-1"), spine = node(made, "spine-3");
  int uplinks = 0;
  for (const TopologyLink& link : made.topology->links()) {
    if (link.from != leaf || link.to != spine) continue;
    EXPECT_DOUBLE_EQ(link.bandwidth.bits_per_second(), 10e9);
    ++uplinks;
  }
  EXPECT_EQ(uplinks, 1);
}

// Four leaves of two hosts, two spines. At 1:1 the uplinks are 10 Gbps, half of the leaves has 4 of them: 40
// Gbps, as much as half of the hosts. At 2:1 it is 20. With three leaves: one whole leaf has 2 x 10 up, and
// the third host of the half is alone with its cable: 20 + 10 = 30, as much as its 3 hosts; at 2:1 10 + 10
// = 20.
TEST(LeafSpine, IsBisectedAtItsUplinksOrItsHosts) {
  const auto across = [](const std::string& leaves, const std::string& over) {
    const Fabric made = fabric(R"({"kind": "leaf_spine", "leaves": )" + leaves +
                               R"(, "spines": 2, "hosts_per_leaf": 2, "oversubscription": )" + over + "}");
    const auto told = bisection(made);
    EXPECT_TRUE(told->exact());
    EXPECT_DOUBLE_EQ(told->at_most, bisection_enumerated(*made.topology)->at_most) << leaves << " " << over;
    return told->at_most;
  };
  EXPECT_DOUBLE_EQ(across("4", "1"), 40e9);
  EXPECT_DOUBLE_EQ(across("4", "2"), 20e9);
  EXPECT_DOUBLE_EQ(across("3", "1"), 30e9);
  EXPECT_DOUBLE_EQ(across("3", "2"), 20e9);
  EXPECT_DOUBLE_EQ(across("5", "4"), 20e9);  // two leaves of four half-filled: 4 x 2.5 + 10
}

TEST(LeafSpine, RefusesTwoWordsForOneThing) {
  EXPECT_NE(make_fabric(R"({"kind": "leaf_spine", "leaves": 2, "spines": 2, "hosts_per_leaf": 2,
                            "uplink": "40 Gbps", "oversubscription": 2})")
                .complaints.find("WT013"),
            std::string::npos);
}

}  // namespace
}  // namespace windtunnel
