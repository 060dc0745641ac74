// Which of several may be the best, allowing for how many there are.
//
// Of many points the one with the best mean was also lucky. Here a point leaves the set of those that may be
// the best only when some other is better than it by more than luck explains, and the truly best leaves it in
// at most `error` of all studies: for every point the comparisons with all k - 1 others are made at error /
// (k - 1) each, one-sided, on differences replication by replication. So nothing is assumed of how the
// points' figures depend on each other, and common random numbers make the set smaller: the screening of
// Nelson, Swann, Goldsman and Song (2001, section 2.1) with differences of their own variance. From the same
// differences come intervals of multiple comparisons with the best (Hsu 1984; Chang and Hsu 1992 for unequal
// variances): how far each point is from the best of the others, all of them right at once with the same
// error.
#pragma once

#include <span>
#include <vector>

#include "sim/stats/comparison.hpp"

namespace windtunnel {

enum class Rank { kBest, kMayBeBest, kNotBest };
const char* word(Rank rank);  // "best", "may be best", "not best"

struct Ranked {
  Rank rank = Rank::kMayBeBest;
  double mean = 0;
  // Its figure less that of the best of the others: zero or the better side of it may only be had by who may
  // be the best. Infinite where two replications can not be paired.
  double low = 0, high = 0;
};

// By point, its values by replication; not a number where a replication has nothing to say. Those of two
// points are paired as far as both go.
std::vector<Ranked> rank(std::span<const std::vector<double>> points, Direction direction,
                         double error = 0.05);

}  // namespace windtunnel
