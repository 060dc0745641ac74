// A ring: two ways to everywhere.
#include "models/topologies/analysis.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Eight switches: the opposite one is four cables away, and two more to the hosts.
TEST(Ring, IsHalfItsLengthAcross) {
  const Fabric made = fabric(R"({"kind": "ring", "switches": 8, "latency": "1 ms"})");
  EXPECT_EQ(cables(made), 16u);
  const auto across = diameter(*made.topology);
  EXPECT_EQ(across->latency, 6_ms);
  EXPECT_EQ(across->hops, 6u);
  EXPECT_EQ(made.topology->latency(node(made, "host-1-1"), node(made, "host-7-1")), 4_ms);
}

// Even: two cables of the ring, 20 Gbps. Five switches with two hosts: half of ten hosts is two switches and
// one host of the third: 20 + 10, less than 5 x 10. A trunk of 100 Gbps: the hosts' own cables are less.
TEST(Ring, IsBisectedInTwoPlaces) {
  const auto across = [](const std::string& rest) {
    const Fabric made = fabric(R"({"kind": "ring", )" + rest + "}");
    EXPECT_DOUBLE_EQ(bisection(made)->at_most, bisection_enumerated(*made.topology)->at_most) << rest;
    EXPECT_TRUE(bisection(made)->exact());
    return bisection(made)->at_most;
  };
  EXPECT_DOUBLE_EQ(across(R"("switches": 8)"), 20e9);
  EXPECT_DOUBLE_EQ(across(R"("switches": 5, "hosts_per_switch": 2)"), 30e9);
  EXPECT_DOUBLE_EQ(across(R"("switches": 4, "trunk": "100 Gbps")"), 20e9);
  EXPECT_DOUBLE_EQ(across(R"("switches": 3, "hosts_per_switch": 3, "trunk": "1 Gbps")"), 12e9);
}

// Clients enter at the first switch, so it is one; any other takes only its own host with it. Bridges are the
// cables of hosts and of clients, none of the ring.
TEST(Ring, LosesOneHostWithASwitch) {
  const Fabric made = fabric(R"({"kind": "ring", "switches": 6})");
  for (const WeakSpot& spot : weak_spots(*made.topology)) {
    const bool first = spot.node == node(made, "switch-1");
    if (spot.node != kNoIndex) {
      EXPECT_EQ(spot.hosts.size(), first ? 6u : 1u);
    }
    if (spot.link != kNoIndex) {
      const TopologyLink& link = made.topology->links()[spot.link];
      EXPECT_NE(made.topology->nodes()[link.from].kind == NodeKind::kSwitch,
                made.topology->nodes()[link.to].kind == NodeKind::kSwitch);
    }
  }
}

}  // namespace
}  // namespace windtunnel
