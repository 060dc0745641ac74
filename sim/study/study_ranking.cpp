// Gathering the points of each ranking, and ranking them.
#include "sim/study/study_ranking.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace windtunnel {
namespace {

constexpr double kFalseAlarms = 0.05;  // of a whole study

void rank_one(const StudyOutcome& outcome, StudyRanking& ranking, double error) {
  std::vector<std::vector<double>> values;
  std::vector<RankedPoint*> candidates;
  Direction direction = Direction::kHigherIsBetter;
  for (RankedPoint& each : ranking.points) {
    const Figure& figure = outcome.points[each.point].figures[each.figure];
    if (figure.metric->lower_is_better) direction = Direction::kLowerIsBetter;
    each.ranked.mean = figure.estimate.value;
    if (figure.estimate.lack == Lack::kSaturated) {
      each.lack = word(Lack::kSaturated);
      continue;
    }
    values.push_back(figure.by_replication);
    candidates.push_back(&each);
  }
  ranking.candidates = candidates.size();
  const std::vector<Ranked> ranked = rank(values, direction, error);
  for (std::size_t i = 0; i < candidates.size(); ++i) candidates[i]->ranked = ranked[i];
}

}  // namespace

std::vector<StudyRanking> rank_points(const StudyPlan& plan, const StudyOutcome& outcome) {
  std::vector<StudyRanking> rankings;
  for (std::size_t r = 0; r < plan.fields.rank.size(); ++r) {
    const RankFields& fields = plan.fields.rank[r];
    std::map<Coordinates, std::size_t> groups;  // where their points stand on the other axes
    for (std::size_t place = 0; place < outcome.points.size(); ++place) {
      const PointOutcome& point = outcome.points[place];
      if (point.state != PointState::kFlown) continue;
      const std::optional<std::size_t>& figure = point.ranked[r];
      if (!figure) continue;
      Coordinates others = plan.points[point.point];
      for (std::size_t axis = 0; axis < others.size(); ++axis)
        if (fields.along.empty() ||
            std::find(fields.along.begin(), fields.along.end(), plan.axes[axis].name) != fields.along.end())
          others[axis] = 0;
      const auto [at, fresh] = groups.try_emplace(std::move(others), rankings.size());
      if (fresh) rankings.push_back({r, 0, {}});
      rankings[at->second].points.push_back({place, *figure, {}, {}});
    }
  }
  for (StudyRanking& ranking : rankings)
    rank_one(outcome, ranking, kFalseAlarms / static_cast<double>(rankings.size()));
  return rankings;
}

StudyFindings findings_of(const StudyPlan& plan, const StudyOutcome& outcome) {
  return {compare_points(plan, outcome), rank_points(plan, outcome)};
}

}  // namespace windtunnel
