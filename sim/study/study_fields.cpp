// How a study file is written.
#include "sim/study/study_fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "models/expect/metrics.hpp"
#include "sim/base/check.hpp"
#include "sim/config/codes.hpp"
#include "sim/stats/designs.hpp"
#include "sim/study/axis_values.hpp"

namespace windtunnel {
namespace {

using Name = std::optional<std::string>;

// A selector's own fields. In a study they refer to nothing of the same file: the names are those of the
// points' scenarios, so they are judged there.
class SelectorFields final : public Schema {
 public:
  struct Field {
    std::string_view name, meaning;
    Name* member;
  };
  explicit SelectorFields(Selector& of) { of.describe(*this); }
  std::vector<Field> list;

 private:
  void on_field(const FieldInfo& info, const Type& type, void* member) override {
    CHECK(&type == &type_of<Name>(), "a selector's field that is no name");
    list.push_back({info.name, info.meaning, static_cast<Name*>(member)});
  }
};

void describe_selector(Schema& schema, Selector& of) {
  const SelectorFields fields(of);
  for (const SelectorFields::Field& field : fields.list)
    schema.field(field.name, *field.member, field.meaning);
}

// Whether there is a way from one to the other.
bool judge_ends(Checker& checker, const Node& from, const Node& to, AxisScale scale) {
  const std::optional<Measured> begin = measured(from), end = measured(to);
  if (!begin) checker.problem("from", code::kQuantity, from.brief(), "a number, or a quantity with its unit");
  if (!end || (begin && begin->unit != end->unit))
    checker.problem("to", code::kQuantity, to.brief(),
                    begin ? like(*begin) : "a number, or a quantity with its unit");
  if (!begin || !end || begin->unit != end->unit) return false;
  if (scale == AxisScale::kLog && !(begin->number > 0 && end->number > 0)) {
    checker.problem(begin->number > 0 ? "to" : "from", code::kRange,
                    begin->number > 0 ? to.brief() : from.brief(), "more than 0, for the scale is log");
    return false;
  }
  if (begin->number == end->number) {
    checker.problem("to", code::kRange, to.brief(), "another value than `from`");
    return false;
  }
  return true;
}

// Asked for each part of each row of each point, so not by walking the description.
Name Selector::*member_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Name Selector::*>, 6> kMembers{
      {{"phase", &Selector::phase},
       {"class", &Selector::request_class},
       {"region", &Selector::region},
       {"tier", &Selector::tier},
       {"fault", &Selector::fault},
       {"side", &Selector::side}}};
  for (const auto& [known, member] : kMembers)
    if (known == name) return member;
  throw BrokenPromise("no selector is called " + std::string(name));
}

}  // namespace

std::string value_name(const Node& value) { return value.is_string() ? value.text() : value.to_json(); }

const std::vector<std::string>& selector_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    Selector of;
    const SelectorFields fields(of);
    for (const SelectorFields::Field& field : fields.list) list.emplace_back(field.name);
    return list;
  }();
  return names;
}

Name& selected(Selector& of, std::string_view name) { return of.*member_of(name); }
const Name& selected(const Selector& of, std::string_view name) { return of.*member_of(name); }

std::optional<Misfit> Scalar<BaseScenario>::parse(const Node& node, BaseScenario& out) {
  if (!node.is_object() && !node.is_string()) return Misfit{code::kWrongType, expected(), {}};
  out.node = node;
  return std::nullopt;
}

Node Scalar<BaseScenario>::json_schema() {
  Node text = Node::object(), scenario = Node::object(), ways = Node::array(), node = Node::object();
  text.add("type", Node::string("string"));
  scenario.add("$ref", Node::string("schema.json"));
  ways.items().push_back(std::move(text));
  ways.items().push_back(std::move(scenario));
  node.add("anyOf", std::move(ways));
  return node;
}

void SampledFields::describe(Schema& schema) {
  schema.field("path", path, "The path in the scenario that is varied.", Required{});
  schema.field("from", from, "One end: a number, or a quantity with its unit.", Required{});
  schema.field("to", to, "The other, more than the first; whole numbers between whole numbers.", Required{});
  schema.field("scale", scale, "How the way between them is cut.");
}

void SampledFields::check(Checker& checker) const {
  if (!PathKey::fits(path)) checker.problem("path", code::kPath, "\"" + path + "\"", PathKey::expected());
  if (checker.given("from") && checker.given("to") && judge_ends(checker, from.node, to.node, scale) &&
      measured(from.node)->number > measured(to.node)->number)
    checker.problem("to", code::kOrder, to.node.brief(), "more than `from`, " + from.node.brief());
}

void SampleFields::describe(Schema& schema) {
  schema.field("kind", kind, "How the points are spread.");
  schema.field("points", points, "How many.", Range<std::int64_t>{1, 1'000'000});
  schema.field("seed", seed, "Another seed is another sample; luck in flight is `run.seed`.",
               Range<std::int64_t>{0, INT64_MAX});
  schema.field("over", over, "What varies together: a name for each, which is a column of the tables.",
               Required{}, NonEmpty{});
}

void SampleFields::check(Checker& checker) const {
  if (kind == SampleKind::kSobol && over.size() > kSobolAxesMax)
    checker.problem("over", code::kLimit, std::to_string(over.size()) + " paths",
                    "at most " + std::to_string(kSobolAxesMax) + ", or a latin_hypercube");
}

