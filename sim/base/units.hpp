// Quantities with a dimension: bytes, bandwidth, rates, money, probabilities, each a type of its own.
//
// Money is integer nano-dollars, so that a sum of a million small amounts is exact and does not depend on its
// order; it is rounded only where a price meets an amount (the three functions at the end, once per line of a
// bill), to the nearest nano-dollar, ties away from zero. Bytes are integers; bandwidth and rates are doubles
// because they are measured, not counted.
#pragma once

#include <compare>
#include <cstdint>

#include "sim/base/time.hpp"

namespace windtunnel {

namespace detail {
__extension__ typedef __int128 Int128;
// Nearest integer to a / b, ties away from zero; saturates at the range of int64. b > 0.
constexpr std::int64_t divide_to_nearest(Int128 a, Int128 b) {
  const Int128 q = a >= 0 ? (a + b / 2) / b : -((-a + b / 2) / b);
  constexpr Int128 most = INT64_MAX;
  return static_cast<std::int64_t>(q > most ? most : q < -most ? -most : q);
}
constexpr std::int64_t to_nearest(double x) {
  if (x >= 9.2e18) return INT64_MAX;
  if (x <= -9.2e18) return -INT64_MAX;
  return static_cast<std::int64_t>(x < 0 ? x - 0.5 : x + 0.5);
}
}  // namespace detail

class Bytes {
 public:
  constexpr Bytes() = default;
  constexpr explicit Bytes(std::int64_t count) : count_(count) {}
  static constexpr Bytes from_double(double count) { return Bytes(detail::to_nearest(count)); }
  constexpr std::int64_t count() const { return count_; }
  constexpr auto operator<=>(const Bytes&) const = default;
  constexpr Bytes& operator+=(Bytes other) {
    count_ += other.count_;
    return *this;
  }
  constexpr Bytes& operator-=(Bytes other) {
    count_ -= other.count_;
    return *this;
  }
  friend constexpr Bytes operator+(Bytes a, Bytes b) { return Bytes(a.count_ + b.count_); }
  friend constexpr Bytes operator-(Bytes a, Bytes b) { return Bytes(a.count_ - b.count_); }
  friend constexpr Bytes operator*(Bytes a, std::int64_t n) { return Bytes(a.count_ * n); }
  friend constexpr Bytes operator*(std::int64_t n, Bytes a) { return Bytes(a.count_ * n); }

 private:
  std::int64_t count_ = 0;
};

class Bandwidth {
 public:
  constexpr Bandwidth() = default;
  static constexpr Bandwidth from_bits_per_second(double value) { return Bandwidth(value); }
  constexpr double bits_per_second() const { return bits_per_second_; }
  constexpr double bytes_per_second() const { return bits_per_second_ / 8; }
  constexpr auto operator<=>(const Bandwidth&) const = default;

 private:
  explicit constexpr Bandwidth(double value) : bits_per_second_(value) {}
  double bits_per_second_ = 0;
};

// How long this many bytes take alone on the wire, to the nearest nanosecond.
constexpr Duration transmission_time(Bytes bytes, Bandwidth bandwidth) {
  return Duration::from_seconds(static_cast<double>(bytes.count()) * 8 / bandwidth.bits_per_second());
}

// What is drawn. An integer, so that energy, which is power times whole nanoseconds, adds up exactly.
class Power {
 public:
  constexpr Power() = default;
  static constexpr Power from_microwatts(std::int64_t value) { return Power(value); }
  static constexpr Power from_watts(double value) { return Power(detail::to_nearest(value * 1e6)); }
  constexpr std::int64_t microwatts() const { return microwatts_; }
  constexpr double watts() const { return static_cast<double>(microwatts_) * 1e-6; }
  constexpr auto operator<=>(const Power&) const = default;
  friend constexpr Power operator+(Power a, Power b) { return Power(a.microwatts_ + b.microwatts_); }
  friend constexpr Power operator-(Power a, Power b) { return Power(a.microwatts_ - b.microwatts_); }

 private:
  explicit constexpr Power(std::int64_t value) : microwatts_(value) {}
  std::int64_t microwatts_ = 0;
};

class Energy {
 public:
  constexpr Energy() = default;
  static constexpr Energy from_joules(double value) { return Energy(value); }
  constexpr double joules() const { return joules_; }
  constexpr double kilowatt_hours() const { return joules_ / 3.6e6; }
  constexpr auto operator<=>(const Energy&) const = default;

 private:
  explicit constexpr Energy(double value) : joules_(value) {}
  double joules_ = 0;
};

class Rate {
 public:
  constexpr Rate() = default;
  static constexpr Rate per_second(double value) { return Rate(value); }
  constexpr double per_second() const { return per_second_; }
  constexpr auto operator<=>(const Rate&) const = default;
  friend constexpr Rate operator+(Rate a, Rate b) { return Rate(a.per_second_ + b.per_second_); }
  friend constexpr Rate operator-(Rate a, Rate b) { return Rate(a.per_second_ - b.per_second_); }
  friend constexpr Rate operator*(Rate a, double factor) { return Rate(a.per_second_ * factor); }
  friend constexpr Rate operator*(double factor, Rate a) { return a * factor; }
  friend constexpr double operator/(Rate a, Rate b) { return a.per_second_ / b.per_second_; }
  friend constexpr double operator*(Rate a, Duration d) { return a.per_second_ * d.seconds(); }

