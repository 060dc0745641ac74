// Paired differences and their verdicts.
//
// Two variants that never differ in any replication have a difference of exactly 0 with an interval of no
// width: with common seeds that happens often (a policy that was never asked), and it is an answer, not a
// lack.
#include "sim/stats/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"
#include "sim/stats/moments.hpp"

namespace windtunnel {

const char* word(Compared verdict) {
  switch (verdict) {
    case Compared::kBetter:
      return "better";
    case Compared::kWorse:
      return "worse";
    case Compared::kSame:
      return "same";
    case Compared::kUndecided:
      return "undecided";
  }
  return "";
}

Difference paired_difference(std::span<const double> a, std::span<const double> b, double confidence) {
  CHECK(a.size() == b.size(), "a paired difference of different numbers of replications");
  std::vector<double> differences;
  Moments moments;
  for (std::size_t i = 0; i < a.size(); ++i) {
    differences.push_back(b[i] - a[i]);
    moments.add(differences.back());
  }
  Difference difference;
  difference.absolute = mean_over_replications(differences, confidence);
  const double whole_a = std::accumulate(a.begin(), a.end(), 0.0);
  if (whole_a == 0) {
    difference.relative = Estimate::lacking(Lack::kTooFew, "nothing to compare with: the mean is 0");
  } else {
    // Around the plain ratio, so that both differences have one sign; the jackknife gives the width.
    difference.relative = ratio_over_replications(b, a, confidence);
    const double plain = std::accumulate(b.begin(), b.end(), 0.0) / whole_a - 1;
    const double half = difference.relative.half_width();
    difference.relative.value = plain;
    difference.relative.low = plain - half;
    difference.relative.high = plain + half;
  }
  if (moments.count() >= 2) {
    const auto n = static_cast<double>(moments.count());
    const double error = std::sqrt(moments.variance() / n);
    if (error > 0) {
      difference.p_value = 2 * math::student_t_cdf(-std::fabs(moments.mean()) / error, n - 1);
    } else {
      difference.p_value = moments.mean() == 0 ? 1 : 0;
    }
  }
  return difference;
}

Difference unpaired_difference(const KeptMean& a, std::span<const double> b, double confidence) {
  CHECK(a.replications >= 2 && b.size() >= 2, "an unpaired difference of fewer than two replications");
  Moments moments;
  for (const double value : b) moments.add(value);
  const auto n_a = static_cast<double>(a.replications), n_b = static_cast<double>(b.size());
  const double error_a = (a.high - a.low) / 2 / math::student_t_quantile(1 - (1 - kConfidence) / 2, n_a - 1);
  const double square_a = error_a * error_a, square_b = moments.variance() / n_b;
  Difference difference;
  const double value = moments.mean() - a.value, error = std::sqrt(square_a + square_b);
  if (error > 0) {
    // Welch and Satterthwaite's degrees of freedom.
    const double degrees = (square_a + square_b) * (square_a + square_b) /
                           (square_a * square_a / (n_a - 1) + square_b * square_b / (n_b - 1));
    const double half = math::student_t_quantile(1 - (1 - confidence) / 2, degrees) * error;
    difference.absolute.value = value;
    difference.absolute.low = value - half;
    difference.absolute.high = value + half;
    difference.absolute.kind = IntervalKind::kTwoSided;
    difference.p_value = 2 * math::student_t_cdf(-std::fabs(value) / error, degrees);
  } else {
    difference.absolute = Estimate::exactly(value);
    difference.p_value = value == 0 ? 1 : 0;
  }
  difference.absolute.replications = static_cast<std::int64_t>(b.size());
  if (a.value == 0) {
    difference.relative = Estimate::lacking(Lack::kTooFew, "nothing to compare with: the mean is 0");
  } else {
    // The kept mean's own error is in the numerator; as a divisor it is taken as it is.
    difference.relative = difference.absolute;
    const double by = std::fabs(a.value);
    difference.relative.value /= by, difference.relative.low /= by, difference.relative.high /= by;
  }
  return difference;
}

Compared compare(const Estimate& difference, Direction direction, double smallest_that_matters) {
  if (!difference.has_interval()) return Compared::kUndecided;
  if (difference.low >= -smallest_that_matters && difference.high <= smallest_that_matters)
    return Compared::kSame;
  if (difference.low > 0)
    return direction == Direction::kHigherIsBetter ? Compared::kBetter : Compared::kWorse;
  if (difference.high < 0)
    return direction == Direction::kHigherIsBetter ? Compared::kWorse : Compared::kBetter;
  return Compared::kUndecided;
}

std::vector<double> holm_adjusted(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return p_values[i] < p_values[j]; });
  std::vector<double> adjusted(p_values.size());
  double so_far = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto left = static_cast<double>(order.size() - rank);
    so_far = std::max(so_far, std::min(1.0, left * p_values[order[rank]]));
    adjusted[order[rank]] = so_far;
  }
  return adjusted;
}

}  // namespace windtunnel
