// Paired differences by hand, and when "same" has been earned.
#include "sim/stats/comparison.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace windtunnel {
namespace {

Estimate between(double low, double high) {
  Estimate estimate = Estimate::exactly((low + high) / 2);
  estimate.low = low;
  estimate.high = high;
  return estimate;
}

TEST(PairedDifference, TakesOutWhatBothShare) {
  // Differences 1, 2, 3: mean 2, error 1 / sqrt 3, t 4.3027: 2 +- 2.4841; t = 3.4641 with 2 degrees: p =
  // 0.0742.
  const std::vector<double> a = {100, 205, 94};
  const std::vector<double> b = {101, 207, 97};
  const Difference difference = paired_difference(a, b);
  EXPECT_NEAR(difference.absolute.value, 2, 1e-12);
  EXPECT_NEAR(difference.absolute.half_width(), 2.4841, 1e-4);
  EXPECT_NEAR(difference.p_value, 0.0742, 1e-4);
  EXPECT_NEAR(difference.relative.value, 6.0 / 399, 1e-12);
}

TEST(PairedDifference, OfEqualRunsIsExactlyNothing) {
  const std::vector<double> a = {1, 2, 3};
  const Difference difference = paired_difference(a, a);
  EXPECT_EQ(difference.absolute.low, 0);
  EXPECT_EQ(difference.absolute.high, 0);
  EXPECT_EQ(difference.p_value, 1);
  EXPECT_EQ(compare(difference.absolute, Direction::kLowerIsBetter, 0), Compared::kSame);
}

TEST(PairedDifference, OfAMeanOfZeroHasNoRelativeOne) {
  const std::vector<double> a = {0, 0};
  const std::vector<double> b = {1, 2};
  EXPECT_EQ(paired_difference(a, b).relative.lack, Lack::kTooFew);
}

TEST(UnpairedDifference, IsWelchs) {
  // The two samples of SciPy's and Wikipedia's example; scipy.stats.ttest_ind(b, a, equal_var=False) 1.14: t
  // = 2.8353 with 27.714 degrees, p = 0.0084527, 99% interval [0.068243, 5.465091]. Of a only its 95%
  // interval is kept.
  const KeptMean a{20.82, 19.26670165245124, 22.373298347548754, 15};
  const std::vector<double> b = {27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0,
                                 24.8, 20.2, 21.9, 22.1, 22.9, 30.0, 23.9};
  const Difference difference = unpaired_difference(a, b, 0.99);
  EXPECT_NEAR(difference.absolute.value, 2.766667, 1e-6);
  EXPECT_NEAR(difference.absolute.low, 0.068243, 1e-6);
  EXPECT_NEAR(difference.absolute.high, 5.465091, 1e-6);
  EXPECT_NEAR(difference.p_value, 0.0084527, 1e-7);
  EXPECT_NEAR(difference.relative.value, 2.766667 / 20.82, 1e-7);
}

TEST(UnpairedDifference, OfFiguresWithoutChanceIsExact) {
  const KeptMean price{613.2, 613.2, 613.2, 30};
  const std::vector<double> now = {671.6, 671.6};
  const Difference difference = unpaired_difference(price, now);
  EXPECT_NEAR(difference.absolute.low, 58.4, 1e-9);
  EXPECT_EQ(difference.absolute.low, difference.absolute.high);
}

TEST(Compare, CallsBetterOnlyWhatIsWhollyOnOneSide) {
  EXPECT_EQ(compare(between(-3, -1), Direction::kLowerIsBetter, 0.5), Compared::kBetter);
  EXPECT_EQ(compare(between(-3, -1), Direction::kHigherIsBetter, 0.5), Compared::kWorse);
  EXPECT_EQ(compare(between(1, 3), Direction::kHigherIsBetter, 0.5), Compared::kBetter);
  EXPECT_EQ(compare(between(-1, 3), Direction::kHigherIsBetter, 0.5), Compared::kUndecided);
}

TEST(Compare, CallsSameOnlyWhatCannotMatter) {
  EXPECT_EQ(compare(between(-0.4, 0.3), Direction::kLowerIsBetter, 0.5), Compared::kSame);
  EXPECT_EQ(compare(between(0.1, 0.3), Direction::kLowerIsBetter, 0.5),
            Compared::kSame);  // real, but too small
  EXPECT_EQ(compare(between(-0.6, 0.3), Direction::kLowerIsBetter, 0.5), Compared::kUndecided);
  EXPECT_EQ(compare(Estimate::lacking(Lack::kTooFew, ""), Direction::kLowerIsBetter, 0.5),
            Compared::kUndecided);
}

TEST(Holm, AdjustsStepByStep) {
  // Sorted 0.01, 0.02, 0.03, 0.04: times 4, 3, 2, 1 = 0.04, 0.06, 0.06, 0.04, never falling: 0.04, 0.06,
  // 0.06, 0.06.
  const std::vector<double> p_values = {0.04, 0.01, 0.03, 0.02};
  const std::vector<double> adjusted = holm_adjusted(p_values);
  EXPECT_DOUBLE_EQ(adjusted[0], 0.06);
  EXPECT_DOUBLE_EQ(adjusted[1], 0.04);
  EXPECT_DOUBLE_EQ(adjusted[2], 0.06);
  EXPECT_DOUBLE_EQ(adjusted[3], 0.06);
  EXPECT_TRUE(holm_adjusted({}).empty());
}

}  // namespace
}  // namespace windtunnel
