// The arithmetic of unit prices in 128-bit integers, so that no product of a price and a month overflows or
// rounds.
#include "models/costs/unit_price.hpp"

#include <limits>

namespace windtunnel {
namespace {

constexpr int kDecimals = 12;
constexpr std::int64_t kPicoPerUsd = 1'000'000'000'000;
constexpr std::int64_t kPicoPerNano = 1'000;

// price * quantity / per_unit in nano-dollars.
Money amount(UnitPrice price, detail::Int128 quantity, detail::Int128 per_unit) {
  return Money::from_nano_usd(
      detail::divide_to_nearest(price.pico_usd() * quantity, per_unit * kPicoPerNano));
}

}  // namespace

std::optional<UnitPrice> UnitPrice::parse(std::string_view usd) {
  std::int64_t whole = 0;
  std::int64_t fraction = 0;
  int decimals = -1;  // -1 before the point
  bool digits = false;
  for (const char c : usd) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
    } else if (c >= '0' && c <= '9') {
      digits = true;
      if (decimals < 0) {
        whole = whole * 10 + (c - '0');
        if (whole >= 1'000'000) return std::nullopt;
      } else {
        if (++decimals > kDecimals) return std::nullopt;
        fraction = fraction * 10 + (c - '0');
      }
    } else {
      return std::nullopt;
    }
  }
  if (!digits) return std::nullopt;
  for (int place = decimals < 0 ? 0 : decimals; place < kDecimals; ++place) fraction *= 10;
  return UnitPrice(whole * kPicoPerUsd + fraction);
}

Money amount_by_hour(UnitPrice per_hour, std::int64_t count, Duration each) {
  return amount(per_hour, detail::Int128{count} * each.ns(), detail::Int128{3'600'000'000'000});
}

Money amount_by_month(UnitPrice per_month, std::int64_t count, Duration each) {
  return amount(per_month, detail::Int128{count} * each.ns(), detail::Int128{kBillingMonth.ns()});
}

Money amount_by_gib(UnitPrice per_gib, Bytes bytes) { return amount(per_gib, bytes.count(), kGib.count()); }

}  // namespace windtunnel
