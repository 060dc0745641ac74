// Intervals over replications: what the runs say about a number, and when they say too little.
//
// Requests of one run are dependent (they stood in the same queue, met the same outage), replications are
// not. So every estimator here takes one figure per replication, in the order of their index, and its error
// comes from how replications differ. An estimator that cannot answer says why instead of giving a number; an
// estimator that saw no event gives a one-sided bound, never "1 +- 0". Nominal confidence is 95% everywhere,
// because verdicts, comparisons and the printed answer have to mean the same by "the interval". Coverage,
// with the regimes that break the naive intervals, is tested in tests/unit/sim/stats/coverage_test.cpp.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace windtunnel {

inline constexpr double kConfidence = 0.95;

// Covers measured over 1,000 to 2,000 experiments each, ten replications unless said: mean 95.2%, of a skewed
// queue 94.4%; ratio 95.4%; paired difference 95.0%; quantile 96.7 to 98.2%; share 94.2 to 99.9% (independent
// requests, outages, bursts; 92.3% where the length of one outage a run is exponential); one run by batch
// means 94.1%; sequential stopping 93.1%.

enum class IntervalKind {
  kNone,      // no interval: see Estimate::lack
  kTwoSided,  // low to high
  kAtLeast,   // only low is known; high is the end of the range (1 for a share)
  kAtMost,    // only high is known
};

enum class Lack { kNothing, kTooFew, kSaturated, kNotStationary };

struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  IntervalKind kind = IntervalKind::kNone;
  Lack lack = Lack::kNothing;
  std::string
      why;  // the reason of a lack, or what a one-sided bound assumes; one sentence without a full stop
  std::int64_t replications = 0;

  bool has_interval() const { return kind != IntervalKind::kNone; }
  bool one_sided() const { return kind == IntervalKind::kAtLeast || kind == IntervalKind::kAtMost; }
  double half_width() const { return (high - low) / 2; }  // infinite without an interval
  bool covers(double truth) const { return low <= truth && truth <= high; }

  static Estimate exactly(double value);  // a figure without chance in it, such as a price
  static Estimate lacking(Lack lack, std::string why,
                          double value = std::numeric_limits<double>::quiet_NaN());
};

const char* word(Lack lack);  // "", "too few", "saturated", "not stationary"

// Mean of one figure per replication by Student's t. Below two replications: too few. Not-a-number entries
// are a broken promise: leave such a replication out and say so.
Estimate mean_over_replications(std::span<const double> values, double confidence = kConfidence);

// How many of `total` requests were good, in one replication or in one batch of it.
struct Successes {
  std::int64_t good = 0;
  std::int64_t total = 0;
};

struct ProportionOptions {
  double confidence = kConfidence;
  // How many requests count as one independent look while too few failures are seen to show how they cluster
  // (see requests_per_look below). 0: unknown, then a run counts as kLooksPerRun looks, that is: an outage
  // that nobody has seen yet is taken to last at most a thousandth of a run. 1: independent requests.
  double requests_per_look = 0;
  // Within each replication, its batches (say 32 windows of equal length). They show dependence where there
  // is only one replication, and never narrow an interval.
  std::span<const std::vector<Successes>> batches = {};
};
inline constexpr double kLooksPerRun = 1000;

// A share such as availability: Clopper & Pearson's (1934) exact interval on the effective number of
// requests, after Korn & Graubard (1998): requests over the design effect (between-replication variance over
// the binomial one, never under 1), times (t_inf / t_{R-1})^2 because the design effect is itself an
// estimate. Without a failure (or without a success) the interval is one-sided: 1 - 0.05^(1/looks), that is
// about 1 - 3/looks. Up to three failures count as clusters of requests_per_look, beyond that this assumption
// gives way as 3/failures.
Estimate proportion_over_replications(std::span<const Successes> replications,
                                      const ProportionOptions& options = {});

// The design effect of a share over units taken as independent (replications, batches): at least 1; 1 below
// two units.
double design_effect(std::span<const Successes> units);

// What a replication knows of a measure that is never rare, such as latency.
struct Sample {
  std::int64_t count = 0;
  double mean = 0;
  double variance = 0;  // between requests of this replication
};
// The design effect of the mean: how many requests of a run carry as much as one independent request. The
// upper 95% limit is returned (chi square with R - 1 degrees), because few replications estimate a variance
// poorly; never under 1, and 0 (unknown) below three replications.
double requests_per_look(std::span<const Sample> replications);

// One replication's quantile and how many values it was taken from.
struct SampleQuantile {
  double value = 0;
  std::int64_t count = 0;
};
inline constexpr int kQuantileReplications = 6;  // 1 - 2 * 2^-6 = 96.9% is the first interval of 95%
inline constexpr double kQuantileTailCount =
    10;  // values beyond the quantile that each replication must expect

// A quantile by order statistics over replications, free of any distribution: the k-th smallest to the k-th
// largest, with the largest k whose binomial(R, 1/2) cover is at least `confidence`; the value is their
// median. Widened by `resolution`, the relative error of the histogram that gave the values. Too few: below 6
// replications, or where count * (1 - p) (or count * p) is below 10 in some replication.
Estimate quantile_over_replications(std::span<const SampleQuantile> replications, double p, double resolution,
                                    double confidence = kConfidence);

// Sum of numerators over sum of denominators (cost per request, requests per second of busy time), jackknifed
// over replications (Quenouille 1956, Tukey 1958): bias of order 1/R removed, Student's t with R - 1.
Estimate ratio_over_replications(std::span<const double> numerators, std::span<const double> denominators,
                                 double confidence = kConfidence);

// ---- what an expectation makes of an estimate

enum class Side { kBelow, kAtMost, kAtLeast, kAbove };
enum class Expected { kHolds, kFails, kUndecided };

struct Judgement {
  Expected verdict = Expected::kUndecided;
  double margin =
      std::numeric_limits<double>::quiet_NaN();  // value to limit, positive on the right side, in its unit
  std::string why;                               // of an undecided one
};
const char* word(Expected verdict);  // "holds", "fails", "undecided"

// Holds when the whole interval is on its side, fails when none of it is, else undecided.
Judgement judge(const Estimate& estimate, Side side, double limit);

}  // namespace windtunnel
