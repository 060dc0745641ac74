// Quantities with a dimension: durations, times, dates, sizes, rates, money. Decimal texts become integers by
// integer arithmetic, so "0.1 s" is exactly 100 ms on every machine; what is a double in C++ is read by
// std::from_chars, which rounds correctly.
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/scalar.hpp"

namespace windtunnel {
namespace {

using detail::Int128;
using detail::type_schema;

struct UnitRow {
  std::string_view name;
  std::int64_t factor;  // in the base unit
};

struct Amount {
  std::string_view number;
  std::string_view unit;
};

// "5.5 ms" into "5.5" and "ms"; nothing when it does not begin with a number.
std::optional<Amount> split_amount(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at > start;
  };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (!digits()) return std::nullopt;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return std::nullopt;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const std::size_t mark = at++;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (!digits()) at = mark;
  }
  std::string_view unit = text.substr(at);
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  return Amount{text.substr(0, at), unit};
}

std::optional<double> as_double(std::string_view number) {
  if (number.starts_with('+')) number.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

// number * factor to the nearest integer, ties away from zero; nothing beyond int64.
std::optional<std::int64_t> scaled_exactly(std::string_view number, std::int64_t factor) {
  const bool negative = number.starts_with('-');
  if (negative || number.starts_with('+')) number.remove_prefix(1);
  Int128 mantissa = 0;
  std::int64_t exponent = 0;
  bool fraction = false;
  std::size_t at = 0;
  constexpr Int128 kMantissaMax =
      Int128{1'000'000'000'000'000'000};  // 18 digits: beyond the range of every unit
  for (; at < number.size() && number[at] != 'e' && number[at] != 'E'; ++at) {
    if (number[at] == '.') {
      fraction = true;
    } else if (mantissa < kMantissaMax) {
      mantissa = mantissa * 10 + (number[at] - '0');
      exponent -= fraction ? 1 : 0;
    } else {
      exponent += fraction ? 0 : 1;
    }
  }
  if (at < number.size()) {
    std::string_view tail = number.substr(at + 1);
    if (tail.starts_with('+')) tail.remove_prefix(1);
    std::int64_t written = 0;
    const auto [end, error] = std::from_chars(tail.data(), tail.data() + tail.size(), written);
    if (error != std::errc() || written > 1000 || written < -1000)
      return mantissa == 0 ? std::optional<std::int64_t>(0) : std::nullopt;
    exponent += written;
  }
  Int128 value = mantissa * factor;
  constexpr Int128 kMost = Int128{std::numeric_limits<std::int64_t>::max()};
  for (; exponent > 0 && value != 0; --exponent) {
    if (value > kMost) return std::nullopt;
    value *= 10;
  }
  if (exponent < 0) {
    Int128 divisor = 1;
    for (; exponent < 0; ++exponent) {
      divisor *= 10;
      if (divisor / 4 > value) {  // less than half of one: rounds to nothing
        value = 0;
        divisor = 1;
        break;
      }
    }
    value = (value + divisor / 2) / divisor;
  }
  if (value > kMost) return std::nullopt;
  return static_cast<std::int64_t>(negative ? -value : value);
}

// What every quantity shares: its words, its units, and its three ways of being wrong.
struct Kind {
  std::string_view article_and_name;  // "a duration"
  std::string_view example;           // "5 ms"
  std::span<const UnitRow> units;

  std::string expected() const {
    std::string out = std::string(article_and_name) + " with its unit, such as " + json_quoted(example);
    if (units.size() == 1) return out;
    out += " (";
    for (std::size_t i = 0; i < units.size(); ++i) out += (i > 0 ? ", " : "") + std::string(units[i].name);
    return out + ")";
  }
  Misfit misfit(std::string_view code, const Amount* amount = nullptr) const {
    Misfit out{code, expected(), {}};
    if (amount != nullptr)
      for (const UnitRow& unit : units)
        out.candidates.push_back(std::string(amount->number) + " " + std::string(unit.name));
    return out;
  }
  std::string pattern() const {
    std::string out = "^ *[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)? *(";
    for (std::size_t i = 0; i < units.size(); ++i) out += (i > 0 ? "|" : "") + std::string(units[i].name);
    return out + ") *$";
  }
  Node json_schema() const {
    Node node = type_schema("string");
    node.add("pattern", Node::string(pattern()));
    return node;
  }
  // The amount and the factor of its unit, or why not.
  std::optional<Misfit> split(const Node& node, Amount& amount, std::int64_t& factor) const {
    if (node.is_number()) return misfit(code::kBareNumber);
    if (!node.is_string()) return misfit(code::kWrongType);
    const std::optional<Amount> found = split_amount(node.text());
    if (!found) return misfit(code::kQuantity);
    for (const UnitRow& unit : units) {
      if (unit.name != found->unit) continue;
      amount = *found;
      factor = unit.factor;
      return std::nullopt;
    }
    return misfit(found->unit.empty() ? code::kBareNumber : code::kQuantity, &*found);
  }
  std::optional<Misfit> read_integer(const Node& node, std::int64_t& out, std::int64_t lo, std::int64_t hi,
                                     std::string_view limits) const {
    Amount amount;
    std::int64_t factor = 1;
    if (auto wrong = split(node, amount, factor)) return wrong;
    const std::optional<std::int64_t> value = scaled_exactly(amount.number, factor);
    if (!value || *value < lo || *value > hi) return Misfit{code::kRange, std::string(limits), {}};
    out = *value;
    return std::nullopt;
  }
  // To base units a double: multiplied by a factor, or divided where the unit is a part of the base.
  std::optional<Misfit> read_double(const Node& node, double& out, bool divide) const {
    Amount amount;
    std::int64_t factor = 1;
    if (auto wrong = split(node, amount, factor)) return wrong;
    const std::optional<double> value = as_double(amount.number);
    if (!value) return misfit(code::kQuantity);
    out = divide ? *value / static_cast<double>(factor) : *value * static_cast<double>(factor);
    if (!std::isfinite(out) || out < 0)
      return Misfit{code::kRange, std::string(article_and_name) + " of 0 or more", {}};
    return std::nullopt;
  }
};

constexpr UnitRow kTimeUnits[] = {{"ns", 1},
                                  {"us", 1'000},
                                  {"ms", 1'000'000},
                                  {"s", 1'000'000'000},
                                  {"min", 60'000'000'000},
                                  {"h", 3'600'000'000'000}};
constexpr Kind kDuration{"a duration", "5 ms", kTimeUnits};
constexpr Kind kMoment{"a time after the start", "12 h", kTimeUnits};
constexpr std::int64_t kHundredYears = 100 * 8766ll * 3'600'000'000'000ll;  // of 365.25 days

constexpr UnitRow kByteUnits[] = {{"B", 1},
                                  {"KB", 1'000},
                                  {"MB", 1'000'000},
                                  {"GB", 1'000'000'000},
                                  {"TB", 1'000'000'000'000},
                                  {"KiB", 1ll << 10},
                                  {"MiB", 1ll << 20},
                                  {"GiB", 1ll << 30},
                                  {"TiB", 1ll << 40}};
constexpr Kind kBytes{"a size", "64 KiB", kByteUnits};

constexpr UnitRow kBandwidthUnits[] = {
    {"bps", 1}, {"Kbps", 1'000}, {"Mbps", 1'000'000}, {"Gbps", 1'000'000'000}, {"Tbps", 1'000'000'000'000}};
constexpr Kind kBandwidth{"a bandwidth", "10 Gbps", kBandwidthUnits};

constexpr UnitRow kPowerUnits[] = {{"mW", 1'000}, {"W", 1'000'000}, {"kW", 1'000'000'000}};
constexpr Kind kPower{"a power", "120 W", kPowerUnits};
constexpr UnitRow kEnergyUnits[] = {
    {"J", 1}, {"kJ", 1'000}, {"Wh", 3'600}, {"kWh", 3'600'000}, {"MWh", 3'600'000'000}};
constexpr Kind kEnergy{"an energy", "12 kWh", kEnergyUnits};

constexpr UnitRow kRateUnits[] = {{"/s", 1}, {"/min", 60}, {"/h", 3600}};
constexpr Kind kRate{"a rate", "200 /s", kRateUnits};

constexpr std::int64_t kNano = 1'000'000'000;
constexpr UnitRow kMoneyUnits[] = {{"USD", kNano}};
constexpr Kind kMoney{"an amount of money", "4500 USD", kMoneyUnits};
constexpr UnitRow kMoneyRateUnits[] = {{"USD/h", kNano}};
constexpr Kind kMoneyRate{"a price per hour", "0.0416 USD/h", kMoneyRateUnits};
constexpr UnitRow kMoneyPerBytesUnits[] = {{"USD/GB", kNano}};
constexpr Kind kMoneyPerBytes{"a price per GB", "0.08 USD/GB", kMoneyPerBytesUnits};
constexpr std::int64_t kMoneyMost = std::numeric_limits<std::int64_t>::max() / 2;
constexpr std::string_view kMoneyLimits = "at most 4600 million USD";

// Nano-units as a decimal without loss: 41600000 -> "0.0416".
std::string decimal_of_nano(std::int64_t nano) {
  const bool negative = nano < 0;
  const std::uint64_t size =
      negative ? 0 - static_cast<std::uint64_t>(nano) : static_cast<std::uint64_t>(nano);
  std::string out = (negative ? "-" : "") + std::to_string(size / kNano);
  std::string fraction = std::to_string(size % kNano);
  fraction.insert(0, 9 - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return fraction.empty() ? out : out + "." + fraction;
}

// In the largest unit that divides it; zero in the smallest.
std::string in_largest_unit(std::int64_t value, std::span<const UnitRow> units) {
  const UnitRow* best = &units[0];
  for (const UnitRow& unit : units)
    if (value != 0 && value % unit.factor == 0 && unit.factor > best->factor) best = &unit;
  return std::to_string(value / best->factor) + " " + std::string(best->name);
}

}  // namespace

// ---- time ----

std::string Scalar<Duration>::name() { return "duration"; }
std::string Scalar<Duration>::expected() { return kDuration.expected(); }
std::optional<Misfit> Scalar<Duration>::parse(const Node& node, Duration& out) {
  std::int64_t ns = 0;
  if (auto wrong = kDuration.read_integer(node, ns, -kHundredYears, kHundredYears,
                                          "a duration of at most 100 years (876600 h)"))
    return wrong;
  out = Duration::from_ns(ns);
  return std::nullopt;
}
Node Scalar<Duration>::print(const Duration& value) { return Node::string(exact(value)); }
double Scalar<Duration>::magnitude(const Duration& value) { return static_cast<double>(value.ns()); }
Node Scalar<Duration>::json_schema() { return kDuration.json_schema(); }

std::string Scalar<Time>::name() { return "time"; }
std::string Scalar<Time>::expected() { return kMoment.expected(); }
std::optional<Misfit> Scalar<Time>::parse(const Node& node, Time& out) {
  std::int64_t ns = 0;
  if (auto wrong = kMoment.read_integer(node, ns, 0, kHundredYears,
                                        "a time from 0 s to 100 years (876600 h) after the start"))
    return wrong;
  out = Time::from_ns(ns);
  return std::nullopt;
}
Node Scalar<Time>::print(const Time& value) { return Node::string(exact(value.since_start())); }
double Scalar<Time>::magnitude(const Time& value) { return static_cast<double>(value.ns()); }
Node Scalar<Time>::json_schema() { return kMoment.json_schema(); }

std::string Scalar<StartDate>::name() { return "date"; }
std::string Scalar<StartDate>::expected() {
  return "a date and time with its offset from UTC, such as \"2026-03-02T00:00-06:00\"";
}
std::optional<Misfit> Scalar<StartDate>::parse(const Node& node, StartDate& out) {
  if (!node.is_string()) return Misfit{code::kWrongType, expected(), {}};
  const std::optional<StartDate> date = StartDate::parse(node.text());
  if (!date) return Misfit{code::kDate, expected(), {}};
  out = *date;
  return std::nullopt;
}
Node Scalar<StartDate>::print(const StartDate& value) { return Node::string(value.text()); }
double Scalar<StartDate>::magnitude(const StartDate& value) { return static_cast<double>(value.utc_seconds); }
Node Scalar<StartDate>::json_schema() { return type_schema("string"); }

// ---- bytes and rates ----

std::string Scalar<Bytes>::name() { return "size"; }
std::string Scalar<Bytes>::expected() { return kBytes.expected(); }
std::optional<Misfit> Scalar<Bytes>::parse(const Node& node, Bytes& out) {
  std::int64_t count = 0;
  if (auto wrong =
          kBytes.read_integer(node, count, 0, std::int64_t{1} << 60, "a size from 0 B to 2^60 bytes"))
    return wrong;
  out = Bytes(count);
  return std::nullopt;
}
Node Scalar<Bytes>::print(const Bytes& value) {
  return Node::string(in_largest_unit(value.count(), kByteUnits));
}
double Scalar<Bytes>::magnitude(const Bytes& value) { return static_cast<double>(value.count()); }
Node Scalar<Bytes>::json_schema() { return kBytes.json_schema(); }

std::string Scalar<Bandwidth>::name() { return "bandwidth"; }
std::string Scalar<Bandwidth>::expected() { return kBandwidth.expected(); }
std::optional<Misfit> Scalar<Bandwidth>::parse(const Node& node, Bandwidth& out) {
  double bits = 0;
  if (auto wrong = kBandwidth.read_double(node, bits, false)) return wrong;
  out = Bandwidth::from_bits_per_second(bits);
  return std::nullopt;
}
Node Scalar<Bandwidth>::print(const Bandwidth& value) {
  const double bits = value.bits_per_second();
  for (std::size_t i = std::size(kBandwidthUnits) - 1; i > 0; --i) {
    const double in_unit = bits / static_cast<double>(kBandwidthUnits[i].factor);
    if (in_unit >= 1 && in_unit * static_cast<double>(kBandwidthUnits[i].factor) == bits)
      return Node::string(shortest(in_unit) + " " + std::string(kBandwidthUnits[i].name));
  }
  return Node::string(shortest(bits) + " bps");
}
double Scalar<Bandwidth>::magnitude(const Bandwidth& value) { return value.bits_per_second(); }
Node Scalar<Bandwidth>::json_schema() { return kBandwidth.json_schema(); }

std::string Scalar<Power>::name() { return "power"; }
std::string Scalar<Power>::expected() { return kPower.expected(); }
std::optional<Misfit> Scalar<Power>::parse(const Node& node, Power& out) {
  std::int64_t microwatts = 0;
  if (auto wrong =
          kPower.read_integer(node, microwatts, 0, 1'000'000'000'000'000, "a power from 0 W to a gigawatt"))
    return wrong;
  out = Power::from_microwatts(microwatts);
  return std::nullopt;
}
Node Scalar<Power>::print(const Power& value) {
  return Node::string(shortest(static_cast<double>(value.microwatts()) / 1e6) + " W");
}
double Scalar<Power>::magnitude(const Power& value) { return static_cast<double>(value.microwatts()); }
Node Scalar<Power>::json_schema() { return kPower.json_schema(); }

std::string Scalar<Energy>::name() { return "energy"; }
std::string Scalar<Energy>::expected() { return kEnergy.expected(); }
std::optional<Misfit> Scalar<Energy>::parse(const Node& node, Energy& out) {
  double joules = 0;
  if (auto wrong = kEnergy.read_double(node, joules, false)) return wrong;
  out = Energy::from_joules(joules);
  return std::nullopt;
}
Node Scalar<Energy>::print(const Energy& value) { return Node::string(shortest(value.joules()) + " J"); }
double Scalar<Energy>::magnitude(const Energy& value) { return value.joules(); }
Node Scalar<Energy>::json_schema() { return kEnergy.json_schema(); }

std::string Scalar<Rate>::name() { return "rate"; }
std::string Scalar<Rate>::expected() { return kRate.expected(); }
std::optional<Misfit> Scalar<Rate>::parse(const Node& node, Rate& out) {
  double rate = 0;
  if (auto wrong = kRate.read_double(node, rate, true)) return wrong;
  out = Rate::per_second(rate);
  return std::nullopt;
}
Node Scalar<Rate>::print(const Rate& value) { return Node::string(shortest(value.per_second()) + " /s"); }
double Scalar<Rate>::magnitude(const Rate& value) { return value.per_second(); }
Node Scalar<Rate>::json_schema() { return kRate.json_schema(); }

// ---- money ----

#define WINDTUNNEL_MONEY(T, kKind, label, from, to, unit)                                                 \
  std::string Scalar<T>::name() { return label; }                                                         \
  std::string Scalar<T>::expected() { return kKind.expected(); }                                          \
  std::optional<Misfit> Scalar<T>::parse(const Node& node, T& out) {                                      \
    std::int64_t nano = 0;                                                                                \
    if (auto wrong = kKind.read_integer(node, nano, -kMoneyMost, kMoneyMost, kMoneyLimits)) return wrong; \
    out = T::from(nano);                                                                                  \
    return std::nullopt;                                                                                  \
  }                                                                                                       \
  Node Scalar<T>::print(const T& value) { return Node::string(decimal_of_nano(value.to()) + unit); }      \
  double Scalar<T>::magnitude(const T& value) { return static_cast<double>(value.to()); }                 \
  Node Scalar<T>::json_schema() { return kKind.json_schema(); }
WINDTUNNEL_MONEY(Money, kMoney, "money", from_nano_usd, nano_usd, " USD")
WINDTUNNEL_MONEY(MoneyRate, kMoneyRate, "price per hour", from_nano_usd_per_hour, nano_usd_per_hour, " USD/h")
WINDTUNNEL_MONEY(MoneyPerBytes, kMoneyPerBytes, "price per GB", from_nano_usd_per_gb, nano_usd_per_gb,
                 " USD/GB")
#undef WINDTUNNEL_MONEY

}  // namespace windtunnel
