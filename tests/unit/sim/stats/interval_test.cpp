// The estimators on cases small enough to do by hand, and at the edges: nothing, one, all alike, none
// failing.
#include "sim/stats/interval.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <vector>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

TEST(MeanOverReplications, IsStudentsT) {
  // 4, 6, 8: mean 6, deviation 2, error 2 / sqrt 3 = 1.1547, t(0.975, 2) = 4.3027: 6 +- 4.9683.
  const std::vector<double> values = {4, 6, 8};
  const Estimate estimate = mean_over_replications(values);
  EXPECT_EQ(estimate.value, 6);
  EXPECT_NEAR(estimate.low, 6 - 4.9683, 1e-4);
  EXPECT_NEAR(estimate.high, 6 + 4.9683, 1e-4);
  EXPECT_EQ(estimate.replications, 3);
}

TEST(MeanOverReplications, SaysTooFewBelowTwo) {
  const std::vector<double> one = {4};
  const Estimate estimate = mean_over_replications(one);
  EXPECT_EQ(estimate.value, 4);
  EXPECT_EQ(estimate.kind, IntervalKind::kNone);
  EXPECT_EQ(estimate.lack, Lack::kTooFew);
  EXPECT_EQ(estimate.why, "1 replication, an interval for a mean takes at least 2");
  EXPECT_EQ(mean_over_replications({}).lack, Lack::kTooFew);
}

TEST(MeanOverReplications, RefusesAReplicationWithoutAValue) {
  const std::vector<double> values = {1, std::nan(""), 3};
  EXPECT_THROW(mean_over_replications(values), BrokenPromise);
}

TEST(Proportion, WithoutFailuresIsAtLeastAndNeverPlusMinusZero) {
  // 10,000 independent requests: 1 - 0.05^(1/10000) = 2.995e-4.
  ProportionOptions independent;
  independent.requests_per_look = 1;
  const std::vector<Successes> one = {{10'000, 10'000}};
  const Estimate estimate = proportion_over_replications(one, independent);
  EXPECT_EQ(estimate.kind, IntervalKind::kAtLeast);
  EXPECT_EQ(estimate.value, 1);
  EXPECT_EQ(estimate.high, 1);
  EXPECT_NEAR(estimate.low, 0.9997005, 1e-7);
  EXPECT_EQ(estimate.why, "no failure among 10,000 requests, taken as 10,000 independent looks");
}

TEST(Proportion, WithoutFailuresOrKnowledgeARunIsAThousandLooks) {
  // Ten runs of a million: 10 x 1,000 looks whatever the number of requests, because nothing was seen to
  // fail.
  const std::vector<Successes> runs(10, Successes{1'000'000, 1'000'000});
  const Estimate estimate = proportion_over_replications(runs);
  EXPECT_NEAR(estimate.low, 0.9997005, 1e-7);
  EXPECT_EQ(estimate.why, "no failure among 10,000,000 requests, taken as 10,000 independent looks");
  // A run of 200 requests is not more than 200 looks.
  const std::vector<Successes> short_runs(10, Successes{200, 200});
  EXPECT_NEAR(proportion_over_replications(short_runs).low, std::pow(0.05, 1.0 / 2000), 1e-9);
}

TEST(Proportion, WithoutASuccessIsAtMost) {
  const std::vector<Successes> one = {{0, 100}};
  const Estimate estimate = proportion_over_replications(one);
  EXPECT_EQ(estimate.kind, IntervalKind::kAtMost);
  EXPECT_EQ(estimate.low, 0);
  EXPECT_NEAR(estimate.high, 1 - std::pow(0.05, 0.01), 1e-9);
  EXPECT_EQ(estimate.why, "no success among 100 requests, taken as 100 independent looks");
}

TEST(Proportion, OneFailureIsNoBetterEvidenceThanNone) {
  const std::vector<Successes> none(10, Successes{1'000'000, 1'000'000});
  std::vector<Successes> one = none;
  one[3].good -= 1;
  EXPECT_LE(proportion_over_replications(one).low, proportion_over_replications(none).low);
}

TEST(Proportion, WithoutDependenceIsClopperAndPearson) {
  // 4 failures of 20 with a design effect of 1 and a single batch-less run known to be independent: Clopper &
  // Pearson 1934 give 0.0573 to 0.4366 for 4 of 20.
  ProportionOptions independent;
  independent.requests_per_look = 1;
  const std::vector<Successes> one = {{16, 20}};
  const Estimate estimate = proportion_over_replications(one, independent);
  EXPECT_NEAR(estimate.low, 1 - 0.4366, 1e-4);
  EXPECT_NEAR(estimate.high, 1 - 0.0573, 1e-4);
}

