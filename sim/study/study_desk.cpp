// Handing out what is to be flown, taking what has landed.
#include "sim/study/study_desk.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "sim/base/text.hpp"
#include "sim/study/foreign.hpp"
#include "sim/study/replication_record.hpp"
#include "sim/study/study_key.hpp"

namespace windtunnel {
namespace {

// tidy: wall clock because claims and progress are about it; no outcome sees it
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatchMax = 4096;
constexpr std::chrono::milliseconds kBatchLasts{500}, kAskAgain{200};

std::string told(const Problems& problems) {
  const std::vector<Problem> list = problems.sorted();
  const Problem& first = list.front();
  return "can not be planned: " + first.code + " " + first.path + ": found " + first.found + ", expected " +
         first.expected +
         (list.size() > 1 ? "; and " + std::to_string(list.size() - 1) + " more problems" : "");
}

}  // namespace

StudyDesk::StudyDesk(const StudyPlan& plan, const Catalog& catalog, const StudyRunOptions& options,
                     StudyOutcome& outcome)
    : plan_(plan),
      catalog_(catalog),
      options_(options),
      outcome_(outcome),
      job_(options.store != nullptr ? study_key(plan) : Hash128()) {
  std::vector<std::size_t> places(outcome.points.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  // Who flies nothing takes nothing from anybody.
  if (options.store != nullptr && !options.only_kept)
    unclaimed_.assign(places.begin(), places.end());
  else
    claimed_.assign(places.begin(), places.end());
}

std::optional<DeskTask> StudyDesk::next(bool waits) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (is_finished()) return std::nullopt;
    if (std::optional<DeskTask> task = issue()) return task;
    if (!unclaimed_.empty() && !claiming_) {
      const std::size_t before = claimed_.size();
      claim_more(lock);
      if (claimed_.size() > before) continue;
    }
    if (!waits) return std::nullopt;
    // Points that another process has are asked for again and again: it may have kept them, or have died.
    changed_.wait_for(lock, unclaimed_.empty() ? Clock::duration(std::chrono::seconds(10)) : kAskAgain);
  }
}

// The next replication of the first point that has one, else the next point to open.
std::optional<DeskTask> StudyDesk::issue() {
  for (const auto& point : in_air_) {
    if (point->closed) continue;
    while (!point->given_up.empty()) {
      const std::int64_t replication = point->given_up.front();
      point->given_up.pop_front();
      if (replication < point->failed) return DeskTask{point, replication};
    }
    while (point->issued < std::min(point->wanted, point->failed)) {
      const std::int64_t replication = point->issued++;
      if (!point->had.contains(replication)) return DeskTask{point, replication};
    }
  }
  if (claimed_.empty()) return std::nullopt;
  auto point = std::make_shared<OpenPoint>();
  point->place = claimed_.front();
  claimed_.pop_front();
  in_air_.push_back(point);
  return DeskTask{point, -1};
}

// As many as last half a second, so that claiming costs nothing and a process that comes late finds something
// to do: others leave each of us an even share of what is left.
std::size_t StudyDesk::batch_size() {
  const std::size_t others = options_.store->others();
  const auto now = Clock::now();
  if (batch_ == 0)
    batch_ = 4;
  else if (now - asked_ < kBatchLasts)
    batch_ = std::min(batch_ * 2, kBatchMax);
  else if (now - asked_ > 4 * kBatchLasts)
    batch_ = std::max<std::size_t>(batch_ / 2, 1);
  asked_ = now;
  if (others == 0) return batch_;
  return std::clamp<std::size_t>(unclaimed_.size() / (2 * (others + 1)), 1, batch_);
}

// Asks for a stretch of what nobody of ours has, and for the next one where others have all of it: to look at
// a million places for each batch would be dear.
void StudyDesk::claim_more(std::unique_lock<std::mutex>& lock) {
  claiming_ = true;
  const std::size_t most = batch_size();
  const std::size_t stretch = std::max<std::size_t>(4 * most, 256);
  std::vector<std::uint64_t> ours;
  std::size_t from = 0, to = 0;
  while (ours.empty() && to < unclaimed_.size()) {
    from = to;
    to = std::min(from + stretch, unclaimed_.size());
    std::vector<std::uint64_t> wanted;
    for (std::size_t i = from; i < to; ++i) wanted.push_back(outcome_.points[unclaimed_[i]].point);
    lock.unlock();
    ours = options_.store->claim(job_, wanted, most);
    lock.lock();
  }
  // Nobody else changes what is unclaimed: one thread claims at a time.
  const auto is_ours = [&](std::size_t place) {
    return std::binary_search(ours.begin(), ours.end(), outcome_.points[place].point);
  };
  const auto first = unclaimed_.begin() + static_cast<std::ptrdiff_t>(from);
  const auto last = unclaimed_.begin() + static_cast<std::ptrdiff_t>(to);
  std::copy_if(first, last, std::back_inserter(claimed_), is_ours);
  unclaimed_.erase(std::remove_if(first, last, is_ours), last);
  claiming_ = false;
  changed_.notify_all();
}

