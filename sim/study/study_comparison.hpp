// The comparisons of a study: points that differ on one axis alone, against one value of it, under the same
// luck.
//
// Every figure of every such pair is judged, so the family is all of them: better and worse are said only
// below 5% after Holm's adjustment over the whole study.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "sim/stats/comparison.hpp"
#include "sim/study/study_run.hpp"

namespace windtunnel {

struct FigureDifference {
  std::size_t point = 0, against = 0;  // places in the outcome
  std::size_t figure = 0;              // of the point
  double a = 0, b = 0;                 // means over the pairs: of `against`, and of the point
  Difference difference;               // b - a
  std::int64_t pairs = 0;
  double p_adjusted = std::numeric_limits<double>::quiet_NaN();
  Compared verdict = Compared::kUndecided;
  std::string lack;  // "saturated": a mean that is the run's length in disguise is not compared
};

// In the order of the points, and of their figures; empty where the study compares nothing.
std::vector<FigureDifference> compare_points(const StudyPlan& plan, const StudyOutcome& outcome);

}  // namespace windtunnel