TEST(Proportion, OneReplicationThatHoldsAllFailuresCountsAsOneCluster) {
  // f failures in one of R equal runs: squares f^2 (1 - 1/R), times R / (R - 1) over f (1 - p): f / (1 - p).
  std::vector<Successes> runs(10, Successes{10'000, 10'000});
  runs[0].good -= 100;
  EXPECT_NEAR(design_effect(runs), 100 / (1 - 0.001), 1e-9);
}

TEST(Proportion, DesignEffectIsNeverUnderOne) {
  const std::vector<Successes> alike(
      10, Successes{900, 1000});  // less spread than independent requests would have
  EXPECT_EQ(design_effect(alike), 1);
  EXPECT_EQ(design_effect({}), 1);
}

TEST(Proportion, OfNoRequestsSaysSo) {
  const std::vector<Successes> runs(10, Successes{0, 0});
  EXPECT_EQ(proportion_over_replications(runs).lack, Lack::kTooFew);
  EXPECT_EQ(proportion_over_replications(runs).why, "no requests were counted");
}

TEST(Proportion, WilsonContinuesClopperAndPearson) {
  // Where the exact interval hands over to Wilson's, at 2,000 of the rarer kind, no jump is to be seen.
  ProportionOptions independent;
  independent.requests_per_look = 1;
  const std::vector<Successes> below = {{100'000 - 2000, 100'000}};
  const std::vector<Successes> above = {{100'000 - 2001, 100'000}};
  const Estimate a = proportion_over_replications(below, independent);
  const Estimate b = proportion_over_replications(above, independent);
  EXPECT_NEAR(a.half_width(), b.half_width(), 0.01 * a.half_width());
}

TEST(Proportion, RefusesMoreSuccessesThanRequests) {
  const std::vector<Successes> runs = {{5, 4}};
  EXPECT_THROW(proportion_over_replications(runs), BrokenPromise);
}

TEST(RequestsPerLook, GrowsWithWhatReplicationsDoNotShare) {
  // Means 9, 10, 11 of 100 requests with variance 100 each: between 1, expected 100 / 100 = 1, effect 1;
  // times the margin 2 / chi2(0.05, 2) = 2 / 0.10259 = 19.5.
  const std::vector<Sample> samples = {{100, 9, 100}, {100, 10, 100}, {100, 11, 100}};
  EXPECT_NEAR(requests_per_look(samples), 19.4957, 1e-3);
  EXPECT_EQ(requests_per_look(std::vector<Sample>{{100, 9, 100}}), 0);  // unknown
}

TEST(Quantile, IsTheMedianBetweenOrderStatistics) {
  // 10 replications: 1 - 2 P(Bin(10, 1/2) <= 1) = 1 - 22/1024 = 97.9%, one more would be 89.1%: 2nd to 9th.
  std::vector<SampleQuantile> quantiles;
  for (const double value : {3.0, 1.0, 2.0, 10.0, 9.0, 8.0, 4.0, 5.0, 7.0, 6.0})
    quantiles.push_back({value, 1000});
  const Estimate estimate = quantile_over_replications(quantiles, 0.99, 0);
  EXPECT_EQ(estimate.value, 5.5);
  EXPECT_EQ(estimate.low, 2);
  EXPECT_EQ(estimate.high, 9);
  EXPECT_EQ(estimate.replications, 10);
}

