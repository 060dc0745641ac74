// A star: one switch, and everything hangs on it.
#include "models/topologies/analysis.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(Star, HangsEveryHostOnOneSwitch) {
  const Fabric made = fabric(R"({"kind": "star", "hosts": 5, "latency": "1 ms", "clients": "10 ms"})");
  EXPECT_EQ(count(made, NodeKind::kSwitch), 1u);
  EXPECT_EQ(cables(made), 5u);
  EXPECT_EQ(made.topology->latency(node(made, "host-1"), node(made, "host-5")), 2_ms);
  EXPECT_EQ(made.topology->latency(made.edges[0], node(made, "host-5")), 6_ms);
}

// Two of five hosts send out.
TEST(Star, IsBisectedAtItsHosts) {
  const Fabric made = fabric(R"({"kind": "star", "hosts": 5, "bandwidth": "1 Gbps"})");
  EXPECT_DOUBLE_EQ(bisection(made)->at_most, 2e9);
  EXPECT_DOUBLE_EQ(bisection_enumerated(*made.topology)->at_most, 2e9);
}

// The hub cuts off all five hosts and the clients; every cable is a bridge: five of hosts, one of the
// clients.
TEST(Star, HasItsHubForASinglePointOfFailure) {
  const Fabric made = fabric(R"({"kind": "star", "hosts": 5})");
  const auto spots = weak_spots(*made.topology);
  ASSERT_EQ(spots.size(), 1u + 6);
  EXPECT_EQ(spots[0].node, node(made, "hub"));
  EXPECT_EQ(spots[0].hosts.size(), 5u);
  EXPECT_EQ(spots[0].edges.size(), 1u);
}

// Nine hosts over two zones: 4 and 5; the four of zone a over its two racks, two each.
TEST(Star, SharesItsHostsAmongZonesAndRacks) {
  const Fabric made = fabric(R"({"kind": "star", "hosts": 9})", two_zones());
  std::vector<std::uint32_t> zones, racks;
  for (const NodeIndex host : hosts(made)) {
    zones.push_back(made.topology->nodes()[host].zone);
    racks.push_back(made.topology->nodes()[host].rack);
  }
  EXPECT_EQ(zones, (std::vector<std::uint32_t>{0, 0, 0, 0, 1, 1, 1, 1, 1}));
  EXPECT_EQ(racks,
            (std::vector<std::uint32_t>{0, 0, 1, 1, kNoIndex, kNoIndex, kNoIndex, kNoIndex, kNoIndex}));
}

}  // namespace
}  // namespace windtunnel
