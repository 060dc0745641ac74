// Writing a study's outcome.
#include "sim/study/study_tables.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"
#include "sim/base/version.hpp"
#include "sim/config/write.hpp"
#include "sim/record/csv.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

Node number(double value) { return std::isfinite(value) ? Node::number(value) : Node::null(); }
Node text_or_null(const std::string& text) { return text.empty() ? Node::null() : Node::string(text); }
Node count(std::size_t value) { return Node::integer(static_cast<std::int64_t>(value)); }
std::string integer(std::size_t value) { return std::to_string(value); }

using Fields = std::vector<std::string>;

void append(Fields& to, const Fields& from) { to.insert(to.end(), from.begin(), from.end()); }

// The point's number, its coordinates, then the table's own columns. An axis keeps its name; a column that
// has the same one is "of" it (the fault that a figure is of, beside the axis "fault").
Fields columns_of_table(const StudyPlan& plan, const Fields& own) {
  Fields columns = {"point"};
  for (const Axis& axis : plan.axes) columns.push_back(axis.name);
  for (const std::string& name : own) {
    const bool taken = name == "point" || std::any_of(plan.axes.begin(), plan.axes.end(),
                                                      [&](const Axis& axis) { return axis.name == name; });
    columns.push_back(taken ? "of_" + name : name);
  }
  return columns;
}
Fields point_fields(const StudyPlan& plan, const PointOutcome& point) {
  Fields fields = {integer(point.point)};
  const Coordinates& at = plan.points[point.point];
  for (std::size_t axis = 0; axis < at.size(); ++axis)
    fields.push_back(plan.axes[axis].values[at[axis]].name);
  return fields;
}

Fields columns_of_row() {
  Fields columns = {"metric", "unit"};
  for (const RowPart& part : row_parts()) columns.emplace_back(part.name);
  return columns;
}
Fields row_fields(const Figure& figure) {
  Fields fields = {std::string(figure.metric->name), std::string(unit_name(figure.metric->unit))};
  append(fields, figure.parts);
  return fields;
}

std::string points_csv(const StudyPlan& plan, const StudyOutcome& outcome) {
  const Fields columns = columns_of_table(plan, {"state", "replications", "narrow", "seed", "hash",
                                                 "requests", "events", "saturated", "broken_audits", "why"});
  Csv csv(columns);
  for (const PointOutcome& point : outcome.points) {
    Fields fields = point_fields(plan, point);
    const auto joined = [](const Fields& list) {
      std::string text;
      for (const std::string& each : list) text += (text.empty() ? "" : "; ") + each;
      return text;
    };
    const bool flown = point.state == PointState::kFlown;
    append(fields, {word(point.state), std::to_string(point.replications),
                    flown ? (point.narrow ? "true" : "false") : "", std::to_string(point.seed), point.hash,
                    flown ? std::to_string(point.requests) : "", flown ? std::to_string(point.events) : "",
                    joined(point.saturated), joined(point.broken_audits), point.why});
    csv.row(fields);
  }
  return csv.text();
}

std::string metrics_csv(const StudyPlan& plan, const StudyOutcome& outcome) {
  Fields columns = columns_of_row();
  append(columns, {"mean", "low", "high", "replications", "lack", "verdict"});
  Csv csv(columns_of_table(plan, columns));
  for (const PointOutcome& point : outcome.points)
    for (const Figure& figure : point.figures) {
      Fields fields = point_fields(plan, point);
      append(fields, row_fields(figure));
      const Estimate& e = figure.estimate;
      append(fields, {csv_number(e.value), e.has_interval() ? csv_number(e.low) : "",
                      e.has_interval() ? csv_number(e.high) : "", std::to_string(point.replications),
                      word(e.lack), verdict_of(figure)});
      csv.row(fields);
    }
  return csv.text();
}