TEST(Quantile, TakesSixReplicationsAtLeast) {
  std::vector<SampleQuantile> five(5, SampleQuantile{1, 100'000});
  EXPECT_EQ(quantile_over_replications(five, 0.99, 0).why,
            "5 replications, an interval for a quantile takes at least 6");
  std::vector<SampleQuantile> six(6, SampleQuantile{1, 100'000});
  EXPECT_TRUE(quantile_over_replications(six, 0.99, 0).has_interval());
}

TEST(Quantile, SaysTooFewWhereTheTailIsNotReached) {
  std::vector<SampleQuantile> runs(10, SampleQuantile{1, 5000});
  EXPECT_TRUE(quantile_over_replications(runs, 0.99, 0).has_interval());  // 50 beyond it
  const Estimate estimate = quantile_over_replications(runs, 0.999, 0);   // 5 beyond it
  EXPECT_EQ(estimate.lack, Lack::kTooFew);
  EXPECT_TRUE(std::isnan(estimate.value));
  EXPECT_EQ(estimate.why, "only 5.0 of 5,000 values of a replication lie beyond it, at least 10 must");
}

TEST(Quantile, HoldsForHundredsOfReplications) {
  // 2,000: k = 957 (normal: 1000 - 1.96 * 22.36 = 956.2); 2^-2000 underflows nothing because the sum starts
  // in logs.
  std::vector<SampleQuantile> runs;
  for (int i = 1; i <= 2000; ++i) runs.push_back({static_cast<double>(i), 1000});
  const Estimate estimate = quantile_over_replications(runs, 0.5, 0);
  EXPECT_NEAR(estimate.low, 956.5, 1);
  EXPECT_NEAR(estimate.high, 1044.5, 1);
}

TEST(Ratio, IsTheJackknife) {
  // 1/1, 3/2: whole 4/3; leaving one out 3/2 and 1; pseudo 8/3 - 3/2 = 7/6 and 8/3 - 1 = 5/3; mean 17/12,
  // deviation of (7/6, 5/3) is 0.35355, error 0.25, t(0.975, 1) = 12.7062.
  const std::vector<double> top = {1, 3};
  const std::vector<double> bottom = {1, 2};
  const Estimate estimate = ratio_over_replications(top, bottom);
  EXPECT_NEAR(estimate.value, 17.0 / 12, 1e-12);
  EXPECT_NEAR(estimate.half_width(), 12.7062 * 0.25, 1e-4);
}

TEST(Ratio, HasNothingToDivideBy) {
  const std::vector<double> top = {1, 3};
  const std::vector<double> none = {0, 0};
  const std::vector<double> once = {0, 2};
  EXPECT_EQ(ratio_over_replications(top, none).lack, Lack::kTooFew);
  EXPECT_EQ(ratio_over_replications(top, once).lack, Lack::kTooFew);
}

TEST(Judge, WantsTheWholeIntervalOnOneSide) {
  Estimate estimate = Estimate::exactly(10);
  estimate.low = 9;
  estimate.high = 11;
  EXPECT_EQ(judge(estimate, Side::kAtMost, 12).verdict, Expected::kHolds);
  EXPECT_EQ(judge(estimate, Side::kAtMost, 8).verdict, Expected::kFails);
  EXPECT_EQ(judge(estimate, Side::kAtMost, 10.5).verdict, Expected::kUndecided);
  EXPECT_EQ(judge(estimate, Side::kAtMost, 11).verdict, Expected::kHolds);
  EXPECT_EQ(judge(estimate, Side::kBelow, 11).verdict, Expected::kUndecided);
  EXPECT_EQ(judge(estimate, Side::kAbove, 9).verdict, Expected::kUndecided);
  EXPECT_EQ(judge(estimate, Side::kAtLeast, 9).verdict, Expected::kHolds);
  EXPECT_EQ(judge(estimate, Side::kAtMost, 12).margin, 2);
  EXPECT_EQ(judge(estimate, Side::kAtLeast, 12).margin, -2);
}

TEST(Judge, LeavesUndecidedWhatIsLackingWithItsReason) {
  const Judgement judgement = judge(Estimate::lacking(Lack::kSaturated, "load is 107%"), Side::kAtMost, 1);
  EXPECT_EQ(judgement.verdict, Expected::kUndecided);
  EXPECT_EQ(judgement.why, "saturated: load is 107%");
}

TEST(Judge, DoesNotTakeNoFailureForPerfection) {
  const std::vector<Successes> runs(10, Successes{1000, 1000});
  const Estimate estimate = proportion_over_replications(runs);
  EXPECT_EQ(judge(estimate, Side::kAtLeast, 0.999).verdict, Expected::kHolds);
  const Judgement judgement = judge(estimate, Side::kAtLeast, 0.99999);
  EXPECT_EQ(judgement.verdict, Expected::kUndecided);
  EXPECT_EQ(judgement.why,
            "too few events: no failure among 10,000 requests, taken as 10,000 independent looks");
}

// Folds the bits of an interval; every compiler, optimisation level and machine has to come to the same.
std::uint64_t fold(std::uint64_t folded, const Estimate& estimate) {
  for (const double x : {estimate.value, estimate.low, estimate.high})
    folded = (folded ^ std::bit_cast<std::uint64_t>(x)) * 0x100000001b3u;
  return folded;
}

TEST(Estimates, HaveTheSameBitsEverywhere) {
  std::uint64_t folded = 0xcbf29ce484222325u;
  std::vector<double> values, weights;
  std::vector<Successes> runs;
  std::vector<SampleQuantile> quantiles;
  for (int i = 1; i <= 12; ++i) {
    values.push_back(1.0 / i + i * i * 0.37);
    weights.push_back(100 + 7.3 * (i % 5));
    runs.push_back({100'000 - 13 * (i % 4), 100'000 + i});
    quantiles.push_back({values.back() * 1e6, 5000});
  }
  folded = fold(folded, mean_over_replications(values));
  folded = fold(folded, proportion_over_replications(runs));
  folded = fold(folded, quantile_over_replications(quantiles, 0.99, 1.0 / 256));
  folded = fold(folded, ratio_over_replications(values, weights));
  EXPECT_EQ(folded, 7595876082218066244u);
}

}  // namespace
}  // namespace windtunnel
