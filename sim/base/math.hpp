// Elementary and special functions of our own, so that a run has the same bits on every machine.
//
// The C library picks variants of log, exp and pow by CPU, and their last bits differ; a result that depends
// on them is no longer a function of (scenario, seed, version). Everything here uses only +, -, *, / and sqrt
// in a fixed order (no fused multiply-add: -ffp-contract=off), which IEEE 754 defines to the bit. log and exp
// are inline because every sampler calls them: a table of 128 points, an exact reduction and a short
// polynomial (Tang 1989, 1990).
//
// Errors are in units in the last place (ulp) of the result, the largest seen by
// tests/unit/sim/base/math_test.cpp against long double over the stated range.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace windtunnel::math {

inline constexpr double kPi = 3.14159265358979323846;
inline constexpr double kLn2 = 0.69314718055994530942;
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

namespace detail {
struct LogPoint {
  double inverse;   // 1/c, rounded
  double log_high;  // log(c) with its last bits zero, so that k * ln2_high + log_high is exact
  double log_low;   // the rest of log(c)
  double center;    // c, a multiple of 1/256: z - c is exact
};
struct ExpPoint {
  double low;  // 2^(i/128) = high * (1 + low)
  double high;
};
extern const std::array<LogPoint, 129> kLogPoints;
extern const std::array<ExpPoint, 128> kExpPoints;

inline constexpr double kLn2High = 0x1.62e42fefa3800p-1;  // 42 bits: exact when multiplied by an exponent
inline constexpr double kLn2Low = 0x1.ef35793c76730p-45;

double log_of_the_rest(double x);  // zero, negative, subnormal, infinite, not a number
double exp_of_the_rest(double x);
}  // namespace detail

// Natural logarithm. log(0) = -inf, log(negative) = NaN. Error below 1.5 ulp.
inline double log(double x) {
  std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  if (bits - 0x0010000000000000u >= 0x7ff0000000000000u - 0x0010000000000000u) [[unlikely]]
    return detail::log_of_the_rest(x);
  // x = 2^k * z with z in [0.75, 1.5), and c the point of the table nearest to z; c = 1 exactly around 1, so
  // that nothing cancels there.
  const std::uint64_t offset = bits - 0x3fe8000000000000u;
  const std::int64_t k = static_cast<std::int64_t>(offset) >> 52;
  const double z = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(k) << 52));
  const detail::LogPoint& point =
      detail::kLogPoints[((offset & 0x000fffffffffffffu) + (std::uint64_t{1} << 44)) >> 45];
  const double r = (z - point.center) * point.inverse;
  const double kd = static_cast<double>(k);
  const double w = kd * detail::kLn2High + point.log_high;
  const double high = w + r;
  const double low = (w - high) + r + (kd * detail::kLn2Low + point.log_low);
  const double r2 = r * r;
  const double tail = (1.0 / 3 - r * 0.25) + r2 * ((0.2 - r * (1.0 / 6)) + r2 * (1.0 / 7));
  return (low + r2 * (r * tail)) - 0.5 * r2 + high;
}

// e^x. Overflows to infinity above 709.78, goes through the subnormals to 0 below -745.13. Error below 1 ulp.
inline double exp(double x) {
  if (!(x > -708.0 && x < 709.0)) [[unlikely]]
    return detail::exp_of_the_rest(x);
  // x = (128 n + i) ln2 / 128 + r, |r| <= ln2 / 256; adding 1.5 * 2^52 rounds to an integer.
  constexpr double kShift = 0x1.8p52;
  const double shifted = x * (128.0 / kLn2) + kShift;
  const std::uint64_t ki = std::bit_cast<std::uint64_t>(shifted);
  const double kd = shifted - kShift;
  const double r = (x - kd * (0x1.62e42fefa0000p-8)) - kd * (0x1.cf79abc9e3b3ap-47);
  const detail::ExpPoint& point = detail::kExpPoints[ki & 127];
  const double scale = std::bit_cast<double>(std::bit_cast<std::uint64_t>(point.high) + ((ki >> 7) << 52));
  const double r2 = r * r;
  const double more = point.low + r + r2 * (0.5 + r * (1.0 / 6)) + r2 * r2 * (1.0 / 24 + r * (1.0 / 120));
  return scale + scale * more;
}

double log1p(double x);  // log(1 + x), error below 2 ulp
double expm1(double x);  // e^x - 1, error below 3 ulp
double pow(double x,
           double y);    // x^y by a logarithm of 68 bits, error below 1.5 ulp; special values as in C99
double log2(double x);   // error below 2 ulp, exact at powers of two
double log10(double x);  // error below 2.5 ulp

double sin_turns(double turns);  // sin(2 pi turns): exact at quarter turns, absolute error below 2.5e-16
double cos_turns(double turns);  // cos(2 pi turns)

double lgamma(double x);  // log of the gamma function for x > 0; error below 1e-15 * max(1, |result|)
double erf(double x);     // error below 8 ulp
double erfc(double x);    // error below 35 ulp, far tail included

double normal_cdf(double x);  // P(Z <= x), relative error below 1e-14
double normal_pdf(double x);
double normal_quantile(
    double p);  // Wichura 1988, AS 241 PPND16: relative error about 1e-15; p in (0, 1), else +-inf

// Regularised incomplete gamma function P(a, x) = 1 - Q(a, x), a > 0, x >= 0. Relative error of the smaller
// of the two below 1e-12 for a up to 1e4 (the factor x^a e^-x / gamma(a) bounds it).
double gamma_p(double a, double x);
double gamma_q(double a, double x);
double gamma_p_inverse(double a, double p);  // the x with P(a, x) = p; p = 1 gives infinity

// Regularised incomplete beta function I_x(a, b), a, b > 0, x in [0, 1]. Relative error below 1e-12 for a, b
// up to 1e4.
double beta_i(double a, double b, double x);
double beta_i_inverse(double a, double b, double p);  // the x with I_x(a, b) = p

double student_t_cdf(double t, double degrees_of_freedom);
double student_t_quantile(double p, double degrees_of_freedom);
double chi_square_quantile(double p, double degrees_of_freedom);

}  // namespace windtunnel::math
