// What becomes of the work on a replica that dies, and what its clients see: refused at once, or silence.
//
// Everything here is without chance, so numbers are exact: a request a second (the first at 1 s), 10 s of
// service, a core for everybody.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// At 50.5 s ten requests are in service (those of 41 s to 50 s); 40 are done.
constexpr const char* kOne = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "15 s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 1, "cores": 1000, "service": {"kind": "constant", "value": "10 s"},
                  "health_check": {"detects": "at_once"}}},
  "faults": {"dies": {"kind": "crash", "target": {"tier": "t"}, "at": "50500 ms", "lasts": "20 s"}}
})";

std::int64_t ended(const Flown& flown, Outcome outcome) {
  return flown.requests().ended[static_cast<std::size_t>(outcome)];
}

TEST(Deaths, ThatRefuseAreKnownToEveryWaitingClientAtOnce) {
  const Flown flown = fly_once(kOne);
  // 10 in service are reset at 50.5 s, 20 find nobody up (51 s to 70 s). Of those from 71 s on, the ones sent
  // by 90 s are done (the last of them with the run itself), and 91 s to 99 s are in flight.
  EXPECT_EQ(ended(flown, Outcome::kRefused), 30);
  EXPECT_EQ(ended(flown, Outcome::kOk), 40 + 20);
  EXPECT_EQ(ended(flown, Outcome::kTimedOut), 0);
  EXPECT_EQ(flown.requests().in_flight(), 9);
  EXPECT_EQ(flown.totals(0).lost, 10);
}

TEST(Deaths, ThatAreSilentKeepClientsWaitingForTheirDeadline) {
  const Flown flown = fly_once(kOne, {"faults.dies.silent=true"});
  // Those in service are never answered: their clients give up 15 s after they sent. Nobody is sent to it
  // afterwards, because here the dead are known at once.
  EXPECT_EQ(ended(flown, Outcome::kTimedOut), 10);
  EXPECT_EQ(ended(flown, Outcome::kRefused), 20);
  EXPECT_EQ(flown.totals(0).lost, 10);
}

TEST(Deaths, ThatNobodyNoticesSwallowWhatIsSentThere) {
  // Checks that never come to an end in time: 10 in service and 20 sent during the outage hear nothing.
  const std::vector<std::string> blind = {"tiers.t.health_check.detects=by_checks",
                                          "tiers.t.health_check.every=1 h"};
  std::vector<std::string> silent = blind;
  silent.push_back("faults.dies.silent=true");
  EXPECT_EQ(ended(fly_once(kOne, silent), Outcome::kTimedOut), 30);
  // Refusing instead: each learns it at once.
  EXPECT_EQ(ended(fly_once(kOne, blind), Outcome::kRefused), 30);
}

TEST(Deaths, WaitForTheBootAfterTheFault) {
  // Down 20 s and 10 s of boot, of 100 s.
  const Flown flown = fly_once(kOne, {"tiers.t.boot=10 s"});
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("t")), 0.70, 1e-12);
  EXPECT_NEAR(flown.value("all_up_share", of_tier("t")), 0.70, 1e-12);
  // 51 s to 80 s find nobody up, beside the 10 that were in service.
  EXPECT_EQ(ended(flown, Outcome::kRefused), 40);
}

TEST(Deaths, StruckAgainWhileBootingBeginTheBootAgain) {
  // Up until 50.5 s; the second fault strikes at 75 s, amid the boot, and heals at 80 s: up again at 90 s.
  const Flown flown = fly_once(
      kOne, {"tiers.t.boot=10 s",
             R"(faults.again={"kind": "crash", "target": {"tier": "t"}, "at": "75 s", "lasts": "5 s"})"});
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("t")), (50.5 + 10) / 100, 1e-12);
}

TEST(Deaths, ByTwoFaultsAtOnceEndWithTheLater) {
  const Flown flown = fly_once(
      kOne, {R"(faults.again={"kind": "crash", "target": {"tier": "t"}, "at": "60 s", "lasts": "30 s"})"});
  EXPECT_NEAR(flown.value("replicas_up_mean", of_tier("t")), (50.5 + 10) / 100, 1e-12);
}

// A front that waits for a back: the front's death resets its clients, and what it had called goes on.
constexpr const char* kChain = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "15 s", "path": ["front", "back"]}},
  "tiers": {
    "front": {"replicas": 1, "cores": 1000, "service": "1 ms", "health_check": {"detects": "at_once"}},
    "back": {"replicas": 1, "cores": 1000, "service": "10 s", "health_check": {"detects": "at_once"}}
  },
  "faults": {"dies": {"kind": "crash", "target": {"tier": "front"}, "at": "50500 ms", "lasts": "20 s"}}
})";

TEST(Deaths, OfACallerLeaveItsCallsBurning) {
  const Flown flown = fly_once(kChain);
  EXPECT_EQ(ended(flown, Outcome::kRefused), 10 + 20);
  // What the back was called for by 50 s and from 71 s to 89 s is served (a millisecond late at the run's
  // end), none lost.
  EXPECT_EQ(flown.totals(1).lost, 0);
  EXPECT_EQ(flown.totals(1).served, 50 + 19);
  EXPECT_EQ(ended(flown, Outcome::kOk), 40 + 19);
}

TEST(Deaths, OfACalledReachTheClientThroughItsCaller) {
  const Flown flown = fly_once(kChain, {"faults.dies.target.tier=back"});
  EXPECT_EQ(ended(flown, Outcome::kRefused), 10 + 20);
  EXPECT_EQ(flown.totals(1).lost, 10);
  EXPECT_EQ(flown.totals(0).served, 100 - 1);  // a request a second, the last one at 99 s
}

TEST(Deaths, OfACallerInSilenceAreLearntByTheClientsDeadlineOnly) {
  const Flown flown = fly_once(kChain, {"faults.dies.silent=true"});
  EXPECT_EQ(ended(flown, Outcome::kTimedOut), 10);
  EXPECT_EQ(flown.totals(1).served, 50 + 19);
}

}  // namespace
}  // namespace windtunnel
