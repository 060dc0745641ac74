// What clients do when an attempt fails, and what their impatience costs the servers.
//
// Nothing here is left to chance, so every number is exact: a request each 20 s, a service of 2 s.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// 49 requests, at 20 s, 40 s ... 980 s.
constexpr const char* kSlow = R"({
  "windtunnel": 1,
  "run": {"lasts": "1000 s"},
  "workload": {"w": {"kind": "open", "rate": "0.05 /s", "gaps": "20 s", "deadline": "19 s", "path": ["t"],
                     "retries": {"attempts": 3, "backoff": "0 s", "timeout": "1 s"}}},
  "tiers": {"t": {"replicas": 1, "cores": 1, "service": "2 s"}}
})";

TEST(Retries, OfAServiceThatOutlastsThemFailAndKeepTheServerBusy) {
  const Flown flown = fly_once(kSlow);
  // Each of four attempts is given up after 1 s, and each is served for its whole 2 s: 49 x 4 x 2 s of 1,000
  // s.
  EXPECT_EQ(flown.value("availability"), 0);
  EXPECT_EQ(flown.value("timed_out_share"), 1);
  EXPECT_EQ(flown.value("attempts_mean"), 4);
  EXPECT_EQ(flown.totals(0).served, 49 * 4);
  EXPECT_NEAR(flown.value("utilisation", of_tier("t")), 49 * 8 / 1000.0, 1e-12);
}

TEST(Retries, AreNotNeededByThePatient) {
  const Flown flown = fly_once(kSlow, {"workload.w.retries.timeout=3 s"});
  EXPECT_EQ(flown.value("availability"), 1);
  EXPECT_EQ(flown.value("attempts_mean"), 1);
  EXPECT_NEAR(flown.value("utilisation", of_tier("t")), 49 * 2 / 1000.0, 1e-12);
}

TEST(Retries, WaitTheirBackoffAndEachTimeLonger) {
  // Nobody is up: refused at once, then after 1, 2 and 4 s more. The last refusal comes 7 s after the first.
  const Flown flown =
      fly_once(kSlow,
               {"workload.w.retries.backoff=1 s", "workload.w.retries.factor=2", "run.lasts=30 s",
                R"(faults.dies={"kind": "crash", "target": {"tier": "t"}, "at": "0 s"})",
                "tiers.t.health_check.detects=at_once"},
               1, 0);
  EXPECT_EQ(flown.value("refused_share"), 1);
  EXPECT_EQ(flown.value("attempts_mean"), 4);
  ASSERT_FALSE(flown.facts.story.empty());
  EXPECT_NE(flown.facts.story.back().find("27.000000 s"), std::string::npos) << flown.facts.story.back();
}

TEST(Retries, EndWithTheDeadlineWhateverIsLeftOfThem) {
  // 1 s each and a deadline of 2.5 s: the third attempt is on its way when the client gives up for good.
  const Flown flown = fly_once(kSlow, {"workload.w.deadline=2500 ms"});
  EXPECT_EQ(flown.value("timed_out_share"), 1);
  EXPECT_EQ(flown.value("attempts_mean"), 3);
}

TEST(Retries, ShareTheDeadlineWhenNoTimeOutIsGiven) {
  // 19 s / 4 attempts = 4.75 s each: enough for a service of 4.7 s, too little for one of 4.8 s.
  const std::vector<std::string> even = {"workload.w.retries.timeout=null"};
  EXPECT_EQ(fly_once(kSlow, {even.front(), "tiers.t.service=4.7 s"}).value("attempts_mean"), 1);
  EXPECT_EQ(fly_once(kSlow, {even.front(), "tiers.t.service=4.8 s"}).value("attempts_mean"), 4);
}

TEST(Retries, LatencyIsMeasuredFromTheFirstIntention) {
  // Two replicas by turns, and one is slow (10 s): who asks it first gives up after 3 s and gets 2 s from the
  // other.
  const Flown flown = fly_once(
      kSlow,
      {"tiers.t.replicas=2", "workload.w.retries.timeout=3 s", "workload.w.retries.attempts=1",
       R"(faults.slow={"kind": "slow_node", "factor": 0.2, "target": {"replica": "t-1"}, "at": "0 s"})"});
  EXPECT_EQ(flown.value("availability"), 1);
  // Two attempts bring the turn back to the slow one, so all ask it first, but perhaps the very first of 49.
  const double attempts = flown.value("attempts_mean");
  EXPECT_GE(attempts, 2 - 1.001 / 49);
  EXPECT_NEAR(flown.value("latency_mean"), 2 + 3 * (attempts - 1), 1e-9);
}

