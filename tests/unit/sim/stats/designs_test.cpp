// Designs: points that are published, balance in every box that promises it, and a cube that is filled.
#include "sim/stats/designs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace windtunnel {
namespace {

// How many points there are in each box of 2^levels[axis] slices along each axis.
std::vector<std::size_t> in_boxes(const Design& design, const std::vector<int>& levels) {
  std::size_t boxes = 1;
  for (const int level : levels) boxes <<= level;
  std::vector<std::size_t> counts(boxes);
  for (const std::vector<double>& point : design) {
    std::size_t box = 0;
    for (std::size_t axis = 0; axis < levels.size(); ++axis)
      box =
          (box << levels[axis]) + static_cast<std::size_t>(std::floor(std::ldexp(point[axis], levels[axis])));
    ++counts[box];
  }
  return counts;
}

bool each_has(const std::vector<std::size_t>& counts, std::size_t wanted) {
  return std::all_of(counts.begin(), counts.end(), [&](std::size_t count) { return count == wanted; });
}

// The first ten points of three axes as Joe and Kuo's own program prints them (sobol.cc 10 3).
TEST(Sobol, HasThePublishedFirstPoints) {
  const Design published = {{0, 0, 0},
                            {0.5, 0.5, 0.5},
                            {0.75, 0.25, 0.25},
                            {0.25, 0.75, 0.75},
                            {0.375, 0.375, 0.625},
                            {0.875, 0.875, 0.125},
                            {0.625, 0.125, 0.875},
                            {0.125, 0.625, 0.375},
                            {0.1875, 0.3125, 0.9375},
                            {0.6875, 0.8125, 0.4375}};
  EXPECT_EQ(sobol(10, 3, std::nullopt), published);
}

// Of scipy 1.17.1, scipy.stats.qmc.Sobol(32, scramble=False, bits=32).random(100), which reads the same file.
TEST(Sobol, HasTheDirectionsOfAllItsAxes) {
  const std::vector<double> sixth = {0.875, 0.875, 0.125, 0.375, 0.875, 0.625, 0.875, 0.375,
                                     0.375, 0.125, 0.375, 0.875, 0.875, 0.125, 0.875, 0.375,
                                     0.875, 0.375, 0.375, 0.625, 0.625, 0.625, 0.875, 0.375,
                                     0.375, 0.375, 0.875, 0.125, 0.625, 0.625, 0.875, 0.625};
  EXPECT_EQ(sobol(6, 32, std::nullopt)[5], sixth);
  const std::vector<double> hundredth = {
      0.2890625, 0.8828125, 0.6484375, 0.6015625, 0.7578125, 0.8671875, 0.6484375, 0.8515625,
      0.0078125, 0.3203125, 0.8359375, 0.5546875, 0.8515625, 0.7265625, 0.4453125, 0.3671875,
      0.5546875, 0.6171875, 0.4609375, 0.7109375, 0.1328125, 0.0234375, 0.6328125, 0.3671875,
      0.1484375, 0.6328125, 0.3203125, 0.2890625, 0.8671875, 0.8515625, 0.0859375, 0.5390625};
  EXPECT_EQ(sobol(100, 32, std::nullopt)[99], hundredth);
}

TEST(Sobol, StaysWhatItIsWhenMoreAreAskedFor) {
  for (const std::optional<std::uint64_t> seed :
       {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(7)}) {
    const Design few = sobol(20, 4, seed), many = sobol(200, 4, seed);
    EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
  }
}

// Along two axes Sobol's first two are a (0, m, 2)-net: of 2^m points exactly one lies in every box of area
// 2^-m whose sides are powers of two (Sobol 1967), and a scramble keeps that (Owen 1995, section 3).
TEST(Sobol, IsBalancedInEveryBoxOfTwoAxes) {
  constexpr int kM = 8;
  for (const std::optional<std::uint64_t> seed :
       {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(1), std::optional<std::uint64_t>(2)}) {
    const Design design = sobol(std::size_t{1} << kM, 2, seed);
    for (int first = 0; first <= kM; ++first) EXPECT_TRUE(each_has(in_boxes(design, {first, kM - first}), 1));
  }
}

// Every axis by itself is balanced to its last slice; the third is where quality t of this sequence begins to
// be 1 (sum of degree - 1 over its axes: 0 + 0 + 1): boxes of area 2^-(m-1) hold 2 points each.
TEST(Sobol, IsBalancedAsItsQualitySays) {
  constexpr int kM = 9;
  const Design design = sobol(std::size_t{1} << kM, 32, 3);
  for (std::size_t axis = 0; axis < 32; ++axis) {
    std::vector<int> levels(32, 0);
    levels[axis] = kM;
    EXPECT_TRUE(each_has(in_boxes(design, levels), 1)) << axis;
  }
  for (int first = 0; first < kM; ++first)
    for (int second = 0; first + second < kM; ++second)
      EXPECT_TRUE(each_has(in_boxes(design, {first, second, kM - 1 - first - second}), 2));
}

TEST(Sobol, IsScrambledOtherwiseByEverySeed) {
  EXPECT_EQ(sobol(64, 3, 5), sobol(64, 3, 5));
  EXPECT_NE(sobol(64, 3, 5), sobol(64, 3, 6));
  EXPECT_NE(sobol(64, 3, 5), sobol(64, 3, std::nullopt));
}

// The mean of x*y over the square is 1/4. Over 200 seeds the mean of 64 scrambled points is unbiased: its
// error is of the order of 64^-1.5, about 0.002, so that of the mean of 200 is below 0.0005; 64 independent
// points would have a deviation of sqrt(1/9 - 1/16) / 8 = 0.0276 each.
TEST(Sobol, HasNoBiasAndLessErrorThanIndependentPoints) {
  double sum = 0, squares = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    double mean = 0;
    for (const std::vector<double>& point : sobol(64, 2, seed)) mean += point[0] * point[1] / 64;
    sum += mean / 200;
    squares += (mean - 0.25) * (mean - 0.25) / 200;
  }
  EXPECT_NEAR(sum, 0.25, 0.0005);
  EXPECT_LT(std::sqrt(squares), 0.0276 / 5);
}

