// Power and energy against SimGrid's published figures and by hand.
//
// B-ENERGY-HOST and B-ENERGY-LINK are the expected outputs of SimGrid's examples/cpp/energy-exec and
// energy-link with energy_platform.xml (read 2026-07); its plugin is not used, the figures are.
#include "models/energy/power.hpp"

#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

Power watts(double value) { return Power::from_microwatts(static_cast<std::int64_t>(value * 1e6 + 0.5)); }

// Four cores; states of 100%, 50% and 20% of the speed, each idle : epsilon : all cores.
PowerPlan my_host_1() {
  return PowerPlan{.states = {{0.2, watts(90), watts(90), watts(150)},
                              {0.5, watts(93), watts(90), watts(170)},
                              {1.0, watts(100), watts(93.333333), watts(200)}},
                   .off = watts(10)};
}

double joules(const PowerState& state, std::int64_t cores, std::int64_t busy, double seconds) {
  return static_cast<double>(drawn_uw_cores(state, cores, busy)) * 1e-6 / static_cast<double>(cores) *
         seconds;
}

// Sleep 10 s at 100 W: 1000 J. One of four cores for 1 s at 93.333 + (200 - 93.333) / 4 = 120 W: 1120 J. At a
// fifth of the speed the same work takes 5 s at 90 + (150 - 90) / 4 = 105 W: 1645 J. Sleep 4 s at 90 W: 2005
// J; 10 s more: 2905 J.
TEST(Power, OfAHostIsThatOfSimGridsExample) {
  const PowerPlan host = my_host_1();
  double sum = joules(host.at(1.0), 4, 0, 10);
  EXPECT_NEAR(sum, 1000, 1e-6 * 1000);
  sum += joules(host.at(1.0), 4, 1, 1);
  EXPECT_NEAR(sum, 1120, 1e-6 * 1120);
  sum += joules(host.at(0.2), 4, 1, 5);
  EXPECT_NEAR(sum, 1645, 1e-6 * 1645);
  sum += joules(host.at(0.2), 4, 0, 4);
  EXPECT_NEAR(sum, 2005, 1e-6 * 2005);
  sum += joules(host.at(0.2), 4, 0, 10);
  EXPECT_NEAR(sum, 2905, 1e-6 * 2905);
}

TEST(Power, OfASpeedBetweenTwoStatesIsThatOfTheFasterOne) {
  const PowerPlan host = my_host_1();
  EXPECT_EQ(host.at(0.1).speed, 0.2);
  EXPECT_EQ(host.at(0.3).speed, 0.5);
  EXPECT_EQ(host.at(0.5).speed, 0.5);
  EXPECT_EQ(host.at(2.0).speed, 1.0);
}

// A link of 100 kB/s that draws 1 W, and 3 W when it is full; the transfer starts at 10 s.
// 25,000 B: 10.25 s x 1 W + 0.25 s x 2 W = 10.75 J. 50 MB: 510 s x 1 W + 500 s x 2 W = 1510 J.
TEST(Power, OfALinkIsThatOfSimGridsExample) {
  const LinkPower power{watts(1), watts(3)};
  EXPECT_NEAR(link_joules(power, Duration::from_seconds(10.25), Duration::from_seconds(0.25)), 10.75, 1e-9);
  EXPECT_NEAR(link_joules(power, Duration::from_seconds(510), Duration::from_seconds(500)), 1510, 1e-9);
}

