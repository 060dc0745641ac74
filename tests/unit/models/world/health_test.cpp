// Health checks: how long a dead replica goes on taking requests, and what that does to the answer.
//
// Checks come every E, at a phase that is nobody's choice; a replica is given up after F of them failed. It
// dies at a moment that knows nothing of the phase, so the first check after it is E / 2 away on average, F -
// 1 more follow, and the last one fails when its time-out T is over, or after a round trip where the
// connection is refused:
//   silent    E / 2 + (F - 1) E + T
//   refusing  E / 2 + (F - 1) E + round trip
// Two replicas take turns, so half of the requests of that time go to the dead one. Statistical tests:
// Student's t over 200 replications at a false-alarm rate of 1e-4 should the seed change; each has its
// negative control.
#include <gtest/gtest.h>

#include <cmath>

#include "sim/base/math.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// 20 requests a second; at 100 s of 600 s one of two replicas dies for good. Nobody tries again.
constexpr const char* kTwo = R"({
  "windtunnel": 1,
  "run": {"lasts": "600 s"},
  "workload": {"w": {"kind": "open", "rate": "20 /s", "gaps": "50 ms", "deadline": "900 ms", "path": ["t"]}},
  "tiers": {"t": {"replicas": 2, "cores": 100, "service": {"kind": "constant", "value": "1 ms"},
                  "health_check": {"every": "5 s", "timeout": "1 s", "fails": 3}}},
  "faults": {"dies": {"kind": "crash", "silent": true, "target": {"replica": "t-2"}, "at": "100 s"}}
})";
constexpr double kRun = 600;
const std::vector<std::string> kSlowChecks = {"tiers.t.health_check.every=60 s"};
const std::vector<std::string> kRefusing = {"faults.dies.silent=false"};

bool covers(const std::vector<double>& values, double expected) {
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  for (const double value : values) squares += (value - sum / n) * (value - sum / n);
  const double half = math::student_t_quantile(1 - 0.5e-4, n - 1) * std::sqrt(squares / (n - 1) / n);
  // A gap of 50 ms and two replicas by turns: the count of lost requests is good to one of 12,000.
  return std::abs(sum / n - expected) <= half + 1.0 / 12'000;
}

// Of all requests of the run, those that half of the time until detection cost.
double lost_share(double detection_s) { return detection_s / 2 / kRun; }

TEST(HealthChecks, OfFiveSecondsLoseWhatTheArithmeticSays) {
  // 5 / 2 + 2 x 5 + 1 = 13.5 s: 1.125% of the run's requests.
  const auto lost = fly_many(kTwo, "timed_out_share", {}, {}, 200);
  EXPECT_TRUE(covers(lost, lost_share(13.5)));
  EXPECT_FALSE(covers(lost, lost_share(12.5))) << "would also pass for a check that fails at once";
  EXPECT_FALSE(covers(lost, lost_share(16.0))) << "would also pass for a phase that is always the worst";
}

TEST(HealthChecks, OfAMinuteLoseWhatTheArithmeticSays) {
  // 60 / 2 + 2 x 60 + 1 = 151 s: 12.6% of the run's requests, eleven times as many.
  const auto lost = fly_many(kTwo, "timed_out_share", {}, kSlowChecks, 200);
  EXPECT_TRUE(covers(lost, lost_share(151)));
  EXPECT_FALSE(covers(lost, lost_share(181))) << "would also pass for a phase that is always the worst";
}

TEST(HealthChecks, OfARefusingReplicaNeedNoTimeOut) {
  // 5 / 2 + 2 x 5 + 0 = 12.5 s, and the lost ones are refused, not timed out.
  const auto lost = fly_many(kTwo, "refused_share", {}, kRefusing, 200);
  EXPECT_TRUE(covers(lost, lost_share(12.5)));
  EXPECT_FALSE(covers(lost, lost_share(13.5)));
  for (const double share : fly_many(kTwo, "timed_out_share", {}, kRefusing, 2)) EXPECT_EQ(share, 0);
}

TEST(HealthChecks, LeaveNothingLostWhereTheDeadAreKnownAtOnce) {
  for (const double share : fly_many(kTwo, "availability", {}, {"tiers.t.health_check.detects=at_once"}, 3))
    EXPECT_EQ(share, 1);
}

TEST(HealthChecks, TakeAReplicaBackOnlyAfterItPassed) {
  // Dead from 100 s to 300 s. It is back, on average, 5 / 2 + (2 - 1) x 5 = 7.5 s after its fault heals (no
  // time-out: it answers). By turns it then gets half: 20 / 2 x (100 + 600 - 307.5) visits, less those of the
  // time before it was given up, which never reached it.
  const auto visits = [](const std::vector<std::string>& more) {
    std::vector<std::string> sets = {"faults.dies.lasts=200 s", "tiers.t.health_check.passes=2"};
    sets.insert(sets.end(), more.begin(), more.end());
    std::vector<double> shares;
    for (std::uint64_t seed = 1; seed <= 200; ++seed)
      shares.push_back(static_cast<double>(fly_once(kTwo, sets, seed).totals(1).visits) / 12'000);
    return shares;
  };
  const double expected = 10 * (100 + 600 - 307.5) / 12'000;
  EXPECT_TRUE(covers(visits({}), expected));
  EXPECT_FALSE(covers(visits({"tiers.t.health_check.passes=3"}), expected));
}

TEST(HealthChecks, MissADeathThatIsOverBeforeTheyAreSure) {
  // Three checks of 60 s see nothing of a fault of 30 s: nobody is taken out, half of 30 s x 20 /s is lost.
  const Flown flown = fly_once(kTwo, {"tiers.t.health_check.every=60 s", "faults.dies.lasts=30 s"});
  EXPECT_EQ(flown.requests().ended[static_cast<std::size_t>(Outcome::kTimedOut)], 300);
}

}  // namespace
}  // namespace windtunnel
