// Inspections of small scenarios, every figure by hand; and what is printed of them.
#include "sim/inspect/inspection.hpp"

#include <gtest/gtest.h>

#include "sim/base/layout.hpp"

namespace windtunnel {
namespace {

using namespace literals;

Loaded loaded(const std::string& network, const std::vector<std::string>& sets = {}) {
  const std::string text = R"({
    "windtunnel": 1,
    "title": "Test",
    "run": {"lasts": "10 s"},
    "network": )" + network +
                           R"(,
    "workload": {"w": {"kind": "open", "rate": "1 /s", "deadline": "1 s", "path": ["app"]}},
    "tiers": {"app": {"replicas": 4, "needs": 2, "service": "1 ms"}}
  })";
  Problems problems;
  auto result = load_scenario_text(text, "test.json", sets, builtin_catalog(), problems);
  EXPECT_TRUE(result) << problems.text("test.json");
  if (!result) throw std::runtime_error("the test's scenario does not load");
  return std::move(*result);
}

std::string told(const Loaded& scenario) {
  std::string text;
  for (const std::string& line : inspection_text(scenario, inspect(scenario))) {
    EXPECT_LE(columns_of(line), kTextColumns) << line;
    text += line + "\n";
  }
  return text;
}

constexpr const char* kStar =
    R"({"kind": "routed", "topology": {"kind": "star", "hosts": 5, "latency": "1 ms",
                                  "bandwidth": "1 Gbps", "clients": "4 ms"}})";

// Two cables of 1 ms; two of five hosts at 1 Gbps; the hub has everything behind it. To leave fewer than two
// of four it takes the hub, or three replicas' cables, or the one cable of the clients; the same for a
// majority of three.
TEST(Inspection, TellsWhatAStarPromises) {
  const Loaded scenario = loaded(kStar);
  EXPECT_EQ(told(scenario), R"(Test

Network      routed: 5 hosts, 1 switch, 5 cables; 4 replicas in 1 region, 1 zone
Diameter     2 ms one way over 2 cables, host-1 to host-2
Clients      3 ms one way to the farthest replica
Bisection    2 Gbps exactly: half of the hosts' cables

Single points of failure
  switch hub cuts off 5 hosts and the clients of 1 region: app-1, app-2, app-3 and app-4
  clients' only way in clients of here - hub cuts off 5 hosts and the clients of 1 region: app-1, app-2,
  app-3 and app-4
  5 hosts' only cables, each cuts off 1 host; 4 replicas behind them

Fewest losses that part clients from  switches or hosts  cables
  app, 2 of its 4 it needs            1: hub             1: clients of here - hub
  app, a majority of its 4            1: hub             1: clients of here - hub

Shared fate
  app-1, app-2, app-3 and app-4 share switch hub: without it none is left
)");
}

// k = 4, four replicas on four racks: three of four must go, three hosts or three edge switches or one switch
// that none is; nothing cheaper, for core and aggregation are redundant, and clients enter by four core
// switches.
TEST(Inspection, FindsNoSharedFateWhereThereIsNone) {
  const Loaded scenario = loaded(R"({"kind": "routed", "topology": {"kind": "fat_tree", "k": 4}})");
  const Inspection seen = inspect(scenario);
  EXPECT_EQ(seen.across->latency, 30_us);
  EXPECT_DOUBLE_EQ(seen.crossing->at_most, 80e9);
  EXPECT_EQ(seen.tiers[0].nodes.size(), 3u);
  EXPECT_EQ(seen.tiers[0].cables.size(), 3u);
  EXPECT_EQ(seen.tiers[0].majority, 3u);
  EXPECT_EQ(seen.tiers[0].majority_nodes.size(), 2u);
  EXPECT_TRUE(seen.tiers[0].fates.empty());
  EXPECT_NE(told(scenario).find("8 edge switches, each cuts off 2 hosts; 4 replicas behind them"),
            std::string::npos)
      << told(scenario);
}

// Three of four replicas in one rack of the leaf: without it one of four is left.
TEST(Inspection, TellsWhoSharesARack) {
  const Loaded scenario = loaded(
      R"({"kind": "routed", "topology": {"kind": "leaf_spine", "leaves": 4, "spines": 2, "hosts_per_leaf": 4}})",
      {R"(places={"regions": {"here": {"a": ["r1", "r2", "r3"]}}})",
       R"(tiers.app.replicas={"here/a/r1": 3, "here/a/r2": 1})"});
  const Inspection seen = inspect(scenario);
  ASSERT_EQ(seen.tiers[0].fates.size(), 2u);
  EXPECT_EQ(seen.tiers[0].fates[0].what, "rack here/a/r1");
  EXPECT_EQ(seen.tiers[0].fates[0].left, 1u);
  EXPECT_TRUE(seen.tiers[0].fates[0].below_needs);
  EXPECT_EQ(seen.tiers[0].fates[1].what, "leaf switch leaf-1");
  EXPECT_NE(told(scenario).find(
                "app-1, app-2 and app-3 share rack here/a/r1: without it 1 of 4 are left, and it needs 2"),
            std::string::npos)
      << told(scenario);
}

// Without a topology the places are what can be lost: of four replicas two zones have two each.
TEST(Inspection, LooksAtThePlacesWhereThereIsNoTopology) {
  const Loaded scenario = loaded(R"({"kind": "constant", "latency": "5 ms"})",
                                 {R"(places={"regions": {"here": ["a", "b"]}})", "tiers.app.needs=3"});
  EXPECT_EQ(told(scenario), R"(Test

Network      constant, which has no topology: 4 replicas in 1 region, 2 zones
Diameter     5 ms one way, app-1 to app-2
Clients      5 ms one way to the farthest replica

Single points of failure
  region here cuts off 4 replicas and the clients of 1 region: app-1, app-2, app-3 and app-4
  2 zones, each cuts off 2 replicas; 4 replicas behind them

Fewest losses that part clients from  places or replicas  
  app, 3 of its 4 it needs            1: here             

Shared fate
  app-1 and app-3 share zone here/a: without it 2 of 4 are left, and it needs 3
)");
}

TEST(Inspection, TellsProgramsTheSame) {
  const Loaded scenario = loaded(kStar);
  const Node json = inspection_json(scenario, inspect(scenario));
  EXPECT_EQ(json.find("diameter")->value.to_json(),
            R"({"latency_ns": 2000000, "cables": 2, "from": "host-1", "to": "host-2"})");
  EXPECT_EQ(json.find("bisection")->value.find("exact")->value.to_json(), "true");
  EXPECT_EQ(json.find("bisection")->value.find("at_most_bits_per_second")->value.as_number(), 2e9);
  EXPECT_EQ(json.find("single_points_of_failure")->value.items().size(), 7u);
  const Node& app = json.find("tiers")->value.find("app")->value;
  EXPECT_EQ(app.find("cut_below_needs")->value.to_json(),
            R"({"exact": true, "nodes": ["hub"], "cables": ["clients of here - hub"]})");
}

}  // namespace
}  // namespace windtunnel
