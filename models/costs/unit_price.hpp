// A unit price exactly as a price list prints it, and the three amounts that are made of one.
//
// Price lists have up to ten decimals (0.0083764275 USD an hour), one more than Money has, and a month
// multiplies them by 730. So a price keeps twelve decimals as an integer, and rounding happens once: where a
// price meets a quantity and becomes an amount, to the nearest nano-dollar, ties away from zero.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"

namespace windtunnel {

// A month of a bill: 365 days of 24 h over 12, as the providers count.
inline constexpr Duration kBillingMonth = Duration::from_ns(730 * std::int64_t{3'600'000'000'000});
inline constexpr Bytes kGib = Bytes(std::int64_t{1} << 30);

class UnitPrice {
 public:
  constexpr UnitPrice() = default;
  static constexpr UnitPrice from_pico_usd(std::int64_t pico) { return UnitPrice(pico); }
  // "0.06701142": digits with at most twelve decimals, below a million; nothing for any other text.
  static std::optional<UnitPrice> parse(std::string_view usd);

  constexpr std::int64_t pico_usd() const { return pico_; }
  constexpr double usd() const { return static_cast<double>(pico_) * 1e-12; }
  constexpr auto operator<=>(const UnitPrice&) const = default;

 private:
  explicit constexpr UnitPrice(std::int64_t pico) : pico_(pico) {}
  std::int64_t pico_ = 0;
};

// `count` instances for `each` at a price per hour.
Money amount_by_hour(UnitPrice per_hour, std::int64_t count, Duration each);
// `count` instances for `each` at a price per month of 730 h.
Money amount_by_month(UnitPrice per_month, std::int64_t count, Duration each);
// Traffic at a price per GiB (2^30 bytes).
Money amount_by_gib(UnitPrice per_gib, Bytes bytes);

}  // namespace windtunnel
