// Words and counts of an outcome.
#include "sim/study/study_outcome.hpp"

#include <algorithm>
#include <cmath>

namespace windtunnel {

std::string verdict_of(const Figure& figure) {
  if (!figure.metric->name.starts_with("verdict_")) return "";
  bool unknown = figure.by_replication.empty();
  for (const double value : figure.by_replication) {
    if (value < 1) return "violated";
    unknown = unknown || std::isnan(value);
  }
  return unknown ? "unknown" : "holds";
}

const char* word(PointState state) {
  switch (state) {
    case PointState::kNotFlown:
      return "not flown";
    case PointState::kFlown:
      return "flown";
    case PointState::kFailed:
      return "failed";
  }
  return "";
}

std::size_t StudyOutcome::count(PointState state) const {
  return static_cast<std::size_t>(std::count_if(
      points.begin(), points.end(), [state](const PointOutcome& point) { return point.state == state; }));
}

StudyOutcome nothing_flown(const std::vector<std::size_t>& points) {
  StudyOutcome outcome;
  outcome.points.resize(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) outcome.points[i].point = points[i];
  return outcome;
}

int exit_code(const StudyOutcome& outcome) {
  const auto any = [&](const auto& is_so) {
    return std::any_of(outcome.points.begin(), outcome.points.end(), is_so);
  };
  if (any([](const PointOutcome& point) { return point.broken_promise; })) return 6;
  if (outcome.count(PointState::kFailed) > 0 || !outcome.store_trouble.empty()) return 5;
  if (outcome.interrupted) return 130;
  if (outcome.count(PointState::kFlown) == 0) return 5;
  return any([](const PointOutcome& point) { return !point.broken_audits.empty(); }) ? 4 : 0;
}

}  // namespace windtunnel
