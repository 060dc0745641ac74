// Retries that could keep a tier down, and those that could not.
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

// One server of 100 /s; 30 /s that may become 120 /s (Bronson et al., HotOS 2021).
constexpr const char* kStorm = R"({
  "windtunnel": 1,
  "run": {"lasts": "300 s", "replications": 4},
  "workload": {"crowd": {"kind": "open", "rate": "30 /s", "deadline": "10 s", "path": ["server"],
                         "retries": {"attempts": 3, "backoff": "0 s", "timeout": "1 s"}}},
  "tiers": {"server": {"replicas": 1, "service": {"kind": "exponential", "mean": "10 ms"}}}
})";
const std::vector<std::string> kBudget = {R"(workload.crowd.retries.budget={"share": 0.1})"};

TEST(RetriesWithoutBudget, AreWarnedOfWhenTheyCouldKeepATierDown) {
  const auto warnings = said("retries_without_budget", kStorm);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "workload.crowd.retries");
  EXPECT_EQ(warnings[0].where.line, 5);
  // 30 /s x 4 / 100 /s = 120%
  EXPECT_NE(warnings[0].finding.found.find("4 attempts when all fail: 120% of what server can do"),
            std::string::npos)
      << warnings[0].finding.found;
}

TEST(RetriesWithoutBudget, AreNotSaidOfWhatCouldNot) {
  EXPECT_TRUE(said("retries_without_budget", kStorm, kBudget).empty());
  EXPECT_TRUE(said("retries_without_budget", kStorm, {"workload.crowd.retries.attempts=0"}).empty());
  // 20 /s x 4 = 80 /s of 100 /s.
  EXPECT_TRUE(said("retries_without_budget", kStorm, {"workload.crowd.rate=20 /s"}).empty());
  // 98 before one and its own: 990 ms, so whoever is served is served in time. With one more it is 1 s.
  EXPECT_TRUE(said("retries_without_budget", kStorm, {"tiers.server.queue.length_max=98"}).empty());
  EXPECT_EQ(said("retries_without_budget", kStorm, {"tiers.server.queue.length_max=99"}).size(), 1u);
}

TEST(RetriesWithoutBudget, CountAttemptsThatFitIntoTheDeadline) {
  // The second begins after 1 s + 1 s and would end at 3 s; the third would begin at 4 s.
  const auto warnings = said(
      "retries_without_budget", kStorm,
      {"workload.crowd.deadline=3.5 s", "workload.crowd.retries.backoff=1 s", "workload.crowd.rate=60 /s"});
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].finding.found.find("2 attempts when all fail: 120%"), std::string::npos)
      << warnings[0].finding.found;
}

TEST(RetriesWithoutBudget, AreShownByAMomentOfStandstill) {
  const Experiment experiment = said("retries_without_budget", kStorm)[0].finding.experiment;
  EXPECT_EQ(shown(kStorm, {}, experiment), "fails");
  EXPECT_EQ(shown(kStorm, kBudget, experiment), "holds");
  EXPECT_EQ(shown(kStorm, {"workload.crowd.rate=20 /s"}, experiment), "holds");
}

}  // namespace
}  // namespace windtunnel
