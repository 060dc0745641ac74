// Threads that take tasks from the desk of a study.
#include "sim/study/study_run.hpp"

#include <algorithm>
#include <new>
#include <thread>

#include "sim/base/check.hpp"
#include "sim/study/study_desk.hpp"

namespace windtunnel {
namespace {

// tidy: wall clock because progress and budgets are about it; no outcome sees it
using Clock = std::chrono::steady_clock;

void carry_out(StudyDesk& desk, const DeskTask& task, ProgressMeter& meter) {
  if (task.replication < 0) return desk.open(task.point);
  const OpenPoint& point = *task.point;
  Landed landed =
      fly_replication(point.loaded->flight, point.program, point.fold->rows(),
                      {point.loaded->scenario.run.seed, task.replication, {}}, desk.stop_token(), &meter);
  if (!landed.interrupted) desk.land(task, std::move(landed.facts));
}

void work(StudyDesk& desk, ProgressMeter& meter) {
  while (const std::optional<DeskTask> task = desk.next(true)) {
    // A replication catches its own; here it is about making a scenario, or an answer.
    try {
      carry_out(desk, *task, meter);
    } catch (const BrokenPromise& broken) {
      desk.fail(task->point, broken.what(), true);
    } catch (const std::bad_alloc&) {
      desk.fail(task->point, "out of memory", false);
    }
  }
}

}  // namespace

StudyOutcome fly_study(const StudyPlan& plan, const Catalog& catalog, const StudyRunOptions& options) {
  const auto begun = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begun).count(); };
  StudyOutcome outcome = nothing_flown(options.points);
  const BudgetFields& own = plan.fields.budget;
  const int jobs = options.jobs > 0 ? options.jobs
                   : own.cores      ? static_cast<int>(*own.cores)
                                    : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  std::optional<std::chrono::duration<double>> budget = options.budget;
  if (!budget && own.wall) budget = std::chrono::duration<double>(own.wall->seconds());
  outcome.threads = jobs;
  StudyDesk desk(plan, catalog, options, outcome);
  ProgressMeter meter;
  std::vector<std::thread> threads;
  for (int i = 0; i < jobs; ++i) threads.emplace_back([&] { work(desk, meter); });
  while (!desk.waited_for_the_end()) {
    outcome.interrupted = options.stop != nullptr && options.stop->load(std::memory_order_relaxed);
    outcome.out_of_budget = budget && elapsed() > budget->count();
    if (options.store != nullptr) outcome.store_trouble = options.store->trouble();
    if (outcome.interrupted || outcome.out_of_budget || !outcome.store_trouble.empty()) desk.stop();
    if (!options.progress) continue;
    StudyProgress progress = desk.progress(meter.samples);
    progress.events = meter.events;
    progress.seconds = elapsed();
    options.progress(progress);
  }
  for (std::thread& thread : threads) thread.join();
  if (options.store != nullptr) {
    options.store->flush();
    outcome.store_trouble = options.store->trouble();
  }
  // Who asks to stop after the last point is done has the whole outcome.
  if (outcome.count(PointState::kNotFlown) == 0) outcome.interrupted = outcome.out_of_budget = false;
  outcome.seconds = elapsed();
  return outcome;
}

}  // namespace windtunnel
