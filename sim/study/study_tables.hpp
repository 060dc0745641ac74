// The outcome of a study as tables and as one JSON object: the same bytes for the same study, seeds and
// version, whatever the machine or the number of threads. Documented in docs/studies.md.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/config/tree.hpp"
#include "sim/study/study_comparison.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {

// Of the study as it was flown: its own fields, and every chosen point's scenario.
std::string study_hash(const StudyPlan& plan, const StudyOutcome& outcome);

// points.csv, metrics.csv, comparisons.csv, by file name.
std::vector<std::pair<std::string, std::string>> study_tables(
    const StudyPlan& plan, const StudyOutcome& outcome, const std::vector<FigureDifference>& comparisons);
Node study_summary(const StudyPlan& plan, const StudyOutcome& outcome,
                   const std::vector<FigureDifference>& comparisons);
// Everything needed to fly it again; wall-clock, host and threads stand only under "made".
Node study_manifest(const StudyPlan& plan, const StudyOutcome& outcome, const std::vector<std::string>& sets,
                    const Made& made);

}  // namespace windtunnel
