// For tests of studies of many points: a small grid over a small scenario, read, flown and printed.
#pragma once

#include <string>
#include <vector>

#include "sim/study/study_comparison.hpp"
#include "sim/study/study_summary.hpp"
#include "sim/study/study_tables.hpp"
#include "tests/unit/sim/study/studies.hpp"

namespace windtunnel {

// Two tiers' worth of waiting at 60% and 40% load, with and without a crash: 2 x 3 points, one of them left
// out, of about 500 requests a replication.
inline constexpr const char* kGrid = R"({
  "windtunnel": 1,
  "title": "A small grid",
  "base": {
    "run": {"lasts": "25 s", "warm_up": "5 s", "replications": 3},
    "network": {"kind": "constant", "latency": "1 ms"},
    "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web"]}},
    "tiers": {"web": {"replicas": 2, "service": {"kind": "exponential", "mean": "60 ms"}}},
    "faults": {"dies": {"kind": "crash", "enabled": false, "target": {"replica": "web-1"}, "at": "10 s", "lasts": "5 s"}},
    "phases": {"during": ["10 s", "15 s"]}
  },
  "axes": {
    "fault": {"variants": {"none": {}, "dies": {"faults.dies": {"enabled": true}}}},
    "replicas": {"path": "tiers.web.replicas", "values": [2, 3, 4]}
  },
  "skip": [{"fault": "dies", "replicas": 4}],
  "keep": [{"metric": "availability"}, {"metric": "latency_mean", "by": ["phase"]}],
  "compare": {"axis": "replicas", "against": "2"}
})";

struct TriedToPlan {
  std::optional<StudyPlan> plan;
  std::vector<PointSketch> sketches;
  std::string problems;
};

inline TriedToPlan try_plan(const std::string& text, const std::vector<std::string>& changes = {},
                            const std::vector<std::string>& sets = {}) {
  TriedToPlan tried;
  Problems problems;
  Document document = Document::from_text(text, "scenarios/studies/test.json", problems);
  for (const std::string& change : changes) document.set_from_argument(change, problems);
  tried.plan = load_study(std::move(document), sets, problems, everything());
  if (tried.plan) tried.sketches = sketch_points(*tried.plan, everything(), LookAt::kAll, true, problems);
  if (!problems.empty()) tried.problems = problems.text("scenarios/studies/test.json");
  return tried;
}

// For text that has to be right; `changes` are PATH=VALUE in the study.
inline StudyPlan planned(const std::vector<std::string>& changes = {}) {
  TriedToPlan tried = try_plan(kGrid, changes);
  EXPECT_EQ(tried.problems, "");
  return std::move(*tried.plan);
}

inline StudyRunOptions all_points(const StudyPlan& plan, int jobs = 1) {
  StudyRunOptions options;
  options.jobs = jobs;
  for (std::size_t i = 0; i < plan.points.size(); ++i) options.points.push_back(i);
  return options;
}

inline StudyOutcome flown(const StudyPlan& plan, int jobs = 1) {
  return fly_study(plan, everything(), all_points(plan, jobs));
}

// All that a study says, in one text.
inline std::string said(const StudyPlan& plan, const StudyOutcome& outcome) {
  const StudyFindings findings = findings_of(plan, outcome);
  std::string text = study_summary(plan, outcome, findings);
  for (const StreamedFile& table : study_tables(plan, outcome, findings)) {
    text += "\n" + table.name + "\n";
    table.write([&](std::string_view bytes) { text += bytes; });
  }
  return text;
}

}  // namespace windtunnel
