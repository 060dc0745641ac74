// The tasks of a study and the threads that take them.
#include "sim/study/study_run.hpp"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

#include "sim/base/check.hpp"
#include "sim/base/text.hpp"
#include "sim/stats/sequential.hpp"
#include "sim/study/foreign.hpp"
#include "sim/study/replication.hpp"
#include "sim/study/row_parts.hpp"

namespace windtunnel {
namespace {

// tidy: wall clock because progress and budgets are about it; no outcome sees it
using Clock = std::chrono::steady_clock;

std::string told(const Problems& problems) {
  const std::vector<Problem> list = problems.sorted();
  const Problem& first = list.front();
  return "can not be planned: " + first.code + " " + first.path + ": found " + first.found + ", expected " +
         first.expected +
         (list.size() > 1 ? "; and " + std::to_string(list.size() - 1) + " more problems" : "");
}

// A point in the air.
struct InAir {
  std::size_t place = 0;  // in the outcome
  std::optional<Loaded> loaded;
  std::optional<std::filesystem::path> program;  // of an engine that is not in this process
  SequentialPlan looks;
  std::optional<RowKey> waited;
  Campaign campaign;
  // Guarded by the runner's mutex.
  std::int64_t issued = 0, wanted = 0;
  bool closed = false;  // nothing of it is issued any more
  // Guarded by its own.
  std::mutex mutex;
  std::map<std::int64_t, Landed> landed;  // not yet taken
  bool done = false;
};

struct Task {
  std::shared_ptr<InAir> point;
  std::int64_t replication = -1;  // below 0: the point is to be opened
};

class Runner {
 public:
  Runner(const StudyPlan& plan, const Catalog& catalog, const StudyRunOptions& options, StudyOutcome& outcome)
      : plan_(plan), catalog_(catalog), options_(options), outcome_(outcome) {}

  void work() {
    while (const std::optional<Task> task = next()) {
      // A replication catches its own; here it is about making a scenario, or an answer.
      try {
        if (task->replication < 0)
          open(task->point);
        else
          fly_one(*task);
      } catch (const BrokenPromise& broken) {
        give_up(task->point, broken.what(), true);
      } catch (const std::bad_alloc&) {
        give_up(task->point, "out of memory", false);
      }
    }
  }

  void stop() {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
    changed_.notify_all();
  }
  // Whether all is done; waits a moment when not.
  bool waited_for_the_end() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(100), [&] { return finished(); });
    return finished();
  }

  StudyProgress progress() {
    StudyProgress progress;
    const std::scoped_lock lock(mutex_);
    progress.points_done = done_;
    progress.points_all = outcome_.points.size();
    // Points that are not open yet are taken to need as many replications as those that are done did.
    const double each = opened_ > 0 ? static_cast<double>(replications_) / static_cast<double>(opened_) : 1;
    const double all =
        static_cast<double>(replications_) + each * static_cast<double>(outcome_.points.size() - opened_);
    progress.share = all > 0 ? std::min(1.0, static_cast<double>(meter_.samples) /
                                                 (all * static_cast<double>(WorldOptions{}.samples)))
                             : 0;
    progress.events = meter_.events;
    return progress;
  }

 private:
  bool finished() const { return done_ == outcome_.points.size() || stop_; }