void StudyDesk::open(const std::shared_ptr<OpenPoint>& point) {
  PointOutcome& out = outcome_.points[point->place];
  Problems problems;
  std::optional<Loaded> opened = open_point(plan_, plan_.points[out.point], catalog_, problems, problems);
  if (!opened) return fail(point, told(problems), false);
  point->loaded = std::make_unique<Loaded>(std::move(*opened));
  const Loaded& loaded = *point->loaded;
  out.hash = loaded.hash;
  out.seed = loaded.scenario.run.seed;
  point->fold.emplace(plan_, loaded, replication_plan(plan_, loaded.scenario, options_.replications));
  if (loaded.flight.foreign) point->program = find_program(loaded.flight.engine.program);
  point->key = point_key(loaded, point->fold->rows());
  if (options_.store != nullptr) take_kept(point);
  {
    const std::scoped_lock lock(mutex_);
    point->wanted = point->fold->wanted();
    point->closed = options_.only_kept;
    replications_ += point->wanted;
    ++opened_;
  }
  const std::scoped_lock lock(point->mutex);
  take_landed(*point);
  if (options_.only_kept && !point->done) close(*point);
  changed_.notify_all();
}

// What the store has is as good as landed.
void StudyDesk::take_kept(const std::shared_ptr<OpenPoint>& point) {
  ResultStore& store = *options_.store;
  for (const StoredResult& kept : store.find(point->key)) {
    if (kept.replication >= point->fold->most()) continue;
    std::optional<ReplicationFacts> facts = facts_of(kept.bytes);
    const bool fits = facts && (!facts->failed.empty() || facts->values.size() == point->fold->rows().size());
    if (!fits || (options_.retry_failed && !facts->failed.empty())) {
      store.forget(point->key, kept.replication);
      continue;
    }
    point->had.insert(kept.replication);
    if (!facts->failed.empty()) point->failed = std::min(point->failed, kept.replication);
    point->landed.emplace(kept.replication, std::move(*facts));
  }
}

void StudyDesk::land(const DeskTask& task, ReplicationFacts facts) {
  // Nothing that was in the air when the study was stopped is part of it, but it need not be flown again.
  if (options_.store != nullptr && !facts.for_want)
    options_.store->put(task.point->key, task.replication, record_of(facts));
  if (stop_) return;
  OpenPoint& point = *task.point;
  {
    const std::scoped_lock lock(mutex_);
    ++outcome_.replications_flown;
    if (!facts.failed.empty()) point.failed = std::min(point.failed, task.replication);
  }
  const std::scoped_lock lock(point.mutex);
  point.landed.emplace(task.replication, std::move(facts));
  take_landed(point);
}

void StudyDesk::give_back(const DeskTask& task) {
  const std::scoped_lock lock(mutex_);
  task.point->given_up.push_back(task.replication);
  changed_.notify_all();
}

// Takes what has landed in the order of its index, and at a look decides whether there is enough. Called with
// the point's mutex held.
void StudyDesk::take_landed(OpenPoint& point) {
  while (!point.done && !point.landed.empty()) {
    const auto first = point.landed.begin();
    if (first->first != point.fold->taken()) return;
    ReplicationFacts facts = std::move(first->second);
    point.landed.erase(first);
    const PointFold::Step step = point.fold->take(std::move(facts), outcome_.points[point.place]);
    if (step == PointFold::Step::kDone) return close(point);
    if (step == PointFold::Step::kGoesOn) continue;
    const std::scoped_lock lock(mutex_);
    replications_ += point.fold->wanted() - point.wanted;
    point.wanted = point.fold->wanted();
    changed_.notify_all();
  }
}

void StudyDesk::fail(const std::shared_ptr<OpenPoint>& point, const std::string& why, bool broken_promise) {
  const std::scoped_lock lock(point->mutex);
  if (point->done) return;
  PointOutcome& out = outcome_.points[point->place];
  out.state = PointState::kFailed;
  out.why = why;
  out.broken_promise = broken_promise;
  close(*point);
}

void StudyDesk::close(OpenPoint& point) {
  point.done = true;
  if (options_.store != nullptr) options_.store->release(job_, outcome_.points[point.place].point);
  const std::scoped_lock lock(mutex_);
  if (point.wanted == 0) ++opened_;
  point.closed = true;
  std::int64_t kept = 0;
  const std::int64_t taken = point.fold ? point.fold->taken() : 0;
  for (const std::int64_t replication : point.had) kept += replication < taken ? 1 : 0;
  outcome_.replications_kept += kept;
  in_air_.erase(std::find_if(in_air_.begin(), in_air_.end(),
                             [&](const std::shared_ptr<OpenPoint>& each) { return each.get() == &point; }));
  ++done_;
  changed_.notify_all();
  if (is_finished()) ended_.notify_all();
}

void StudyDesk::stop() {
  const std::scoped_lock lock(mutex_);
  stop_ = true;
  changed_.notify_all();
  ended_.notify_all();
}

bool StudyDesk::finished() {
  const std::scoped_lock lock(mutex_);
  return is_finished();
}

bool StudyDesk::waited_for_the_end() {
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, std::chrono::milliseconds(100), [&] { return is_finished(); });
  return is_finished();
}

StudyProgress StudyDesk::progress(std::uint64_t samples) {
  StudyProgress progress;
  const std::scoped_lock lock(mutex_);
  progress.points_done = done_;
  progress.points_all = outcome_.points.size();
  // Points that are not open yet are taken to need as many replications as those that are done did.
  const double each = opened_ > 0 ? static_cast<double>(replications_) / static_cast<double>(opened_) : 1;
  const double all =
      static_cast<double>(replications_) + each * static_cast<double>(outcome_.points.size() - opened_);
  if (!(all > 0)) return progress;
  progress.share_kept = static_cast<double>(outcome_.replications_kept) / all;
  progress.share =
      std::min(1.0, progress.share_kept +
                        static_cast<double>(samples) / (all * static_cast<double>(WorldOptions{}.samples)));
  return progress;
}

}  // namespace windtunnel