// The whole of SimGrid's example as a scenario of 30 s. One client thinks 10 s and asks my_host_1 for a
// second of work at 10 s; from 11 s on its cores are five times slower (its third state); the client asks
// again at 21 s and waits 5 s.
//   my_host_1: 10 x 100 + 1 x 120 + 10 x 90 + 5 x 105 + 4 x 90 = 2905 J
//   my_host_2: idle at 100 W, off at 10 W from 20 s on: 2000 + 100 = 2100 J
//   my_host_3: idle at 100 W: 3000 J; together 8005 J
constexpr const char* kExample = R"({
  "run": {"lasts": "30 s", "replications": 1},
  "workload": {"client": {"kind": "closed", "clients": 1, "think": "10 s", "deadline": "25 s", "path": ["my_host_1"]},
               "nobody": {"kind": "closed", "clients": 1, "think": "1000 s", "deadline": "1 s",
                          "path": ["my_host_2", "my_host_3"]}},
  "tiers": {
    "my_host_1": {"replicas": 1, "cores": 4, "service": "1 s",
                  "power": {"idle": "100 W", "active": "93.333333 W", "all_cores": "200 W", "off": "10 W",
                            "states": {"slow": {"speed": 0.2, "idle": "90 W", "all_cores": "150 W"}}}},
    "my_host_2": {"replicas": 1, "service": "1 s", "power": {"idle": "100 W", "all_cores": "200 W", "off": "10 W"}},
    "my_host_3": {"replicas": 1, "service": "1 s", "power": {"idle": "100 W", "all_cores": "200 W", "off": "10 W"}}},
  "faults": {
    "slower": {"kind": "slow_node", "target": {"replica": "my_host_1-1"}, "factor": 0.2, "at": "11 s", "lasts": "19 s"},
    "off": {"kind": "crash", "target": {"replica": "my_host_2-1"}, "at": "20 s", "lasts": "10 s"}}
})";

TEST(Power, IsDrawnInFlightAsInSimGridsExample) {
  const Flown flown = fly_once(kExample);
  const auto joules_of = [&](const std::string& tier) {
    Selector of;
    of.tier = tier;
    return flown.value("power_mean", of) * 30;
  };
  EXPECT_NEAR(joules_of("my_host_1"), 2905, 1e-6 * 2905);
  EXPECT_NEAR(joules_of("my_host_2"), 2100, 1e-6 * 2100);
  EXPECT_NEAR(joules_of("my_host_3"), 3000, 1e-6 * 3000);
  // 8005 J in 30 s are 266.8333 W; a month of 730 h at that is 194.788 kWh.
  EXPECT_NEAR(flown.value("energy_per_month"), 8005.0 / 30 * 730 / 1000, 1e-6 * 194.788);
}

TEST(Power, IsAskedOnlyOfWhoSaysIt) {
  Problems problems;
  const std::string text = R"({
    "run": {"lasts": "1 s"}, "workload": {"w": {"kind": "open", "rate": "1 /s", "deadline": "1 s", "path": ["a"]}},
    "tiers": {"a": {"replicas": 1, "service": "1 ms"}},
    "expect": {"low": {"metric": "energy_per_month", "at_most": "1 kWh"},
               "a": {"metric": "power_mean", "tier": "a", "at_most": "1 W"}}})";
  EXPECT_FALSE(load_scenario_text(text, "test.json", {}, builtin_catalog(), problems));
  const std::string said = problems.text("test.json");
  EXPECT_NE(said.find("`power` of some tier"), std::string::npos) << said;
  EXPECT_NE(said.find("`power` of the tier"), std::string::npos) << said;
}

TEST(Power, RefusesABareNumber) {
  Problems problems;
  const std::string text = R"({
    "run": {"lasts": "1 s"}, "workload": {"w": {"kind": "open", "rate": "1 /s", "deadline": "1 s", "path": ["a"]}},
    "tiers": {"a": {"replicas": 1, "service": "1 ms", "power": {"idle": 100, "all_cores": "2 watts"}}}})";
  EXPECT_FALSE(load_scenario_text(text, "test.json", {}, builtin_catalog(), problems));
  const std::string said = problems.text("test.json");
  EXPECT_NE(said.find("WT003"), std::string::npos) << said;
  EXPECT_NE(said.find("WT004"), std::string::npos) << said;
}

}  // namespace
}  // namespace windtunnel
