// What a study file says: a scenario, what to vary in it, how often to fly, what to keep and what to compare.
//
// A value that an axis gives is one of some scenario's, so it is kept as it stands and judged where it is
// put; everything else is read as scenarios are, with the same problems at the same kind of places.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/expect/expect_fields.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

// A value of some scenario, unread: a number, a text, a list, a whole block.
struct AnyValue {
  Node node;
};
// The scenario that every point starts from: the name of a file, or the scenario itself.
struct BaseScenario {
  Node node;
};

template <>
struct Scalar<AnyValue> {
  static constexpr bool kTakesObjects = true;
  static std::string name() { return "value"; }
  static std::string expected() { return "a value, as a scenario would have it"; }
  static std::optional<Misfit> parse(const Node& node, AnyValue& out) {
    out.node = node;
    return std::nullopt;
  }
  static Node print(const AnyValue& value) { return value.node; }
  static double magnitude(const AnyValue&) { return 0; }
  static Node json_schema() { return Node::object(); }
};
template <>
struct Scalar<BaseScenario> {
  static constexpr bool kTakesObjects = true;
  static std::string name() { return "scenario"; }
  static std::string expected() { return "the name of a scenario's file, or a scenario"; }
  static std::optional<Misfit> parse(const Node& node, BaseScenario& out);
  static Node print(const BaseScenario& value) { return value.node; }
  static double magnitude(const BaseScenario&) { return 0; }
  static Node json_schema();
};

// How the way between two values is cut.
enum class AxisScale { kLinear, kLog };
constexpr auto enum_names(AxisScale) {
  return std::array{EnumName{"linear", AxisScale::kLinear, "In equal steps."},
                    EnumName{"log", AxisScale::kLog, "In equal ratios; both ends are more than zero."}};
}
enum class SampleKind { kSobol, kLatinHypercube };
constexpr auto enum_names(SampleKind) {
  return std::array{
      EnumName{"sobol", SampleKind::kSobol,
               "Even in every part: Sobol's points (directions of Joe and Kuo 2008), scrambled (Owen 1995)."},
      EnumName{"latin_hypercube", SampleKind::kLatinHypercube,
               "Even along each path by itself (McKay, Beckman and Conover 1979)."}};
}

// What a sample varies: a path, between two values.
struct SampledFields {
  std::string path;
  AnyValue from, to;
  AxisScale scale = AxisScale::kLinear;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};
struct SampleFields {
  SampleKind kind = SampleKind::kSobol;
  std::int64_t points = 64;
  std::int64_t seed = 1;
  Map<SampledFields> over;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// One way to set the points of an axis: a path and its values, one after the other or from one to another;
// named variants, each a set of paths and values; or points of a sample over several paths at once.
struct AxisFields {
  std::optional<std::string> path;
  std::vector<AnyValue> values;
  std::optional<AnyValue> from, to, step;
  std::optional<std::int64_t> count;
  AxisScale scale = AxisScale::kLinear;
  Map<MapOf<AnyValue, PathKey>> variants;
  std::optional<SampleFields> sample;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// Whose interval has to be narrow before a point is done.
struct UntilFields {
  std::string metric;
  Selector of;
  Either<double, std::string> half_width;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

struct SequentialFields {
  UntilFields until;
  std::int64_t least = 5;
  std::int64_t most = 30;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

struct KeepFields {
  std::string metric;
  std::vector<std::string> by;
  Selector of;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

struct CompareFields {
  std::string axis;
  AnyValue against;
  double matters = 0.01;

  void describe(Schema& schema);
};

// The points of which one is sought that is best at a figure.
struct RankFields {
  std::string metric;
  Selector of;
  std::vector<std::string> along;

  void describe(Schema& schema);
};

struct BudgetFields {
  std::optional<Duration> wall;
  std::optional<std::int64_t> cores;

  void describe(Schema& schema);
};

struct StudyFields {
  std::string title;
  BaseScenario base;
  Map<AxisFields> axes;
  std::vector<MapOf<AnyValue, NameKey>> skip;
  std::optional<Either<std::int64_t, SequentialFields>> replications;
  std::vector<KeepFields> keep;
  std::optional<CompareFields> compare;
  std::vector<RankFields> rank;
  BudgetFields budget;

  void describe(Schema& schema);
};

// What a value is called on its axis: a text is its own name.
std::string value_name(const Node& value);

// The names by which a figure is told apart (phase, class ...), as expectations select by them, in their
// order.
const std::vector<std::string>& selector_names();
// The part of a selector that has this name.
std::optional<std::string>& selected(Selector& of, std::string_view name);
const std::optional<std::string>& selected(const Selector& of, std::string_view name);

}  // namespace windtunnel
