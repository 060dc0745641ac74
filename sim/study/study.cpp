// Flying the replications of a scenario on a few threads.
#include "sim/study/study.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "sim/study/foreign.hpp"
#include "sim/study/replication.hpp"

namespace windtunnel {
namespace {

// tidy: wall clock because progress and budgets are about it; no result sees it
using Clock = std::chrono::steady_clock;

struct Shared {
  const Flight& flight;
  std::optional<std::filesystem::path> program;  // of an engine that is not in this process
  const std::vector<RowKey>& rows;
  std::int64_t seed;
  const StudyOptions& options;
  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> next{0};
  std::mutex mutex;
  std::condition_variable landed_one;
  std::vector<std::optional<Landed>> landed;
  ProgressMeter meter;
};

void work(Shared& shared) {
  for (;;) {
    if (shared.stop.load(std::memory_order_relaxed)) return;
    const std::int64_t index = shared.next.fetch_add(1);
    if (index >= static_cast<std::int64_t>(shared.landed.size())) return;
    ReplicationOrder order{shared.seed, index, {}};
    if (index == 0) order.traced_request = shared.options.traced_request;
    Landed landed =
        fly_replication(shared.flight, shared.program, shared.rows, order, shared.stop, &shared.meter);
    const std::scoped_lock lock(shared.mutex);
    shared.landed[static_cast<std::size_t>(index)] = std::move(landed);
    shared.landed_one.notify_all();
  }
}

}  // namespace

Campaign fly(const Flight& flight, std::int64_t seed, std::int64_t replications,
             const StudyOptions& options) {
  const auto begun = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begun).count(); };
  Campaign campaign;
  campaign.rows = all_rows(flight);
  campaign.wanted = replications;
  Shared shared{flight, {}, campaign.rows, seed, options, {}, {}, {}, {}, {}, {}};
  if (flight.foreign) shared.program = find_program(flight.engine.program);
  if (flight.foreign && !shared.program) replications = 1;  // to say why
  shared.landed.resize(static_cast<std::size_t>(replications));
  int jobs =
      options.jobs > 0 ? options.jobs : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  jobs = static_cast<int>(std::min<std::int64_t>(jobs, replications));
  campaign.threads = jobs;
  std::vector<std::thread> threads;
  for (int i = 0; i < jobs; ++i) threads.emplace_back([&shared] { work(shared); });

  std::int64_t taken = 0;
  bool down = false;  // everything that was in the air has come down
  std::unique_lock lock(shared.mutex);
  for (;;) {
    if (!down) shared.landed_one.wait_for(lock, std::chrono::milliseconds(100));
    bool gap = false;
    while (taken < replications && shared.landed[static_cast<std::size_t>(taken)] && !gap) {
      Landed landed = std::move(*shared.landed[static_cast<std::size_t>(taken)]);
      gap = landed.interrupted;
      if (gap) break;
      lock.unlock();
      take(campaign, std::move(landed));
      lock.lock();
      ++taken;
    }
    if (taken == replications || down) break;
    const double seconds = elapsed();
    if (options.stop != nullptr && options.stop->load(std::memory_order_relaxed)) campaign.interrupted = true;
    if (options.budget && seconds > options.budget->count() && taken >= 1) campaign.out_of_budget = true;
    if (campaign.interrupted || campaign.out_of_budget) {
      // Nothing beyond the longest unbroken beginning is kept, so the answer does not depend on who was
      // quicker.
      shared.stop = true;
      lock.unlock();
      for (std::thread& thread : threads) thread.join();
      threads.clear();
      lock.lock();
      down = true;
    }
    if (options.progress) {
      StudyOptions::Progress progress;
      progress.replications_done = taken;
      progress.replications_wanted = replications;
      progress.simulated_share = static_cast<double>(shared.meter.samples) /
                                 (static_cast<double>(replications) * WorldOptions{}.samples);
      progress.events = shared.meter.events;
      progress.seconds = seconds;
      lock.unlock();
      options.progress(progress);
      lock.lock();
    }
  }
  lock.unlock();
  for (std::thread& thread : threads) thread.join();
  // Who asks to stop after the last one has landed has the whole answer.
  if (taken == replications) campaign.interrupted = campaign.out_of_budget = false;
  finish(campaign, flight);
  campaign.seconds = elapsed();
  return campaign;
}

}  // namespace windtunnel
