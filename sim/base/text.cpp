// Numbers and quantities as text: std::to_chars and nothing else.
#include "sim/base/text.hpp"

#include <charconv>
#include <cmath>

namespace windtunnel {
namespace {

template <typename... Arguments>
std::string chars(Arguments... arguments) {
  char buffer[400];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, arguments...);
  return std::string(buffer, end.ptr);
}

// "1234567.5" -> "1,234,567.5"
std::string with_commas(std::string digits) {
  const std::size_t start = digits[0] == '-' ? 1 : 0;
  std::size_t point = digits.find('.');
  if (point == std::string::npos) point = digits.size();
  for (std::size_t at = point; at > start + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string without_trailing_zeros(std::string digits) {
  if (digits.find('.') == std::string::npos) return digits;
  while (digits.back() == '0') digits.pop_back();
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

struct Unit {
  double size;
  const char* name;
};

// In the largest unit that gives at least 1 after rounding, so that 999.9996 us becomes 1 ms.
template <std::size_t n>
std::string in_units(double value, const Unit (&units)[n], int digits) {
  const double size = std::abs(value);
  std::size_t i = n - 1;
  while (i > 0 && size < units[i].size) --i;
  std::string number = significant(value / units[i].size, digits);
  double rounded = 0;
  std::from_chars(number.data(), number.data() + number.size(), rounded);
  if (i + 1 < n && std::abs(rounded) * units[i].size >= units[i + 1].size) {
    number = significant(value / units[i + 1].size, digits);
    ++i;
  }
  return number + " " + units[i].name;
}

// Whole `value` in the largest of `units` (descending) that divides it.
struct WholeUnit {
  std::int64_t size;
  const char* name;
};
template <std::size_t n>
std::string whole(std::int64_t value, const WholeUnit (&units)[n]) {
  for (const WholeUnit& unit : units) {
    if (value % unit.size == 0) return chars(value / unit.size) + " " + unit.name;
  }
  return chars(value);
}

}  // namespace

std::string shortest(double value) {
  if (std::isnan(value)) return "nan";
  return chars(value == 0 ? 0.0 : value);
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return shortest(value);
  std::string out = chars(value, std::chars_format::fixed, decimals);
  if (out[0] == '-' && out.find_first_not_of("-0.") == std::string::npos) out.erase(0, 1);
  return out;
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return shortest(value);
  if (value == 0) return "0";
  // Scientific form rounds to the digits asked for and says where the point belongs.
  const std::string scientific = chars(value, std::chars_format::scientific, digits - 1);
  const std::size_t mark = scientific.find('e');
  int exponent = 0;
  const char* from = scientific.c_str() + mark + 1;
  std::from_chars(*from == '+' ? from + 1 : from, scientific.c_str() + scientific.size(), exponent);
  if (exponent < -6 || exponent >= 15)
    return without_trailing_zeros(scientific.substr(0, mark)) + scientific.substr(mark);
  double rounded = 0;
  std::from_chars(scientific.c_str(), scientific.c_str() + scientific.size(), rounded);
  const int decimals = digits - 1 - exponent;
  return without_trailing_zeros(fixed(rounded, decimals > 0 ? decimals : 0));
}

std::string grouped(std::int64_t value) { return with_commas(chars(value)); }

std::string grouped(double value, int decimals) {
  return std::isfinite(value) ? with_commas(fixed(value, decimals)) : shortest(value);
}

std::string hexadecimal(std::uint64_t value) {
  std::string digits(16, '0');
  for (std::size_t i = 0; i < 16; ++i) digits[i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 15];
  return digits;
}

std::string percent(double ratio, int decimals) { return fixed(ratio * 100, decimals) + "%"; }

std::string text(Duration duration, int digits) {
  if (duration == Duration::max()) return "forever";
  const std::int64_t ns = duration.ns();
  if (ns < 0) return "-" + text(-duration, digits);
  constexpr std::int64_t kSecond = 1'000'000'000;
  // A minute after rounding is a minute: 59.9996 s at three digits is "1 min".
  constexpr Unit kUnits[] = {{1, "ns"}, {1e3, "us"}, {1e6, "ms"}, {1e9, "s"}};
  if (ns < 60 * kSecond) {
    const std::string out = in_units(static_cast<double>(ns), kUnits, digits);
    return out == "60 s" ? "1 min" : out;
  }
  constexpr std::int64_t kSizes[] = {86400, 3600, 60, 1};
  constexpr const char* kNames[] = {"d", "h", "min", "s"};
  std::int64_t seconds = (ns + kSecond / 2) / kSecond;
  int first = 0;
  while (seconds < kSizes[first]) ++first;
  if (first < 2) {  // round to the second unit shown, which may carry into the first
    const std::int64_t unit = kSizes[first + 1];
    seconds = (seconds + unit / 2) / unit * unit;
    if (first > 0 && seconds >= kSizes[first - 1]) --first;
  }
  const std::int64_t major = seconds / kSizes[first];
  const std::int64_t minor = seconds % kSizes[first] / kSizes[first + 1];
  std::string out = chars(major) + " " + kNames[first];
  if (minor != 0) out += " " + chars(minor) + " " + kNames[first + 1];
  return out;
}

std::string exact(Duration duration) {
  constexpr WholeUnit kUnits[] = {{3'600'000'000'000, "h"}, {60'000'000'000, "min"}, {1'000'000'000, "s"},
                                  {1'000'000, "ms"},        {1'000, "us"},           {1, "ns"}};
  const std::int64_t ns = duration.ns();
  if (ns == 0) return "0 s";
  // Fractions read better than long integers: 1500000 ns is "1.5 ms". A tenth, hundredth or thousandth of the
  // unit is exact in decimal, so nothing is lost.
  for (const WholeUnit& unit : kUnits) {
    if (std::abs(ns) < unit.size) continue;
    if (ns % unit.size == 0) return chars(ns / unit.size) + " " + unit.name;
    if (unit.size >= 60'000'000'000) continue;
    const std::int64_t rest = std::abs(ns % unit.size);
    std::string fraction = chars(unit.size + rest).substr(1);
    while (fraction.back() == '0') fraction.pop_back();
    if (fraction.size() > 3 || std::abs(ns) / unit.size >= 100'000) continue;
    return (ns < 0 ? "-" : "") + chars(std::abs(ns) / unit.size) + "." + fraction + " " + unit.name;
  }
  return chars(ns) + " ns";
}

std::string text(Bytes bytes, int digits) {
  constexpr Unit kUnits[] = {{1, "B"},
                             {1024, "KiB"},
                             {1048576, "MiB"},
                             {1073741824, "GiB"},
                             {1099511627776.0, "TiB"},
                             {1125899906842624.0, "PiB"}};
  return in_units(static_cast<double>(bytes.count()), kUnits, digits);
}

std::string exact(Bytes bytes) {
  constexpr WholeUnit kUnits[] = {
      {1099511627776, "TiB"}, {1073741824, "GiB"}, {1048576, "MiB"}, {1024, "KiB"}, {1, "B"}};
  return bytes.count() == 0 ? "0 B" : whole(bytes.count(), kUnits);
}

std::string text(Bandwidth bandwidth, int digits) {
  constexpr Unit kUnits[] = {{1, "bps"}, {1e3, "Kbps"}, {1e6, "Mbps"}, {1e9, "Gbps"}, {1e12, "Tbps"}};
  return in_units(bandwidth.bits_per_second(), kUnits, digits);
}

std::string text(Power power, int digits) {
  constexpr Unit kUnits[] = {{1e-6, "uW"}, {1e-3, "mW"}, {1, "W"}, {1e3, "kW"}, {1e6, "MW"}};
  return power == Power() ? "0 W" : in_units(power.watts(), kUnits, digits);
}

std::string text(Energy energy, int digits) {
  constexpr Unit kUnits[] = {{1, "J"}, {1e3, "kJ"}, {3.6e6, "kWh"}, {3.6e9, "MWh"}};
  return in_units(energy.joules(), kUnits, digits);
}

std::string text(Rate rate, int digits) {
  const double value = rate.per_second(), size = std::abs(value);
  if (size == 0 || size >= 0.1) return significant(value, digits) + " /s";
  if (size * 60 >= 0.1) return significant(value * 60, digits) + " /min";
  return significant(value * 3600, digits) + " /h";
}

std::string text(Money money, int decimals) {
  // In integers, so that a bill adds up as printed: nearest, ties away from zero.
  std::int64_t unit = 1'000'000'000;
  for (int i = 0; i < decimals && unit > 1; ++i) unit /= 10;
  const bool negative = money.nano_usd() < 0;
  const std::uint64_t nano = negative ? 0 - static_cast<std::uint64_t>(money.nano_usd())
                                      : static_cast<std::uint64_t>(money.nano_usd());
  const std::uint64_t per_usd = 1'000'000'000u / static_cast<std::uint64_t>(unit);
  const std::uint64_t parts =
      (nano + static_cast<std::uint64_t>(unit) / 2) / static_cast<std::uint64_t>(unit);
  std::string out = grouped(static_cast<std::int64_t>(parts / per_usd));
  if (per_usd > 1) out += "." + chars(per_usd + parts % per_usd).substr(1);
  return (negative && parts != 0 ? "-" : "") + out + " USD";
}

namespace {
std::string usd(std::int64_t nano) {
  std::string out = chars(nano / 1'000'000'000);
  std::string fraction = chars(1'000'000'000 + nano % 1'000'000'000).substr(1);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return fraction.empty() ? out : out + "." + fraction;
}
}  // namespace

std::string text(MoneyRate price) { return usd(price.nano_usd_per_hour()) + " USD/h"; }
std::string text(MoneyPerBytes price) { return usd(price.nano_usd_per_gb()) + " USD/GB"; }

std::string list_of(const std::vector<std::string>& words, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace windtunnel
