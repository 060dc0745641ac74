// A distribution as a scenario names it: "kind" and that kind's fields, made into a sampler.
//
// A bare "5 ms" is short for the constant. Whoever reads a Choice<Distribution> calls make() once, when
// wiring. What is drawn has a dimension and so has every field: durations ("6 ms", sampled in seconds), sizes
// ("64 KiB", sampled in bytes), or plain numbers. The three are lists of their own with the same kinds in
// them, written once as templates; Zipf's law is of numbers only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/samplers.hpp"
#include "sim/base/units.hpp"
#include "sim/config/catalog.hpp"

namespace windtunnel {

// Durations; the sampler's numbers are seconds.
struct Distribution {
  static constexpr std::string_view kKind = "distribution";
  using Maker = std::function<Sampler(const AnyFields&)>;
  using Quantity = Duration;
  static constexpr bool kMayBeNegative = false;
  static double number(Duration value) { return value.seconds(); }
  static Duration quantity(double number) { return Duration::from_seconds(number); }
  // Seconds in one unit of a CSV column, by the end of its name: latency_ms has 0.001.
  static std::optional<double> unit_of_column(std::string_view column);
  static constexpr std::string_view kColumns = "a name that ends in its unit: _ns, _us, _ms, _s, _min or _h";
};

// Sizes; the sampler's numbers are bytes.
struct SizeDistribution {
  static constexpr std::string_view kKind = "size_distribution";
  using Maker = std::function<Sampler(const AnyFields&)>;
  using Quantity = Bytes;
  static constexpr bool kMayBeNegative = false;
  static double number(Bytes value) { return static_cast<double>(value.count()); }
  static Bytes quantity(double number) { return Bytes::from_double(number); }
  static std::optional<double> unit_of_column(std::string_view column);
  static constexpr std::string_view kColumns =
      "a name that ends in its unit: _bytes, _kb, _mb, _gb, _kib, _mib or _gib";
};

// Plain numbers.
struct NumberDistribution {
  static constexpr std::string_view kKind = "number_distribution";
  using Maker = std::function<Sampler(const AnyFields&)>;
  using Quantity = double;
  static constexpr bool kMayBeNegative = true;
  static double number(double value) { return value; }
  static double quantity(double value) { return value; }
  static std::optional<double> unit_of_column(std::string_view) { return 1.0; }
  static constexpr std::string_view kColumns = "a name";
};

// Adds every distribution of durations, sizes and numbers to a catalog.
void add_distributions(Catalog& catalog);

}  // namespace windtunnel
