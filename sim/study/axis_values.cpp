// Cutting the way between two values.
#include "sim/study/axis_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

constexpr int kRangeDigits = 12, kSampleDigits = 9;

}  // namespace

double rounded_to(double number, int digits) {
  std::array<char, 64> text{};
  const auto written =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general, digits);
  double back = number;
  std::from_chars(text.data(), written.ptr, back);
  return back;
}

std::optional<Measured> measured(const Node& value) {
  if (value.is_number()) return Measured{value.as_number(), "", value.is_integer()};
  if (!value.is_string()) return std::nullopt;
  const std::string& text = value.text();
  Measured found;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), found.number);
  if (error != std::errc() || !std::isfinite(found.number)) return std::nullopt;
  const std::size_t unit = text.find_first_not_of(' ', static_cast<std::size_t>(end - text.data()));
  if (unit == std::string::npos) return std::nullopt;
  found.unit = text.substr(unit);
  return found;
}

std::string like(const Measured& value) {
  return value.unit.empty() ? "a number" : "a quantity in " + value.unit;
}

Way::Way(const Node& from, const Node& to, AxisScale scale) : first_(from), scale_(scale) {
  const std::optional<Measured> begin = measured(from), end = measured(to);
  CHECK(begin && end && begin->unit == end->unit, "ends that were not judged");
  from_ = *begin, to_ = *end;
  whole_ = from_.whole && to_.whole;
}

double Way::between(double share) const {
  if (scale_ == AxisScale::kLinear) return from_.number + share * (to_.number - from_.number);
  const double first = math::log(from_.number), last = math::log(to_.number);
  return math::exp(first + share * (last - first));
}

Node Way::written(double number, int digits) const {
  const double value = rounded_to(number, digits);
  Node node = whole_               ? Node::integer(static_cast<std::int64_t>(number))
              : from_.unit.empty() ? Node::number(value)
                                   : Node::string(shortest(value) + " " + from_.unit);
  node.where = first_.where;
  return node;
}

std::vector<Node> Way::in_count(std::int64_t count) const {
  std::vector<Node> values;
  for (std::int64_t i = 0; i < count; ++i) {
    // The ends are what they are, whatever a logarithm rounds.
    double number = i == 0           ? from_.number
                    : i == count - 1 ? to_.number
                                     : between(static_cast<double>(i) / static_cast<double>(count - 1));
    if (whole_) number = std::floor(number + 0.5);
    Node value = written(number, kRangeDigits);
    if (values.empty() || values.back().to_json() != value.to_json()) values.push_back(std::move(value));
  }
  return values;
}

std::vector<Node> Way::in_steps(double step) const {
  constexpr double kSlack = 1e-9;  // of a step: 0.1 three times is 0.3
  const double way = to_.number - from_.number;
  const auto steps = static_cast<std::int64_t>(std::floor(std::abs(way) / step + kSlack));
  std::vector<Node> values;
  for (std::int64_t i = 0; i <= steps; ++i)
    values.push_back(written(from_.number + (way < 0 ? -step : step) * static_cast<double>(i), kRangeDigits));
  return values;
}

Node Way::at_share(double share) const {
  if (!whole_) return written(between(share), kSampleDigits);
  double number = from_.number + std::floor(share * (to_.number - from_.number + 1));
  if (scale_ == AxisScale::kLog) {
    const double first = math::log(from_.number), last = math::log(to_.number + 1);
    number = std::floor(math::exp(first + share * (last - first)));
  }
  return written(std::clamp(number, from_.number, to_.number), kSampleDigits);
}

}  // namespace windtunnel
