// The routed network: messages over the cables of a topology, in the file and in flight.
#include <set>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// A star whose cables take 1 ms, its clients 2 ms away: 3 ms to a host and 3 ms back, 1 ms of service there;
// from web to its store and back 4 ms and another 1 ms of service: 12 ms in all.
constexpr const char* kStar = R"({
  "windtunnel": 1,
  "run": {"lasts": "10 s"},
  "network": {"kind": "routed", "topology": {"kind": "star", "hosts": 3, "latency": "1 ms", "clients": "4 ms"}},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "900 ms", "path": ["web", "store"]}},
  "tiers": {"web": {"replicas": 2, "service": "1 ms", "health_check": {"detects": "at_once"}},
            "store": {"replicas": 1, "service": "1 ms", "health_check": {"detects": "at_once"}}}
})";

TEST(RoutedNetwork, TakesTheCablesOfItsTopology) {
  const Flown flown = fly_once(kStar);
  EXPECT_EQ(flown.requests().ok.count(), 9);
  EXPECT_NEAR(flown.value("latency_mean"), 0.012, 1e-12);
}

TEST(RoutedNetwork, SeatsEveryReplicaOnAHostOfItsOwn) {
  const Plan plan = load_text(kStar).flight.plan;
  ASSERT_TRUE(plan.network.fabric);
  EXPECT_EQ(plan.network.wiring.topology, plan.network.fabric->topology);
  EXPECT_EQ(plan.network.wiring.sharing, Sharing::kNone);
  std::set<NodeIndex> nodes;
  for (const ReplicaPlan& replica : plan.replicas) {
    EXPECT_EQ(plan.network.wiring.topology->nodes()[replica.node].kind, NodeKind::kHost);
    nodes.insert(replica.node);
  }
  EXPECT_EQ(nodes.size(), 3u);
  ASSERT_EQ(plan.edge_nodes.size(), 1u);
  EXPECT_EQ(plan.network.wiring.topology->nodes()[plan.edge_nodes[0]].kind, NodeKind::kEdge);
}

// Places are zone 0 and edge 1: from the first host to the last one, and from the clients.
TEST(RoutedNetwork, TellsTheTableOfPlacesTheSame) {
  const Plan plan = load_text(kStar).flight.plan;
  EXPECT_EQ(plan.network.latency(0, 0), 2_ms);
  EXPECT_EQ(plan.network.latency(1, 0), 3_ms);
  EXPECT_EQ(plan.network.latency(0, 1), 3_ms);
}

TEST(RoutedNetwork, SaysWhenHostsAreTooFew) {
  Problems problems;
  load_scenario_text(kStar, "test.json", {"tiers.web.replicas=3"}, builtin_catalog(), problems);
  EXPECT_NE(problems.text("test.json")
                .find("found     3 hosts in here/a\n    expected  4, one for each replica that "
                      "stands there"),
            std::string::npos)
      << problems.text("test.json");
}

}  // namespace
}  // namespace windtunnel
