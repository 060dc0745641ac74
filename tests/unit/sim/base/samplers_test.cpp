// Every distribution draws what it says: moments, the whole law, quantiles; and a wrong one is caught.
//
// Kolmogorov and Smirnov's distance D over n draws is compared with sqrt(ln(2 / 1e-6) / (2 n)), which a right
// sampler exceeds with probability at most 1e-6 (Massart 1990); there are about 40 such checks, seeds are
// fixed.
#include "sim/base/samplers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/zipf.hpp"

namespace windtunnel {
namespace {

constexpr int kDraws = 100'000;
const double kDistanceMax = std::sqrt(std::log(2 / 1e-6) / (2.0 * kDraws));  // 0.0085

struct Named {
  std::string name;
  Sampler sampler;
};

std::vector<Named> everything() {
  const Sampler two_speeds =
      Sampler::mixture({{0.9, Sampler::exponential(1)}, {0.1, Sampler::uniform(5, 9)}});
  return {
      {"uniform", Sampler::uniform(2, 5)},
      {"exponential", Sampler::exponential(3)},
      {"erlang 3", Sampler::erlang(3, 2)},
      {"erlang 40", Sampler::erlang(40, 2)},
      {"hyperexponential", Sampler::hyperexponential({{0.9, 1}, {0.1, 20}})},
      {"normal", Sampler::normal(10, 2)},
      {"lognormal", Sampler::lognormal(1, 0.7)},
      {"gamma below 1", Sampler::gamma(0.4, 3)},
      {"gamma", Sampler::gamma(2.7, 0.5)},
      {"weibull", Sampler::weibull(0.8, 2)},
      {"pareto", Sampler::pareto(4.5, 1.5)},
      {"zipf", Sampler::zipf(1000, 1.1)},
      {"zipf 1", Sampler::zipf(50, 1)},
      {"zipf of three", Sampler::zipf(3, 4)},  // where accepting every proposal would be off by 0.013
      {"empirical", Sampler::empirical({{0, 1}, {0.5, 2}, {0.9, 10}, {1, 40}})},
      {"samples", Sampler::samples({5, 1, 2, 2, 9})},
      {"mixture", two_speeds},
      {"mixture with a constant", Sampler::mixture({{1, Sampler::constant(2)}, {3, Sampler::normal(2, 1)}})},
      {"shifted", Sampler::exponential(3).shifted(4)},
      {"scaled and shifted", Sampler::gamma(2, 1).shifted(1).scaled(3)},
      {"truncated normal", Sampler::normal(0, 1).truncated(-0.5, 2)},
      {"truncated exponential", Sampler::exponential(1).truncated(1, math::kInfinity)},
      {"truncated gamma", Sampler::gamma(2, 1).truncated(0.5, 3)},
      {"truncated to a sliver of a mixture", two_speeds.truncated(4.5, 5.1)},
      {"truncated zipf", Sampler::zipf(100, 0.8).truncated(5, 20)},
      {"truncated and shifted", Sampler::lognormal(0, 1).truncated(0.2, 5).shifted(1).truncated(1.5, 4)},
  };
}

std::vector<double> draws_of(const Sampler& sampler, std::string_view stream, int draws = kDraws) {
  Rng rng = Rng::stream(20, stream);
  std::vector<double> values;
  for (int i = 0; i < draws; ++i) values.push_back(sampler(rng));
  return values;
}

// sup |F_n - F|, at each drawn value from both sides; right at jumps too.
double distance(std::vector<double> values, const Sampler& claimed) {
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  double worst = 0;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t end = i;
    while (end < values.size() && values[end] == values[i]) ++end;
    const double below = claimed.cdf(std::nextafter(values[i], -math::kInfinity)),
                 at = claimed.cdf(values[i]);
    worst = std::max(
        {worst, std::abs(below - static_cast<double>(i) / n), std::abs(at - static_cast<double>(end) / n)});
    i = end;
  }
  return worst;
}

TEST(Samplers, DrawTheLawTheyClaim) {
  for (const Named& each : everything()) {
    EXPECT_LT(distance(draws_of(each.sampler, each.name), each.sampler), kDistanceMax) << each.name;
  }
}

// The negative control at the same length: 5% more in the scale, or the wrong shape, is seen.
TEST(Samplers, AreCaughtWhenAParameterIsWrong) {
  const auto off = [](const Sampler& drawn, const Sampler& claimed) {
    return distance(draws_of(drawn, "off"), claimed);
  };
  EXPECT_GT(off(Sampler::exponential(1.05), Sampler::exponential(1)), kDistanceMax);
  EXPECT_GT(off(Sampler::lognormal(0, 1.05), Sampler::lognormal(0, 1)), kDistanceMax);
  EXPECT_GT(off(Sampler::normal(0.05, 1), Sampler::normal(0, 1)), kDistanceMax);
  EXPECT_GT(off(Sampler::gamma(2.1, 1), Sampler::gamma(2, 1)), kDistanceMax);
  EXPECT_GT(off(Sampler::weibull(1.05, 1), Sampler::weibull(1, 1)), kDistanceMax);
  EXPECT_GT(off(Sampler::pareto(3, 1), Sampler::pareto(2.8, 1)), kDistanceMax);
  EXPECT_GT(off(Sampler::erlang(3, 1), Sampler::erlang(4, 1)), kDistanceMax);
  EXPECT_GT(off(Sampler::zipf(1000, 1.0), Sampler::zipf(1000, 1.05)), kDistanceMax);
  EXPECT_GT(off(Sampler::hyperexponential({{0.9, 1}, {0.1, 20}}),
                Sampler::hyperexponential({{0.88, 1}, {0.12, 20}})),
            kDistanceMax);
}

// The mean of n draws within 5 standard errors (6e-7), the variance within 5 of its own, taken from the
// draws.
TEST(Samplers, HaveTheMomentsTheyClaim) {
  for (const Named& each : everything()) {
    const std::vector<double> values = draws_of(each.sampler, each.name);
    double sum = 0, squares = 0, fourths = 0;
    for (const double value : values) sum += value;
    const double mean = sum / kDraws;
    for (const double value : values)
      squares += (value - mean) * (value - mean), fourths += std::pow(value - mean, 4);
    const double variance = squares / kDraws;
    EXPECT_NEAR(mean, each.sampler.mean(), 5 * std::sqrt(each.sampler.variance() / kDraws)) << each.name;
    const double error = std::sqrt((fourths / kDraws - variance * variance) / kDraws);
    EXPECT_NEAR(variance, each.sampler.variance(), 5 * error) << each.name;
  }
}

TEST(Samplers, InvertTheirOwnCdf) {
  for (const Named& each : everything()) {
    for (const double p : {0.001, 0.1, 0.5, 0.9, 0.99, 0.9999}) {
      const double x = each.sampler.quantile(p);
      // The smallest x with cdf(x) >= p, up to rounding.
      EXPECT_GE(each.sampler.cdf(x + 1e-9 * std::abs(x)), p) << each.name << " " << p;
      EXPECT_LE(each.sampler.cdf(x - 1e-9 * std::abs(x)), p) << each.name << " " << p;
    }
    EXPECT_EQ(each.sampler.cdf(each.sampler.max()), 1) << each.name;
    EXPECT_LE(each.sampler.min(), each.sampler.quantile(0.001)) << each.name;
  }
}

TEST(Samplers, ByInversionAreTheQuantileOfOneUniform) {
  int inverted = 0;
  for (const Named& each : everything()) {
    if (!each.sampler.by_inversion()) continue;
    ++inverted;
    for (std::uint64_t request = 0; request < 500; ++request) {
      Rng a = Rng::for_request(5, request), b = a;
      ASSERT_EQ(each.sampler(a), each.sampler.quantile(b.uniform())) << each.name;
      ASSERT_EQ(a.next(), b.next()) << each.name << " used another number of draws";
    }
  }
  EXPECT_GE(inverted, 12);
}

// E[X; X <= x] for the exponential of mean m: m - (x + m) e^(-x/m).
TEST(PartialMoments, AgreeWithAHandCalculation) {
  EXPECT_NEAR(Sampler::exponential(2).partial_moment(1, 3), 2 - 5 * std::exp(-1.5), 1e-14);
  EXPECT_NEAR(Sampler::uniform(1, 3).partial_moment(2, 2), (8.0 - 1) / 3 / 2, 1e-14);
  // Pareto with shape 2 from 1: E[X; X <= x] = 2 (1 - 1/x).
  EXPECT_NEAR(Sampler::pareto(2, 1).partial_moment(1, 4), 1.5, 1e-14);
  EXPECT_EQ(Sampler::pareto(1, 1).mean(), math::kInfinity);
  EXPECT_EQ(Sampler::pareto(2, 1).variance(), math::kInfinity);
  // A Weibull law of shape 2 has variance scale^2 (1 - pi/4).
  EXPECT_NEAR(Sampler::weibull(2, 3).variance(), 9 * (1 - std::acos(-1.0) / 4), 1e-12);
  // Empirical: halves uniform on [1, 2] and [2, 4], mean (1.5 + 3) / 2.
  EXPECT_NEAR(Sampler::empirical({{0, 1}, {0.5, 2}, {1, 4}}).mean(), 2.25, 1e-15);
}

TEST(Zipf, SumsAreExactForAnyCount) {
  // Harmonic numbers: H(1000) = 7.485470860550345; H(10^9) = 21.300481502347944.
  EXPECT_NEAR(1 / Zipf(1000, 1).probability(1), 7.485470860550345, 1e-12);
  EXPECT_NEAR(1 / Zipf(1'000'000'000, 1).probability(1), 21.300481502347944, 1e-11);
  // zeta(2) - 1/N + 1/(2 N^2) for exponent 2 and N = 10^6.
  EXPECT_NEAR(1 / Zipf(1'000'000, 2).probability(1), 1.6449340668482264 - 1e-6 + 5e-13, 1e-13);
  EXPECT_NEAR(Zipf(100, 0).probability(37), 0.01, 1e-15);
  EXPECT_EQ(Zipf(1, 1.2).quantile(0.5), 1u);
}

void expect_facts(const Solved& solved, const Known& known) {
  ASSERT_TRUE(solved) << solved.problem;
  if (known.mean) {
    EXPECT_NEAR(solved.sampler->mean() / *known.mean, 1, 1e-9);
  }
  if (known.cv) {
    EXPECT_NEAR(solved.sampler->cv(), *known.cv, 1e-8);
  }
  for (const auto& q : known.quantiles) EXPECT_NEAR(solved.sampler->quantile(q.p) / q.value, 1, 1e-9);
}

TEST(Solving, GivesBackWhatWasKnown) {
  const Known pairs[] = {{2.0, 0.4, {}},
                         {2.0, 1.7, {}},
                         {0.008, {}, {{0.99, 0.04}}},
                         {{}, 0.7, {{0.95, 3}}},
                         {{}, {}, {{0.5, 0.006}, {0.99, 0.04}}},
                         {{}, {}, {{0.9, 5}, {0.999, 9}}}};
  for (const Known& known : pairs) {
    expect_facts(solve_lognormal(known), known);
    expect_facts(solve_weibull(known), known);
    expect_facts(solve_normal(known), known);
    expect_facts(solve_uniform(known), known);
    expect_facts(solve_gamma(known), known);
  }
  for (const Known& known : {pairs[0], pairs[1], pairs[3], pairs[4], pairs[5], Known{2.0, {}, {{0.99, 6}}}}) {
    expect_facts(solve_pareto(known), known);
  }
  expect_facts(solve_hyperexponential(pairs[1]), pairs[1]);
  expect_facts(solve_hyperexponential({{}, 3.0, {{0.99, 4}}}), {{}, 3.0, {{0.99, 4}}});
  expect_facts(solve_erlang({2.0, 0.5, {}}), {2.0, 0.5, {}});
  expect_facts(solve_exponential({3.0, {}, {}}), {3.0, {}, {}});
  expect_facts(solve_exponential({{}, {}, {{0.99, 4}}}), {{}, {}, {{0.99, 4}}});
}

// p50 6 ms and p99 40 ms: sigma = ln(40/6) / 2.3263 = 0.8155, mean = 6 ms e^(sigma^2/2) = 8.37 ms.
TEST(Solving, AgreesWithAHandCalculationForTheLognormal) {
  const Solved solved = solve_lognormal({{}, {}, {{0.5, 0.006}, {0.99, 0.04}}});
  ASSERT_TRUE(solved);
  EXPECT_NEAR(solved.sampler->mean(), 0.006 * std::exp(0.5 * std::pow(std::log(40.0 / 6) / 2.326347874, 2)),
              1e-9);
}

TEST(Solving, SaysWhyItCanNot) {
  EXPECT_EQ(solve_lognormal({2.0, {}, {}}).problem,
            "needs two facts: mean and cv, mean and a quantile, cv and a quantile, or two quantiles");
  EXPECT_EQ(solve_lognormal({{}, {}, {{0.5, 6}, {0.99, 4}}}).problem, "p99 is below p50");
  EXPECT_EQ(solve_lognormal({{}, {}, {{0.99, 6}, {0.5, 8}}}).problem, "p99 is below p50");
  EXPECT_EQ(solve_gamma({{}, {}, {{0.5, 6}, {0.5, 7}}}).problem, "p50 is given twice");
  EXPECT_EQ(solve_lognormal({-1.0, 1.0, {}}).problem, "the mean has to be above 0");
  // e^(2.3263^2 / 2) = 14.97: the furthest a lognormal p99 can be above the mean.
  EXPECT_EQ(solve_lognormal({1.0, {}, {{0.99, 16}}}).problem,
            "no lognormal law has its p99 above 14.97 times its mean");
  EXPECT_TRUE(solve_lognormal({1.0, {}, {{0.99, 14.9}}}));
  EXPECT_EQ(
      solve_erlang({1.0, 0.65, {}}).problem,
      "an Erlang law has cv 1 / sqrt(whole number); the nearest is 0.7071 (2 stages); gamma takes any cv");
  EXPECT_EQ(solve_hyperexponential({1.0, 0.5, {}}).problem,
            "a hyperexponential law has a cv of 1 or more; erlang and gamma go below");
  EXPECT_FALSE(solve_exponential({1.0, 2.0, {}}));
  EXPECT_FALSE(solve_exponential({{}, 1.0, {}}));
  EXPECT_FALSE(solve_normal({1.0, {}, {{0.5, 2}}}));
  EXPECT_FALSE(solve_normal({1.0, {}, {{0.9, 0.5}}}));
  EXPECT_FALSE(solve_uniform({math::kNaN, 1.0, {}}));
  EXPECT_FALSE(solve_pareto({1.0, {}, {{0.99, 1e9}}}));
  EXPECT_FALSE(solve_weibull({{}, {}, {{0.5, 6}, {0.99, 6}}}));
}

TEST(Samplers, RefuseParametersThatMakeNoLaw) {
  EXPECT_THROW(Sampler::exponential(0), BrokenPromise);
  EXPECT_THROW(Sampler::uniform(2, 1), BrokenPromise);
  EXPECT_THROW(Sampler::empirical({{0, 1}, {0.5, 0}, {1, 2}}), BrokenPromise);
  EXPECT_THROW(Sampler::uniform(0, 1).truncated(2, 3), BrokenPromise);
}

// Above 30 means lie 9e-14 of an exponential: p there has 10 bits left, and none of them may round to
// infinity.
TEST(Samplers, NeverDrawInfinityFromAFarTail) {
  const Sampler tail = Sampler::exponential(1).truncated(30, math::kInfinity);
  for (const double value : draws_of(tail, "tail")) ASSERT_LT(value, 40);
}

// Common random numbers: with a mean 10% larger each draw is 10% larger, to the last bits.
TEST(Samplers, StayPairedWhenAParameterChanges) {
  const Sampler a = Sampler::exponential(1), b = Sampler::exponential(1.1);
  for (std::uint64_t request = 0; request < 1000; ++request) {
    Rng first = Rng::for_request(1, request), second = first;
    ASSERT_NEAR(b(second) / a(first), 1.1, 1e-14);
  }
}

}  // namespace
}  // namespace windtunnel
