// Flying a study: points times replications as tasks on a few threads, every result kept by its index.
//
// Points are opened one after the other as threads become free and forgotten when they are done, so memory
// holds only those in the air. Whether a point needs more replications is asked at fixed numbers of them and
// of their values alone, and what has landed is taken in the order of its index: the outcome has the same
// bytes whatever the number of threads. A point whose replication fails is kept as failed, with seed and
// text, and the others go on. Whoever stops a study, or spends its budget, keeps every point that was done.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/study/answer.hpp"
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
  std::vector<std::string> broken_audits;  // name and what was found
  std::vector<std::string> saturated;      // tiers whose queues still grow
  bool broken_promise = false;
};

struct StudyOutcome {
  std::vector<PointOutcome> points;  // those chosen, in the order of the plan
  bool interrupted = false;
  bool out_of_budget = false;
  int threads = 0;
  double seconds = 0;  // wall-clock

  std::size_t count(PointState state) const;
};

struct StudyProgress {
  std::size_t points_done = 0, points_all = 0;
  double share = 0;  // of all that is to be simulated, as far as is known
  std::uint64_t events = 0;
  double seconds = 0;
};

struct StudyRunOptions {
  std::vector<std::size_t> points;           // indices in the plan, rising
  std::optional<std::int64_t> replications;  // instead of the study's
  int jobs = 0;                              // threads; 0: the study's, or as many as there are cores
  std::optional<std::chrono::duration<double>> budget;  // on the wall clock; the study's when absent
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const StudyProgress&)> progress;  // from one thread at a time, a few times a second
};

StudyOutcome fly_study(const StudyPlan& plan, const Catalog& catalog, const StudyRunOptions& options);

// What the command's exit says: 0 fine, 4 an audit is violated, 5 a point failed or none was flown, 6 broken
// promise, 130 interrupted; the gravest wins in the order 6 5 130 4.
int exit_code(const StudyOutcome& outcome);

}  // namespace windtunnel