  // The next replication of the first point that has one, else the next point to open; nothing at the end.
  std::optional<Task> next() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (finished()) return std::nullopt;
      for (const auto& point : in_air_)
        if (!point->closed && point->issued < point->wanted) return Task{point, point->issued++};
      if (next_point_ < outcome_.points.size()) {
        auto point = std::make_shared<InAir>();
        point->place = next_point_++;
        in_air_.push_back(point);
        return Task{point, -1};
      }
      changed_.wait(lock);
    }
  }

  void open(const std::shared_ptr<InAir>& point) {
    PointOutcome& out = outcome_.points[point->place];
    Problems problems;
    point->loaded = open_point(plan_, plan_.points[out.point], catalog_, problems, problems);
    if (!point->loaded) {
      out.state = PointState::kFailed;
      out.why = told(problems);
      close(point);
      return;
    }
    const Loaded& loaded = *point->loaded;
    const ReplicationPlan planned = replication_plan(plan_, loaded.scenario, options_.replications);
    out.hash = loaded.hash;
    out.seed = loaded.scenario.run.seed;
    point->looks = {planned.first, planned.most, 0, planned.half_width};
    point->waited = waited_row(plan_, loaded.flight);
    point->campaign.rows = all_rows(loaded.flight);
    if (loaded.flight.foreign) point->program = find_program(loaded.flight.engine.program);
    const std::scoped_lock lock(mutex_);
    point->wanted = std::min(planned.first, planned.most);
    replications_ += point->wanted;
    ++opened_;
    changed_.notify_all();
  }

  void fly_one(const Task& task) {
    InAir& point = *task.point;
    const Loaded& loaded = *point.loaded;
    Landed landed = fly_replication(loaded.flight, point.program, point.campaign.rows,
                                    {loaded.scenario.run.seed, task.replication, {}}, stop_, &meter_);
    // Nothing that was in the air when the study was stopped is part of it.
    if (landed.interrupted || stop_) return;
    if (!landed.facts.failed.empty()) {
      const std::scoped_lock lock(mutex_);
      point.closed = true;
    }
    const std::scoped_lock lock(point.mutex);
    point.landed.emplace(task.replication, std::move(landed));
    take_landed(task.point);
  }

  // Takes what has landed in the order of its index, and at a look decides whether there is enough.
  void take_landed(const std::shared_ptr<InAir>& shared) {
    InAir& point = *shared;
    const Flight& flight = point.loaded->flight;
    while (!point.done && !point.landed.empty()) {
      const auto first = point.landed.begin();
      if (first->first != static_cast<std::int64_t>(point.campaign.replications.size())) return;
      Landed landed = std::move(first->second);
      point.landed.erase(first);
      const std::string failed = landed.facts.failed;
      take(point.campaign, flight, std::move(landed));
      if (!failed.empty()) return fail(shared, failed);
      const auto taken = static_cast<std::int64_t>(point.campaign.replications.size());
      if (taken == wanted_of(point)) look(shared, taken);
    }
  }

  std::int64_t wanted_of(const InAir& point) {
    const std::scoped_lock lock(mutex_);
    return point.wanted;
  }

  void fail(const std::shared_ptr<InAir>& point, const std::string& failed) {
    const ReplicationFacts& facts = point->campaign.replications.back();
    PointOutcome& out = outcome_.points[point->place];
    out.state = PointState::kFailed;
    out.replications = static_cast<std::int64_t>(point->campaign.replications.size()) - 1;
    out.why = "replication " + std::to_string(out.replications) + ", seed " + hexadecimal(facts.seed) + ": " +
              failed;
    out.broken_promise = facts.broken_promise;
    close(point);
  }

  void give_up(const std::shared_ptr<InAir>& point, const std::string& why, bool broken_promise) {
    const std::scoped_lock lock(point->mutex);
    if (point->done) return;
    PointOutcome& out = outcome_.points[point->place];
    out.state = PointState::kFailed;
    out.why = why;
    out.broken_promise = broken_promise;
    close(point);
  }

  void look(const std::shared_ptr<InAir>& shared, std::int64_t taken) {
    InAir& point = *shared;
    finish(point.campaign, point.loaded->flight);
    point.campaign.wanted = taken;
    const Answer answer = make_answer(point.loaded->scenario, point.loaded->flight, point.campaign);
    bool narrow = true;
    if (point.waited && point.looks.half_width_absolute > 0) {
      const AnswerRow* row = answer.find(*point.waited);
      narrow = row != nullptr && narrow_enough(point.looks, row->estimate);
    }
    if (!narrow && taken < point.looks.most) {
      const std::scoped_lock lock(mutex_);
      const std::int64_t more = next_look(point.looks, taken);
      replications_ += more - point.wanted;
      point.wanted = more;
      changed_.notify_all();
      return;
    }
    keep(point, answer, narrow);
    close(shared);
  }

  void keep(const InAir& point, const Answer& answer, bool narrow) {
    const Flight& flight = point.loaded->flight;
    PointOutcome& out = outcome_.points[point.place];
    out.state = PointState::kFlown;
    out.narrow = narrow;
    out.replications = answer.replications;
    out.events = answer.events;
    out.requests = answer.requests;
    out.fingerprints = answer.fingerprints;
    for (const KeptRow& kept : kept_rows(plan_, flight)) {
      const AnswerRow* row = answer.find(kept.key);
      if (row == nullptr) continue;
      out.figures.push_back(
          {kept.keep, kept.key.metric, part_names(flight, kept.key), row->estimate, row->by_replication});
    }
    for (const Audit& audit : answer.audits)
      if (!audit.holds) out.broken_audits.push_back(audit.name + ": " + audit.found);
    for (const TierAnswer& tier : answer.tiers)
      if (tier.saturated) out.saturated.push_back(tier.name);
  }

  void close(const std::shared_ptr<InAir>& point) {
    point->done = true;
    const std::scoped_lock lock(mutex_);
    if (point->wanted == 0) ++opened_;
    point->closed = true;
    in_air_.erase(std::find(in_air_.begin(), in_air_.end(), point));
    ++done_;
    changed_.notify_all();
  }

  const StudyPlan& plan_;
  const Catalog& catalog_;
  const StudyRunOptions& options_;
  StudyOutcome& outcome_;
  ProgressMeter meter_;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<InAir>> in_air_;  // in the order of the plan
  std::size_t next_point_ = 0, done_ = 0, opened_ = 0;
  std::int64_t replications_ = 0;  // of the points that were opened, as far as wanted
};

}  // namespace

