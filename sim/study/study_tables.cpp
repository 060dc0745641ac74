// Writing a study's outcome as tables.
#include "sim/study/study_tables.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"
#include "sim/record/csv.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

std::string integer(std::size_t value) { return std::to_string(value); }

using Fields = std::vector<std::string>;

// A side that is not bounded stays empty.
std::string csv_bound(double value) { return std::isfinite(value) ? csv_number(value) : ""; }

void append(Fields& to, const Fields& from) { to.insert(to.end(), from.begin(), from.end()); }

// A table that goes out as it is made.
class Table {
 public:
  Table(const Fields& columns, const Sink& sink) : csv_(columns), sink_(sink) {}
  ~Table() { sink_(csv_.text()); }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  void row(const Fields& fields) {
    csv_.row(fields);
    if (csv_.text().size() > kHeld) sink_(csv_.take());
  }

 private:
  static constexpr std::size_t kHeld = std::size_t{1} << 20;
  Csv csv_;
  const Sink& sink_;
};

// The point's number, its coordinates, then the table's own columns. An axis keeps its name; a column that
// has the same one is "of" it (the fault that a figure is of, beside the axis "fault").
Fields columns_of_table(const StudyPlan& plan, const Fields& own) {
  const Fields axes = plan.columns();
  Fields columns = {"point"};
  append(columns, axes);
  for (const std::string& name : own) {
    const bool taken = name == "point" || std::find(axes.begin(), axes.end(), name) != axes.end();
    columns.push_back(taken ? "of_" + name : name);
  }
  return columns;
}
Fields point_fields(const StudyPlan& plan, const PointOutcome& point) {
  Fields fields = {integer(point.point)};
  append(fields, plan.values_of(plan.points[point.point]));
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

void points_csv(const StudyPlan& plan, const StudyOutcome& outcome, const Sink& sink) {
  const Fields columns = columns_of_table(plan, {"state", "replications", "narrow", "seed", "hash",
                                                 "requests", "events", "saturated", "broken_audits", "why"});
  Table csv(columns, sink);
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
}

void metrics_csv(const StudyPlan& plan, const StudyOutcome& outcome, const Sink& sink) {
  Fields columns = columns_of_row();
  append(columns, {"mean", "low", "high", "replications", "lack", "verdict"});
  Table csv(columns_of_table(plan, columns), sink);
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
}

void comparisons_csv(const StudyPlan& plan, const StudyOutcome& outcome,
                     const std::vector<FigureDifference>& comparisons, const Sink& sink) {
  Fields columns = {"against"};
  append(columns, columns_of_row());
  append(columns, {"a", "b", "difference", "low", "high", "relative", "pairs", "p_value", "p_adjusted",
                   "verdict", "lack"});
  Table csv(columns_of_table(plan, columns), sink);
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
}

void rankings_csv(const StudyPlan& plan, const StudyOutcome& outcome,
                  const std::vector<StudyRanking>& rankings, const Sink& sink) {
  Fields columns = {"ranking"};
  append(columns, columns_of_row());
  append(columns, {"candidates", "mean", "low", "high", "verdict", "lack"});
  Table csv(columns_of_table(plan, columns), sink);
  for (std::size_t r = 0; r < rankings.size(); ++r)
    for (const RankedPoint& each : rankings[r].points) {
      const PointOutcome& point = outcome.points[each.point];
      Fields fields = point_fields(plan, point);
      fields.push_back(integer(r));
      append(fields, row_fields(point.figures[each.figure]));
      const bool candidate = each.lack.empty();
      append(fields,
             {integer(rankings[r].candidates), csv_number(each.ranked.mean),
              candidate ? csv_bound(each.ranked.low) : "", candidate ? csv_bound(each.ranked.high) : "",
              candidate ? word(each.ranked.rank) : "", each.lack});
      csv.row(fields);
    }
}

}  // namespace

std::vector<StreamedFile> study_tables(const StudyPlan& plan, const StudyOutcome& outcome,
                                       const StudyFindings& findings) {
  return {{"points.csv", [&](const Sink& sink) { points_csv(plan, outcome, sink); }},
          {"metrics.csv", [&](const Sink& sink) { metrics_csv(plan, outcome, sink); }},
          {"comparisons.csv",
           [&](const Sink& sink) { comparisons_csv(plan, outcome, findings.comparisons, sink); }},
          {"rankings.csv", [&](const Sink& sink) { rankings_csv(plan, outcome, findings.rankings, sink); }}};
}

}  // namespace windtunnel
