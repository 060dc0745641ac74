// Promises of every run: one counter-example is enough, and silence is no proof.
#include "sim/stats/every_run.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace windtunnel {
namespace {

const double kSilent = std::nan("");

TEST(EveryRun, HoldsWhereNoneBreaksIt) {
  const std::vector<double> values = {0.9, 0.7, 0.5};
  const EveryRun runs = look_at_every_run(values, Side::kAtLeast, 0.5);
  EXPECT_EQ(runs.runs, 3);
  EXPECT_EQ(runs.worst, 0.5);
  const Judgement judgement = judge_every_run(runs, Side::kAtLeast, 0.5);
  EXPECT_EQ(judgement.verdict, Expected::kHolds);
  EXPECT_EQ(judgement.margin, 0);
}

// The mean of 0.9, 0.9 and 0.4 is on the right side, with room; one run is not.
TEST(EveryRun, FailsByOneCounterExample) {
  const std::vector<double> values = {0.9, 0.9, 0.4};
  const EveryRun runs = look_at_every_run(values, Side::kAtLeast, 0.5);
  EXPECT_EQ(runs.broken, 1);
  EXPECT_EQ(runs.first_broken, 2u);
  const Judgement judgement = judge_every_run(runs, Side::kAtLeast, 0.5);
  EXPECT_EQ(judgement.verdict, Expected::kFails);
  EXPECT_EQ(judgement.why, "in 1 of 3 runs, first in replication 2");
  EXPECT_NEAR(judgement.margin, -0.1, 1e-12);
}

TEST(EveryRun, KnowsBothSides) {
  const std::vector<double> values = {3, 7};
  EXPECT_EQ(judge_every_run(look_at_every_run(values, Side::kAtMost, 7), Side::kAtMost, 7).verdict,
            Expected::kHolds);
  EXPECT_EQ(judge_every_run(look_at_every_run(values, Side::kAtMost, 6), Side::kAtMost, 6).verdict,
            Expected::kFails);
}

TEST(EveryRun, IsUndecidedWhereARunSaysNothing) {
  const std::vector<double> some = {1, kSilent}, broken = {0, kSilent}, none;
  const auto verdict = [](const std::vector<double>& values) {
    return judge_every_run(look_at_every_run(values, Side::kAtLeast, 1), Side::kAtLeast, 1).verdict;
  };
  EXPECT_EQ(verdict(some), Expected::kUndecided);
  EXPECT_EQ(verdict(broken), Expected::kFails);
  EXPECT_EQ(verdict(none), Expected::kUndecided);
}

// Ten runs without a break: 1 - 0.05^(1/10) = 25.9%, that is about 3/10; sixty: 4.9%.
TEST(EveryRun, SaysHowFarItWasTried) {
  const auto most = [](std::size_t runs, double confidence = kConfidence) {
    return look_at_every_run(std::vector<double>(runs, 1.0), Side::kAtLeast, 1, confidence)
        .break_probability_most;
  };
  EXPECT_NEAR(most(10), 0.2589, 1e-4);
  EXPECT_NEAR(most(60), 0.0487, 1e-4);
  EXPECT_GT(most(10, 0.999), most(10));
  EXPECT_EQ(most(0), 1);
}

}  // namespace
}  // namespace windtunnel
