// The histogram against the sorted sample it stands for: error bound, exact sum, merging, the edges of the
// range.
#include "sim/stats/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

// A fixed sequence (SplitMix64) spread over 40 octaves, so that every kind of bucket is met.
std::vector<std::int64_t> wide_sample(std::size_t n) {
  std::vector<std::int64_t> values;
  std::uint64_t state = 20240101;
  const auto next = [&] {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  };
  for (std::size_t i = 0; i < n; ++i) {
    const int bits = static_cast<int>(next() % 41);
    values.push_back(static_cast<std::int64_t>(next() & ((std::uint64_t{1} << bits) - 1)));
  }
  return values;
}

TEST(Histogram, FindsEachValueInABucketNoWiderThanItsStatedShare) {
  for (const int bits : {1, 5, 8, 16}) {
    std::vector<std::int64_t> edges = {0,   1,   2,   255,           256,           257,
                                       511, 512, 513, 1'000'000'007, INT64_MAX - 1, INT64_MAX};
    for (const std::int64_t value : edges) {
      Histogram one(bits);
      one.add(value);
      int buckets = 0;
      one.each_bucket([&](const Histogram::Bucket& b) {
        ++buckets;
        EXPECT_LE(b.low_ns, value);
        EXPECT_GE(b.high_ns, value);
        EXPECT_EQ(b.count, 1);
        EXPECT_LE(static_cast<double>(b.high_ns - b.low_ns),
                  one.relative_error() * static_cast<double>(b.low_ns));
      });
      EXPECT_EQ(buckets, 1) << "value " << value << " with " << bits << " bits";
    }
  }
}

TEST(Histogram, NeighbouringBucketsTouchWithoutGapOrOverlap) {
  Histogram histogram(3);
  for (std::int64_t value = 0; value < 5000; ++value) histogram.add(value);
  std::int64_t expected = 0;
  histogram.each_bucket([&](const Histogram::Bucket& b) {
    EXPECT_EQ(b.low_ns, expected);
    expected = b.high_ns + 1;
  });
  EXPECT_GE(expected, 5000);
}

TEST(Histogram, QuantilesLieWithinTheStatedErrorOfTheSampleQuantile) {
  std::vector<std::int64_t> values = wide_sample(20'011);
  Histogram histogram;
  for (const std::int64_t value : values) histogram.add(value);
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  for (const double p : {0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0}) {
    // Type 8: rank (n + 1/3) p + 1/3; between the two neighbours of a fractional rank any value may stand.
    const double rank = std::clamp((n + 1.0 / 3) * p + 1.0 / 3, 1.0, n);
    const auto low = static_cast<double>(values[static_cast<std::size_t>(std::floor(rank)) - 1]);
    const auto high = static_cast<double>(values[static_cast<std::size_t>(std::ceil(rank)) - 1]);
    const double found = histogram.quantile_ns(p);
    EXPECT_GE(found, low * (1 - histogram.relative_error())) << "p " << p;
    EXPECT_LE(found, high * (1 + histogram.relative_error())) << "p " << p;
  }
}

TEST(Histogram,
     ACoarserOneMissesTheFinerBound) {  // the negative control of the bound above: 3 bits are 12.5%
  Histogram coarse(3);
  for (int i = 0; i < 100; ++i) coarse.add(1'060'000);
  EXPECT_GT(std::fabs(coarse.quantile_ns(0.02) / 1'060'000 - 1), Histogram().relative_error());
}

TEST(Histogram, InterpolatesADenseSampleFarBetterThanItsBuckets) {
  // 1,000,000 values evenly from 1 ms to 2 ms: the median is 1.5 ms; a bucket there is 4,096 ns wide.
  Histogram histogram;
  for (std::int64_t i = 0; i < 1'000'000; ++i) histogram.add(1'000'000 + i);
  EXPECT_NEAR(histogram.quantile_ns(0.5), 1'500'000, 5);
  EXPECT_NEAR(histogram.quantile_ns(0.99), 1'990'000, 5);
}

TEST(Histogram, KeepsTheMeanExact) {
  Histogram histogram;
  for (const std::int64_t value : {1'000'003, 2'000'001, 3'000'002}) histogram.add(value);
  EXPECT_EQ(histogram.mean_ns(), 2'000'002);  // (1,000,003 + 2,000,001 + 3,000,002) / 3
  Histogram large;
  for (int i = 0; i < 4; ++i) large.add(INT64_MAX);  // a 64-bit sum would have wrapped
  EXPECT_EQ(large.mean_ns(), 9223372036854775807.0);
}

TEST(Histogram, MergedPartsEqualTheWholeInAnyOrder) {
  const std::vector<std::int64_t> values = wide_sample(3000);
  Histogram whole;
  std::vector<Histogram> parts(3);
  for (std::size_t i = 0; i < values.size(); ++i) {
    whole.add(values[i]);
    parts[i % 3].add(values[i]);
  }
  Histogram forward;
  for (const Histogram& part : parts) forward.merge(part);
  Histogram backward;
  for (std::size_t i = parts.size(); i-- > 0;) backward.merge(parts[i]);
  EXPECT_TRUE(forward == whole);
  EXPECT_TRUE(backward == whole);
  backward.add(1);
  EXPECT_FALSE(backward == whole);
}

TEST(Histogram, CountsWhatLiesAboveAValue) {
  Histogram histogram;
  for (std::int64_t value = 1; value <= 100; ++value) histogram.add(value);
  EXPECT_EQ(histogram.count_above(90), 10);  // values below 512 ns have buckets of their own
  EXPECT_EQ(histogram.count_above(100), 0);
  EXPECT_EQ(histogram.count_above(0), 100);
  EXPECT_DOUBLE_EQ(histogram.share_at_or_below(25), 0.25);
}

TEST(Histogram, IsEmptyWithoutValues) {
  const Histogram histogram;
  EXPECT_TRUE(histogram.empty());
  EXPECT_TRUE(std::isnan(histogram.mean_ns()));
  EXPECT_TRUE(std::isnan(histogram.quantile_ns(0.5)));
  EXPECT_EQ(histogram.count_above(5), 0);
}

TEST(Histogram, RefusesANegativeValueAndAnotherResolution) {
  Histogram histogram;
  histogram.add(10);
  EXPECT_THROW(histogram.add(-1), BrokenPromise);
  EXPECT_THROW(histogram.merge(Histogram(4)), BrokenPromise);
  EXPECT_EQ(histogram.count(), 1);
}

TEST(Histogram, HoldsOnlyTheOctavesItHasSeen) {
  // Latencies from 1 ms to 1 s span 10 octaves, 11 with the cut at powers of two: 11 x 256 buckets of 8
  // bytes.
  Histogram histogram;
  for (std::int64_t value = 1'000'000; value <= 1'000'000'000; value += 999'000) histogram.add(value);
  EXPECT_LE(histogram.memory_bytes(), sizeof(Histogram) + 11 * 256 * 8);
}

}  // namespace
}  // namespace windtunnel