std::string verdict_of(const Figure& figure) {
  if (!figure.metric->name.starts_with("verdict_")) return "";
  bool unknown = figure.by_replication.empty();
  for (const double value : figure.by_replication) {
    if (value < 1) return "violated";
    unknown = unknown || std::isnan(value);
  }
  return unknown ? "unknown" : "holds";
}

const char* word(PointState state) {
  switch (state) {
    case PointState::kNotFlown:
      return "not flown";
    case PointState::kFlown:
      return "flown";
    case PointState::kFailed:
      return "failed";
  }
  return "";
}

std::size_t StudyOutcome::count(PointState state) const {
  return static_cast<std::size_t>(std::count_if(
      points.begin(), points.end(), [state](const PointOutcome& point) { return point.state == state; }));
}

StudyOutcome fly_study(const StudyPlan& plan, const Catalog& catalog, const StudyRunOptions& options) {
  const auto begun = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begun).count(); };
  StudyOutcome outcome;
  for (const std::size_t point : options.points) {
    outcome.points.emplace_back();
    outcome.points.back().point = point;
  }
  const BudgetFields& own = plan.fields.budget;
  int jobs = options.jobs > 0 ? options.jobs
             : own.cores      ? static_cast<int>(*own.cores)
                              : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  std::optional<std::chrono::duration<double>> budget = options.budget;
  if (!budget && own.wall) budget = std::chrono::duration<double>(own.wall->seconds());
  outcome.threads = jobs;
  Runner runner(plan, catalog, options, outcome);
  std::vector<std::thread> threads;
  for (int i = 0; i < jobs; ++i) threads.emplace_back([&runner] { runner.work(); });
  while (!runner.waited_for_the_end()) {
    outcome.interrupted = options.stop != nullptr && options.stop->load(std::memory_order_relaxed);
    outcome.out_of_budget = budget && elapsed() > budget->count();
    if (outcome.interrupted || outcome.out_of_budget) runner.stop();
    if (!options.progress) continue;
    StudyProgress progress = runner.progress();
    progress.seconds = elapsed();
    options.progress(progress);
  }
  for (std::thread& thread : threads) thread.join();
  // Who asks to stop after the last point is done has the whole outcome.
  if (outcome.count(PointState::kNotFlown) == 0) outcome.interrupted = outcome.out_of_budget = false;
  outcome.seconds = elapsed();
  return outcome;
}

int exit_code(const StudyOutcome& outcome) {
  const auto any = [&](const auto& is_so) {
    return std::any_of(outcome.points.begin(), outcome.points.end(), is_so);
  };
  if (any([](const PointOutcome& point) { return point.broken_promise; })) return 6;
  if (outcome.count(PointState::kFailed) > 0) return 5;
  if (outcome.interrupted) return 130;
  if (outcome.count(PointState::kFlown) == 0) return 5;
  return any([](const PointOutcome& point) { return !point.broken_audits.empty(); }) ? 4 : 0;
}

}  // namespace windtunnel
