// Zipf by rejection-inversion, and its sums by Euler and Maclaurin.
#include "sim/base/zipf.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/math.hpp"

namespace windtunnel {
namespace {

// (e^x - 1) / x and log(1 + x) / x, both 1 at 0: they carry the formulas through exponent 1.
double expm1_over(double x) { return std::abs(x) > 1e-8 ? math::expm1(x) / x : 1 + 0.5 * x; }
double log1p_over(double x) { return std::abs(x) > 1e-8 ? math::log1p(x) / x : 1 - 0.5 * x; }

// Integral of t^-s from a to b.
double power_integral(double a, double b, double s) {
  const double span = math::log(b / a);
  return math::exp((1 - s) * math::log(a)) * span * expm1_over((1 - s) * span);
}

// Sum of i^-s for i = 1 .. n; s may be negative. Directly to 64, then Euler and Maclaurin to the third
// correction.
double power_sum(double n, double s) {
  constexpr double kDirect = 64;
  double sum = 0;
  for (double i = std::min(n, kDirect); i >= 1; --i) sum += math::pow(i, -s);
  if (n <= kDirect) return sum;
  const auto corrections = [s](double x) {
    const double f = math::pow(x, -s), x2 = x * x;
    // f/2 + f'/12 - f'''/720 + f'''''/30240
    return f * (0.5 - s / (12 * x) + s * (s + 1) * (s + 2) / (720 * x * x2) -
                s * (s + 1) * (s + 2) * (s + 3) * (s + 4) / (30240 * x * x2 * x2));
  };
  const double a = kDirect;
  return sum - math::pow(a, -s) + power_integral(a, n, s) + corrections(n) +
         (math::pow(a, -s) - corrections(a));
}

}  // namespace

Zipf::Zipf(std::uint64_t count, double exponent) : count_(count), exponent_(exponent) {
  integral_first_ = hat_integral(1.5) - 1;
  integral_last_ = hat_integral(static_cast<double>(count) + 0.5);
  shortcut_ = 2 - hat_integral_inverse(hat_integral(2.5) - hat(2));
  total_ = power_sum(static_cast<double>(count), exponent);
}

double Zipf::hat(double x) const { return math::exp(-exponent_ * math::log(x)); }

double Zipf::hat_integral(double x) const {
  const double log_x = math::log(x);
  return expm1_over((1 - exponent_) * log_x) * log_x;
}

double Zipf::hat_integral_inverse(double y) const {
  const double t = std::max(-1.0, y * (1 - exponent_));
  return math::exp(log1p_over(t) * y);
}

std::uint64_t Zipf::operator()(Rng& rng) const {
  while (true) {
    const double u = integral_last_ + rng.uniform() * (integral_first_ - integral_last_);
    const double x = hat_integral_inverse(u);
    const double k = std::min(std::max(std::floor(x + 0.5), 1.0), static_cast<double>(count_));
    if (k - x <= shortcut_ || u >= hat_integral(k + 0.5) - hat(k)) return static_cast<std::uint64_t>(k);
  }
}

double Zipf::probability(std::uint64_t rank) const {
  return rank < 1 || rank > count_ ? 0 : math::pow(static_cast<double>(rank), -exponent_) / total_;
}

std::uint64_t Zipf::quantile(double p) const {
  std::uint64_t low = 0, high = count_;  // cdf(low) < p <= cdf(high)
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (cdf(static_cast<double>(middle)) >= p ? high : low) = middle;
  }
  return high;
}

double Zipf::partial_moment(int k, double x) const {
  if (x < 1) return 0;
  const double n = std::min(std::floor(x), static_cast<double>(count_));
  if (k == 0 && n == static_cast<double>(count_)) return 1;
  return power_sum(n, exponent_ - k) / total_;
}

}  // namespace windtunnel
