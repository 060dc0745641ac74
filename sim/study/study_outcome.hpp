// What came of a study: of each point its figures, or why there are none.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/stats/interval.hpp"
#include "sim/study/study_plan.hpp"

namespace windtunnel {

// A figure that a study keeps of a point.
struct Figure {
  std::size_t keep = 0;            // which of the study's `keep`
  const Metric* metric = nullptr;  // never nullptr
  std::vector<std::string> parts;  // beside row_parts(); "" for all
  Estimate estimate;
  std::vector<double> by_replication;  // not a number where one has nothing to say

  bool same_row(const Figure& other) const { return metric == other.metric && parts == other.parts; }
};

// Of a metric that is the share of replications in which something holds: "violated" where it did not in any
// of them, "unknown" where some could not be judged, else "holds"; "" of all other metrics.
std::string verdict_of(const Figure& figure);

enum class PointState { kNotFlown, kFlown, kFailed };
const char* word(PointState state);  // "not flown", "flown", "failed"

struct PointOutcome {
  std::size_t point = 0;  // index in the plan
  PointState state = PointState::kNotFlown;
  std::string why;  // of a failed one, with the seed
  std::string hash;
  std::int64_t seed = 0;
  std::int64_t replications = 0;
  bool narrow = true;  // false: the most replications were flown and the interval is still wide
  std::uint64_t events = 0;
  std::int64_t requests = 0;
  std::array<std::uint64_t, 5> fingerprints{};
  std::vector<Figure> figures;
  std::vector<std::optional<std::size_t>> ranked;  // by the study's `rank`: which of the figures
  std::vector<std::string> broken_audits;          // name and what was found
  std::vector<std::string> saturated;              // tiers whose queues still grow
  bool broken_promise = false;
};

struct StudyOutcome {
  std::vector<PointOutcome> points;  // those chosen, in the order of the plan
  bool interrupted = false;
  bool out_of_budget = false;
  int threads = 0;
  double seconds = 0;  // wall-clock
  // Of the replications that the points rest on: those flown now, and those that a store had kept.
  std::int64_t replications_flown = 0, replications_kept = 0;
  std::string
      store_trouble;  // why the store could keep nothing more, and the study was stopped; "" if it could

  std::size_t count(PointState state) const;
};

// An outcome of these points of the plan, of which none has been flown.
StudyOutcome nothing_flown(const std::vector<std::size_t>& points);

// What the command's exit says: 0 fine, 4 an audit is violated, 5 a point failed or none was flown, 6 broken
// promise, 130 interrupted; the gravest wins in the order 6 5 130 4.
int exit_code(const StudyOutcome& outcome);

}  // namespace windtunnel
