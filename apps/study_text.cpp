// Printing a study: what was flown, then one table with a block an axis, and what the comparisons say.
//
// A cell is the mean over all points that share a value of an axis, so each block is read with the other axes
// averaged out; every point by itself stands in the tables that are kept. Where the figures do not fit beside
// each other, those of one `keep` become one column, which shows the worst of them at each point. Figures
// that still do not fit, and values that do not fit below each other, are counted.
#include "apps/study_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/answer_text.hpp"
#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kLinesMax = 45;
constexpr std::size_t kValuesMax = 20;  // of an axis, where there is room
constexpr std::size_t kLabel = 13;
constexpr std::size_t kPartsMax = 20;  // columns of what a column stands for

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

// What the points that share a value of an axis say of a column.
struct Shared {
  double sum = 0;
  std::size_t count = 0, lacking = 0, holds = 0;
  const Figure* last = nullptr;

  void add(const Figure& figure) {
    last = &figure;
    holds += verdict_of(figure) == "holds";
    if (std::isnan(figure.estimate.value)) {
      ++lacking;
    } else {
      sum += figure.estimate.value;
      ++count;
    }
  }
};

// Of what is not printed the mean alone: there may be a million values, and a text takes its time.
Cell cell_of(const Shared& shared, const Column& column, bool printed) {
  Cell cell;
  if (shared.last == nullptr) return cell;
  const std::size_t points = shared.count + shared.lacking;
  if (shared.count > 0) cell.mean = shared.sum / static_cast<double>(shared.count);
  if (!printed) return cell;
  if (!verdict_of(*shared.last).empty())
    cell.text = points == 1 ? verdict_of(*shared.last) : fmt::format("{} of {} hold", shared.holds, points);
  else if (points == 1)
    cell.text = estimate_text(column.metric(), shared.last->estimate);
  else if (shared.count == 0)
    cell.text = word(shared.last->estimate.lack);
  else
    cell.text = show(column.metric(), cell.mean) +
                (shared.lacking > 0 ? fmt::format(" ({} lack)", shared.lacking) : "");
  return cell;
}

