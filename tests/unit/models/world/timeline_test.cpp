// The timeline in flight: replicas that come and go, rates and weights that change, and who pays for what.
//
// Requests come every 100 ms and nothing else is left to chance unless a test says so; a figure may be off by
// the one request whose turn falls on the moment of the change.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// 10 requests a second for 20 s; tier `t` has so many replicas of 100 cores, and round robin takes turns.
std::string scenario(const std::string& tier, const std::string& rest) {
  return R"({"windtunnel": 1, "run": {"lasts": "20 s"},
    "workload": {"w": {"kind": "open", "rate": "10 /s", "gaps": "100 ms", "deadline": "9 s", "path": ["t"]}},
    "tiers": {"t": {"cores": 100, "service": "1 ms", )" +
         tier + "}}, " + rest + "}";
}
const std::string kAtOnce = R"("health_check": {"detects": "at_once"})";

double seconds(Int128 ns) { return static_cast<double>(ns) * 1e-9; }

TEST(Timeline, BringsAReplicaThatServesOnceItHasBooted) {
  const Flown flown =
      fly_once(scenario(R"("replicas": 1, "boot": "5 s", )" + kAtOnce,
                        R"("timeline": {"more": {"at": "10 s", "set": {"tiers.t.replicas": 2}}})"));
  // It is there from 10 s, up from 15 s, and takes every other request of the last 5 s: 25 of 50.
  EXPECT_NEAR(static_cast<double>(flown.totals(1).visits), 25, 1);
  EXPECT_DOUBLE_EQ(seconds(flown.totals(1).standing_ns), 10);
  EXPECT_DOUBLE_EQ(seconds(flown.totals(1).up_ns), 5);
  EXPECT_EQ(flown.value("availability"), 1);
  // One replica for 15 s and two for 5: 25 / 20. All of them were up but for the boot: 15 / 20.
  EXPECT_DOUBLE_EQ(flown.value("replicas_up_mean", of_tier("t")), 1.25);
  EXPECT_DOUBLE_EQ(flown.value("all_up_share", of_tier("t")), 0.75);
}

TEST(Timeline, BringsAReplicaThatBalancersTakeWhenTheirChecksHavePassed) {
  const std::string checks = R"("health_check": {"every": "4 s", "timeout": "1 s", "passes": 1})";
  const Flown flown =
      fly_once(scenario(R"("replicas": 1, )" + checks,
                        R"("timeline": {"more": {"at": "10 s", "set": {"tiers.t.replicas": 2}}})"));
  // Up at 10 s and found within 4 s: half of the requests of the last 6 to 10 s.
  EXPECT_GE(flown.totals(1).visits, 29);
  EXPECT_LE(flown.totals(1).visits, 50);
}

TEST(Timeline, LetsAReplicaFinishWhatItHoldsAndThenItIsGone) {
  const std::string slow = R"("replicas": 2, )" + kAtOnce;
  const Flown flown =
      fly_once(scenario(slow, R"("timeline": {"less": {"at": "10050 ms", "set": {"tiers.t.replicas": 1}}})"),
               {"tiers.t.service=3 s"});
  // Its last request came at 9.9 s or at 10 s, by turns, and takes 3 s; nothing is lost.
  const double gone = seconds(flown.totals(1).standing_ns);
  EXPECT_TRUE(gone == 12.9 || gone == 13.0) << gone;
  EXPECT_EQ(flown.totals(1).standing_ns, flown.totals(1).up_ns);
  EXPECT_EQ(flown.totals(1).served, 50);
  EXPECT_EQ(flown.totals(1).lost, 0);
  EXPECT_EQ(flown.value("availability"), 1);
  // Wanted are two for 10.05 s and one for 9.95 s, and all of those are up.
  EXPECT_DOUBLE_EQ(flown.value("all_up_share", of_tier("t")), 1);
}

TEST(Timeline, KeepsAReplicaThatIsWantedAgainBeforeItIsGone) {
  const Flown flown = fly_once(scenario(R"("replicas": 2, "boot": "5 s", )" + kAtOnce,
                                        R"("timeline": {
      "less": {"at": "10050 ms", "set": {"tiers.t.replicas": 1}},
      "more": {"at": "11050 ms", "set": {"tiers.t.replicas": 2}}})"),
                               {"tiers.t.service=3 s"});
  // It never left, so it need not boot: it misses the 10 requests of one second only.
  EXPECT_DOUBLE_EQ(seconds(flown.totals(1).up_ns), 20);
  EXPECT_NEAR(static_cast<double>(flown.totals(1).visits), 95, 1);
}

