// The estimators of interval.hpp.
//
// Sums run in the order of replications and all functions beyond the four operations and sqrt are our own, so
// an interval has the same bits on every machine.
#include "sim/stats/interval.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"
#include "sim/base/text.hpp"
#include "sim/stats/moments.hpp"

namespace windtunnel {
namespace {

std::string counted(std::int64_t n, const char* one) { return grouped(n) + " " + one + (n == 1 ? "" : "s"); }

Estimate around(double value, double half, std::int64_t replications) {
  Estimate estimate;
  estimate.value = value;
  estimate.low = value - half;
  estimate.high = value + half;
  estimate.kind = IntervalKind::kTwoSided;
  estimate.replications = replications;
  return estimate;
}

// The units of a variance and the binomial variance they are held against, over the failures of all.
struct Spread {
  double effect = 1;       // design effect, at least 1
  std::int64_t units = 0;  // with at least one request
};

Spread spread_of(std::span<const Successes> units) {
  double total = 0;
  double failed = 0;
  std::int64_t used = 0;
  for (const Successes& unit : units) {
    if (unit.total == 0) continue;
    ++used;
    total += static_cast<double>(unit.total);
    failed += static_cast<double>(unit.total - unit.good);
  }
  if (used < 2 || failed == 0 || failed == total) return {1, used};
  const double p = failed / total;
  double squares = 0;
  for (const Successes& unit : units) {
    const double rest = static_cast<double>(unit.total - unit.good) - p * static_cast<double>(unit.total);
    squares += rest * rest;
  }
  // Var(p) of the ratio estimator is R/(R-1) * squares / total^2; the binomial one p (1 - p) / total.
  const auto r = static_cast<double>(used);
  return {std::max(1.0, r / (r - 1) * squares / (total * p * (1 - p))), used};
}

// Clopper & Pearson for x of n, both real; beyond some thousands of either kind Wilson's (1927) score
// interval, which is then the same to four digits of the half width, and quick.
struct Bounds {
  double low, high;
};
Bounds exact_bounds(double x, double n, double alpha) {
  constexpr double kMany = 2000;
  if (x > kMany && n - x > kMany) {
    const double z = math::normal_quantile(1 - alpha / 2);
    const double p = x / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    return {middle - half, middle + half};
  }
  return {x <= 0 ? 0.0 : math::beta_i_inverse(x, n - x + 1, alpha / 2),
          x >= n ? 1.0 : math::beta_i_inverse(x + 1, n - x, 1 - alpha / 2)};
}

}  // namespace

Estimate Estimate::exactly(double value) { return around(value, 0, 1); }

Estimate Estimate::lacking(Lack lack, std::string why, double value) {
  Estimate estimate;
  estimate.value = value;
  estimate.lack = lack;
  estimate.why = std::move(why);
  return estimate;
}

const char* word(Lack lack) {
  switch (lack) {
    case Lack::kNothing:
      return "";
    case Lack::kTooFew:
      return "too few";
    case Lack::kSaturated:
      return "saturated";
    case Lack::kNotStationary:
      return "not stationary";
  }
  return "";
}

Estimate mean_over_replications(std::span<const double> values, double confidence) {
  Moments moments;
  for (const double value : values) {
    CHECK(!std::isnan(value), "a replication without a value");
    moments.add(value);
  }
  const std::int64_t n = moments.count();
  if (n < 2) {
    Estimate estimate = Estimate::lacking(
        Lack::kTooFew, counted(n, "replication") + ", an interval for a mean takes at least 2",
        moments.mean());
    estimate.replications = n;
    return estimate;
  }
  const auto count = static_cast<double>(n);
  const double t = math::student_t_quantile(1 - (1 - confidence) / 2, count - 1);
  return around(moments.mean(), t * std::sqrt(moments.variance() / count), n);
}

double design_effect(std::span<const Successes> units) { return spread_of(units).effect; }

double requests_per_look(std::span<const Sample> replications) {
  Moments means;
  double within = 0;
  double total = 0;
  for (const Sample& sample : replications) {
    if (sample.count < 2) continue;
    means.add(sample.mean);
    within += sample.variance * static_cast<double>(sample.count);
    total += static_cast<double>(sample.count);
  }
  if (means.count() < 3 || !(within > 0)) return 0;
  const auto degrees = static_cast<double>(means.count() - 1);
  const double per_replication = total / static_cast<double>(means.count());
  const double effect = means.variance() * per_replication / (within / total);
  return std::max(1.0, effect * degrees / math::chi_square_quantile(0.05, degrees));
}

Estimate proportion_over_replications(std::span<const Successes> replications,
                                      const ProportionOptions& options) {
  double total = 0;
  double good = 0;
  for (const Successes& one : replications) {
    CHECK(one.good >= 0 && one.good <= one.total, "more successes than requests");
    total += static_cast<double>(one.total);
    good += static_cast<double>(one.good);
  }
  if (total == 0) return Estimate::lacking(Lack::kTooFew, "no requests were counted");

  const Spread over_replications = spread_of(replications);
  Spread within;
  std::vector<Successes> batches;
  for (const std::vector<Successes>& one : options.batches)
    batches.insert(batches.end(), one.begin(), one.end());
  within = spread_of(batches);
  const auto runs = static_cast<double>(over_replications.units);
  const double alpha = 1 - options.confidence;

  // Few events cannot show how they cluster; then what is assumed of a cluster counts.
  const double rare = std::min(good, total - good);
  const double assumed =
      std::max(1.0, options.requests_per_look > 0 ? options.requests_per_look : total / runs / kLooksPerRun);
  Estimate estimate;
  estimate.value = good / total;
  estimate.replications = over_replications.units;
  if (rare == 0) {
    const double looks = std::max(1.0, total / assumed);
    const double bound = -math::expm1(math::log(alpha) / looks);  // 1 - alpha^(1/looks)
    const bool all_good = good == total;
    estimate.kind = all_good ? IntervalKind::kAtLeast : IntervalKind::kAtMost;
    estimate.low = all_good ? 1 - bound : 0;
    estimate.high = all_good ? 1 : bound;
    estimate.why = std::string(all_good ? "no failure" : "no success") + " among " +
                   counted(static_cast<std::int64_t>(total), "request") + ", taken as " +
                   counted(static_cast<std::int64_t>(looks), "independent look");
    return estimate;
  }
  const double floor = assumed * std::min(1.0, 3.0 / rare);
  const double effect = std::max({1.0, over_replications.effect, within.effect, floor});

  // Degrees of freedom: replications where there are two, else batches; with neither the assumption stands
  // alone.
  double degrees = math::kInfinity;
  if (over_replications.units >= 2) {
    degrees = runs - 1;
  } else if (within.units >= 2) {
    degrees = static_cast<double>(within.units - 1);
  }
  double shrink = 1;
  if (degrees < math::kInfinity) {
    const double z = math::normal_quantile(1 - alpha / 2);
    const double t = math::student_t_quantile(1 - alpha / 2, degrees);
    shrink = (z / t) * (z / t);
  }
  const double effective = std::max(1.0, total / effect * shrink);
  const Bounds bounds = exact_bounds(effective * ((total - good) / total), effective, alpha);
  estimate.kind = IntervalKind::kTwoSided;
  estimate.low = 1 - bounds.high;
  estimate.high = 1 - bounds.low;
  return estimate;
}

Estimate quantile_over_replications(std::span<const SampleQuantile> replications, double p, double resolution,
                                    double confidence) {
  CHECK(p > 0 && p < 1, "quantile at " + shortest(p));
  std::vector<double> values;
  std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
  for (const SampleQuantile& one : replications) {
    fewest = std::min(fewest, one.count);
    values.push_back(one.value);
  }
  const auto n = static_cast<std::int64_t>(values.size());
  const auto too_few = [&](std::string why) {
    Estimate estimate = Estimate::lacking(Lack::kTooFew, std::move(why));
    estimate.replications = n;
    return estimate;
  };
  if (n < kQuantileReplications)
    return too_few(counted(n, "replication") + ", an interval for a quantile takes at least 6");
  const double tail = static_cast<double>(fewest) * std::min(p, 1 - p);
  if (tail < kQuantileTailCount)
    return too_few("only " + fixed(tail, 1) + " of " + counted(fewest, "value") +
                   " of a replication lie beyond it, at least 10 must");

  std::sort(values.begin(), values.end());
  // Cover of [x_(k), x_(n+1-k)] is 1 - 2 P(Bin(n, 1/2) < k).
  std::int64_t k = 0;
  const auto binomial = [&](std::int64_t i) {
    const auto of = static_cast<double>(n);
    const auto rank = static_cast<double>(i);
    return math::exp(math::lgamma(of + 1) - math::lgamma(rank + 1) - math::lgamma(of - rank + 1) -
                     of * math::kLn2);
  };
  double below = 0;
  for (std::int64_t i = 0; i < n / 2; ++i) {
    below += binomial(i);
    if (1 - 2 * below < confidence) break;
    k = i + 1;
  }
  if (k == 0) return too_few(counted(n, "replication") + ", too few for this confidence");
  Estimate estimate;
  estimate.replications = n;
  estimate.kind = IntervalKind::kTwoSided;
  const auto at = [&](std::int64_t rank) { return values[static_cast<std::size_t>(rank - 1)]; };
  estimate.value = n % 2 == 1 ? at((n + 1) / 2) : (at(n / 2) + at(n / 2 + 1)) / 2;
  const double low = at(k);
  const double high = at(n + 1 - k);
  estimate.low = low - std::fabs(low) * resolution;
  estimate.high = high + std::fabs(high) * resolution;
  return estimate;
}

Estimate ratio_over_replications(std::span<const double> numerators, std::span<const double> denominators,
                                 double confidence) {
  CHECK(numerators.size() == denominators.size(), "a ratio of different numbers of replications");
  double top = 0;
  double bottom = 0;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    top += numerators[i];
    bottom += denominators[i];
  }
  const auto n = static_cast<std::int64_t>(numerators.size());
  if (n == 0 || bottom == 0) return Estimate::lacking(Lack::kTooFew, "nothing to divide by");
  const double whole = top / bottom;
  if (n < 2) {
    Estimate estimate = Estimate::lacking(
        Lack::kTooFew, counted(n, "replication") + ", an interval for a ratio takes at least 2", whole);
    estimate.replications = n;
    return estimate;
  }
  const auto count = static_cast<double>(n);
  Moments pseudo;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    const double rest = bottom - denominators[i];
    if (rest == 0)
      return Estimate::lacking(Lack::kTooFew, "only one replication has anything to divide by", whole);
    pseudo.add(count * whole - (count - 1) * ((top - numerators[i]) / rest));
  }
  const double t = math::student_t_quantile(1 - (1 - confidence) / 2, count - 1);
  return around(pseudo.mean(), t * std::sqrt(pseudo.variance() / count), n);
}

