// Flying a study: points times replications as tasks on a few threads, every result kept by its index.
//
// Points are opened one after the other as threads become free and forgotten when they are done, so memory
// holds only those in the air. Whether a point needs more replications is asked at fixed numbers of them and
// of their values alone, and what has landed is taken in the order of its index: the outcome has the same
// bytes whatever the number of threads. A point whose replication fails is kept as failed, with seed and
// text, and the others go on. Whoever stops a study, or spends its budget, keeps every point that was done;
// with a store, every replication, of this process and of those before it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sim/store/result_store.hpp"
#include "sim/study/study_outcome.hpp"
#include "sim/study/study_plan.hpp"

namespace windtunnel {

struct StudyProgress {
  std::size_t points_done = 0, points_all = 0;
  double share = 0;       // of all that is to be simulated, as far as is known
  double share_kept = 0;  // of that, what a store had kept: it says nothing of the pace
  std::uint64_t events = 0;
  double seconds = 0;
};

struct StudyRunOptions {
  std::vector<std::size_t> points;           // indices in the plan, rising
  std::optional<std::int64_t> replications;  // instead of the study's
  int jobs = 0;                              // threads; 0: the study's, or as many as there are cores
  std::optional<std::chrono::duration<double>> budget;  // on the wall clock; the study's when absent
  ResultStore* store = nullptr;  // keeps every replication, and has those of before; may be shared
  bool retry_failed = false;     // replications that a store keeps as failed are flown again
  bool only_kept = false;  // nothing is flown: points of which the store has all are done, others are not
  const std::atomic<bool>* stop = nullptr;
  std::function<void(const StudyProgress&)> progress;  // from one thread at a time, a few times a second
};

StudyOutcome fly_study(const StudyPlan& plan, const Catalog& catalog, const StudyRunOptions& options);

}  // namespace windtunnel
