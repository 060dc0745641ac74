// Cutting the way from one value to another.
#include "sim/sizing/size_values.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/base/math.hpp"
#include "sim/base/text.hpp"
#include "sim/config/problem.hpp"
#include "sim/study/axis_values.hpp"

namespace windtunnel {
namespace {

constexpr const char* kExpected =
    "PATH=FROM..TO, PATH=VALUE,VALUE,... or a path alone, such as tiers.app.each_region.replicas=1..12";

// Digits that tell steps of this share apart, and one more so that the steps stay about even.
int digits_of(double precision) {
  return std::clamp(static_cast<int>(std::ceil(-math::log10(precision))) + 2, 3, 12);
}

// JSON, else a text: as --set takes it.
Node value_of(std::string_view text) {
  Node node;
  Problems ignored;
  if (parse_tree(text, nullptr, {}, node, ignored) && ignored.empty() && !node.is_object()) return node;
  return Node::string(std::string(text));
}

std::string trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

// What is between two ends, both of them included: whole numbers one by one, else steps of the precision.
class Cutting {
 public:
  Cutting(SizeValues& into, std::string unit, bool whole, double precision)
      : into_(into),
        unit_(std::move(unit)),
        whole_(whole),
        precision_(precision),
        digits_(digits_of(precision)) {}

  // False where there would be too many.
  bool one_by_one(double from, double to) {
    if (!(to - from < static_cast<double>(kSizeValuesMost))) return false;
    for (double number = from; number <= to; number += 1) add(number);
    return true;
  }
  // Even in the logarithm, or in the number where that has none.
  bool in_steps(double from, double to) {
    const double ratio = from > 0 ? math::log(to / from) : 0;
    const double steps = std::ceil(from > 0 ? ratio / math::log1p(precision_) : 1 / precision_);
    if (!(steps < static_cast<double>(kSizeValuesMost))) return false;
    add(from);
    for (double i = 1; i < steps; i += 1) {
      const double between = from > 0 ? from * math::exp(i / steps * ratio) : from + i / steps * (to - from);
      const double number = whole_ ? std::floor(between + 0.5) : rounded_to(between, digits_);
      if (number < to) add(number);
    }
    add(to);
    return true;
  }

 private:
  void add(double number) {
    if (!into_.numbers.empty() && !(number > into_.numbers.back())) return;  // what rounding gives twice
    into_.numbers.push_back(number);
    into_.values.push_back(whole_          ? Node::integer(static_cast<std::int64_t>(number))
                           : unit_.empty() ? Node::number(number)
                                           : Node::string(shortest(number) + " " + unit_));
  }