TEST(LatinHypercube, HasOnePointInEverySliceOfEveryAxis) {
  for (const std::size_t points : {1u, 2u, 7u, 100u}) {
    const Design design = latin_hypercube(points, 5, 11);
    ASSERT_EQ(design.size(), points);
    for (std::size_t axis = 0; axis < 5; ++axis) {
      std::set<int> slices;
      for (const std::vector<double>& point : design) {
        EXPECT_GE(point[axis], 0);
        EXPECT_LT(point[axis], 1);
        slices.insert(static_cast<int>(point[axis] * static_cast<double>(points)));
      }
      EXPECT_EQ(slices.size(), points);
    }
  }
}

// Axes are shuffled independently: the correlation of two of 1,000 points has a deviation of 1/sqrt(999) =
// 0.032; five of them are passed by one in 1.7 million.
TEST(LatinHypercube, ShufflesEveryAxisByItself) {
  const Design design = latin_hypercube(1000, 4, 3);
  for (std::size_t a = 0; a < 4; ++a)
    for (std::size_t b = a + 1; b < 4; ++b) {
      double sum = 0;
      for (const std::vector<double>& point : design) sum += (point[a] - 0.5) * (point[b] - 0.5) * 12 / 1000;
      EXPECT_NEAR(sum, 0, 5 * 0.032) << a << " " << b;
    }
  EXPECT_EQ(design, latin_hypercube(1000, 4, 3));
  EXPECT_NE(design, latin_hypercube(1000, 4, 4));
}

}  // namespace
}  // namespace windtunnel