std::string comparisons_csv(const StudyPlan& plan, const StudyOutcome& outcome,
                            const std::vector<FigureDifference>& comparisons) {
  Fields columns = {"against"};
  append(columns, columns_of_row());
  append(columns, {"a", "b", "difference", "low", "high", "relative", "pairs", "p_value", "p_adjusted",
                   "verdict", "lack"});
  Csv csv(columns_of_table(plan, columns));
  for (const FigureDifference& each : comparisons) {
    const PointOutcome& point = outcome.points[each.point];
    Fields fields = point_fields(plan, point);
    fields.push_back(integer(outcome.points[each.against].point));
    append(fields, row_fields(point.figures[each.figure]));
    const Estimate& d = each.difference.absolute;
    append(fields,
           {csv_number(each.a), csv_number(each.b), csv_number(d.value), csv_number(d.low),
            csv_number(d.high), csv_number(each.difference.relative.value), std::to_string(each.pairs),
            csv_number(each.difference.p_value), csv_number(each.p_adjusted), word(each.verdict), each.lack});
    csv.row(fields);
  }
  return csv.text();
}

Node at_node(const StudyPlan& plan, const PointOutcome& point) {
  Node node = Node::object();
  const Coordinates& at = plan.points[point.point];
  for (std::size_t axis = 0; axis < at.size(); ++axis)
    node.add(plan.axes[axis].name, Node::string(plan.axes[axis].values[at[axis]].name));
  return node;
}

void add_row(Node& node, const Figure& figure) {
  node.add("metric", Node::string(std::string(figure.metric->name)));
  node.add("unit", Node::string(std::string(unit_name(figure.metric->unit))));
  for (std::size_t i = 0; i < row_parts().size(); ++i)
    node.add(std::string(row_parts()[i].name), text_or_null(figure.parts[i]));
}

Node figures_node(const PointOutcome& point) {
  Node list = Node::array();
  for (const Figure& figure : point.figures) {
    const Estimate& e = figure.estimate;
    Node item = Node::object();
    add_row(item, figure);
    item.add("mean", number(e.value));
    item.add("low", e.has_interval() ? number(e.low) : Node::null());
    item.add("high", e.has_interval() ? number(e.high) : Node::null());
    item.add("lack", text_or_null(word(e.lack)));
    item.add("why", text_or_null(e.why));
    item.add("verdict", text_or_null(verdict_of(figure)));
    Node values = Node::array();
    for (const double value : figure.by_replication) values.items().push_back(number(value));
    item.add("by_replication", std::move(values));
    list.items().push_back(std::move(item));
  }
  return list;
}

Node texts_node(const Fields& texts) {
  Node list = Node::array();
  for (const std::string& text : texts) list.items().push_back(Node::string(text));
  return list;
}

Node points_node(const StudyPlan& plan, const StudyOutcome& outcome) {
  Node list = Node::array();
  for (const PointOutcome& point : outcome.points) {
    Node item = Node::object();
    item.add("point", count(point.point));
    item.add("at", at_node(plan, point));
    item.add("state", Node::string(word(point.state)));
    item.add("why", text_or_null(point.why));
    item.add("broken_promise", Node::boolean(point.broken_promise));
    item.add("hash", text_or_null(point.hash));
    item.add("seed", Node::integer(point.seed));
    item.add("replications", Node::integer(point.replications));
    item.add("narrow", Node::boolean(point.narrow));
    item.add("requests", Node::integer(point.requests));
    item.add("events", Node::integer(static_cast<std::int64_t>(point.events)));
    item.add("saturated", texts_node(point.saturated));
    item.add("broken_audits", texts_node(point.broken_audits));
    item.add("metrics", figures_node(point));
    list.items().push_back(std::move(item));
  }
  return list;
}

Node comparisons_node(const StudyOutcome& outcome, const std::vector<FigureDifference>& comparisons) {
  Node list = Node::array();
  for (const FigureDifference& each : comparisons) {
    const PointOutcome& point = outcome.points[each.point];
    Node item = Node::object();
    item.add("point", count(point.point));
    item.add("against", count(outcome.points[each.against].point));
    add_row(item, point.figures[each.figure]);
    const Estimate& d = each.difference.absolute;
    item.add("a", number(each.a));
    item.add("b", number(each.b));
    item.add("difference", number(d.value));
    item.add("low", number(d.low));
    item.add("high", number(d.high));
    item.add("relative", number(each.difference.relative.value));
    item.add("pairs", Node::integer(each.pairs));
    item.add("p_value", number(each.difference.p_value));
    item.add("p_adjusted", number(each.p_adjusted));
    item.add("verdict", Node::string(word(each.verdict)));
    item.add("lack", text_or_null(each.lack));
    list.items().push_back(std::move(item));
  }
  return list;
}

}  // namespace

