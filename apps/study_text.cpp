// Printing a study: what was flown, a table an axis, what the comparisons say.
//
// A cell of an axis is the mean over all points that share its value, so an axis is read with the others
// averaged out; every point by itself stands in the tables that are kept. Figures that do not fit beside each
// other, and values that do not fit below each other, are counted.
#include "apps/study_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kLinesMax = 45;
constexpr std::size_t kLabel = 13;
constexpr std::size_t kNameMax = 22, kPartsMax = 18;  // columns of names that people gave

void append(Lines& to, Lines from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// The figures that some point has, in the order of `keep` and then of their first point.
std::vector<const Figure*> figures_of(const StudyOutcome& outcome) {
  std::vector<const Figure*> list;
  for (const PointOutcome& point : outcome.points)
    for (const Figure& figure : point.figures) {
      const bool known = std::any_of(list.begin(), list.end(), [&](const Figure* each) {
        return each->keep == figure.keep && each->same_row(figure);
      });
      if (!known) list.push_back(&figure);
    }
  std::stable_sort(list.begin(), list.end(),
                   [](const Figure* a, const Figure* b) { return a->keep < b->keep; });
  return list;
}

const Figure* find(const PointOutcome& point, const Figure& wanted) {
  for (const Figure& figure : point.figures)
    if (figure.keep == wanted.keep && figure.same_row(wanted)) return &figure;
  return nullptr;
}

std::string parts_text(const Figure& figure) {
  std::string text;
  for (const std::string& part : figure.parts)
    if (!part.empty()) text += (text.empty() ? "" : " ") + part;
  return clip(text, kPartsMax);
}

std::string estimate_text(const Metric& metric, const Estimate& e) {
  if (!e.has_interval()) return e.lack != Lack::kNothing ? word(e.lack) : show(metric, e.value);
  if (e.kind == IntervalKind::kAtLeast) return ">= " + show(metric, e.low);
  if (e.kind == IntervalKind::kAtMost) return "<= " + show(metric, e.high);
  if (e.low == e.high) return show(metric, e.value);
  if (metric.unit == MetricUnit::kShare) return show_interval(metric, e.low, e.high);
  return show_with_half(metric, e.value, std::max(e.high - e.value, e.value - e.low));
}

// A figure at one value of an axis.
struct Cell {
  double mean = std::nan("");
  std::string text = "-";
};

Cell cell_of(const StudyPlan& plan, const StudyOutcome& outcome, std::size_t axis, std::uint32_t value,
             const Figure& wanted) {
  double sum = 0;
  std::size_t count = 0, lacking = 0;
  const Figure* only = nullptr;
  for (const PointOutcome& point : outcome.points) {
    if (plan.points[point.point][axis] != value) continue;
    const Figure* figure = find(point, wanted);
    if (figure == nullptr) continue;
    if (std::isnan(figure->estimate.value)) {
      ++lacking;
      only = figure;
      continue;
    }
    sum += figure->estimate.value;
    ++count;
    only = figure;
  }
  Cell cell;
  if (count + lacking == 0) return cell;
  if (count > 0) cell.mean = sum / static_cast<double>(count);
  if (count + lacking == 1)
    cell.text = estimate_text(*wanted.metric, only->estimate);
  else if (count == 0)
    cell.text = word(only->estimate.lack);
  else
    cell.text = show(*wanted.metric, cell.mean) + (lacking > 0 ? fmt::format(" ({} lack)", lacking) : "");
  return cell;
}

// Marks the best with * and the worst with !, where they differ.
void mark(std::vector<Cell>& cells, const Metric& metric) {
  const Cell *best = nullptr, *worst = nullptr;
  for (const Cell& cell : cells) {
    if (std::isnan(cell.mean)) continue;
    const auto better = [&](double a, double b) { return metric.lower_is_better ? a < b : a > b; };
    if (best == nullptr || better(cell.mean, best->mean)) best = &cell;
    if (worst == nullptr || better(worst->mean, cell.mean)) worst = &cell;
  }
  for (Cell& cell : cells) {
    const bool differ = best != nullptr && best->mean != worst->mean;
    cell.text += differ && cell.mean == best->mean ? " *" : differ && cell.mean == worst->mean ? " !" : "  ";
  }
}

// As many of these columns beside each other as a line holds; the first is never left out.
Lines table_that_fits(const std::vector<std::vector<std::string>>& columns, std::size_t& shown) {
  Lines lines;
  for (shown = columns.size(); shown > 1; --shown) {
    TextTable table("l" + std::string(shown - 1, 'r'));
    for (std::size_t row = 0; row < columns.front().size(); ++row) {
      std::vector<std::string> cells;
      for (std::size_t column = 0; column < shown; ++column) cells.push_back(columns[column][row]);
      table.row(std::move(cells));
    }
    lines = table.lines();
    if (shown == 2 || std::all_of(lines.begin(), lines.end(),
                                  [](const std::string& line) { return columns_of(line) <= kTextColumns; }))
      break;
  }
  for (std::string& line : lines) line = clip(line);
  return lines;
}

Lines axis_table(const StudyPlan& plan, const StudyOutcome& outcome, std::size_t index,
                 const std::vector<const Figure*>& figures, std::size_t rows_max) {
  const Axis& axis = plan.axes[index];
  std::vector<std::vector<std::string>> columns(1);
  columns[0] = {clip(axis.name, kNameMax), ""};
  const std::size_t rows = std::min(axis.values.size(), rows_max);
  for (std::size_t i = 0; i < rows; ++i) columns[0].push_back(clip(axis.values[i].name, kNameMax));
  bool any_parts = false;
  for (const Figure* figure : figures) {
    std::vector<Cell> cells;
    for (std::uint32_t value = 0; value < axis.values.size(); ++value)
      cells.push_back(cell_of(plan, outcome, index, value, *figure));
    mark(cells, *figure->metric);
    any_parts = any_parts || !parts_text(*figure).empty();
    columns.push_back({std::string(figure->metric->name) + "  ", parts_text(*figure) + "  "});
    for (std::size_t i = 0; i < rows; ++i) columns.back().push_back(cells[i].text);
  }
  if (!any_parts)
    for (std::vector<std::string>& column : columns) column.erase(column.begin() + 1);
  std::size_t shown = 0;
  Lines lines = {""};
  append(lines, table_that_fits(columns, shown));
  std::string more;
  if (rows < axis.values.size()) more = fmt::format("{} more values", axis.values.size() - rows);
  if (shown < columns.size())
    more += (more.empty() ? "" : " and ") + fmt::format("{} more figures", columns.size() - shown);
  if (!more.empty()) lines.push_back("  ... and " + more);
  return lines;
}

Lines comparison_table(const StudyPlan& plan, const StudyOutcome& outcome,
                       const std::vector<FigureDifference>& comparisons,
                       const std::vector<const Figure*>& figures, std::size_t rows_max) {
  if (comparisons.empty()) return {};
  const auto axis = static_cast<std::size_t>(
      std::find_if(plan.axes.begin(), plan.axes.end(),
                   [&](const Axis& each) { return each.name == plan.fields.compare->axis; }) -
      plan.axes.begin());
  std::vector<std::vector<std::string>> columns(1);
  columns[0] = {"against " + clip(plan.fields.compare->against, kNameMax), ""};
  std::vector<std::uint32_t> values;
  for (std::uint32_t value = 0; value < plan.axes[axis].values.size() && values.size() < rows_max; ++value)
    if (plan.axes[axis].values[value].name != plan.fields.compare->against) values.push_back(value);
  for (const std::uint32_t value : values)
    columns[0].push_back(clip(plan.axes[axis].values[value].name, kNameMax));
  for (const Figure* figure : figures) {
    columns.push_back({std::string(figure->metric->name), parts_text(*figure)});
    for (const std::uint32_t value : values) {
      std::size_t counts[4] = {};
      for (const FigureDifference& each : comparisons) {
        const PointOutcome& point = outcome.points[each.point];
        const Figure& compared = point.figures[each.figure];
        if (plan.points[point.point][axis] == value && compared.keep == figure->keep &&
            compared.same_row(*figure))
          ++counts[static_cast<std::size_t>(each.verdict)];
      }
      std::string cell;
      constexpr const char* kSigns[] = {"+", "-", "=", "?"};
      for (std::size_t i = 0; i < 4; ++i)
        if (counts[i] > 0) cell += (cell.empty() ? "" : " ") + fmt::format("{}{}", counts[i], kSigns[i]);
      columns.back().push_back(cell);
    }
  }
  std::size_t shown = 0;
  Lines lines = {""};
  append(lines, table_that_fits(columns, shown));
  lines.push_back(
      clip("  pairs that are better +, worse -, the same =, undecided ?, allowing for their number (Holm)"));
  return lines;
}

std::string sentence(const StudyPlan& plan, const StudyOutcome& outcome) {
  const std::size_t flown = outcome.count(PointState::kFlown);
  std::string text = fmt::format("{} of {} points flown", flown, outcome.points.size());
  if (outcome.points.size() < plan.points.size())
    text += fmt::format(" (the study has {})", plan.points.size());
  std::size_t broken = 0, saturated = 0, wide = 0;
  for (const PointOutcome& point : outcome.points) {
    broken += !point.broken_audits.empty();
    saturated += !point.saturated.empty();
    wide += !point.narrow;
  }
  if (saturated > 0) text += fmt::format(", {} saturated", saturated);
  if (wide > 0) text += fmt::format(", {} not as narrow as asked", wide);
  return text + (broken > 0 ? fmt::format("; in {} an AUDIT IS BROKEN.", broken) : "; every audit holds.");
}

Lines warnings(const StudyPlan& plan, const StudyOutcome& outcome, std::size_t shown_max) {
  Lines lines;
  if (outcome.interrupted || outcome.out_of_budget)
    append(lines, wrapped("CUT SHORT", kLabel,
                          fmt::format("{} with {} points not flown.",
                                      outcome.interrupted ? "Interrupted" : "The budget was spent",
                                      outcome.count(PointState::kNotFlown)),
                          2));
  std::size_t failed = 0;
  for (const PointOutcome& point : outcome.points)
    if (point.state == PointState::kFailed && ++failed <= shown_max)
      append(lines, wrapped("FAILED", kLabel, plan.name_of(plan.points[point.point]) + ": " + point.why, 2));
  if (failed > shown_max) lines.push_back(fmt::format("{:13}and {} more points", "", failed - shown_max));
  return lines;
}

Lines whole(const StudyPlan& plan, const StudyOutcome& outcome,
            const std::vector<FigureDifference>& comparisons, const std::string& command,
            std::size_t rows_max) {
  Lines lines = {clip(plan.fields.title.empty() ? plan.document.file() : plan.fields.title),
                 clip(sentence(plan, outcome))};
  append(lines, warnings(plan, outcome, std::max<std::size_t>(1, rows_max / 4)));
  const std::vector<const Figure*> figures = figures_of(outcome);
  if (!figures.empty())
    for (std::size_t axis = 0; axis < plan.axes.size(); ++axis)
      if (plan.axes[axis].values.size() > 1)
        append(lines, axis_table(plan, outcome, axis, figures, rows_max));
  append(lines, comparison_table(plan, outcome, comparisons, figures, rows_max));
  lines.emplace_back();
  if (!figures.empty())
    lines.emplace_back(
        "* best, ! worst of a column; a cell is the mean over the points that share its value.");
  append(lines, wrapped("Again with", kLabel, command, 3));
  std::uint64_t events = 0;
  std::int64_t requests = 0, replications = 0;
  for (const PointOutcome& point : outcome.points) {
    events += point.events;
    requests += point.requests;
    replications += point.replications;
  }
  lines.push_back(
      clip(fmt::format("{:<13}{} replications, {} requests, {} events", "Flown", grouped(replications),
                       grouped(requests), grouped(static_cast<std::int64_t>(events)))));
  return lines;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

std::string study_text(const StudyPlan& plan, const StudyOutcome& outcome,
                       const std::vector<FigureDifference>& comparisons, const std::string& command) {
  for (std::size_t rows_max = 20;; --rows_max) {
    const Lines lines = whole(plan, outcome, comparisons, command, rows_max);
    if (lines.size() <= kLinesMax || rows_max == 1) return joined(lines);
  }
}

std::string study_list(const StudyPlan& plan, const std::vector<PointSketch>& sketches,
                       const std::vector<std::size_t>& points, std::optional<std::int64_t> replications) {
  // What a thread does of such events in a second, at the least, on a machine of today.
  constexpr double kEventsPerSecond = 1.5e6;
  TextTable table("rl" + std::string(plan.axes.size() - 1, 'l') + "rrl");
  std::vector<std::string> heading = {"point"};
  for (const Axis& axis : plan.axes) heading.push_back(clip(axis.name, kNameMax));
  heading.insert(heading.end(), {"replications", "events at most", ""});
  table.row(heading);
  double events = 0;
  std::int64_t flights = 0;
  for (const std::size_t index : points) {
    const PointSketch& sketch = sketches[index];
    std::vector<std::string> cells = {std::to_string(index)};
    for (std::size_t axis = 0; axis < plan.axes.size(); ++axis)
      cells.push_back(clip(plan.axes[axis].values[plan.points[index][axis]].name, kNameMax));
    if (sketch.why.empty()) {
      const std::int64_t each = replications.value_or(sketch.replications);
      const double all = sketch.estimate.events * static_cast<double>(each);
      cells.insert(cells.end(), {std::to_string(each), grouped(static_cast<std::int64_t>(all)), ""});
      events += all;
      flights += each;
    } else {
      cells.insert(cells.end(), {"-", "-", "can not be planned: " + sketch.why});
    }
    table.row(std::move(cells));
  }
  std::string text = clip(plan.fields.title.empty() ? plan.document.file() : plan.fields.title) + "\n\n";
  for (const std::string& line : table.lines()) text += clip(line) + "\n";
  const double threads = std::max(1u, std::thread::hardware_concurrency());
  text += fmt::format(
      "\n{} points, {} replications at the least, about {} M events at the most; {} on {} threads\n"
      "at {} M events a second each.\n",
      points.size(), grouped(flights), significant(events / 1e6, 2),
      windtunnel::text(Duration::from_seconds(std::max(events / kEventsPerSecond / threads, 0.001)), 2),
      significant(threads, 3), significant(kEventsPerSecond / 1e6, 2));
  return text;
}

}  // namespace windtunnel
