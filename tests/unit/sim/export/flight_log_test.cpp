// Lives of requests and counts at scrapes, as they follow from a scenario without luck.
#include "sim/export/flight_log.hpp"

#include <numeric>

#include "sim/study/summary.hpp"
#include "tests/unit/sim/export/exporting.hpp"

namespace windtunnel {
namespace {

TEST(FlightLog, TellsEveryStationOfALife) {
  const Logged made = logged(kTwoTiers);
  // At 10 s, 20 s ... 90 s.
  ASSERT_EQ(made.log().requests.size(), 9u);
  const RequestLife& life = made.log().requests[0];
  EXPECT_EQ(life.intended, at_ms(10'000));
  EXPECT_EQ(life.outcome, Outcome::kOk);
  // 2 ms to web, 3 ms there, 2 ms to db, 4 ms there, 2 ms back to web, 2 ms back to the client.
  EXPECT_EQ(life.ended, at_ms(10'015));
  ASSERT_EQ(life.attempts.size(), 1u);
  ASSERT_EQ(life.attempts[0].calls.size(), 2u);
  const CallLife& web = life.attempts[0].calls[0];
  const CallLife& db = life.attempts[0].calls[1];
  EXPECT_EQ(web.caller, CallLife::kNoCall);
  EXPECT_EQ(web.arrived, at_ms(10'002));
  EXPECT_EQ(web.served, at_ms(10'005));
  EXPECT_EQ(db.caller, 0u);
  EXPECT_EQ(db.sent, at_ms(10'005));
  EXPECT_EQ(db.arrived, at_ms(10'007));
  EXPECT_EQ(db.served, at_ms(10'011));
  EXPECT_EQ(db.answered, at_ms(10'011));
  EXPECT_EQ(db.ended, at_ms(10'013));
  EXPECT_EQ(web.answered, at_ms(10'013));
  EXPECT_EQ(web.ended, at_ms(10'015));
}

TEST(FlightLog, TellsAttemptsThatTimedOutAndTheWorkThatGoesOn) {
  // db takes 150 ms: the first attempt is given up after 100 ms, the second sent 20 ms later and given up as
  // well.
  const Logged made = logged(kTwoTiers, {}, {"tiers.db.service=150 ms"});
  const RequestLife& life = made.log().requests[0];
  EXPECT_EQ(life.outcome, Outcome::kTimedOut);
  ASSERT_EQ(life.attempts.size(), 2u);
  EXPECT_EQ(life.attempts[0].ended, at_ms(10'100));
  EXPECT_EQ(life.attempts[0].outcome, Outcome::kTimedOut);
  EXPECT_EQ(life.attempts[1].sent, at_ms(10'120));
  EXPECT_EQ(life.attempts[1].ended, at_ms(10'220));
  EXPECT_EQ(life.ended, at_ms(10'220));
  // The abandoned one is served to its end, and the second waits for it: 157 - 127 = 30 ms.
  ASSERT_EQ(life.attempts[0].calls.size(), 2u);
  EXPECT_EQ(life.attempts[0].calls[1].served, at_ms(10'157));
  ASSERT_EQ(life.attempts[1].calls.size(), 2u);
  EXPECT_EQ(life.attempts[1].calls[1].waited, Duration::from_ns(30'000'000));
}

TEST(FlightLog, TellsCallsThatAreRefused) {
  const Logged made = logged(kTwoTiers, {},
                             {R"(faults.dies={"kind": "crash", "target": {"tier": "db"}, "at": "0 s"})",
                              "tiers.db.health_check.every=1000 s", "tiers.db.health_check.timeout=1 s"});
  const CallLife& db = made.log().requests[0].attempts[0].calls[1];
  EXPECT_EQ(db.outcome, Outcome::kRefused);
  EXPECT_EQ(db.served, Time::never());
  ASSERT_EQ(made.log().faults.size(), 1u);
  EXPECT_EQ(made.log().faults[0].end, at_ms(100'000));
}

TEST(FlightLog, KeepsTheFirstSoManyOfASpan) {
  LogWishes wishes;
  wishes.from = at_ms(30'000);
  wishes.to = at_ms(80'000);
  wishes.requests_max = 3;
  const Logged made = logged(kTwoTiers, wishes);
  ASSERT_EQ(made.log().requests.size(), 3u);
  EXPECT_EQ(made.log().requests[0].intended, at_ms(30'000));
}

TEST(FlightLog, CountsUpToEachScrape) {
  LogWishes wishes;
  wishes.every = Duration::from_ns(5'000'000'000);
  const Logged made = logged(kTwoTiers, wishes);
  ASSERT_EQ(made.log().scrapes.size(), 20u);
  EXPECT_EQ(made.log().scrapes[0], at_ms(5'000));
  // What happens at the very moment of a scrape is in the next: the request of 10 s in that of 15 s.
  EXPECT_EQ(made.log().counts[1][0].sent, 0);
  EXPECT_EQ(made.log().counts[2][0].sent, 1);
  const RequestCounts& last = made.log().counts.back()[0];
  EXPECT_EQ(last.sent, 9);
  EXPECT_EQ(last.ended[0], 9);
  // 15 ms each: above 10 ms and at most 25 ms, the fifth bucket.
  EXPECT_EQ(last.buckets[4], 9);
  EXPECT_EQ(std::accumulate(last.buckets.begin(), last.buckets.end(), std::int64_t{0}), 9);
  EXPECT_EQ(static_cast<std::int64_t>(last.latency_ns), 9 * 15'000'000);
  // One request of 3 ms in web's 5 s.
  EXPECT_NEAR(made.log().busy[2][0], 0.003 / 5, 1e-12);
  EXPECT_EQ(made.log().capacity[2][0], 1);
  EXPECT_EQ(made.log().up[2][0], 1);
}

TEST(FlightLog, CountsReplicasThatAreUp) {
  LogWishes wishes;
  wishes.every = Duration::from_ns(10'000'000'000);
  const Logged made =
      logged(kTwoTiers, wishes,
             {R"(faults.dies={"kind": "crash", "target": {"tier": "db"}, "at": "35 s", "lasts": "20 s"})"});
  std::vector<std::int64_t> db;
  for (const auto& up : made.log().up) db.push_back(up[1]);
  EXPECT_EQ(db, (std::vector<std::int64_t>{1, 1, 1, 0, 0, 1, 1, 1, 1, 1}));
}

// Whoever looks on changes nothing: the fingerprints are those of the run that nobody watched.
TEST(FlightLog, IsOfTheRunThatNobodyWatched) {
  for (const char* file :
       {"examples/outage.json", "examples/raft.json", "examples/bad_links.json", "examples/timeline.json"}) {
    Problems problems;
    const auto loaded = load_scenario(std::string(WINDTUNNEL_ROOT "/scenarios/") + file,
                                      {"run.replications=2"}, builtin_catalog(), problems);
    ASSERT_TRUE(loaded) << problems.text(file);
    const Campaign campaign = fly(loaded->flight, 7, 2, StudyOptions{});
    LogWishes wishes;
    wishes.replication = 1;
    wishes.every = Duration::from_ns(333'000'000);
    for (std::uint32_t tier = 0; tier < loaded->flight.plan.tiers.size(); ++tier)
      if (loaded->flight.plan.tiers[tier].store) wishes.store = tier;
    EXPECT_EQ(fly_logged(loaded->flight, 7, wishes, nullptr).fingerprints,
              campaign.replications[1].fingerprints)
        << file;
  }
}

}  // namespace
}  // namespace windtunnel