const char* word(Expected verdict) {
  switch (verdict) {
    case Expected::kHolds:
      return "holds";
    case Expected::kFails:
      return "fails";
    case Expected::kUndecided:
      return "undecided";
  }
  return "";
}

Judgement judge(const Estimate& estimate, Side side, double limit) {
  const bool upward = side == Side::kAtLeast || side == Side::kAbove;
  Judgement judgement;
  judgement.margin = upward ? estimate.value - limit : limit - estimate.value;
  if (!estimate.has_interval()) {
    judgement.why = std::string(word(estimate.lack));
    if (!estimate.why.empty()) judgement.why += (judgement.why.empty() ? "" : ": ") + estimate.why;
    return judgement;
  }
  const auto fits = [&](double x) {
    switch (side) {
      case Side::kBelow:
        return x < limit;
      case Side::kAtMost:
        return x <= limit;
      case Side::kAtLeast:
        return x >= limit;
      case Side::kAbove:
        return x > limit;
    }
    return false;
  };
  const bool low_fits = fits(estimate.low);
  const bool high_fits = fits(estimate.high);
  if (low_fits && high_fits) {
    judgement.verdict = Expected::kHolds;
  } else if (!low_fits && !high_fits) {
    judgement.verdict = Expected::kFails;
  } else {
    judgement.why =
        estimate.one_sided() ? "too few events: " + estimate.why : "the limit lies inside the interval";
  }
  return judgement;
}

}  // namespace windtunnel
