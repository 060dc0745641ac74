// Ranking: who may be the best, and how often the truly best is left out.
#include "sim/stats/ranking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/base/math.hpp"
#include "sim/base/random.hpp"

namespace windtunnel {
namespace {

using Points = std::vector<std::vector<double>>;

double normal(Rng& rng) { return math::normal_quantile(rng.uniform()); }

// Points of these means under common random numbers: half of each value's variance is the replication's own.
Points flown(const std::vector<double>& means, std::size_t replications, double skew, Rng& rng) {
  Points points(means.size());
  for (std::size_t r = 0; r < replications; ++r) {
    const double shared = normal(rng);
    for (std::size_t i = 0; i < means.size(); ++i) {
      // Spread grows with the number of the point, so differences have variances of their own.
      const double spread = 1 + skew * static_cast<double>(i);
      points[i].push_back(means[i] + spread * (shared + normal(rng)));
    }
  }
  return points;
}

// In how many of `studies` the truly best (the highest) is left out, and in how many some interval is wrong.
struct Errors {
  double best_left_out = 0, some_interval_wrong = 0;
};
Errors errors_over(int studies, const std::vector<double>& means, double skew, double error) {
  Errors errors;
  const auto best = static_cast<std::size_t>(std::max_element(means.begin(), means.end()) - means.begin());
  Rng rng = Rng::stream(20261126, "ranking");
  for (int study = 0; study < studies; ++study) {
    const std::vector<Ranked> ranked = rank(flown(means, 8, skew, rng), Direction::kHigherIsBetter, error);
    errors.best_left_out += ranked[best].rank == Rank::kNotBest ? 1.0 / studies : 0;
    bool wrong = false;
    for (std::size_t i = 0; i < means.size(); ++i) {
      double others = -math::kInfinity;
      for (std::size_t j = 0; j < means.size(); ++j)
        if (j != i) others = std::max(others, means[j]);
      const double truth = means[i] - others;
      wrong = wrong || truth < ranked[i].low || truth > ranked[i].high;
    }
    errors.some_interval_wrong += wrong ? 1.0 / studies : 0;
  }
  return errors;
}

TEST(Ranking, NamesTheBestWhereNobodyElseMayBe) {
  const Points points = {{1, 1.1, 0.9}, {5, 5.1, 4.9}, {3, 3.2, 2.9}};
  const std::vector<Ranked> up = rank(points, Direction::kHigherIsBetter);
  EXPECT_EQ(up[1].rank, Rank::kBest);
  EXPECT_EQ(up[0].rank, Rank::kNotBest);
  EXPECT_EQ(up[2].rank, Rank::kNotBest);
  EXPECT_EQ(up[1].low, 0);
  EXPECT_GT(up[1].high, 2 - 1e-9);
  EXPECT_LT(up[0].high, 1e-9);
  const std::vector<Ranked> down = rank(points, Direction::kLowerIsBetter);
  EXPECT_EQ(down[0].rank, Rank::kBest);
  EXPECT_EQ(down[0].high, 0);
  EXPECT_GE(down[1].low, -1e-9);
}

// Differences of -1 and 1 have a mean of 0: nothing tells these two apart, and the third is far.
TEST(Ranking, LeavesInTheSetWhomNothingTellsApart) {
  const std::vector<Ranked> ranked =
      rank(Points{{5, 6, 5, 6}, {6, 5, 6, 5}, {1, 1, 1, 1}}, Direction::kHigherIsBetter);
  EXPECT_EQ(ranked[0].rank, Rank::kMayBeBest);
  EXPECT_EQ(ranked[1].rank, Rank::kMayBeBest);
  EXPECT_EQ(ranked[2].rank, Rank::kNotBest);
}

TEST(Ranking, TakesEqualPointsForEqual) {
  const std::vector<Ranked> ranked = rank(Points{{1, 1, 1}, {1, 1, 1}}, Direction::kLowerIsBetter);
  EXPECT_EQ(ranked[0].rank, Rank::kMayBeBest);
  EXPECT_EQ(ranked[0].low, 0);
  EXPECT_EQ(ranked[0].high, 0);
}

TEST(Ranking, ExcludesNobodyOnOneReplication) {
  const std::vector<Ranked> ranked =
      rank(Points{{1, math::kNaN}, {100, 100}, {100, 101}}, Direction::kHigherIsBetter);
  EXPECT_EQ(ranked[0].rank, Rank::kMayBeBest);
  EXPECT_EQ(ranked[0].mean, 1);
  EXPECT_EQ(rank(Points{{7}}, Direction::kHigherIsBetter)[0].rank, Rank::kBest) << "of one alone";
}

// All equal is the hardest case: any other may come out ahead by luck. 3,000 studies of ten points at 5%: the
// share of errors has a deviation of sqrt(0.05 * 0.95 / 3000) = 0.4%, so up to 6.2% is luck at three of them.
TEST(Ranking, LeavesTheBestOutInNoMoreStudiesThanItSays) {
  const std::vector<double> equal(10, 0.0);
  for (const double skew : {0.0, 0.3}) {
    const Errors errors = errors_over(3000, equal, skew, 0.05);
    EXPECT_LT(errors.best_left_out, 0.062) << skew;
    EXPECT_LT(errors.some_interval_wrong, 0.062) << skew;
    EXPECT_GT(errors.best_left_out, 0.005) << "so careful that it says nothing";
  }
  const Errors slipped = errors_over(3000, {0, 0, 0, 0, 0, 0, 0, 0, 0.5, 1.0}, 0, 0.05);
  EXPECT_LT(slipped.best_left_out, 0.062);
  EXPECT_LT(slipped.some_interval_wrong, 0.062);
}

// Without allowing for nine comparisons, at 5% each, the best is left out five times as often as said.
TEST(Ranking, WouldBeWrongFarMoreOftenHadItNotAllowedForTheNumber) {
  EXPECT_GT(errors_over(1000, std::vector<double>(10, 0.0), 0, 0.05 * 9).best_left_out, 0.15);
}

// Half of the variance is shared, so differences have that of the other half: at 8 replications of 10 points
// a lead of 3 deviations is nearly always seen.
TEST(Ranking, FindsABestThatLeadsClearly) {
  std::vector<double> means(10, 0.0);
  means[4] = 6;
  Rng rng = Rng::stream(1, "ranking");
  int found = 0;
  for (int study = 0; study < 200; ++study)
    found += rank(flown(means, 8, 0, rng), Direction::kHigherIsBetter)[4].rank == Rank::kBest;
  EXPECT_GT(found, 180);
}

}  // namespace
}  // namespace windtunnel
