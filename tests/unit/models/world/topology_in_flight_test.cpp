// A world whose messages travel between the nodes of a topology instead of over a table of latencies.
#include <gtest/gtest.h>

#include <memory>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// One request a second at 1 s, 2 s ... 9 s, served in 1 ms, over a network that says nothing takes time.
constexpr const char* kOneTier = R"({
  "windtunnel": 1,
  "run": {"lasts": "10 s"},
  "network": {"kind": "constant", "latency": "0 ms"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "900 ms", "path": ["web"]}},
  "tiers": {"web": {"replicas": 2, "service": "1 ms", "health_check": {"detects": "at_once"}}}
})";

// The clients' edge - 3 ms - hub - 1 ms - web-1, hub - 2 ms - web-2.
Plan over_a_star(const Plan& from) {
  std::vector<TopologyNode> nodes = {{"edge", NodeKind::kEdge, kNoIndex, kNoIndex},
                                     {"hub", NodeKind::kSwitch, kNoIndex, kNoIndex},
                                     {"host-1", NodeKind::kHost, 0, kNoIndex},
                                     {"host-2", NodeKind::kHost, 0, kNoIndex}};
  std::vector<TopologyLink> links;
  const auto join = [&links](NodeIndex a, NodeIndex b, Duration latency) {
    links.push_back({a, b, latency, Bandwidth()});
    links.push_back({b, a, latency, Bandwidth()});
  };
  join(0, 1, 3_ms);
  join(1, 2, 1_ms);
  join(1, 3, 2_ms);
  Plan plan = from;
  plan.network.wiring.topology = std::make_shared<const Topology>(std::move(nodes), std::move(links));
  plan.edge_nodes = {0};
  plan.replicas[0].node = 2;
  plan.replicas[1].node = 3;
  return plan;
}

// By turns: web-1 is 4 ms away, web-2 5 ms. Of nine requests five take 4 + 1 + 4 = 9 ms, four 5 + 1 + 5 =
// 11 ms: 89 ms in all, 80 of them on the wire.
TEST(TopologyInFlight, CountsTheWayBetweenTheNodesOnWhichClientsAndReplicasStand) {
  const Loaded loaded = load_text(kOneTier);
  const Plan plan = over_a_star(loaded.flight.plan);
  const RunFacts facts = fly_natively(plan, WorldOptions{}, nullptr, "test");
  expect_audits(facts.audits);
  const Flown flown{load_text(kOneTier), facts};
  EXPECT_EQ(flown.requests().ok.count(), 9);
  EXPECT_NEAR(flown.value("latency_mean"), 89e-3 / 9, 1e-12);
}

}  // namespace
}  // namespace windtunnel
