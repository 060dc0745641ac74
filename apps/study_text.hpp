// The outcome of a study as a person reads it in a terminal: at most 45 lines of 100 columns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/study/study_ranking.hpp"

namespace windtunnel {

inline constexpr std::size_t kNameMax = 22;  // columns of names that people gave

// `command` is the line that makes the outcome again.
std::string study_text(const StudyPlan& plan, const StudyOutcome& outcome, const StudyFindings& findings,
                       const std::string& command);

// The points that would be flown, and an upper estimate of what that takes. `points` are indices in the plan.
std::string study_list(const StudyPlan& plan, const std::vector<PointSketch>& sketches,
                       const std::vector<std::size_t>& points, std::optional<std::int64_t> replications);

}  // namespace windtunnel
