// The open loop: gaps of the stated law, scaled to the rate, the same luck whatever the rate.
#include <cmath>

#include "tests/unit/models/workloads/workloads.hpp"

namespace windtunnel {
namespace {

struct Gaps {
  double mean = 0;
  double cv2 = 0;  // variance over squared mean
};

Gaps gaps_of(const WorkloadParts& parts, std::uint64_t count = 100'000) {
  Time before;
  double sum = 0, squares = 0;
  for (const Time now : arrivals(parts, 3, count)) {
    const double gap = (now - before).seconds();
    before = now;
    sum += gap;
    squares += gap * gap;
  }
  const auto n = static_cast<double>(count);
  const double mean = sum / n;
  return {mean, (squares / n - mean * mean) / (mean * mean)};
}

std::string open(const std::string& rate, const std::string& more = "") {
  return R"({"kind": "open", "path": ["web"], "rate": )" + rate + more + "}";
}

// Exponential gaps have a squared cv of 1; over 100,000 of them the mean is off by 0.32% and the squared cv
// by sqrt(8 / n) = 0.9% for one deviation, judged at five.
TEST(OpenWorkload, IsAPoissonProcessUnlessGapsAreGiven) {
  const Gaps found = gaps_of(workload(open(R"("50 /s")")));
  EXPECT_NEAR(found.mean, 0.02, 0.02 * 5 * 0.0032);
  EXPECT_NEAR(found.cv2, 1, 5 * 0.009);
}

// Whatever mean the gaps' law has by itself, the rate is what was asked for. Erlang of 4 stages: squared cv
// of 1 / 4.
TEST(OpenWorkload, ScalesItsGapsToTheRate) {
  for (const char* mean : {"1 s", "40 ms", "3 h"}) {
    const Gaps found = gaps_of(workload(open(
        R"("50 /s")", R"(, "gaps": {"kind": "erlang", "stages": 4, "mean": ")" + std::string(mean) + "\"}")));
    EXPECT_NEAR(found.mean, 0.02, 0.02 * 5 * 0.0016) << mean;
    EXPECT_NEAR(found.cv2, 0.25, 5 * 0.0025) << mean;
  }
  const std::vector<Time> even = arrivals(workload(open(R"("50 /s")", R"(, "gaps": "1 s")")), 1, 100);
  for (std::size_t i = 0; i < even.size(); ++i)
    EXPECT_EQ(even[i].ns(), 20'000'000 * static_cast<std::int64_t>(i + 1));
}

// The negative control: exponential gaps are not taken for Erlang ones.
TEST(OpenWorkload, IsCaughtWithOtherGaps) {
  EXPECT_GT(gaps_of(workload(open(R"("50 /s")"))).cv2, 0.25 + 5 * 0.0025);
}

// The commonest source goes without a path; it has to be the same source.
TEST(OpenWorkload, SendsAlikeByTheShortWayAndByThePath) {
  const std::vector<Time> shortcut = arrivals(workload(open(R"("50 /s")")), 7, 2000);
  const std::vector<Time> path =
      arrivals(workload(open(R"("50 /s")", R"(, "gaps": {"kind": "exponential", "mean": "1 s"})")), 7, 2000);
  const std::vector<Time> series =
      arrivals(workload(open(R"({"kind": "diurnal", "mean": "50 /s", "amplitude": 0})")), 7, 2000);
  for (std::size_t i = 0; i < shortcut.size(); ++i) {
    ASSERT_LE(std::abs((shortcut[i] - path[i]).ns()), static_cast<std::int64_t>(i) + 1);
    ASSERT_LE(std::abs((shortcut[i] - series[i]).ns()), 2 * static_cast<std::int64_t>(i) + 2);
  }
}

TEST(OpenWorkload, KeepsItsLuckWhenTheRateChanges) {
  const std::vector<Time> slow = arrivals(workload(open(R"("50 /s")")), 7, 2000);
  const std::vector<Time> fast = arrivals(workload(open(R"("100 /s")")), 7, 2000);
  for (std::size_t i = 0; i < slow.size(); ++i) ASSERT_NEAR(slow[i].seconds(), 2 * fast[i].seconds(), 1e-5);
}

TEST(OpenWorkload, DrawsTheGapOfARequestFromItsNumberAlone) {
  const WorkloadParts parts = workload(open(R"("50 /s")"));
  const std::vector<Time> all = arrivals(parts, 7, 100);
  EXPECT_EQ(parts.open(7)->next(all[41], 42), all[42]);
  EXPECT_NE(parts.open(8)->next(all[41], 42), all[42]);
  EXPECT_NE(parts.open(7)->next(all[41], 43), all[42]);
}

TEST(OpenWorkload, AnswersGapsWithoutAMeanWithAProblem) {
  EXPECT_NE(make_workload(open(R"("5 /s")", R"(, "gaps": "0 s")")).complaints.find("gaps WT005"),
            std::string::npos);
  EXPECT_NE(make_workload(open(R"("5 /s")", R"(, "gaps": {"kind": "pareto", "shape": 0.9, "least": "1 ms"})"))
                .complaints.find("gaps WT005"),
            std::string::npos);
}

TEST(OpenWorkload, SaysItsRate) {
  const WorkloadParts parts = workload(open(R"("50 /s")"));
  ASSERT_TRUE(parts.rate.has_value());
  EXPECT_EQ(parts.rate->peak_per_second, 50);
  EXPECT_FALSE(parts.closed.has_value());
}

}  // namespace
}  // namespace windtunnel
