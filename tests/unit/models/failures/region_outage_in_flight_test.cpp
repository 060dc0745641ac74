// The region outage: all zones of a region at once, one unit, and time to recover by arithmetic.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// 50 /s from region one, evenly. Region one is dead from 200 s to 260 s; checks each hour see nothing of it.
constexpr const char* kTwoRegions = R"({
  "windtunnel": 1,
  "run": {"lasts": "400 s"},
  "places": {"regions": {"one": ["a", "b"], "two": ["a"]}},
  "workload": {"w": {"kind": "open", "rate": "50 /s", "gaps": "20 ms", "deadline": "1 s", "origin": {"one": 1}, "path": ["t"]}},
  "tiers": {"t": {"each_region": {"replicas": 2}, "service": "1 ms", "health_check": {"every": "1 h"}}},
  "faults": {"dies": {"kind": "region_outage", "target": {"region": "one"}, "at": "200 s", "lasts": "60 s"}}
})";

TEST(RegionOutage, TakesAllZonesAsOne) {
  const Flown flown = fly_once(kTwoRegions);
  EXPECT_EQ(flown.facts.faults.size(), 1u);
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("t")), 4 - 2 * 60.0 / 400, 1e-12);
  EXPECT_NEAR(flown.value("timed_out_share"), 60.0 / 400, 0.001);
}

TEST(RegionOutage, IsRecoveredFromWhenItsClientsAreServedAgain) {
  // Unnoticed, it takes the outage itself: 60 s, to the span of 200 requests (4 s) that the answer looks at.
  EXPECT_NEAR(fly_once(kTwoRegions).value("time_to_recover", of_fault("dies")), 60, 4.1);
  // Known at once, the clients move on at once.
  EXPECT_EQ(fly_once(kTwoRegions, {"tiers.t.health_check.detects=at_once"})
                .value("time_to_recover", of_fault("dies")),
            0);
}

TEST(Phases, AreGivenByATimedFaultAndStayWhenItIsSwitchedOff) {
  const Flown with = fly_once(kTwoRegions);
  const Flown without = fly_once(kTwoRegions, {"faults.dies.enabled=false"});
  for (const Flown* flown : {&with, &without}) {
    ASSERT_EQ(flown->loaded.flight.phases.size(), 3u);
    EXPECT_EQ(flown->loaded.flight.phases[1].name, "during");
    EXPECT_EQ(flown->loaded.flight.phases[1].start, Time() + Duration::from_seconds(200));
    EXPECT_EQ(flown->loaded.flight.phases[1].end, Time() + Duration::from_seconds(260));
  }
  EXPECT_LT(with.value("availability", of_phase("during")), 0.01);
  EXPECT_EQ(without.value("availability", of_phase("during")), 1);
  EXPECT_EQ(with.value("availability", of_phase("before")),
            without.value("availability", of_phase("before")));
}

}  // namespace
}  // namespace windtunnel
