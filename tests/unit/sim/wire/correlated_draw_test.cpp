// Draws that remember: their law stays what it was, and their correlation is e^(-dt / time), at two lags.
#include "sim/wire/correlated_draw.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace windtunnel {
namespace {

using namespace literals;

// Every `step`, correlated over 10 ms; or each draw from a process of its own, which is no correlation.
std::vector<double> draws(const Sampler& law, Duration step, std::size_t count, bool remembers = true) {
  Rng rng = Rng::stream(7, "correlated");
  CorrelatedDraw draw;
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    if (!remembers) draw = CorrelatedDraw();
    values.push_back(draw(law, 10_ms, Time() + step * static_cast<std::int64_t>(i), rng));
  }
  return values;
}

double autocorrelation(const std::vector<double>& x, std::size_t lag) {
  double mean = 0, variance = 0, covariance = 0;
  for (const double value : x) mean += value / static_cast<double>(x.size());
  for (const double value : x) variance += (value - mean) * (value - mean);
  for (std::size_t i = 0; i + lag < x.size(); ++i) covariance += (x[i] - mean) * (x[i + lag] - mean);
  return covariance / variance;
}

// The error of an estimated autocorrelation of an AR(1) is at most sqrt((1 + r^2) / (1 - r^2) / n) (Bartlett
// 1946): with r = e^-0.2 and n = 200,000 it is 0.0050, and 4.5 of it are a false alarm in 1e-5 seeds.
TEST(CorrelatedDraw, OfANormalIsCorrelatedByTheTimeBetween) {
  const auto x = draws(Sampler::normal(5, 2), 2_ms, 200'000);
  EXPECT_NEAR(autocorrelation(x, 1), std::exp(-0.2), 4.5 * 0.0050);   // 2 ms of 10: 0.819
  EXPECT_NEAR(autocorrelation(x, 10), std::exp(-2.0), 4.5 * 0.0050);  // 20 ms of 10: 0.135
}

TEST(CorrelatedDraw, ForgetsWhereNothingIsRemembered) {
  const auto x = draws(Sampler::normal(5, 2), 2_ms, 200'000, false);
  EXPECT_NEAR(autocorrelation(x, 1), 0, 4.5 * 0.0023);  // 1 / sqrt(200,000)
  EXPECT_NEAR(autocorrelation(x, 10), 0, 4.5 * 0.0023);
}

// Of lognormals: (e^(s^2 r) - 1) / (e^(s^2) - 1); s = 0.5, r = 0.8187: (e^0.2047 - 1) / (e^0.25 - 1) =
// 0.7998.
TEST(CorrelatedDraw, OfALognormalIsCorrelatedAsTheCopulaSays) {
  const auto x = draws(Sampler::lognormal(-7, 0.5), 2_ms, 200'000);
  EXPECT_NEAR(autocorrelation(x, 1), (std::exp(0.25 * std::exp(-0.2)) - 1) / (std::exp(0.25) - 1), 0.025);
  EXPECT_NEAR(autocorrelation(x, 10), (std::exp(0.25 * std::exp(-2.0)) - 1) / (std::exp(0.25) - 1), 0.025);
}

// The marginal is the law itself: its quantiles, though neighbours are close. 400,000 draws 5 ms apart are
// worth (1 - r) / (1 + r) = 0.245 of as many independent ones, 98,000: the share below the median is good to
// 0.0016, below the 0.99 quantile to 0.00032.
TEST(CorrelatedDraw, KeepsTheQuantilesOfItsLaw) {
  for (const Sampler& law : {Sampler::exponential(0.002), Sampler::lognormal(-6, 1), Sampler::uniform(1, 3),
                             Sampler::weibull(0.7, 0.001)}) {
    const auto x = draws(law, 5_ms, 400'000);
    for (const auto& [p, error] : {std::pair{0.5, 0.0016}, {0.9, 0.00096}, {0.99, 0.00032}}) {
      const double quantile = law.quantile(p);
      const double below = static_cast<double>(
          std::count_if(x.begin(), x.end(), [&](double value) { return value <= quantile; }));
      EXPECT_NEAR(below / static_cast<double>(x.size()), p, 4.5 * error) << p;
    }
  }
}

// A gap of one step is as good as two of half: rho of 10 ms is that of 3 ms and then 7.
TEST(CorrelatedDraw, TakesUnevenGaps) {
  Rng rng = Rng::stream(11, "uneven");
  const Sampler law = Sampler::normal(0, 1);
  double product = 0;
  constexpr int kRuns = 100'000;
  for (int run = 0; run < kRuns; ++run) {
    CorrelatedDraw draw;
    const double first = draw(law, 10_ms, Time(), rng);
    draw(law, 10_ms, Time() + 3_ms, rng);
    product += first * draw(law, 10_ms, Time() + 10_ms, rng);
  }
  EXPECT_NEAR(product / kRuns, std::exp(-1.0), 4.5 * 0.0034);  // sqrt(1 + r^2) / sqrt(runs)
}

}  // namespace
}  // namespace windtunnel
