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
