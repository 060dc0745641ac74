// Plain values (numbers, texts, probabilities, names of enumerations): reading, printing, and why one does
// not fit.
//
// Quantities with a dimension are in quantity.cpp.
#include "sim/config/scalar.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"
#include "sim/config/nearest.hpp"

namespace windtunnel {

Node detail::type_schema(std::string_view type) {
  Node node = Node::object();
  node.add("type", Node::string(std::string(type)));
  return node;
}

namespace {

using detail::Int128;
using detail::type_schema;

// ---- whole numbers ----

bool is_whole_text(std::string_view text, std::uint64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

template <class T>
std::optional<Misfit> parse_whole(const Node& node, T& out) {
  const Misfit wrong{code::kWrongType, "a whole number", {}};
  const Misfit out_of_range{code::kRange,
                            "a whole number from " + std::to_string(std::numeric_limits<T>::min()) + " to " +
                                std::to_string(std::numeric_limits<T>::max()),
                            {}};
  if (!node.is_number()) return wrong;
  constexpr double kExact = 9007199254740992.0;  // 2^53
  Int128 value = node.as_integer();
  if (std::uint64_t exact = 0; !node.is_integer() && is_whole_text(node.text(), exact)) {
    value = exact;
  } else if (!node.is_integer()) {
    const double number = node.as_number();
    if (number != std::floor(number)) return wrong;
    if (!(std::fabs(number) <= kExact)) return out_of_range;
    value = static_cast<std::int64_t>(number);
  }
  if (value < Int128{std::numeric_limits<T>::min()} || value > Int128{std::numeric_limits<T>::max()})
    return out_of_range;
  out = static_cast<T>(value);
  return std::nullopt;
}

}  // namespace

// ---- plain values ----

std::string Scalar<bool>::name() { return "true or false"; }
std::string Scalar<bool>::expected() { return "true or false"; }
std::optional<Misfit> Scalar<bool>::parse(const Node& node, bool& out) {
  if (!node.is_bool()) return Misfit{code::kWrongType, expected(), {}};
  out = node.as_bool();
  return std::nullopt;
}
Node Scalar<bool>::print(const bool& value) { return Node::boolean(value); }
double Scalar<bool>::magnitude(const bool& value) { return value ? 1 : 0; }
Node Scalar<bool>::json_schema() { return type_schema("boolean"); }

#define WINDTUNNEL_WHOLE(T)                                                                           \
  std::string Scalar<T>::name() { return "whole number"; }                                            \
  std::string Scalar<T>::expected() { return "a whole number"; }                                      \
  std::optional<Misfit> Scalar<T>::parse(const Node& node, T& out) { return parse_whole(node, out); } \
  double Scalar<T>::magnitude(const T& value) { return static_cast<double>(value); }                  \
  Node Scalar<T>::json_schema() { return type_schema("integer"); }
WINDTUNNEL_WHOLE(std::int64_t)
WINDTUNNEL_WHOLE(std::int32_t)
WINDTUNNEL_WHOLE(std::uint32_t)
WINDTUNNEL_WHOLE(std::uint64_t)
#undef WINDTUNNEL_WHOLE
Node Scalar<std::int64_t>::print(const std::int64_t& value) { return Node::integer(value); }
Node Scalar<std::int32_t>::print(const std::int32_t& value) { return Node::integer(value); }
Node Scalar<std::uint32_t>::print(const std::uint32_t& value) { return Node::integer(value); }
Node Scalar<std::uint64_t>::print(const std::uint64_t& value) { return Node::whole(value); }

std::string Scalar<double>::name() { return "number"; }
std::string Scalar<double>::expected() { return "a number"; }
std::optional<Misfit> Scalar<double>::parse(const Node& node, double& out) {
  if (!node.is_number() || !std::isfinite(node.as_number())) return Misfit{code::kWrongType, expected(), {}};
  out = node.as_number() == 0 ? 0 : node.as_number();  // no negative zero
  return std::nullopt;
}
Node Scalar<double>::print(const double& value) { return Node::number(value); }
double Scalar<double>::magnitude(const double& value) { return value; }
Node Scalar<double>::json_schema() { return type_schema("number"); }

std::string Scalar<std::string>::name() { return "text"; }
std::string Scalar<std::string>::expected() { return "a text"; }
std::optional<Misfit> Scalar<std::string>::parse(const Node& node, std::string& out) {
  if (!node.is_string()) return Misfit{code::kWrongType, expected(), {}};
  out = node.text();
  return std::nullopt;
}
Node Scalar<std::string>::print(const std::string& value) { return Node::string(value); }
double Scalar<std::string>::magnitude(const std::string& value) { return static_cast<double>(value.size()); }
Node Scalar<std::string>::json_schema() { return type_schema("string"); }

std::string Scalar<Probability>::name() { return "probability"; }
std::string Scalar<Probability>::expected() { return "a number from 0 to 1"; }
std::optional<Misfit> Scalar<Probability>::parse(const Node& node, Probability& out) {
  double value = 0;
  if (Scalar<double>::parse(node, value)) return Misfit{code::kWrongType, expected(), {}};
  if (value < 0 || value > 1) return Misfit{code::kRange, expected(), {}};
  out = Probability(value);
  return std::nullopt;
}
Node Scalar<Probability>::print(const Probability& value) { return Node::number(value.value()); }
double Scalar<Probability>::magnitude(const Probability& value) { return value.value(); }
Node Scalar<Probability>::json_schema() {
  Node node = type_schema("number");
  node.add("minimum", Node::integer(0));
  node.add("maximum", Node::integer(1));
  return node;
}

std::string Scalar<Ratio>::name() { return "ratio"; }
std::string Scalar<Ratio>::expected() { return "a number"; }
std::optional<Misfit> Scalar<Ratio>::parse(const Node& node, Ratio& out) {
  double value = 0;
  if (auto wrong = Scalar<double>::parse(node, value)) return wrong;
  out = Ratio(value);
  return std::nullopt;
}
Node Scalar<Ratio>::print(const Ratio& value) { return Node::number(value.value()); }
double Scalar<Ratio>::magnitude(const Ratio& value) { return value.value(); }
Node Scalar<Ratio>::json_schema() { return type_schema("number"); }

// ---- enumerations ----

namespace detail {

std::string enum_expected(const std::vector<std::pair<std::string, std::string>>& names) {
  std::vector<std::string> list;
  for (const auto& row : names) list.push_back(row.first);
  return one_of(std::move(list));
}

std::optional<Misfit> parse_enum(const Node& node, const std::vector<std::string>& names,
                                 std::size_t& index) {
  if (!node.is_string()) return Misfit{code::kWrongType, one_of(names), {}};
  for (index = 0; index < names.size(); ++index)
    if (names[index] == node.text()) return std::nullopt;
  return Misfit{code::kChoice, one_of(names), names};
}

Node enum_json_schema(const std::vector<std::pair<std::string, std::string>>& names) {
  Node list = Node::array();
  for (const auto& row : names) list.items().push_back(Node::string(row.first));
  Node node = Node::object();
  node.add("enum", std::move(list));
  return node;
}

}  // namespace detail
}  // namespace windtunnel
