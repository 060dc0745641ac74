// Replications until the interval is narrow enough, at looks fixed beforehand.
#include "sim/stats/sequential.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

Estimate wide(double value, double half) {
  Estimate estimate = Estimate::exactly(value);
  estimate.low = value - half;
  estimate.high = value + half;
  return estimate;
}

TEST(Sequential, LooksAtFixedNumbersOnly) {
  const SequentialPlan plan{.first = 10, .most = 50};
  EXPECT_EQ(next_look(plan, 0), 10);
  EXPECT_EQ(next_look(plan, 10), 15);
  EXPECT_EQ(next_look(plan, 15), 23);
  EXPECT_EQ(next_look(plan, 17), 23);
  EXPECT_EQ(next_look(plan, 23), 35);
  EXPECT_EQ(next_look(plan, 35), 50);
  EXPECT_EQ(next_look(plan, 50), 50);
}

TEST(Sequential, StopsWhereItIsNarrowAndOnlyThere) {
  SequentialPlan plan{.first = 10, .most = 50, .half_width_relative = 0.05};
  EXPECT_TRUE(enough_replications(plan, 10, wide(100, 5)));
  EXPECT_FALSE(enough_replications(plan, 10, wide(100, 5.1)));
  EXPECT_FALSE(enough_replications(plan, 12, wide(100, 1)));  // narrow, but not a look
  EXPECT_TRUE(enough_replications(plan, 50, wide(100, 90)));
  EXPECT_FALSE(enough_replications(plan, 15, Estimate::lacking(Lack::kTooFew, "")));
  plan.half_width_absolute = 2;
  EXPECT_FALSE(enough_replications(plan, 10, wide(100, 5)));
  EXPECT_TRUE(enough_replications(plan, 10, wide(100, 2)));
}

TEST(Sequential, NeverStopsBelowTwo) {
  const SequentialPlan plan{.first = 1, .most = 50, .half_width_relative = 0.05};
  EXPECT_FALSE(enough_replications(plan, 1, wide(100, 0)));
  EXPECT_TRUE(enough_replications(plan, 2, wide(100, 0)));
}

}  // namespace
}  // namespace windtunnel
