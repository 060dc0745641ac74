// The tables of log and exp, computed by the compiler in double-double: log(c) at 129 points and 2^(i/128).
//
// A file of its own because the compiler takes a moment for them.
#include <utility>

#include "sim/base/double_double.hpp"
#include "sim/base/math.hpp"

namespace windtunnel::math::detail {
namespace {

// log c = 2 atanh((c - 1) / (c + 1)); |s| <= 0.2, so 24 terms reach 2^-110.
constexpr DoubleDouble log_of_center(double c) {
  const DoubleDouble s = DoubleDouble{c - 1, 0} / DoubleDouble{c + 1, 0};
  const DoubleDouble s2 = s * s;
  DoubleDouble sum = {0, 0};
  for (int n = 24; n >= 0; --n) sum = sum * s2 + DoubleDouble{1, 0} / DoubleDouble{2.0 * n + 1, 0};
  return DoubleDouble{2, 0} * (s * sum);
}

constexpr LogPoint log_point(int i) {
  const double c = i < 64 ? 0.75 + i / 256.0 : 1.0 + (i - 64) / 128.0;
  const DoubleDouble value = log_of_center(c);
  constexpr double kShift = 0x1.8p10;  // rounds to a multiple of 2^-42
  const double high = (value.high + kShift) - kShift;
  return {1 / c, high, (value.high - high) + value.low, c};
}

constexpr ExpPoint exp_point(int i) {
  const DoubleDouble x = kLn2DoubleDouble * DoubleDouble{i / 128.0, 0};
  DoubleDouble sum = {1, 0};
  for (int n = 26; n >= 1; --n) sum = DoubleDouble{1, 0} + sum * x / DoubleDouble{1.0 * n, 0};
  return {sum.low / sum.high, sum.high};
}

template <std::size_t... i>
constexpr std::array<LogPoint, sizeof...(i)> log_points(std::index_sequence<i...>) {
  return {log_point(static_cast<int>(i))...};
}
template <std::size_t... i>
constexpr std::array<ExpPoint, sizeof...(i)> exp_points(std::index_sequence<i...>) {
  return {exp_point(static_cast<int>(i))...};
}

}  // namespace

constinit const std::array<LogPoint, 129> kLogPoints = log_points(std::make_index_sequence<129>());
constinit const std::array<ExpPoint, 128> kExpPoints = exp_points(std::make_index_sequence<128>());

}  // namespace windtunnel::math::detail
