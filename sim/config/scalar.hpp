// How single values are written in a scenario: Scalar<T> for numbers, texts, quantities with units,
// enumerations.
//
// Whatever has a dimension is a string with its unit; there a bare number is a problem (WT003), not a guess.
// A new kind of single value is a specialisation of Scalar<T> with the five functions below; the walkers need
// no more.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/config/date.hpp"
#include "sim/config/type.hpp"

namespace windtunnel {

// parse: nothing when `out` was set. print: what parse reads back to the same value. magnitude: for ranges.
template <class T>
struct Scalar;

#define WINDTUNNEL_SCALAR(T)                                      \
  template <>                                                     \
  struct Scalar<T> {                                              \
    static std::string name();                                    \
    static std::string expected();                                \
    static std::optional<Misfit> parse(const Node& node, T& out); \
    static Node print(const T& value);                            \
    static double magnitude(const T& value);                      \
    static Node json_schema();                                    \
  }
WINDTUNNEL_SCALAR(bool);
WINDTUNNEL_SCALAR(std::int64_t);
WINDTUNNEL_SCALAR(std::int32_t);
WINDTUNNEL_SCALAR(std::uint32_t);
WINDTUNNEL_SCALAR(std::uint64_t);
WINDTUNNEL_SCALAR(double);
WINDTUNNEL_SCALAR(std::string);
WINDTUNNEL_SCALAR(Duration);       // "5 ms"; at most 100 years either way
WINDTUNNEL_SCALAR(Time);           // an offset in the run, written as a duration: "12 h"
WINDTUNNEL_SCALAR(Bytes);          // "64 KiB", "180 KB"
WINDTUNNEL_SCALAR(Bandwidth);      // "10 Gbps"
WINDTUNNEL_SCALAR(Power);          // "120 W"
WINDTUNNEL_SCALAR(Energy);         // "12 kWh"
WINDTUNNEL_SCALAR(Rate);           // "200 /s", "12 /min", "5 /h"
WINDTUNNEL_SCALAR(Probability);    // a bare number from 0 to 1
WINDTUNNEL_SCALAR(Ratio);          // a bare number
WINDTUNNEL_SCALAR(Money);          // "4500 USD"
WINDTUNNEL_SCALAR(MoneyRate);      // "0.0416 USD/h"
WINDTUNNEL_SCALAR(MoneyPerBytes);  // "0.08 USD/GB"
WINDTUNNEL_SCALAR(StartDate);      // "2026-03-02T00:00-06:00"
#undef WINDTUNNEL_SCALAR

// Texts with units from anywhere else (a table, a command's argument): "5 ms" to a Duration, or why not.
template <class T>
std::optional<Misfit> parse_quantity(std::string_view text, T& out) {
  return Scalar<T>::parse(Node::string(std::string(text)), out);
}

// An enumeration is described by a function found beside it:
//   constexpr auto enum_names(Discipline) {
//     return std::array{EnumName{"fcfs", Discipline::fcfs, "First come, first served."}, ...};
//   }
template <class E>
struct EnumName {
  std::string_view name;
  E value;
  std::string_view meaning;
};
template <class E>
EnumName(const char*, E, const char*) -> EnumName<E>;

namespace detail {
// {"type": type}, as JSON Schema has it.
Node type_schema(std::string_view type);
std::optional<Misfit> parse_enum(const Node& node, const std::vector<std::string>& names, std::size_t& index);
Node enum_json_schema(const std::vector<std::pair<std::string, std::string>>& names);
std::string enum_expected(const std::vector<std::pair<std::string, std::string>>& names);
}  // namespace detail

template <class E>
requires std::is_enum_v<E>
struct Scalar<E> {
  static std::vector<std::pair<std::string, std::string>> names() {
    std::vector<std::pair<std::string, std::string>> list;
    for (const auto& row : enum_names(E{}))
      list.emplace_back(std::string(row.name), std::string(row.meaning));
    return list;
  }
  static std::string name() { return "name"; }
  static std::string expected() { return detail::enum_expected(names()); }
  static std::optional<Misfit> parse(const Node& node, E& out) {
    std::vector<std::string> list;
    for (const auto& row : enum_names(E{})) list.emplace_back(row.name);
    std::size_t index = 0;
    auto misfit = detail::parse_enum(node, list, index);
    if (!misfit) out = enum_names(E{})[index].value;
    return misfit;
  }
  static Node print(const E& value) {
    for (const auto& row : enum_names(E{}))
      if (row.value == value) return Node::string(std::string(row.name));
    return Node::null();
  }
  static double magnitude(const E&) { return 0; }
  static Node json_schema() { return detail::enum_json_schema(names()); }
};

template <class T>
concept IsScalar = requires(const Node& node, T& out) {
  Scalar<T>::parse(node, out);
};

}  // namespace windtunnel
