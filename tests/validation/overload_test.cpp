// Overload that outlives its cause: the vulnerable region of a retry storm, seed by seed.
//
// One server of 100 /s serves what its clients have given up as well; clients wait 1 s and try r = 3 more
// times at once. A standstill of 10 s fills the queue with 10 x rate requests. From then on every client
// times out and sends 4 attempts, so the queue drains if and only if 4 x rate < 100 /s: rate 15 and 20
// recover, 30 and 40 are stuck for good (an independent reference simulation: 20 of 20 seeds each; Bronson et
// al., HotOS 2021). What is judged is not a mean but every single replication, so the only false alarm is a
// run that drains against a drift of 20 /s and more.
#include <gtest/gtest.h>

#include "models/expect/metrics.hpp"
#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"

namespace windtunnel {
namespace {

// Availability long after the standstill, one value a replication.
std::vector<double> long_after(const std::vector<std::string>& sets) {
  Problems problems;
  const auto loaded = load_scenario(std::string(WINDTUNNEL_ROOT) + "/scenarios/validation/retry_storm.json",
                                    sets, builtin_catalog(), problems);
  EXPECT_TRUE(loaded) << problems.text("retry_storm.json");
  if (!loaded) return {};
  StudyOptions options;
  options.jobs = 2;
  const Campaign campaign =
      fly(loaded->flight, loaded->scenario.run.seed, loaded->scenario.run.replications, options);
  const Answer answer = make_answer(loaded->scenario, loaded->flight, campaign);
  for (const Audit& audit : answer.audits) EXPECT_TRUE(audit.holds) << audit.name << ": " << audit.found;
  Selector of;
  of.phase = "long_after";
  const auto key = row_of(loaded->flight, *find_metric("availability"), of);
  const AnswerRow* row = key ? answer.find(*key) : nullptr;
  EXPECT_NE(row, nullptr);
  return row == nullptr ? std::vector<double>{} : row->by_replication;
}

std::string rate(const char* per_second) {
  return std::string("workload.crowd.rate.value=") + per_second + " /s";
}

void expect_all(const std::vector<double>& replications, double low, double high) {
  ASSERT_EQ(replications.size(), 20u);
  for (std::size_t i = 0; i < replications.size(); ++i) {
    EXPECT_GE(replications[i], low) << "replication " << i;
    EXPECT_LE(replications[i], high) << "replication " << i;
  }
}

TEST(RetryStorm, PassesWhereTheServerCanCarryAllAttempts) {
  expect_all(long_after({rate("15")}), 0.999, 1.0);
  expect_all(long_after({rate("20")}), 0.999, 1.0);
}

TEST(RetryStorm, NeverPassesWhereItCannot) {
  expect_all(long_after({rate("30")}), 0.0, 0.0);
  expect_all(long_after({rate("40")}), 0.0, 0.0);
}

TEST(RetryStorm, NeedsTheStandstillToBegin) {
  expect_all(long_after({rate("40"), "faults.freeze.enabled=false"}), 0.999, 1.0);
}

TEST(RetryStorm, NeedsTheRetriesToGoOn) {
  // Without retries 30 /s against 100 /s drains a queue of 300 in 300 / 70 = 4.3 s.
  expect_all(long_after({rate("30"), "workload.crowd.retries.attempts=0"}), 0.999, 1.0);
}

}  // namespace
}  // namespace windtunnel
