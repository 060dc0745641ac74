// Simulated time: integer nanoseconds, so that sums never depend on their order and every machine agrees.
//
// Time is a moment since the start of the run, Duration a span. They are types of their own: a bare number
// never crosses a function boundary as a time. The range is 292 years; arithmetic is not checked for overflow
// because the reader refuses spans beyond 100 years.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace windtunnel {

class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration from_ns(std::int64_t ns) { return Duration(ns); }
  // Nearest nanosecond, ties away from zero; spans beyond the range saturate.
  static constexpr Duration from_seconds(double seconds);
  static constexpr Duration max() { return Duration(std::numeric_limits<std::int64_t>::max()); }

  constexpr std::int64_t ns() const { return ns_; }
  // Divided, not multiplied by 1e-9, which no double is: 120 s are 120 and not 120.00000000000001.
  constexpr double seconds() const { return static_cast<double>(ns_) / 1e9; }

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator-() const { return Duration(-ns_); }
  constexpr Duration& operator+=(Duration other) {
    ns_ += other.ns_;
    return *this;
  }
  constexpr Duration& operator-=(Duration other) {
    ns_ -= other.ns_;
    return *this;
  }
  friend constexpr Duration operator+(Duration a, Duration b) { return Duration(a.ns_ + b.ns_); }
  friend constexpr Duration operator-(Duration a, Duration b) { return Duration(a.ns_ - b.ns_); }
  friend constexpr Duration operator*(Duration a, std::int64_t n) { return Duration(a.ns_ * n); }
  friend constexpr Duration operator*(std::int64_t n, Duration a) { return Duration(a.ns_ * n); }
  friend constexpr Duration operator/(Duration a, std::int64_t n) { return Duration(a.ns_ / n); }
  friend constexpr std::int64_t operator/(Duration a, Duration b) { return a.ns_ / b.ns_; }

 private:
  explicit constexpr Duration(std::int64_t ns) : ns_(ns) {}
  std::int64_t ns_ = 0;
};

constexpr Duration Duration::from_seconds(double seconds) {
  const double ns = seconds * 1e9;
  if (ns >= 9.2e18) return max();
  if (ns <= -9.2e18) return -max();
  return Duration(static_cast<std::int64_t>(ns < 0 ? ns - 0.5 : ns + 0.5));
}

class Time {
 public:
  constexpr Time() = default;
  static constexpr Time from_ns(std::int64_t ns) { return Time(ns); }
  static constexpr Time never() { return Time(std::numeric_limits<std::int64_t>::max()); }

  constexpr std::int64_t ns() const { return ns_; }
  constexpr double seconds() const { return static_cast<double>(ns_) / 1e9; }
  constexpr Duration since_start() const { return Duration::from_ns(ns_); }

  constexpr auto operator<=>(const Time&) const = default;
  friend constexpr Time operator+(Time t, Duration d) { return Time(t.ns_ + d.ns()); }
  friend constexpr Time operator-(Time t, Duration d) { return Time(t.ns_ - d.ns()); }
  friend constexpr Duration operator-(Time a, Time b) { return Duration::from_ns(a.ns_ - b.ns_); }
  constexpr Time& operator+=(Duration d) {
    ns_ += d.ns();
    return *this;
  }

 private:
  explicit constexpr Time(std::int64_t ns) : ns_(ns) {}
  std::int64_t ns_ = 0;
};

namespace literals {
constexpr Duration operator""_ns(unsigned long long n) {
  return Duration::from_ns(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_us(unsigned long long n) {
  return Duration::from_ns(static_cast<std::int64_t>(n) * 1'000);
}
constexpr Duration operator""_ms(unsigned long long n) {
  return Duration::from_ns(static_cast<std::int64_t>(n) * 1'000'000);
}
constexpr Duration operator""_s(unsigned long long n) {
  return Duration::from_ns(static_cast<std::int64_t>(n) * 1'000'000'000);
}
constexpr Duration operator""_min(unsigned long long n) {
  return Duration::from_ns(static_cast<std::int64_t>(n) * 60'000'000'000);
}
constexpr Duration operator""_h(unsigned long long n) {
  return Duration::from_ns(static_cast<std::int64_t>(n) * 3'600'000'000'000);
}
}  // namespace literals

}  // namespace windtunnel
