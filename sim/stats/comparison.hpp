// Two variants under the same seeds: paired differences, and what may be called better.
//
// Replication i of both variants sees the same requests, so their difference is far less noisy than either;
// all inference is on the differences. "Same" has to be earned: the whole interval lies within the smallest
// difference that matters. An interval that only contains zero is undecided.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/stats/interval.hpp"

namespace windtunnel {

enum class Direction { kLowerIsBetter, kHigherIsBetter };
enum class Compared { kBetter, kWorse, kSame, kUndecided };
const char* word(Compared verdict);  // "better", "worse", "same", "undecided"

struct Difference {
  Estimate absolute;     // mean of b - a
  Estimate relative;     // mean of b over mean of a, less 1; lacking where a's mean is 0
  double p_value = 1.0;  // of "no difference", two-sided Student's t; 1 below two replications
};

// b against a, replication by replication in the same order; spans of one length, else a broken promise.
Difference paired_difference(std::span<const double> a, std::span<const double> b,
                             double confidence = kConfidence);

// A mean of which only its interval was kept.
struct KeptMean {
  double value = 0;
  double low = 0, high = 0;  // by Student's t at kConfidence
  std::int64_t replications = 0;
};
// b against a of which no replication is at hand: Welch's interval (1947), for means with variances of their
// own. Wider than a paired one; with common seeds, which only makes the two more alike, wider than it claims.
// At least two replications of each.
Difference unpaired_difference(const KeptMean& a, std::span<const double> b, double confidence = kConfidence);

// Better or worse when the whole interval is on one side of zero and not all of it is too small to matter;
// same when it is within +-smallest_that_matters (also when both are equal to the bit); else undecided.
Compared compare(const Estimate& difference, Direction direction, double smallest_that_matters);

// Holm (1979): p-values adjusted so that calling every one below 0.05 a difference is wrong at all in at most
// 5% of studies, whatever their dependence. Same order as given.
std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace windtunnel
