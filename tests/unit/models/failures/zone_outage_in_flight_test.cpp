// The zone outage: all replicas of a zone vanish at once and without a word, and nobody else's do.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

constexpr const char* kThreeZones = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "places": {"regions": {"us-central1": ["a", "b", "c"]}},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "5 s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 6, "service": "1 ms", "health_check": {"every": "1 h"}},
            "other": {"replicas": 3, "service": "1 ms"}},
  "faults": {"dies": {"kind": "zone_outage", "target": {"zone": "us-central1/b"}, "at": "40500 ms", "lasts": "30 s"}}
})";

TEST(ZoneOutage, TakesEverythingInTheZoneAndNothingElse) {
  const Flown flown = fly_once(kThreeZones);
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("t")), 6 - 2 * 0.3, 1e-12);
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("other")), 3 - 1 * 0.3, 1e-12);
  EXPECT_EQ(flown.facts.faults.size(), 1u) << "one unit: all at once";
}

TEST(ZoneOutage, SaysNothingToThoseWhoCall) {
  // Nobody checks in time. Two of six by turns: 10 of the 30 requests of the outage hear nothing until their
  // deadline.
  const Cell cell = fly_once(kThreeZones).requests();
  EXPECT_EQ(cell.ended[static_cast<std::size_t>(Outcome::kTimedOut)], 10);
  EXPECT_EQ(cell.ended[static_cast<std::size_t>(Outcome::kRefused)], 0);
}

TEST(ZoneOutage, OfOneTierLeavesTheOthers) {
  const Flown flown = fly_once(kThreeZones, {"faults.dies.target.tier=other"});
  EXPECT_EQ(flown.value("replicas_up_mean", of_tier("t")), 6);
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("other")), 2.7, 1e-12);
}

}  // namespace
}  // namespace windtunnel