TEST(RetryBudget, GivesTheRetriesThatRequestsHaveEarned) {
  // Every attempt times out. One retry is there at the start and each request earns half of one, so every
  // other request has one: the first of two attempts, the second of one, and so on. 49 requests: 25 x 2 + 24
  // x 1.
  const Flown flown = fly_once(kSlow, {R"(workload.w.retries.budget={"share": 0.5, "most": 1})"});
  EXPECT_EQ(flown.value("timed_out_share"), 1);
  EXPECT_NEAR(flown.value("attempts_mean"), 74 / 49.0, 1e-12);
}

TEST(RetryBudget, ThatIsEmptyLetsTheFirstFailureStand) {
  const Flown flown = fly_once(kSlow, {R"(workload.w.retries.budget={"share": 0, "most": 2})"}, 1, 3);
  // Two retries in all.
  EXPECT_NEAR(flown.value("attempts_mean"), 51 / 49.0, 1e-12);
  // The fourth request is meant to be sent at 80 s; its only attempt times out 1 s later.
  const auto told = std::find_if(
      flown.facts.story.begin(), flown.facts.story.end(),
      [](const std::string& line) { return line.find("retry budget is used up") != std::string::npos; });
  ASSERT_NE(told, flown.facts.story.end());
  EXPECT_TRUE(told->starts_with("81.000000 s")) << *told;
}

TEST(RetryBudget, ThatIsLargeChangesNothing) {
  const Flown with = fly_once(kSlow, {R"(workload.w.retries.budget={"share": 3, "most": 3})"});
  const Flown without = fly_once(kSlow);
  EXPECT_EQ(with.value("attempts_mean"), 4);
  EXPECT_EQ(with.facts.recorder.fingerprints.metrics.value(),
            without.facts.recorder.fingerprints.metrics.value());
}

TEST(RetryBudget, IsOfEachRegionAlone) {
  // All of the west's attempts fail, none of the east's. With half a retry from each request, every other one
  // of the west has a second attempt; were the east's savings theirs as well, nearly all would.
  const Flown flown = fly_once(R"({
    "windtunnel": 1,
    "run": {"lasts": "1000 s"},
    "places": {"regions": {"east": ["a"], "west": ["a"]}},
    "workload": {"w": {"kind": "open", "rate": "1 /s", "deadline": "10 s", "path": ["t"],
                       "origin": {"east": 0.5, "west": 0.5}, "enters": {"spill": false},
                       "retries": {"attempts": 1, "timeout": "1 s", "budget": {"share": 0.5, "most": 1}}}},
    "tiers": {"t": {"each_region": {"replicas": 1}, "service": "1 ms"}},
    "faults": {"dies": {"kind": "crash", "target": {"region": "west"}, "at": "0 s"}}
  })");
  // About 500 requests, the first of which has the one that is there at the start.
  EXPECT_NEAR(flown.value("attempts_mean", of_region("west")), 1.5, 1 / 400.0);
  EXPECT_EQ(flown.value("attempts_mean", of_region("east")), 1);
}

TEST(Deadlines, LeaveAbandonedWorkInTheQueue) {
  // Load 2: a request each second, 2 s of service, deadline 5 s. The server never stops serving those who
  // have left: the n-th request comes at n, is begun at 1 + 2 (n - 1) and is answered at 2 n + 1; in time if
  // n + 1 <= 5.
  const Flown flown =
      fly_once(kSlow, {"workload.w.retries.attempts=0", "workload.w.retries.timeout=null",
                       "workload.w.rate=1 /s", "workload.w.gaps=1 s", "workload.w.deadline=5 s"});
  EXPECT_EQ(flown.requests().ended[0], 4);
  EXPECT_NEAR(flown.value("utilisation", of_tier("t")), 0.999, 1e-12);
}

TEST(Deadlines, ThatAreDrawnHoldEachForItsOwn) {
  // Service 2 s, deadlines 1 s or 3 s, half each: half of the requests are answered.
  std::vector<std::string> sets = {"workload.w.retries.attempts=0",
                                   "workload.w.retries.timeout=null",
                                   "tiers.t.cores=100",
                                   "workload.w.rate=100 /s",
                                   "workload.w.gaps=10 ms",
                                   "tiers.t.cores=1000",
                                   R"(workload.w.deadline={"kind": "uniform", "low": "1 s", "high": "3 s"})"};
  const Flown flown = fly_once(kSlow, sets);
  // Of 99,800 and more: binomial with sd 0.0016; 4.5 sd is a false alarm in 1e-5 seeds.
  EXPECT_NEAR(flown.value("availability"), 0.5, 4.5 * 0.0016);
}

}  // namespace
}  // namespace windtunnel