// The cells of a column, by axis and value: one pass over the points, for there may be a million.
std::vector<std::vector<Cell>> cells_of(const StudyPlan& plan, const StudyOutcome& outcome,
                                        const Column& column) {
  std::vector<std::vector<Shared>> shared;
  for (const Axis& axis : plan.axes) shared.emplace_back(axis.values.size());
  for (const PointOutcome& point : outcome.points) {
    const Figure* figure = worst_of(point, column);
    if (figure == nullptr) continue;
    for (std::size_t axis = 0; axis < shared.size(); ++axis)
      shared[axis][plan.points[point.point][axis]].add(*figure);
  }
  std::vector<std::vector<Cell>> cells(shared.size());
  for (std::size_t axis = 0; axis < shared.size(); ++axis)
    for (const Shared& each : shared[axis])
      cells[axis].push_back(cell_of(each, column, cells[axis].size() < kValuesMax));
  return cells;
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

// A column with all that may be printed of it.
struct Filled {
  Column column;
  std::vector<std::vector<Cell>> cells;  // by axis and value, marked
  std::vector<std::string> tallies;      // by value of the compared axis
};

// What is printed of a study, and how much room there is for it.
struct PrintedStudy {
  const StudyPlan& plan;
  const StudyOutcome& outcome;
  const StudyFindings& findings;
  const std::vector<Filled>& apart;     // every figure a column
  const std::vector<Filled>& together;  // a column for each `keep`
  std::size_t rows_max;                 // of an axis
};

// The axis along which points are compared; nothing where none are.
std::optional<std::size_t> compared_axis(const StudyPlan& plan, const StudyFindings& findings) {
  if (findings.comparisons.empty()) return std::nullopt;
  for (std::size_t axis = 0; axis < plan.axes.size(); ++axis)
    if (plan.axes[axis].name == plan.fields.compare->axis) return axis;
  return std::nullopt;
}

// "12+ 3= 1?": how many pairs of each value of that axis are better, worse, the same, undecided.
std::vector<std::string> tallies_of(const StudyPlan& plan, const StudyOutcome& outcome,
                                    const StudyFindings& findings, std::size_t axis, const Column& column) {
  constexpr std::array kSigns = {"+", "-", "=", "?"};
  std::vector<std::array<std::size_t, kSigns.size()>> counts(plan.axes[axis].values.size());
  for (const FigureDifference& each : findings.comparisons) {
    const PointOutcome& point = outcome.points[each.point];
    if (column.holds(point.figures[each.figure]))
      ++counts[plan.points[point.point][axis]][static_cast<std::size_t>(each.verdict)];
  }
  std::vector<std::string> texts;
  for (const auto& count : counts) {
    std::string& text = texts.emplace_back();
    for (std::size_t i = 0; i < kSigns.size(); ++i)
      if (count[i] > 0) text += (text.empty() ? "" : " ") + fmt::format("{}{}", count[i], kSigns[i]);
    text += "  ";
  }
  return texts;
}

std::vector<Filled> filled(const StudyPlan& plan, const StudyOutcome& outcome, const StudyFindings& findings,
                           bool together) {
  std::vector<Filled> list;
  const std::optional<std::size_t> axis = compared_axis(plan, findings);
  for (Column& column : columns_of_study(outcome, together)) {
    Filled made{std::move(column), {}, {}};
    made.cells = cells_of(plan, outcome, made.column);
    for (std::vector<Cell>& cells : made.cells) mark(cells, made.column.metric());
    if (axis) made.tallies = tallies_of(plan, outcome, findings, *axis, made.column);
    list.push_back(std::move(made));
  }
  return list;
}

// The first column: axes and their values, then the compared values.
std::vector<std::string> names_below(const PrintedStudy& printed) {
  std::vector<std::string> names;
  for (const Axis& axis : printed.plan.axes) {
    if (axis.values.size() < 2) continue;
    names.push_back(clip(axis.name, kNameMax));
    const std::size_t rows = std::min(axis.values.size(), printed.rows_max);
    for (std::size_t i = 0; i < rows; ++i) names.push_back("  " + clip(axis.values[i].name, kNameMax));
    if (rows < axis.values.size())
      names.push_back(fmt::format("  and {} more values", axis.values.size() - rows));
  }
  if (const auto axis = compared_axis(printed.plan, printed.findings)) {
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
std::vector<std::string> cells_below(const PrintedStudy& printed, const Filled& column) {
  std::vector<std::string> texts;
  for (std::size_t index = 0; index < printed.plan.axes.size(); ++index) {
    const std::vector<Cell>& cells = column.cells[index];
    if (cells.size() < 2) continue;
    texts.emplace_back();
    const std::size_t rows = std::min(cells.size(), printed.rows_max);
    for (std::size_t i = 0; i < rows; ++i) texts.push_back(cells[i].text);
    if (rows < cells.size()) texts.emplace_back();
  }
  if (const auto axis = compared_axis(printed.plan, printed.findings)) {
    const std::string against = value_name(printed.plan.fields.compare->against.node);
    texts.emplace_back();
    std::size_t rows = 0;
    for (std::uint32_t value = 0; value < printed.plan.axes[*axis].values.size(); ++value)
      if (printed.plan.axes[*axis].values[value].name != against && rows++ < printed.rows_max)
        texts.push_back(column.tallies[value]);
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

Lines figures_table(const PrintedStudy& printed) {
  Lines lines;
  const std::vector<std::string> names = names_below(printed);
  for (const bool together : {false, true}) {
    const std::vector<Filled>& columns = together ? printed.together : printed.apart;
    if (columns.empty()) return {};
    std::vector<std::vector<std::string>> headings, cells;
    for (const Filled& each : columns) {
      headings.push_back(heading_of(each.column));
      cells.push_back(cells_below(printed, each));
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
      append(lines, wrapped("FAILED", kLabel,
                            plan.name_of(plan.points[point.point]) + ": " +
                                point.why.substr(0, point.why.find('\n')),
                            2));
  if (failed > shown_max) lines.push_back(fmt::format("{:13}and {} more points", "", failed - shown_max));
  return lines;
}

// "BEST         latency_p99 web: one of 3 of 12 points: replicas=6, balancer=random; ...".
Lines ranking_lines(const PrintedStudy& printed) {
  const std::size_t rankings_max = std::max<std::size_t>(1, printed.rows_max / 4), named_max = 3;
  Lines lines;
  const std::vector<StudyRanking>& rankings = printed.findings.rankings;
  for (std::size_t r = 0; r < std::min(rankings.size(), rankings_max); ++r) {
    std::vector<std::string> names;
    for (const RankedPoint& each : rankings[r].points)
      if (each.lack.empty() && each.ranked.rank != Rank::kNotBest)
        names.push_back(printed.plan.name_of(printed.plan.points[printed.outcome.points[each.point].point]));
    const RankedPoint& first = rankings[r].points.front();
    const Figure& figure = printed.outcome.points[first.point].figures[first.figure];
    std::string text(figure.metric->name);
    for (const std::string& part : figure.parts)
      if (!part.empty()) text += " " + part;
    text += names.size() == 1
                ? fmt::format(" of {} points: ", rankings[r].candidates)
                : fmt::format(", one of {} of {} points: ", names.size(), rankings[r].candidates);
    for (std::size_t i = 0; i < std::min(names.size(), named_max); ++i)
      text += (i > 0 ? "; " : "") + names[i];
    if (names.size() > named_max) text += fmt::format("; and {} more", names.size() - named_max);
    append(lines, wrapped("BEST", kLabel, names.empty() ? text + "none" : text, 2));
  }
  if (rankings.size() > rankings_max)
    lines.push_back(fmt::format("{:13}and {} more rankings", "", rankings.size() - rankings_max));
  if (!lines.empty()) lines.insert(lines.begin(), "");
  return lines;
}

Lines whole_study(const PrintedStudy& printed, const std::string& command) {
  const StudyPlan& plan = printed.plan;
  const StudyOutcome& outcome = printed.outcome;
  Lines lines = {clip(plan.fields.title.empty() ? plan.document.file() : plan.fields.title),
                 clip(sentence(plan, outcome))};
  append(lines, warnings(plan, outcome, std::max<std::size_t>(1, printed.rows_max / 4)));
  const Lines table = figures_table(printed);
  append(lines, table);
  append(lines, ranking_lines(printed));
  lines.emplace_back();
  if (!table.empty())
    lines.emplace_back(
        "* best, ! worst of an axis; a cell is the mean over the points that share its value.");
  if (!printed.findings.comparisons.empty())
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

std::string study_text(const StudyPlan& plan, const StudyOutcome& outcome, const StudyFindings& findings,
                       const std::string& command) {
  const std::vector<Filled> apart = filled(plan, outcome, findings, false),
                            together = filled(plan, outcome, findings, true);
  for (std::size_t rows_max = kValuesMax;; --rows_max) {
    const Lines lines = whole_study({plan, outcome, findings, apart, together, rows_max}, command);
    if (lines.size() <= kLinesMax || rows_max == 1) return joined(lines);
  }
}

}  // namespace windtunnel