TEST(Timeline, BootsAReplicaThatComesToADeadZoneWhenTheZoneIsBack) {
  const Flown flown = fly_once(scenario(R"("replicas": 1, "boot": "2 s", )" + kAtOnce, R"(
      "timeline": {"more": {"at": "10 s", "set": {"tiers.t.replicas": 2}}},
      "faults": {"out": {"kind": "zone_outage", "target": {"zone": "here/a"}, "at": "5 s", "lasts": "8 s"}},
      "places": {"regions": {"here": ["a"]}})"));
  // Both boot from 13 s to 15 s.
  EXPECT_DOUBLE_EQ(seconds(flown.totals(0).up_ns), 5 + 5);
  EXPECT_DOUBLE_EQ(seconds(flown.totals(1).up_ns), 5);
}

TEST(Timeline, LeavesAReplicaThatIsNotThereToNoFault) {
  const Flown flown = fly_once(scenario(R"("replicas": 1, )" + kAtOnce, R"(
      "timeline": {"more": {"at": "10 s", "set": {"tiers.t.replicas": 2}}},
      "faults": {"dies": {"kind": "crash", "target": {"tier": "t"}, "at": "5 s", "lasts": "10 s"}})"));
  EXPECT_EQ(flown.facts.faults.size(), 1u);
  EXPECT_DOUBLE_EQ(seconds(flown.totals(0).up_ns), 10);
  EXPECT_DOUBLE_EQ(seconds(flown.totals(1).up_ns), 10);
}

TEST(Timeline, ChangesARate) {
  const Flown flown = fly_once(scenario(
      R"("replicas": 1)", R"("timeline": {"crowd": {"at": "10 s", "set": {"workload.w.rate": "30 /s"}}})"));
  // 10 s at 10 a second and 10 s at 30.
  EXPECT_NEAR(static_cast<double>(flown.requests().issued), 400, 1);
  EXPECT_TRUE(flown.loaded.flight.profile) << "no estimator may take it for stationary";
  EXPECT_TRUE(flown.loaded.flight.timeline);
}

TEST(Timeline, KeepsTheLuckOfTheRequestsBeforeAChangeOfRate) {
  const std::string same = scenario(R"("replicas": 1)", R"("phases": {"early": ["0 s", "10 s"]})");
  const std::vector<std::string> poisson = {"workload.w.gaps={\"kind\": \"exponential\", \"mean\": \"1 s\"}"};
  std::vector<std::string> changed = poisson;
  changed.push_back(R"(timeline={"crowd": {"at": "10 s", "set": {"workload.w.rate": "30 /s"}}})");
  EXPECT_EQ(fly_once(same, poisson).value("request_rate", of_phase("early")),
            fly_once(same, changed).value("request_rate", of_phase("early")));
}

TEST(Timeline, ChangesTheWeightsOfAZone) {
  const Flown flown = fly_once(scenario(
      R"("replicas": {"here/a": 1, "here/b": 1}, "weights": {"here/a": 1, "here/b": 1},
         "balancer": {"kind": "weighted_round_robin", "prefer": "none"})",
      R"("places": {"regions": {"here": ["a", "b"]}},
         "timeline": {"canary": {"at": "10 s", "set": {"tiers.t.weights.here/b": 3}}})"));
  // Half of the first 100 and three quarters of the others.
  EXPECT_NEAR(static_cast<double>(flown.totals(1).visits), 50 + 75, 1);
}

TEST(Timeline, ChangesEveryTierThatAWildcardNames) {
  const Loaded loaded = load_text(
      scenario(R"("each_region": {"replicas": 1})",
               R"("timeline": {"more": {"at": "10 s", "set": {"tiers.*.each_region.replicas": 3}}})"));
  EXPECT_EQ(loaded.flight.plan.tiers[0].replicas.size(), 3u);
  ASSERT_EQ(loaded.flight.plan.changes.size(), 1u);
  EXPECT_EQ(loaded.flight.plan.changes[0].join, (std::vector<std::uint32_t>{1, 2}));
}

TEST(Timeline, IsPaidForByTheHour) {
  const Flown flown =
      fly_once(scenario(R"("replicas": {"us-central1/a": 2}, "instance": "e2-standard-2")", R"(
      "places": {"regions": {"us-central1": ["a"]}},
      "costs": {"instances": "catalog:gcp/instances/2026-07-30"},
      "timeline": {"more": {"at": "5 s", "set": {"tiers.t.replicas.us-central1/a": 4}},
                   "less": {"at": "10 s", "set": {"tiers.t.replicas.us-central1/a": 1}}})"));
  // The first stands for all of the month; the second for half of it; the third and the fourth from 5 s to
  // 10 s of 20: together a month, on average 1/3 of a month each of the three, less than a request's time.
  const Usage usage = monthly_usage(flown.loaded.flight, flown.facts);
  ASSERT_EQ(usage.instances.size(), 2u);
  EXPECT_EQ(usage.instances[0].count, 1);
  EXPECT_EQ(usage.instances[0].each, kBillingMonth);
  EXPECT_EQ(usage.instances[1].count, 3);
  EXPECT_NEAR(usage.instances[1].each.seconds() / kBillingMonth.seconds(), 1.0 / 3, 1e-4);
}

}  // namespace
}  // namespace windtunnel
