// Moments where naive sums cancel, and time integrals that are exact.
#include "sim/stats/moments.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace windtunnel {
namespace {

using namespace literals;

TEST(Moments, DoNotCancelFarFromZero) {
  // 10^9 + {4, 7, 13, 16}: mean 10, squares 36 + 9 + 9 + 36 = 90, over 3 is 30. Sums of squares would lose it
  // all.
  Moments moments;
  for (const double x : {4.0, 7.0, 13.0, 16.0}) moments.add(1e9 + x);
  EXPECT_DOUBLE_EQ(moments.mean(), 1e9 + 10);
  EXPECT_DOUBLE_EQ(moments.variance(), 30);
}

TEST(Moments, MergeAsIfTheyHadSeenEverything) {
  Moments all, left, right, empty;
  for (int i = 0; i < 10; ++i) {
    const double x = i * i;
    all.add(x);
    (i < 3 ? left : right).add(x);
  }
  left.merge(right);
  left.merge(empty);
  EXPECT_EQ(left.count(), 10);
  EXPECT_DOUBLE_EQ(left.mean(), all.mean());
  EXPECT_DOUBLE_EQ(left.variance(), all.variance());
  empty.merge(left);
  EXPECT_DOUBLE_EQ(empty.mean(), all.mean());
}

TEST(Moments, HaveNoVarianceBelowTwoValues) {
  Moments moments;
  EXPECT_TRUE(std::isnan(moments.mean()));
  moments.add(3);
  EXPECT_EQ(moments.mean(), 3);
  EXPECT_TRUE(std::isnan(moments.variance()));
}

TEST(TimeWeighted, IntegratesStepsExactly) {
  // 0 for 10 ns, 3 for 5 ns, 1 for 20 ns: 15 + 20 = 35.
  TimeWeighted in_station;
  in_station.set(Time::from_ns(10), 3);
  in_station.change(Time::from_ns(15), -2);
  EXPECT_TRUE(in_station.area_ns(Time::from_ns(35)) == 35);
  EXPECT_EQ(in_station.peak(), 3);
  EXPECT_EQ(in_station.value(), 1);
}

TEST(TimeWeighted, CutsWindowsByMarks) {
  TimeWeighted busy;
  busy.set(Time() + 1_s, 2);
  const auto start = busy.mark(Time() + 2_s);
  busy.forget_peak();
  busy.set(Time() + 3_s, 6);
  busy.set(Time() + 4_s, 0);
  const auto end = busy.mark(Time() + 6_s);
  EXPECT_DOUBLE_EQ(TimeWeighted::mean(start, end), 2.0);  // (2 + 6 + 0 + 0) / 4
  EXPECT_EQ(busy.peak(), 6);
  EXPECT_TRUE(std::isnan(TimeWeighted::mean(end, end)));
}

TEST(TimeWeighted, StaysExactWhereADoubleOr64BitsWouldNot) {
  // 10^12 requests for 100 years, then one for a single nanosecond more: the last nanosecond still counts.
  constexpr std::int64_t kHundredYears = 3'155'760'000'000'000'000;
  TimeWeighted queue;
  queue.set(Time(), 1'000'000'000'000);
  const auto before = queue.mark(Time::from_ns(kHundredYears));
  queue.set(Time::from_ns(kHundredYears), 1);
  const auto after = queue.mark(Time::from_ns(kHundredYears + 1));
  EXPECT_TRUE(after.area_ns - before.area_ns == 1);
}

}  // namespace
}  // namespace windtunnel
