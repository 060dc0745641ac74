// The flow network as a scenario has it: what is the scenario's, what the engine's model brings, what is
// refused.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

std::string scenario_with(const std::string& network_fields) {
  return R"({
    "run": {"lasts": "10 s", "replications": 1},
    "network": {"kind": "flow", "topology": {"kind": "star", "hosts": 2, "latency": "1 ms", "bandwidth": "8 Mbps"})" +
         network_fields + R"(},
    "workload": {"w": {"kind": "closed", "clients": 1, "think": "3 s", "deadline": "8 s", "request": "0 B",
                       "reply": "1 MB", "path": ["app"]}},
    "tiers": {"app": {"replicas": 1, "service": "10 ms"}}})";
}

const Wiring& wiring_of(const Loaded& loaded) { return loaded.flight.plan.network.wiring; }

TEST(FlowNetwork, TakesWhatItLeavesOpenFromTheEnginesModel) {
  const Loaded native = load_text(scenario_with(""));
  EXPECT_EQ(wiring_of(native).sharing, Sharing::kMaxMin);
  EXPECT_EQ(wiring_of(native).latency_factor, 1.0);
  EXPECT_EQ(wiring_of(native).weights, FlowWeights::kByLatency);
  EXPECT_EQ(wiring_of(native).cross_traffic, 0.0);
  EXPECT_FALSE(wiring_of(native).tcp_window);
  const Loaded lv08 =
      load_text(scenario_with(""), {R"(engine={"kind": "simgrid", "network_model": "LV08"})"});
  EXPECT_EQ(wiring_of(lv08).latency_factor, 13.01);
  EXPECT_EQ(wiring_of(lv08).bandwidth_factor, 0.97);
  EXPECT_EQ(wiring_of(lv08).link_weight, Bytes(20'537));
  const Loaded raw = load_text(scenario_with(""), {R"(engine={"kind": "simgrid", "network_model": "raw"})"});
  EXPECT_EQ(wiring_of(raw).weights, FlowWeights::kEqual);
}

TEST(FlowNetwork, StandsBeforeTheEnginesModelWhereItSaysSomething) {
  const Loaded loaded = load_text(
      scenario_with(
          R"(, "latency_factor": 2, "bandwidth_factor": 0.5, "weights": "equal", "tcp_window": "1 MiB",
                       "cross_traffic": 0.05)"),
      {R"(engine={"kind": "simgrid", "network_model": "LV08"})"});
  EXPECT_EQ(wiring_of(loaded).latency_factor, 2.0);
  EXPECT_EQ(wiring_of(loaded).bandwidth_factor, 0.5);
  EXPECT_EQ(wiring_of(loaded).weights, FlowWeights::kEqual);
  EXPECT_EQ(wiring_of(loaded).tcp_window, Bytes(1'048'576));
  EXPECT_EQ(wiring_of(loaded).cross_traffic, 0.05);
}

// 8 Mbps carry 1 MB in a second. There: 1 ms; service: 10 ms; back: 1 ms and 1 s. Together 1.012 s, twice in
// 10 s.
TEST(FlowNetwork, CarriesBytesAtTheBandwidthOfTheWay) {
  const Flown flown = fly_once(scenario_with(""));
  EXPECT_NEAR(flown.value("latency_mean"), 1.012, 1e-6);
}

// Two links a cable, two hosts: four links of 1 W idle and 3 W busy. Each reply fills one link for a second:
// sent at 3.011 s and 7.023 s, two seconds in ten: 4 x 1 W + 2 W x 2 / 10 = 4.4 W.
TEST(FlowNetwork, DrawsWhatItsLinksDraw) {
  const Loaded loaded = load_text(scenario_with(R"(, "link_power": {"idle": "1 W", "busy": "3 W"})"));
  const auto links = static_cast<double>(wiring_of(loaded).topology->links().size());
  const Flown flown = fly_once(scenario_with(R"(, "link_power": {"idle": "1 W", "busy": "3 W"})"));
  EXPECT_NEAR(flown.value("link_power_mean"), links + 0.4, 1e-6);
}

TEST(FlowNetwork, RefusesACrossTrafficThatItsEngineDoesNotKnow) {
  Problems problems;
  EXPECT_FALSE(load_scenario_text(scenario_with(R"(, "cross_traffic": 0.1)"), "test.json",
                                  {R"(engine={"kind": "simgrid"})"}, builtin_catalog(), problems));
  EXPECT_NE(problems.text("test.json").find("WT025"), std::string::npos) << problems.text("test.json");
  load_text(scenario_with(R"(, "cross_traffic": 0.1)"));  // natively any share
}

TEST(FlowNetwork, NeedsATopology) {
  Problems problems;
  EXPECT_FALSE(load_scenario_text(R"({
    "run": {"lasts": "10 s"}, "network": {"kind": "flow", "tcp_window": 4},
    "workload": {"w": {"kind": "open", "rate": "1 /s", "deadline": "1 s", "path": ["app"]}},
    "tiers": {"app": {"replicas": 1, "service": "10 ms"}}})",
                                  "test.json", {}, builtin_catalog(), problems));
  EXPECT_NE(problems.text("test.json").find("WT008"), std::string::npos) << problems.text("test.json");
  EXPECT_NE(problems.text("test.json").find("WT003"), std::string::npos) << problems.text("test.json");
}

}  // namespace
}  // namespace windtunnel
