// The rack outage: all replicas of a rack vanish at once and without a word, and nobody else's do.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// Six of t by turns over two zones, in each over its racks: a/r1, b, a/r2, b, a/r1, b; other by turns too:
// a/r1, b, a/r2.
constexpr const char* kRacks = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "places": {"regions": {"us-central1": {"a": ["r1", "r2"], "b": ["r1"]}}},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "5 s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 6, "service": "1 ms", "health_check": {"every": "1 h"}},
            "other": {"replicas": 3, "service": "1 ms"}},
  "faults": {"dies": {"kind": "rack_outage", "target": {"rack": "us-central1/a/r1"}, "at": "40500 ms", "lasts": "30 s"}}
})";

TEST(RackOutage, TakesEverythingInTheRackAndNothingElse) {
  const Flown flown = fly_once(kRacks);
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("t")), 6 - 2 * 0.3, 1e-12);
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("other")), 3 - 1 * 0.3, 1e-12);
  EXPECT_EQ(flown.facts.faults.size(), 1u) << "one unit: all at once";
}

TEST(RackOutage, SaysNothingToThoseWhoCall) {
  // Nobody checks in time. Two of six by turns: 10 of the 30 requests of the outage hear nothing until their
  // deadline.
  const Cell cell = fly_once(kRacks).requests();
  EXPECT_EQ(cell.ended[static_cast<std::size_t>(Outcome::kTimedOut)], 10);
  EXPECT_EQ(cell.ended[static_cast<std::size_t>(Outcome::kRefused)], 0);
}

// A zone as the target is each of its racks by itself: two units, and the other zone is left alone.
TEST(RackOutage, OfAZoneIsOneUnitARack) {
  const Loaded loaded = load_text(kRacks, {R"(faults.dies.target={"rack": null, "zone": "us-central1/a"})"});
  const FaultPlan& fault = loaded.flight.plan.faults.at(0);
  ASSERT_EQ(fault.units.size(), 2u);
  EXPECT_EQ(fault.units[0], (std::vector<std::uint32_t>{0, 4, 6}));  // a/r1: t-1, t-5, other-1
  EXPECT_EQ(fault.units[1], (std::vector<std::uint32_t>{2, 8}));     // a/r2: t-3, other-3
}

std::vector<std::string> racks_of_t(const std::string& spread) {
  const Loaded loaded = load_text(
      kRacks,
      {"tiers.t.replicas=null", R"(tiers.t.each_region={"replicas": 6, "spread": ")" + spread + "\"}"});
  std::vector<std::string> racks;
  for (const std::uint32_t replica : loaded.flight.plan.tiers[0].replicas)
    racks.push_back(loaded.flight.plan.places.racks[*loaded.flight.plan.replicas[replica].rack].substr(12));
  return racks;
}

TEST(Spread, GivesZonesOrRacksEvenShares) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(racks_of_t("zones"), (Names{"a/r1", "b/r1", "a/r2", "b/r1", "a/r1", "b/r1"}));
  EXPECT_EQ(racks_of_t("racks"), (Names{"a/r1", "b/r1", "a/r2", "a/r1", "b/r1", "a/r2"}));
  EXPECT_EQ(racks_of_t("first_zone"), (Names{"a/r1", "a/r2", "a/r1", "a/r2", "a/r1", "a/r2"}));
  EXPECT_EQ(racks_of_t("first_rack"), Names(6, "a/r1"));
}

TEST(Spread, MayNameARack) {
  const Loaded loaded =
      load_text(kRacks, {R"(tiers.t.replicas={"us-central1/a/r2": 2, "us-central1/b": 1})"});
  const Plan& plan = loaded.flight.plan;
  EXPECT_EQ(plan.replicas[0].rack, 1u);
  EXPECT_EQ(plan.replicas[1].rack, 1u);
  EXPECT_EQ(plan.replicas[2].rack, 2u);
  EXPECT_EQ(plan.replicas[2].zone, 1u);
}

}  // namespace
}  // namespace windtunnel
