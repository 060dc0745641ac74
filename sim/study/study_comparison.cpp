// Pairing points, and judging their differences as one family.
#include "sim/study/study_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/study/comparison.hpp"

namespace windtunnel {
namespace {

constexpr double kFalseAlarms = 0.05;  // of a whole study

FigureDifference judged(const Figure& a, const Figure& b, double matters) {
  FigureDifference found;
  std::vector<double> left, right;
  for (std::size_t i = 0; i < std::min(a.by_replication.size(), b.by_replication.size()); ++i)
    if (!std::isnan(a.by_replication[i]) && !std::isnan(b.by_replication[i])) {
      left.push_back(a.by_replication[i]);
      right.push_back(b.by_replication[i]);
    }
  found.pairs = static_cast<std::int64_t>(left.size());
  if (left.size() < 2) return found;
  for (const double value : left) found.a += value / static_cast<double>(left.size());
  for (const double value : right) found.b += value / static_cast<double>(right.size());
  found.difference = paired_difference(left, right);
  for (const Figure* figure : {&a, &b})
    if (figure->estimate.lack == Lack::kSaturated) found.lack = word(Lack::kSaturated);
  if (!found.lack.empty()) return found;
  const Direction direction =
      b.metric->lower_is_better ? Direction::kLowerIsBetter : Direction::kHigherIsBetter;
  found.verdict = compare(found.difference.absolute, direction, matters * scale_of(*b.metric, found.a));
  return found;
}

// Takes back "better" and "worse" where a family this large holds such a difference by luck.
void adjust(std::vector<FigureDifference>& all) {
  std::vector<FigureDifference*> family;
  std::vector<double> p_values;
  for (FigureDifference& each : all)
    if (each.lack.empty() && each.difference.absolute.has_interval()) {
      family.push_back(&each);
      p_values.push_back(each.difference.p_value);
    }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < family.size(); ++i) {
    FigureDifference& each = *family[i];
    each.p_adjusted = adjusted[i];
    if ((each.verdict == Compared::kBetter || each.verdict == Compared::kWorse) && adjusted[i] > kFalseAlarms)
      each.verdict = Compared::kUndecided;
  }
}

}  // namespace

std::vector<FigureDifference> compare_points(const StudyPlan& plan, const StudyOutcome& outcome) {
  std::vector<FigureDifference> all;
  if (!plan.fields.compare) return all;
  const auto axis = static_cast<std::size_t>(
      std::find_if(plan.axes.begin(), plan.axes.end(),
                   [&](const Axis& each) { return each.name == plan.fields.compare->axis; }) -
      plan.axes.begin());
  if (axis == plan.axes.size()) return all;  // it is switched off
  const std::optional<std::uint32_t> against =
      plan.axes[axis].find(value_name(plan.fields.compare->against.node));
  std::map<Coordinates, std::size_t> places;
  for (std::size_t i = 0; i < outcome.points.size(); ++i)
    if (outcome.points[i].state == PointState::kFlown) places[plan.points[outcome.points[i].point]] = i;
  for (std::size_t i = 0; i < outcome.points.size(); ++i) {
    const PointOutcome& point = outcome.points[i];
    Coordinates at = plan.points[point.point];
    if (point.state != PointState::kFlown || at[axis] == against) continue;
    at[axis] = *against;
    const auto other = places.find(at);
    if (other == places.end()) continue;
    for (std::size_t f = 0; f < point.figures.size(); ++f)
      for (const Figure& figure : outcome.points[other->second].figures) {
        if (!figure.same_row(point.figures[f]) || figure.keep != point.figures[f].keep) continue;
        FigureDifference found = judged(figure, point.figures[f], plan.fields.compare->matters);
        found.point = i, found.against = other->second, found.figure = f;
        all.push_back(std::move(found));
      }
  }
  adjust(all);
  return all;
}

}  // namespace windtunnel