 private:
  explicit constexpr Rate(double value) : per_second_(value) {}
  double per_second_ = 0;
};

// A number in [0, 1]: the reader refuses others, so a Probability never has to be checked again.
class Probability {
 public:
  constexpr Probability() = default;
  constexpr explicit Probability(double value) : value_(value) {}
  constexpr double value() const { return value_; }
  constexpr auto operator<=>(const Probability&) const = default;

 private:
  double value_ = 0;
};

// A pure number: a utilisation, a factor, a share.
class Ratio {
 public:
  constexpr Ratio() = default;
  constexpr explicit Ratio(double value) : value_(value) {}
  constexpr double value() const { return value_; }
  constexpr auto operator<=>(const Ratio&) const = default;

 private:
  double value_ = 0;
};

class Money {
 public:
  constexpr Money() = default;
  static constexpr Money from_nano_usd(std::int64_t nano) { return Money(nano); }
  static constexpr Money from_usd(double usd) { return Money(detail::to_nearest(usd * 1e9)); }
  constexpr std::int64_t nano_usd() const { return nano_; }
  constexpr double usd() const { return static_cast<double>(nano_) * 1e-9; }
  constexpr auto operator<=>(const Money&) const = default;
  constexpr Money operator-() const { return Money(-nano_); }
  constexpr Money& operator+=(Money other) {
    nano_ += other.nano_;
    return *this;
  }
  friend constexpr Money operator+(Money a, Money b) { return Money(a.nano_ + b.nano_); }
  friend constexpr Money operator-(Money a, Money b) { return Money(a.nano_ - b.nano_); }
  friend constexpr Money operator*(Money a, std::int64_t n) { return Money(a.nano_ * n); }
  friend constexpr Money operator*(std::int64_t n, Money a) { return Money(a.nano_ * n); }

 private:
  explicit constexpr Money(std::int64_t nano) : nano_(nano) {}
  std::int64_t nano_ = 0;
};

// Nano-dollars per hour; a price per second is exact when its hourly figure is.
class MoneyRate {
 public:
  constexpr MoneyRate() = default;
  static constexpr MoneyRate from_usd_per_hour(double usd) {
    return MoneyRate(detail::to_nearest(usd * 1e9));
  }
  static constexpr MoneyRate from_nano_usd_per_hour(std::int64_t nano) { return MoneyRate(nano); }
  constexpr std::int64_t nano_usd_per_hour() const { return nano_; }
  constexpr double usd_per_hour() const { return static_cast<double>(nano_) * 1e-9; }
  constexpr auto operator<=>(const MoneyRate&) const = default;
  friend constexpr MoneyRate operator+(MoneyRate a, MoneyRate b) { return MoneyRate(a.nano_ + b.nano_); }
  friend constexpr MoneyRate operator*(MoneyRate a, std::int64_t n) { return MoneyRate(a.nano_ * n); }

 private:
  explicit constexpr MoneyRate(std::int64_t nano) : nano_(nano) {}
  std::int64_t nano_ = 0;
};

// Nano-dollars per GB of 10^9 bytes; from_usd_per_gib is for price lists that mean 2^30.
class MoneyPerBytes {
 public:
  constexpr MoneyPerBytes() = default;
  static constexpr MoneyPerBytes from_usd_per_gb(double usd) {
    return MoneyPerBytes(detail::to_nearest(usd * 1e9));
  }
  static constexpr MoneyPerBytes from_usd_per_gib(double usd) {
    return from_usd_per_gb(usd * 1e9 / 1073741824.0);
  }
  static constexpr MoneyPerBytes from_nano_usd_per_gb(std::int64_t nano) { return MoneyPerBytes(nano); }
  constexpr std::int64_t nano_usd_per_gb() const { return nano_; }
  constexpr double usd_per_gb() const { return static_cast<double>(nano_) * 1e-9; }
  constexpr auto operator<=>(const MoneyPerBytes&) const = default;

 private:
  explicit constexpr MoneyPerBytes(std::int64_t nano) : nano_(nano) {}
  std::int64_t nano_ = 0;
};

// The three places where money is rounded.
constexpr Money operator*(MoneyRate price, Duration time) {
  return Money::from_nano_usd(detail::divide_to_nearest(
      static_cast<detail::Int128>(price.nano_usd_per_hour()) * time.ns(), detail::Int128{3'600'000'000'000}));
}
constexpr Money operator*(Duration time, MoneyRate price) { return price * time; }
constexpr Money operator*(MoneyPerBytes price, Bytes bytes) {
  return Money::from_nano_usd(detail::divide_to_nearest(
      static_cast<detail::Int128>(price.nano_usd_per_gb()) * bytes.count(), detail::Int128{1'000'000'000}));
}
constexpr Money operator*(Bytes bytes, MoneyPerBytes price) { return price * bytes; }
// A share or a projection of an amount, such as a day's bill blown up to a month of 730 h.
constexpr Money scaled(Money amount, double factor) {
  return Money::from_nano_usd(detail::to_nearest(static_cast<double>(amount.nano_usd()) * factor));
}

namespace literals {
constexpr Bytes operator""_B(unsigned long long n) { return Bytes(static_cast<std::int64_t>(n)); }
constexpr Bytes operator""_KiB(unsigned long long n) { return Bytes(static_cast<std::int64_t>(n) * 1024); }
constexpr Bytes operator""_MiB(unsigned long long n) {
  return Bytes(static_cast<std::int64_t>(n) * 1024 * 1024);
}
constexpr Bytes operator""_GiB(unsigned long long n) {
  return Bytes(static_cast<std::int64_t>(n) * 1024 * 1024 * 1024);
}
}  // namespace literals

}  // namespace windtunnel
