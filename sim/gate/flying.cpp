// Threads that take replications from one list.
#include "sim/gate/flying.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "sim/study/replication.hpp"
#include "sim/study/replication_record.hpp"

namespace windtunnel {
namespace {

// tidy: wall clock because a budget is about it; no verdict sees it
using Clock = std::chrono::steady_clock;

struct Task {
  FlownScenario* flown;
  std::int64_t replication;
};

// Each replication once, also where two orders are about one scenario.
std::vector<Task> missing(const std::vector<FlightOrder>& orders) {
  std::vector<Task> tasks;
  std::set<std::pair<std::string, std::int64_t>> there;
  for (const FlightOrder& order : orders)
    for (std::int64_t i = 0; i < order.replications; ++i)
      if (!order.flown->has(i) && there.emplace(order.flown->key().text(), i).second)
        tasks.push_back({order.flown, i});
  return tasks;
}

struct Shared {
  const std::vector<Task>& tasks;
  const FlyingOptions& options;
  std::atomic<bool> stop{false};
  std::atomic<std::size_t> next{0};
  std::mutex mutex;  // over what has landed
  std::condition_variable landed_one;
  std::size_t ended = 0;
  std::int64_t landed = 0;
};

void work(Shared& shared) {
  for (;;) {
    const std::size_t index = shared.next.fetch_add(1);
    if (index >= shared.tasks.size() || shared.stop.load(std::memory_order_relaxed)) return;
    const Task& task = shared.tasks[index];
    const Loaded& loaded = task.flown->loaded();
    Landed landed = fly_replication(loaded.flight, task.flown->program(), task.flown->rows(),
                                    {loaded.scenario.run.seed, task.replication, {}}, shared.stop, nullptr);
    if (!landed.interrupted && shared.options.store != nullptr && landed.facts.failed.empty())
      shared.options.store->put(task.flown->key(), task.replication, record_of(landed.facts));
    const std::scoped_lock lock(shared.mutex);
    ++shared.ended;
    if (!landed.interrupted) {
      task.flown->land(task.replication, std::move(landed.facts));
      ++shared.landed;
    }
    shared.landed_one.notify_all();
  }
}

FlyingEnd reason_to_end(const FlyingOptions& options) {
  if (options.stop != nullptr && options.stop->load(std::memory_order_relaxed))
    return FlyingEnd::kInterrupted;
  if (options.store != nullptr && !options.store->trouble().empty()) return FlyingEnd::kStoreTrouble;
  if (options.deadline && Clock::now() >= *options.deadline) return FlyingEnd::kOutOfTime;
  return FlyingEnd::kAllLanded;
}

}  // namespace

FlyingEnd fly_missing(const std::vector<FlightOrder>& orders, const FlyingOptions& options,
                      std::int64_t& flown) {
  const std::vector<Task> tasks = missing(orders);
  FlyingEnd end = FlyingEnd::kAllLanded;
  if (tasks.empty()) return end;
  Shared shared{tasks, options, {}, {}, {}, {}, 0, 0};
  const int wanted =
      options.jobs > 0 ? options.jobs : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::thread> threads;
  for (int i = 0; i < std::min<int>(wanted, static_cast<int>(tasks.size())); ++i)
    threads.emplace_back([&shared] { work(shared); });
  {
    std::unique_lock lock(shared.mutex);
    while (shared.ended < tasks.size()) {
      shared.landed_one.wait_for(lock, std::chrono::milliseconds(100));
      const std::int64_t landed = shared.landed;
      lock.unlock();
      end = reason_to_end(options);
      if (options.progress) options.progress(flown + landed);
      lock.lock();
      if (end != FlyingEnd::kAllLanded) break;
    }
  }
  shared.stop = end != FlyingEnd::kAllLanded;
  for (std::thread& thread : threads) thread.join();
  flown += shared.landed;
  // What was the last to land did so in time.
  const bool all = shared.landed == static_cast<std::int64_t>(tasks.size());
  return all && end != FlyingEnd::kStoreTrouble ? FlyingEnd::kAllLanded : end;
}

}  // namespace windtunnel
