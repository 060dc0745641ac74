// How coverage is judged: experiments with a known truth, a claim, and a line below which the claim is
// refuted.
//
// An experiment is R replications; the interval either covers the truth or not. Over n experiments the number
// that cover is binomial. A test demands at least `claim` of them: it fails where the observed share is below
// claim - 3.72 sqrt(claim (1 - claim) / n), which a correct estimator meets by chance in at most 1e-4 of
// seeds (normal tail beyond 3.72). A negative control has to be below that same line. Seeds are fixed; each
// test takes below 10 s. Claims below 0.95 are approximations that are stated as such in interval.hpp's
// estimators: Student's t over skewed means and batch means of a queue.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "sim/base/math.hpp"
#include "sim/base/random.hpp"
#include "sim/stats/interval.hpp"

namespace windtunnel {

inline constexpr std::uint64_t kSeed = 20240917;

inline double exponential(Rng& rng) { return -math::log(rng.uniform()); }
inline double normal(Rng& rng) { return math::normal_quantile(rng.uniform()); }
inline std::int64_t poisson(Rng& rng, double mean) {
  std::int64_t n = 0;
  for (double sum = exponential(rng); sum < mean; sum += exponential(rng)) ++n;
  return n;
}

// How often an estimator covered, out of how many experiments.
struct Tally {
  std::int64_t covered = 0;
  std::int64_t experiments = 0;
  double width = 0;
  void add(const Estimate& estimate, double truth) {
    ++experiments;
    covered += estimate.has_interval() && estimate.covers(truth);
    width += estimate.high - estimate.low;
  }
  double share() const { return static_cast<double>(covered) / static_cast<double>(experiments); }
  double least(double claim) const {
    return claim - 3.72 * std::sqrt(claim * (1 - claim) / static_cast<double>(experiments));
  }
};

inline void expect_covers(const Tally& tally, double claim, const std::string& what) {
  std::printf("  %-60s covers %.3f of %lld, mean width %.3g\n", what.c_str(), tally.share(),
              static_cast<long long>(tally.experiments),
              tally.width / static_cast<double>(tally.experiments));
  EXPECT_GE(tally.share(), tally.least(claim)) << what;
}
inline void expect_fails(const Tally& tally, double claim, const std::string& what) {
  std::printf("  %-60s covers %.3f of %lld (a control that has to fail)\n", what.c_str(), tally.share(),
              static_cast<long long>(tally.experiments));
  EXPECT_LT(tally.share(), tally.least(claim)) << what;
}

}  // namespace windtunnel
