// The outcome of a study as JSON: the same bytes for the same study, seeds and version, whatever the machine
// or the number of threads. Documented in docs/studies.md.
#pragma once

#include <string>
#include <vector>

#include "sim/record/run_folder.hpp"
#include "sim/study/study_ranking.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {

// Of the study as it was flown: its own fields, and every chosen point's scenario.
std::string study_hash(const StudyPlan& plan, const StudyOutcome& outcome);

void write_study_summary(const StudyPlan& plan, const StudyOutcome& outcome, const StudyFindings& findings,
                         const Sink& sink);
// Everything needed to fly it again; wall-clock, host and threads stand only under "made".
void write_study_manifest(const StudyPlan& plan, const StudyOutcome& outcome,
                          const std::vector<std::string>& sets, const Made& made, const Sink& sink);

// The same as one text.
std::string study_summary(const StudyPlan& plan, const StudyOutcome& outcome, const StudyFindings& findings);
std::string study_manifest(const StudyPlan& plan, const StudyOutcome& outcome,
                           const std::vector<std::string>& sets, const Made& made);

}  // namespace windtunnel
