// Numbers of about 106 bits as an unevaluated sum of two doubles, for tables and for pow; internal to
// sim/base.
//
// The classical error-free transformations (Dekker 1971, Knuth): each needs correctly rounded +, -, * and no
// fused multiply-add, which -ffp-contract=off gives. They are constexpr so that the tables of log and exp are
// computed by the compiler, which rounds as IEEE 754 says, and no file of magic numbers has to be believed.
#pragma once

namespace windtunnel::math::detail {

struct DoubleDouble {
  double high = 0, low = 0;
};

constexpr DoubleDouble fast_two_sum(double a, double b) {  // |a| >= |b|
  const double s = a + b;
  return {s, b - (s - a)};
}
constexpr DoubleDouble two_sum(double a, double b) {
  const double s = a + b;
  const double t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}
constexpr DoubleDouble split(double a) {
  const double t = 134217729.0 * a;
  const double high = t - (t - a);
  return {high, a - high};
}
constexpr DoubleDouble two_product(double a, double b) {
  const double p = a * b;
  const DoubleDouble x = split(a), y = split(b);
  return {p, ((x.high * y.high - p) + x.high * y.low + x.low * y.high) + x.low * y.low};
}
constexpr DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble s = two_sum(a.high, b.high);
  return fast_two_sum(s.high, s.low + (a.low + b.low));
}
constexpr DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble p = two_product(a.high, b.high);
  return fast_two_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}
constexpr DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const double q = a.high / b.high;
  const DoubleDouble back = two_product(q, b.high);
  const double rest = ((a.high - back.high) - back.low) + a.low - q * b.low;
  return fast_two_sum(q, rest / b.high);
}

inline constexpr DoubleDouble kLn2DoubleDouble = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};

}  // namespace windtunnel::math::detail