void AxisFields::describe(Schema& schema) {
  schema.field("path", path, "The path in the scenario that gets each of the values.");
  schema.field("values", values, "The values, each as the scenario would have it.", NonEmpty{});
  schema.field("from", from, "Instead: the first value, a number or a quantity with its unit.");
  schema.field("to", to, "The last value, in the same unit.");
  schema.field("step", step, "From one value to the next, in the same unit.");
  schema.field("count", count, "Or how many values there are.", Range<std::int64_t>{2, 1'000'000});
  schema.field("scale", scale, "How the way from one to the other is cut.");
  schema.field("variants", variants, "Instead: a name for each, and what it sets, by path.");
  schema.field("sample", sample, "Instead: points spread over several paths at once.");
}

void AxisFields::check(Checker& checker) const {
  const bool is_range =
      checker.given("from") || checker.given("to") || checker.given("step") || checker.given("count");
  if (is_range)
    checker.exactly_one({{"path", "from", "to"}, {"values"}, {"variants"}, {"sample"}});
  else
    checker.exactly_one({{"path", "values"}, {"variants"}, {"sample"}});
  if (path && !PathKey::fits(*path))
    checker.problem("path", code::kPath, "\"" + *path + "\"", PathKey::expected());
  if (!is_range || !from || !to) return;
  checker.exactly_one({{"step"}, {"count"}});
  if (!judge_ends(checker, from->node, to->node, scale) || !step) return;
  const std::optional<Measured> begin = measured(from->node), end = measured(to->node),
                                each = measured(step->node);
  if (scale == AxisScale::kLog)
    checker.problem("step", code::kConflict, step->node.brief(), "`count`, for equal ratios have no step");
  else if (!each || each->unit != begin->unit)
    checker.problem("step", code::kQuantity, step->node.brief(), like(*begin));
  else if (!(each->number > 0) || each->number > std::abs(end->number - begin->number))
    checker.problem("step", code::kRange, step->node.brief(),
                    "more than 0, and no more than from one end to the other");
}

void UntilFields::describe(Schema& schema) {
  schema.field("metric", metric, "The metric, by its name; `windtunnel metrics` prints them all.", Required{},
               OneOf{metric_names()});
  describe_selector(schema, of);
  schema.field("half_width", half_width, "Half of the 95% interval, in the metric's unit.", Required{});
}

void UntilFields::check(Checker& checker) const {
  const Metric* found = find_metric(metric);
  if (found == nullptr || !checker.given("half_width")) return;
  const Limit limit = read_limit(*found, half_width);
  const std::string written =
      half_width.is_first() ? shortest(*half_width.first()) : "\"" + *half_width.second() + "\"";
  if (!limit.value)
    checker.problem("half_width", half_width.is_first() ? code::kBareNumber : code::kQuantity, written,
                    limit.expected);
  else if (!(*limit.value > 0))
    checker.problem("half_width", code::kRange, written, "more than 0");
}

void SequentialFields::describe(Schema& schema) {
  schema.field("until", until, "Fly until the interval of this figure is narrow enough.", Required{});
  schema.field("least", least, "Replications before the first look.", Range<std::int64_t>{2, 100000});
  schema.field("most", most, "Never more than these.", Range<std::int64_t>{2, 100000});
}

void SequentialFields::check(Checker& checker) const {
  if (least > most)
    checker.problem("most", code::kOrder, std::to_string(most), "at least `least`, " + std::to_string(least));
}

void KeepFields::describe(Schema& schema) {
  schema.field("metric", metric, "The metric, by its name; `windtunnel metrics` prints them all.", Required{},
               OneOf{metric_names()});
  schema.field("by", by,
               "What to tell apart: a figure for each phase, class and so on; over all when absent.",
               OneOf{selector_names()});
  describe_selector(schema, of);
}

void KeepFields::check(Checker& checker) const {
  for (const std::string& name : by)
    if (selected(of, name))
      checker.problem("by", code::kConflict, "\"" + name + "\", which is also given",
                      "either one " + name + ", or a figure for each");
}

void CompareFields::describe(Schema& schema) {
  schema.field("axis", axis, "Points that differ on this axis alone are compared.", Required{}, Ref{"axes"});
  schema.field("against", against, "The value, or variant, of it that the others are compared with.",
               Required{});
  schema.field("matters", matters,
               "The smallest relative difference that matters (of a share: of its rarer side).",
               Range{0.0, 1.0});
}

void RankFields::describe(Schema& schema) {
  schema.field("metric", metric, "The metric, by its name; `windtunnel metrics` prints them all.", Required{},
               OneOf{metric_names()});
  describe_selector(schema, of);
  schema.field(
      "along", along,
      "The axes along which the best is sought, for each combination of the others; all when absent.",
      Ref{"axes"});
}

void BudgetFields::describe(Schema& schema) {
  schema.field("wall", wall, "On the wall clock: what has landed by then is the answer.", Positive{});
  schema.field("cores", cores, "Threads; as many as there are cores when absent.",
               Range<std::int64_t>{1, 1024});
}

void StudyFields::describe(Schema& schema) {
  schema.field("title", title, "What the study asks, in one line.");
  schema.field("base", base, "The scenario that every point starts from: a file's name, or a scenario.",
               Required{});
  schema.field("axes", axes, "What varies; the points are all combinations, the last axis fastest.",
               Required{}, NonEmpty{});
  schema.field("skip", skip,
               "Combinations to leave out: values of some axes each, or a list of values of an axis.",
               KeysRef{"axes"});
  schema.field("replications", replications,
               "Independent runs of each point, or until an interval is narrow; the scenario's when absent.",
               Range<std::int64_t>{1, 100000});
  schema.field("keep", keep, "The figures to keep of each point; all of the whole run when absent.");
  schema.field("compare", compare, "Points to compare, under the same luck.");
  schema.field("rank", rank, "Which points may be the best at a figure, allowing for how many there are.");
  schema.field("budget", budget, "What the study may take.");
}

}  // namespace windtunnel
