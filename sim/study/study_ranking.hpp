// The rankings of a study: which of its points may be the best at a figure, allowing for how many there are.
//
// A ranking is made among the points that differ on some axes (all, unless said otherwise) and are alike on
// the others, so a study may hold several of one figure. All of them are right together with 95%: each is
// made at 5% over their number. A point whose figure lacks a value because a queue still grows is told as
// such and is no candidate.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/stats/ranking.hpp"
#include "sim/study/study_comparison.hpp"
#include "sim/study/study_outcome.hpp"

namespace windtunnel {

struct RankedPoint {
  std::size_t point = 0;   // place in the outcome
  std::size_t figure = 0;  // of the point
  Ranked ranked;
  std::string lack;  // why it is no candidate; "" when it is one
};

struct StudyRanking {
  std::size_t rank = 0;             // which of the study's `rank`
  std::size_t candidates = 0;       // among its points
  std::vector<RankedPoint> points;  // in the order of the outcome
};

// In the order of `rank`, then of the first point of each; empty where the study ranks nothing.
std::vector<StudyRanking> rank_points(const StudyPlan& plan, const StudyOutcome& outcome);

// What a study says beyond its points.
struct StudyFindings {
  std::vector<FigureDifference> comparisons;
  std::vector<StudyRanking> rankings;
};
StudyFindings findings_of(const StudyPlan& plan, const StudyOutcome& outcome);

}  // namespace windtunnel
