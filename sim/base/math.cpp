// The rest of log and exp, and the elementary functions built on them.
//
// pow needs the logarithm to more bits than a double has, because y multiplies its error; it is carried as a
// sum of two doubles. Everything else is a reduction to a short interval and a series there.
#include "sim/base/math.hpp"

#include <cmath>

#include "sim/base/double_double.hpp"

namespace windtunnel::math {
namespace detail {
namespace {

// e^(x + low) = 2^k * (scale + scale * more), with scale in [1, 2).
struct ExpParts {
  double scale, more;
  std::int64_t k;
};

ExpParts exp_parts(double x, double low) {
  constexpr double kShift = 0x1.8p52;
  const double shifted = x * (128.0 / kLn2) + kShift;
  const auto ki =
      static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(shifted) << 12) >> 12;  // sign of 52 bits
  const double kd = shifted - kShift;
  const double r = (x - kd * 0x1.62e42fefa0000p-8) - kd * 0x1.cf79abc9e3b3ap-47 + low;
  const ExpPoint& point = kExpPoints[static_cast<std::uint64_t>(ki) & 127];
  const double r2 = r * r;
  const double more = point.low + r + r2 * (0.5 + r * (1.0 / 6)) + r2 * r2 * (1.0 / 24 + r * (1.0 / 120));
  return {point.high, more, ki >> 7};
}

double power_of_two(std::int64_t k) {  // k in [-1022, 1023]
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

// e^(x + low) over the whole range, |low| far below |x|.
double exp_wide(double x, double low) {
  if (x > 709.79) return kInfinity;
  if (x < -745.14) return 0;
  const ExpParts parts = exp_parts(x, low);
  const double value = parts.scale + parts.scale * parts.more;
  const std::int64_t half = parts.k / 2;  // two steps: the last one rounds into the subnormals or overflows
  return value * power_of_two(half) * power_of_two(parts.k - half);
}

// log x as a sum of two doubles, relative error below 2^-66; x positive, finite, normal.
DoubleDouble log_double_double(double x) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t offset = bits - 0x3fe8000000000000u;
  const std::int64_t k = static_cast<std::int64_t>(offset) >> 52;
  const double z = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(k) << 52));
  const LogPoint& point = kLogPoints[((offset & 0x000fffffffffffffu) + (std::uint64_t{1} << 44)) >> 45];
  const double c = point.center;
  const DoubleDouble s = DoubleDouble{z - c, 0} / two_sum(z, c);
  const double s2 = s.high * s.high;
  const double tail = 2 * s.high * s2 * (1.0 / 3 + s2 * (0.2 + s2 * (1.0 / 7)));
  const DoubleDouble near = two_sum(2 * s.high, 2 * s.low + tail);
  const DoubleDouble far = two_sum(static_cast<double>(k) * kLn2High + point.log_high,
                                   static_cast<double>(k) * kLn2Low + point.log_low);
  return far + near;
}

}  // namespace

double log_of_the_rest(double x) {
  if (x == 0) return -kInfinity;
  if (x != x || x < 0) return kNaN;
  if (x == kInfinity) return x;
  return log(x * 0x1p54) - 54 * kLn2;
}

double exp_of_the_rest(double x) { return x != x ? x : exp_wide(x, 0); }

}  // namespace detail

double log1p(double x) {
  if (!(x > -1)) return x == -1 ? -kInfinity : kNaN;
  if (x > 0x1p54) return log(x);
  const double u = 1 + x;
  const double lost = x >= 1 ? 1 - (u - x) : x - (u - 1);  // u + lost = 1 + x exactly
  return log(u) + lost / u;
}

double expm1(double x) {
  if (x != x) return x;
  if (x > 50) return exp(x);
  if (x < -50) return -1;
  if (x > -1e-17 && x < 1e-17) return x;
  const detail::ExpParts parts = detail::exp_parts(x, 0);
  const double scale = parts.scale * detail::power_of_two(parts.k);
  return (scale - 1) + scale * parts.more;  // the difference is exact where it cancels
}

double pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y) return kNaN;
  const bool y_is_whole = std::floor(y) == y;
  const bool y_is_odd = y_is_whole && std::abs(y) < 0x1p53 && std::floor(y / 2) * 2 != y;
  const bool infinite_y = std::abs(y) == kInfinity;
  const double size = std::abs(x);
  const double sign = std::signbit(x) && y_is_odd ? -1 : 1;
  if (infinite_y) {
    if (size == 1) return 1;
    return (size > 1) == (y > 0) ? kInfinity : 0;
  }
  if (size == 0) return y < 0 ? sign * kInfinity : sign * 0.0;
  if (size == kInfinity) return y < 0 ? sign * 0.0 : sign * kInfinity;
  if (x < 0 && !y_is_whole) return kNaN;
  if (size == 1) return sign;
  // x = 2^-54 * (x 2^54) for subnormals.
  const bool subnormal = size < 0x1p-1022;
  detail::DoubleDouble l = detail::log_double_double(subnormal ? size * 0x1p54 : size);
  if (subnormal) l = l + detail::DoubleDouble{-54, 0} * detail::kLn2DoubleDouble;
  const double rough = l.high * y;
  if (rough > 710) return sign * kInfinity;
  if (rough < -746) return sign * 0.0;
  const detail::DoubleDouble product = l * detail::DoubleDouble{y, 0};
  return sign * detail::exp_wide(product.high, product.low);
}

double log2(double x) {
  if (!(x > 0) || x == kInfinity || x < 0x1p-1022) return log(x) / kLn2;
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  const std::int64_t k = static_cast<std::int64_t>(bits - 0x3fe8000000000000u) >> 52;
  const double z = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(k) << 52));
  return static_cast<double>(k) + log(z) * (1 / kLn2);
}

double log10(double x) {
  constexpr double kLn10 = 2.302585092994045684;
  return log(x) / kLn10;
}

namespace {

// sin and cos of 2 pi r for |r| <= 1/8, by their series: x <= 0.786, so x^19 / 19! < 1e-19.
double sin_core(double r) {
  const double x = 2 * kPi * r, x2 = x * x;
  double rest = 1;  // 1 - x2/(4*5) (1 - x2/(6*7) (...))
  for (int n = 9; n >= 2; --n) rest = 1 - x2 / static_cast<double>(2 * n * (2 * n + 1)) * rest;
  return x - x * x2 * (1.0 / 6) * rest;
}
double cos_core(double r) {
  const double x = 2 * kPi * r, x2 = x * x;
  double rest = 1;  // 1 - x2/(3*4) (1 - x2/(5*6) (...))
  for (int n = 9; n >= 2; --n) rest = 1 - x2 / static_cast<double>(2 * n * (2 * n - 1)) * rest;
  return 1 - 0.5 * x2 * rest;
}

}  // namespace

double sin_turns(double turns) {
  const double t = turns - std::floor(turns);  // [0, 1)
  const double quarter = std::floor(t * 4 + 0.5);
  const double r = t - quarter * 0.25;
  switch (static_cast<int>(quarter) & 3) {
    case 0:
      return sin_core(r);
    case 1:
      return cos_core(r);
    case 2:
      return -sin_core(r);
    default:
      return -cos_core(r);
  }
}

double cos_turns(double turns) {
  const double t = turns - std::floor(turns);
  const double quarter = std::floor(t * 4 + 0.5);
  const double r = t - quarter * 0.25;
  switch (static_cast<int>(quarter) & 3) {
    case 0:
      return cos_core(r);
    case 1:
      return -sin_core(r);
    case 2:
      return -cos_core(r);
    default:
      return sin_core(r);
  }
}

}  // namespace windtunnel::math