  SizeValues& into_;
  std::string unit_;
  bool whole_;
  double precision_;
  int digits_;
};

// The numbers of a list whose values all have one unit and rise or fall all the way; turned to rise.
void take_numbers(SizeValues& made) {
  std::optional<std::string> unit;
  for (const Node& value : made.values) {
    const auto number = measured(value);
    if (!number || number->unit != unit.value_or(number->unit)) return made.numbers.clear();
    unit = number->unit;
    made.numbers.push_back(number->number);
  }
  const auto not_above = [](double a, double b) { return !(a < b); };
  const auto not_below = [](double a, double b) { return !(a > b); };
  auto& list = made.numbers;
  if (std::adjacent_find(list.begin(), list.end(), not_below) == list.end()) {
    std::reverse(list.begin(), list.end());
    std::reverse(made.values.begin(), made.values.end());
  } else if (std::adjacent_find(list.begin(), list.end(), not_above) != list.end()) {
    list.clear();
  }
}

bool cut_range(const std::string& from_text, const std::string& to_text, double precision, SizeValues& made,
               Problems& problems) {
  const auto from = measured(value_of(from_text)), to = measured(value_of(to_text));
  const auto wrong = [&](const std::string& found, const std::string& expected) {
    problems.add({}, code::kRange, made.path, found, expected);
    return false;
  };
  if (!from) return wrong(from_text, "a number, or a quantity with its unit, on the left of ..");
  if (!to) return wrong(to_text, like(*from) + " on the right of ..");
  // "100..2000 /s" is said for "100 /s..2000 /s".
  const std::string unit = from->unit.empty() ? to->unit : from->unit;
  if (!to->unit.empty() && to->unit != unit)
    return wrong(to_text, "a quantity in " + unit + ", as on the left of ..");
  if (from->number == to->number) return wrong(from_text + ".." + to_text, "two different ends");
  made.range = true;
  const bool whole = from->whole && to->whole && unit.empty();
  Cutting cutting(made, unit, whole, precision);
  const double low = std::min(from->number, to->number), high = std::max(from->number, to->number);
  if (!(whole ? cutting.one_by_one(low, high) : cutting.in_steps(low, high)))
    return wrong(
        from_text + ".." + to_text,
        "at most " + grouped(static_cast<std::int64_t>(kSizeValuesMost)) + " values between its ends");
  return true;
}

bool take_list(const std::string& text, SizeValues& made, Problems& problems) {
  std::size_t begin = 0;
  std::vector<std::string> words;
  for (std::size_t comma; begin <= text.size(); begin = comma + 1) {
    comma = std::min(text.find(',', begin), text.size());
    words.push_back(trimmed(std::string_view(text).substr(begin, comma - begin)));
  }
  const bool empty = std::any_of(words.begin(), words.end(), [](const auto& word) { return word.empty(); });
  if (words.size() < 2 || empty) {
    problems.add({}, code::kRange, made.path, text,
                 "FROM..TO, or two values and more with commas between them");
    return false;
  }
  std::vector<Node> values;
  for (const std::string& word : words) values.push_back(value_of(word));
  made = listed_size_values(std::move(made.path), std::move(values));
  return true;
}

bool open_from(const Document& document, double precision, SizeValues& made, Problems& problems) {
  const Node* node = document.at(made.path);
  const auto own = node == nullptr ? std::nullopt : measured(*node);
  if (!own || !(own->number > 0)) {
    problems.add(document.where(made.path), code::kRange, made.path,
                 node == nullptr ? "no value in the scenario" : node->brief(),
                 "a number or quantity above 0 to begin at; or name the values: PATH=FROM..TO");
    return false;
  }
  made.range = true;
  // Down and up apart, so that the value itself is in the list.
  const bool whole = own->whole && own->unit.empty();
  const double least = whole ? std::max(1.0, std::floor(own->number / kSizeReach)) : own->number / kSizeReach;
  SizeValues up;
  Cutting(made, own->unit, whole, precision).in_steps(least, own->number);
  Cutting(up, own->unit, whole, precision).in_steps(own->number, own->number * kSizeReach);
  made.start = made.values.size() - 1;
  made.values.insert(made.values.end(), up.values.begin() + 1, up.values.end());
  made.numbers.insert(made.numbers.end(), up.numbers.begin() + 1, up.numbers.end());
  return true;
}

}  // namespace

std::optional<SizeValues> size_values(const std::string& argument, double precision, const Document& document,
                                      Problems& problems) {
  SizeValues made;
  const std::size_t equals = argument.find('=');
  made.path = trimmed(std::string_view(argument).substr(0, equals));
  if (made.path.empty()) {
    problems.add({}, code::kMissing, "--vary", argument.empty() ? "nothing" : argument, kExpected);
    return std::nullopt;
  }
  if (equals == std::string::npos)
    return open_from(document, precision, made, problems) ? std::optional(std::move(made)) : std::nullopt;
  const std::string given = trimmed(std::string_view(argument).substr(equals + 1));
  const std::size_t dots = given.find("..");
  const bool fine = dots == std::string::npos ? take_list(given, made, problems)
                                              : cut_range(trimmed(std::string_view(given).substr(0, dots)),
                                                          trimmed(std::string_view(given).substr(dots + 2)),
                                                          precision, made, problems);
  return fine ? std::optional(std::move(made)) : std::nullopt;
}

SizeValues listed_size_values(std::string path, std::vector<Node> values) {
  SizeValues made;
  made.path = std::move(path);
  made.values = std::move(values);
  take_numbers(made);
  return made;
}

std::string size_value_words(const Node& value) { return value.is_string() ? value.text() : value.to_json(); }

}  // namespace windtunnel
