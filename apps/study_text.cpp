// Printing a study: what was flown, then one table with a block an axis, and what the comparisons say.
//
// A cell is the mean over all points that share a value of an axis, so each block is read with the other axes
// averaged out; every point by itself stands in the tables that are kept. Where the figures do not fit beside
// each other, those of one `keep` become one column, which shows the worst of them at each point. Figures
// that still do not fit, and values that do not fit below each other, are counted.
#include "apps/study_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "apps/answer_text.hpp"
#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kLinesMax = 45;
constexpr std::size_t kLabel = 13;
constexpr std::size_t kNameMax = 22, kPartsMax = 20;  // columns of names that people gave

void append(Lines& to, Lines from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// The figures of one column of the table: several where a `keep` tells apart more than a line can hold.
struct Column {
  std::vector<const Figure*> figures;  // each of some point that has it
  const Metric& metric() const { return *figures.front()->metric; }
  bool holds(const Figure& figure) const {
    return std::any_of(figures.begin(), figures.end(), [&](const Figure* each) {
      return each->keep == figure.keep && each->same_row(figure);
    });
  }
};

// The figures that some point has, in the order of `keep` and then of their first point.
std::vector<Column> columns_of_study(const StudyOutcome& outcome, bool together) {
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
  std::vector<Column> columns;
  for (const Figure* figure : list) {
    const auto same = std::find_if(columns.begin(), columns.end(), [&](const Column& column) {
      return column.figures.front()->keep == figure->keep && &column.metric() == figure->metric;
    });
    if (together && same != columns.end())
      same->figures.push_back(figure);
    else
      columns.push_back({{figure}});
  }
  return columns;
}

// What stands over a column: the metric's name broken at its underscores, then what it is of.
std::vector<std::string> heading_of(const Column& column) {
  constexpr std::size_t kWide = 14;
  std::vector<std::string> lines = {""};
  const std::string name(column.metric().name);
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find('_', at), name.size() - 1) + 1;
    const std::string part = name.substr(at, end - at);
    if (!lines.back().empty() && columns_of(lines.back()) + columns_of(part) > kWide) lines.emplace_back();
    lines.back() += part;
    at = end;
  }
  std::string of;
  for (std::size_t i = 0; i < row_parts().size(); ++i) {
    const std::string& first = column.figures.front()->parts[i];
    const bool several = std::any_of(column.figures.begin(), column.figures.end(),
                                     [&](const Figure* each) { return each->parts[i] != first; });
    const std::string part = several ? std::string(row_parts()[i].name) : first;
    if (!part.empty()) of += (of.empty() ? (column.figures.size() > 1 ? "worst " : "") : " ") + part;
  }
  for (std::string& line : wrapped("", 0, of, 2)) lines.push_back(clip(line, kPartsMax));
  while (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

std::string estimate_text(const Metric& metric, const Estimate& e) {
  if (!e.has_interval()) return e.lack != Lack::kNothing ? word(e.lack) : show(metric, e.value);
  if (e.kind == IntervalKind::kAtLeast) return ">= " + show(metric, e.low);
  if (e.kind == IntervalKind::kAtMost) return "<= " + show(metric, e.high);
  if (e.low == e.high) return show(metric, e.value);
  if (metric.unit == MetricUnit::kShare) return show_interval(metric, e.low, e.high);
  return show_with_half(metric, e.value, std::max(e.high - e.value, e.value - e.low));
}

bool is_better(const Metric& metric, double a, double b) { return metric.lower_is_better ? a < b : a > b; }

// The worst of a column's figures at a point; one without a value only where there is no other.
const Figure* worst_of(const PointOutcome& point, const Column& column) {
  const Figure* worst = nullptr;
  for (const Figure& figure : point.figures) {
    if (!column.holds(figure)) continue;
    if (worst == nullptr || std::isnan(worst->estimate.value) ||
        is_better(column.metric(), worst->estimate.value, figure.estimate.value))
      worst = &figure;
  }
  return worst;
}

// A column at one value of an axis.
struct Cell {
  double mean = std::nan("");
  std::string text = "-";
};

Cell cell_of(const StudyPlan& plan, const StudyOutcome& outcome, std::size_t axis, std::uint32_t value,
             const Column& column) {
  double sum = 0;
  std::size_t count = 0, lacking = 0, holds = 0;
  const Figure* last = nullptr;
  for (const PointOutcome& point : outcome.points) {
    if (plan.points[point.point][axis] != value) continue;
    const Figure* figure = worst_of(point, column);
    if (figure == nullptr) continue;
    last = figure;
    holds += verdict_of(*figure) == "holds";
    if (std::isnan(figure->estimate.value)) {
      ++lacking;
    } else {
      sum += figure->estimate.value;
      ++count;
    }
  }
  Cell cell;
  if (last == nullptr) return cell;
  if (count > 0) cell.mean = sum / static_cast<double>(count);
  if (!verdict_of(*last).empty())
    cell.text =
        count + lacking == 1 ? verdict_of(*last) : fmt::format("{} of {} hold", holds, count + lacking);
  else if (count + lacking == 1)
    cell.text = estimate_text(column.metric(), last->estimate);
  else if (count == 0)
    cell.text = word(last->estimate.lack);
  else
    cell.text = show(column.metric(), cell.mean) + (lacking > 0 ? fmt::format(" ({} lack)", lacking) : "");
  return cell;
}

// Marks the best with * and the worst with !, where they differ.
void mark(std::vector<Cell>& cells, const Metric& metric) {
  const Cell *best = nullptr, *worst = nullptr;
  for (const Cell& cell : cells) {
    if (std::isnan(cell.mean)) continue;
    if (best == nullptr || is_better(metric, cell.mean, best->mean)) best = &cell;
    if (worst == nullptr || is_better(metric, worst->mean, cell.mean)) worst = &cell;
  }
  const bool differ = best != nullptr && best->mean != worst->mean;
  const double top = differ ? best->mean : 0, bottom = differ ? worst->mean : 0;
  for (Cell& cell : cells)
    cell.text += differ && cell.mean == top ? " *" : differ && cell.mean == bottom ? " !" : "  ";
}

// What is printed of a study, and how much room there is for it.
struct Printed {
  const StudyPlan& plan;
  const StudyOutcome& outcome;
  const std::vector<FigureDifference>& comparisons;
  std::size_t rows_max;  // of an axis
};

// The axis along which points are compared; nothing where none are.
std::optional<std::size_t> compared_axis(const Printed& printed) {
  if (printed.comparisons.empty()) return std::nullopt;
  for (std::size_t axis = 0; axis < printed.plan.axes.size(); ++axis)
    if (printed.plan.axes[axis].name == printed.plan.fields.compare->axis) return axis;
  return std::nullopt;
}

// "12+ 3= 1?": how many pairs of a value of that axis are better, worse, the same, undecided.
std::string tally(const Printed& printed, std::size_t axis, std::uint32_t value, const Column& column) {
  constexpr const char* kSigns[] = {"+", "-", "=", "?"};
  std::size_t counts[std::size(kSigns)] = {};
  for (const FigureDifference& each : printed.comparisons) {
    const PointOutcome& point = printed.outcome.points[each.point];
    if (printed.plan.points[point.point][axis] == value && column.holds(point.figures[each.figure]))
      ++counts[static_cast<std::size_t>(each.verdict)];
  }
  std::string text;
  for (std::size_t i = 0; i < std::size(kSigns); ++i)
    if (counts[i] > 0) text += (text.empty() ? "" : " ") + fmt::format("{}{}", counts[i], kSigns[i]);
  return text + "  ";
}

// The first column: axes and their values, then the compared values.
std::vector<std::string> names_below(const Printed& printed) {
  std::vector<std::string> names;
  for (const Axis& axis : printed.plan.axes) {
    if (axis.values.size() < 2) continue;
    names.push_back(clip(axis.name, kNameMax));
    const std::size_t rows = std::min(axis.values.size(), printed.rows_max);
    for (std::size_t i = 0; i < rows; ++i) names.push_back("  " + clip(axis.values[i].name, kNameMax));
    if (rows < axis.values.size())
      names.push_back(fmt::format("  and {} more values", axis.values.size() - rows));
  }
  if (const auto axis = compared_axis(printed)) {
    const std::string against = value_name(printed.plan.fields.compare->against.node);
    names.push_back("against " + clip(against, kNameMax));
    std::size_t rows = 0;
    for (const AxisValue& value : printed.plan.axes[*axis].values)
      if (value.name != against && rows++ < printed.rows_max)
        names.push_back("  " + clip(value.name, kNameMax));
  }
  return names;
}

// The cells of one column, beside names_below.
std::vector<std::string> cells_below(const Printed& printed, const Column& column) {
  std::vector<std::string> texts;
  for (std::size_t index = 0; index < printed.plan.axes.size(); ++index) {
    const Axis& axis = printed.plan.axes[index];
    if (axis.values.size() < 2) continue;
    std::vector<Cell> cells;
    for (std::uint32_t value = 0; value < axis.values.size(); ++value)
      cells.push_back(cell_of(printed.plan, printed.outcome, index, value, column));
    mark(cells, column.metric());
    texts.emplace_back();
    const std::size_t rows = std::min(axis.values.size(), printed.rows_max);
    for (std::size_t i = 0; i < rows; ++i) texts.push_back(cells[i].text);
    if (rows < axis.values.size()) texts.emplace_back();
  }
  if (const auto axis = compared_axis(printed)) {
    const std::string against = value_name(printed.plan.fields.compare->against.node);
    texts.emplace_back();
    std::size_t rows = 0;
    for (std::uint32_t value = 0; value < printed.plan.axes[*axis].values.size(); ++value)
      if (printed.plan.axes[*axis].values[value].name != against && rows++ < printed.rows_max)
        texts.push_back(tally(printed, *axis, value, column));
  }
  return texts;
}

// The first `shown` columns as lines.
Lines table_of(const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& headings,
               const std::vector<std::vector<std::string>>& cells, std::size_t shown) {
  std::size_t tall = 1;
  for (std::size_t column = 0; column < shown; ++column) tall = std::max(tall, headings[column].size());
  TextTable table("l" + std::string(shown, 'r'));
  for (std::size_t row = 0; row < tall + names.size(); ++row) {
    std::vector<std::string> line = {row < tall ? "" : names[row - tall]};
    for (std::size_t column = 0; column < shown; ++column) {
      const std::vector<std::string>& heading = headings[column];
      line.push_back(row >= tall            ? cells[column][row - tall]
                     : row < heading.size() ? heading[row] + "  "
                                            : "");
    }
    table.row(std::move(line));
  }
  return table.lines();
}

// Whether the first `shown` columns stand beside each other in a line: TextTable puts two blanks between
// columns, and two before every row but the first.
bool fits(const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& headings,
          const std::vector<std::vector<std::string>>& cells, std::size_t shown) {
  const auto widest = [](const std::vector<std::string>& texts, std::size_t beside) {
    std::size_t wide = 0;
    for (const std::string& each : texts) wide = std::max(wide, columns_of(each) + beside);
    return wide;
  };
  std::size_t line = 2 + widest(names, 0);
  for (std::size_t column = 0; column < shown; ++column)
    line += 2 + std::max(widest(headings[column], 2), widest(cells[column], 0));
  return line <= kTextColumns;
}

Lines figures_table(const Printed& printed) {
  Lines lines;
  const std::vector<std::string> names = names_below(printed);
  for (const bool together : {false, true}) {
    const std::vector<Column> columns = columns_of_study(printed.outcome, together);
    if (columns.empty()) return {};
    std::vector<std::vector<std::string>> headings, cells;
    for (const Column& column : columns) {
      headings.push_back(heading_of(column));
      cells.push_back(cells_below(printed, column));
    }
    std::size_t shown = columns.size();
    if (!together && !fits(names, headings, cells, shown)) continue;
    while (shown > 1 && !fits(names, headings, cells, shown)) --shown;
    lines = table_of(names, headings, cells, shown);
    lines.insert(lines.begin(), "");
    if (shown < columns.size())
      lines.push_back(fmt::format("  ... and {} more figures", columns.size() - shown));
    break;
  }
  for (std::string& line : lines) line = clip(line);
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

Lines whole(const Printed& printed, const std::string& command) {
  const StudyPlan& plan = printed.plan;
  const StudyOutcome& outcome = printed.outcome;
  Lines lines = {clip(plan.fields.title.empty() ? plan.document.file() : plan.fields.title),
                 clip(sentence(plan, outcome))};
  append(lines, warnings(plan, outcome, std::max<std::size_t>(1, printed.rows_max / 4)));
  const Lines table = figures_table(printed);
  append(lines, table);
  lines.emplace_back();
  if (!table.empty())
    lines.emplace_back(
        "* best, ! worst of an axis; a cell is the mean over the points that share its value.");
  if (!printed.comparisons.empty())
    lines.emplace_back(
        "Pairs that are better +, worse -, the same =, undecided ?, allowing for their number (Holm).");
  append(lines, again_with(command));
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
    const Lines lines = whole({plan, outcome, comparisons, rows_max}, command);
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