std::string study_hash(const StudyPlan& plan, const StudyOutcome& outcome) {
  std::string text = canonical_json(plan.fields);
  for (const PointOutcome& point : outcome.points) text += "\n" + integer(point.point) + " " + point.hash;
  return hash128(text).text();
}

std::vector<std::pair<std::string, std::string>> study_tables(
    const StudyPlan& plan, const StudyOutcome& outcome, const std::vector<FigureDifference>& comparisons) {
  std::vector<std::pair<std::string, std::string>> files;
  files.emplace_back("points.csv", points_csv(plan, outcome));
  files.emplace_back("metrics.csv", metrics_csv(plan, outcome));
  files.emplace_back("comparisons.csv", comparisons_csv(plan, outcome, comparisons));
  return files;
}

Node study_summary(const StudyPlan& plan, const StudyOutcome& outcome,
                   const std::vector<FigureDifference>& comparisons) {
  Node node = Node::object();
  node.add("windtunnel", Node::string(std::string(version())));
  node.add("title", Node::string(plan.fields.title));
  node.add("study_hash", Node::string(study_hash(plan, outcome)));
  Node axes = Node::object();
  for (const Axis& axis : plan.axes) {
    Fields names;
    for (const AxisValue& value : axis.values) names.push_back(value.name);
    axes.add(axis.name, texts_node(names));
  }
  node.add("axes", std::move(axes));
  node.add("points_of_study", count(plan.points.size()));
  node.add("points_chosen", count(outcome.points.size()));
  node.add("points_flown", count(outcome.count(PointState::kFlown)));
  node.add("points_failed", count(outcome.count(PointState::kFailed)));
  node.add("interrupted", Node::boolean(outcome.interrupted));
  node.add("out_of_budget", Node::boolean(outcome.out_of_budget));
  if (plan.fields.compare) {
    Node compare = Node::object();
    compare.add("axis", Node::string(plan.fields.compare->axis));
    compare.add("against", Node::string(value_name(plan.fields.compare->against.node)));
    compare.add("matters", number(plan.fields.compare->matters));
    node.add("compare", std::move(compare));
  }
  node.add("points", points_node(plan, outcome));
  node.add("comparisons", comparisons_node(outcome, comparisons));
  return node;
}

Node study_manifest(const StudyPlan& plan, const StudyOutcome& outcome, const std::vector<std::string>& sets,
                    const Made& made) {
  Node node = Node::object();
  node.add("windtunnel", Node::string(std::string(version())));
  node.add("study_file", Node::string(plan.document.file()));
  node.add("study_hash", Node::string(study_hash(plan, outcome)));
  node.add("sets", texts_node(sets));
  Node points = Node::array();
  for (const PointOutcome& point : outcome.points) {
    Node item = Node::object();
    item.add("point", count(point.point));
    item.add("at", at_node(plan, point));
    item.add("state", Node::string(word(point.state)));
    item.add("scenario_hash", text_or_null(point.hash));
    item.add("seed", Node::integer(point.seed));
    item.add("replications", Node::integer(point.replications));
    Node prints = Node::array();
    for (const std::uint64_t print : point.fingerprints)
      prints.items().push_back(Node::string(hexadecimal(print)));
    item.add("fingerprints", std::move(prints));
    points.items().push_back(std::move(item));
  }
  node.add("points", std::move(points));
  node.add("study", resolved(Document(), plan.fields));
  node.add("base", plan.base.root());
  Node when = Node::object();
  when.add("at", Node::string(made.at));
  when.add("host", Node::string(made.host));
  when.add("command", Node::string(made.command));
  when.add("threads", Node::integer(made.threads));
  when.add("seconds", number(made.seconds));
  node.add("made", std::move(when));
  return node;
}

}  // namespace windtunnel
