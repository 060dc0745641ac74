// The outcome of a study as tables: the same bytes for the same study, seeds and version, whatever the
// machine or the number of threads. Documented in docs/studies.md.
#pragma once

#include <vector>

#include "sim/record/run_folder.hpp"
#include "sim/study/study_ranking.hpp"

namespace windtunnel {

// points.csv, metrics.csv, comparisons.csv, rankings.csv: each is made as it is written. What is given has to
// outlive them.
std::vector<StreamedFile> study_tables(const StudyPlan& plan, const StudyOutcome& outcome,
                                       const StudyFindings& findings);

}  // namespace windtunnel
