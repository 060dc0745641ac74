// Flying the replications of a scenario on a few threads.
#include "sim/study/study.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

#include "models/world/fly.hpp"
#include "sim/base/check.hpp"
#include "sim/base/random.hpp"
#include "sim/study/foreign.hpp"

namespace windtunnel {
namespace {

// tidy: wall clock because progress and budgets are about it; no result sees it
using Clock = std::chrono::steady_clock;

// A replication that has landed, before it is merged.
struct Landed {
  ReplicationFacts facts;
  std::optional<RunFacts> run;
  bool interrupted = false;
};

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

// What a run that reached its end leaves, or why it did not.
void land(const Shared& shared, RunFacts run, Landed& landed) {
  landed.facts.events = run.events;
  if (run.stopped == StopReason::kUntil) {
    landed.facts.values = row_values(shared.flight, shared.rows, run);
    landed.facts.latency = latency_sample(shared.flight, run);
    landed.facts.audits = run.audits;
    const Fingerprints& prints = run.recorder.fingerprints;
    landed.facts.fingerprints = {prints.workload.value(), prints.routing.value(), prints.faults.value(),
                                 prints.protocol.value(), prints.metrics.value()};
    landed.run.emplace(std::move(run));
  } else if (run.stopped != StopReason::kToken) {
    landed.facts.failed = run.why_stopped;
  } else {
    landed.interrupted = true;
  }
}

Landed fly_one(Shared& shared, std::int64_t index) {
  Landed landed;
  WorldOptions options;
  options.seed = replication_seed(shared.seed, index);
  options.meter = &shared.meter;
  if (index == 0) options.traced_request = shared.options.traced_request;
  landed.facts.seed = options.seed;
  const std::string label = "replication " + std::to_string(index);
  try {
    if (!shared.flight.foreign) {
      land(shared, fly_natively(shared.flight.plan, options, &shared.stop, label), landed);
      return landed;
    }
    if (!shared.program) {
      landed.facts.failed = program_missing(shared.flight.engine.program);
      return landed;
    }
    ForeignAnswer answer = fly_foreign(*shared.program, shared.flight, options, shared.stop, label);
    landed.interrupted = answer.interrupted;
    landed.facts.failed = answer.failed;
    landed.facts.broken_promise = answer.broken_promise;
    if (answer.run) land(shared, std::move(*answer.run), landed);
  } catch (const BrokenPromise& broken) {
    landed.facts.failed = broken.what();
    landed.facts.broken_promise = true;
  } catch (const std::bad_alloc&) {
    landed.facts.failed = "out of memory";
  }
  return landed;
}

void work(Shared& shared) {
  for (;;) {
    if (shared.stop.load(std::memory_order_relaxed)) return;
    const std::int64_t index = shared.next.fetch_add(1);
    if (index >= static_cast<std::int64_t>(shared.landed.size())) return;
    Landed landed = fly_one(shared, index);
    const std::scoped_lock lock(shared.mutex);
    shared.landed[static_cast<std::size_t>(index)] = std::move(landed);
    shared.landed_one.notify_all();
  }
}

void merge_runs(RunFacts& sum, const RunFacts& one) {
  sum.recorder.merge(one.recorder);
  for (std::size_t w = 0; w < sum.stations.size(); ++w) {
    for (std::size_t r = 0; r < sum.stations[w].size(); ++r) sum.stations[w][r].merge(one.stations[w][r]);
    sum.link_carried_ns[w] += one.link_carried_ns[w];
    for (std::size_t i = 0; i < sum.traffic_bytes[w].size(); ++i)
      sum.traffic_bytes[w][i] += one.traffic_bytes[w][i];
  }
  for (std::size_t s = 0; s < sum.busy_ns.size(); ++s)
    for (std::size_t t = 0; t < sum.busy_ns[s].size(); ++t) {
      sum.busy_ns[s][t] += one.busy_ns[s][t];
      sum.capacity_ns[s][t] += one.capacity_ns[s][t];
      sum.in_system[s][t] += one.in_system[s][t];
    }
  sum.wire.merge(one.wire);
  sum.events += one.events;
}

// Folds one landed replication into the campaign; called in the order of the index.
void take(Campaign& campaign, const Flight& flight, Landed landed) {
  if (landed.run) {
    RunFacts& run = *landed.run;
    auto& in_system = campaign.in_system.emplace_back(flight.plan.pools());
    auto& busy_share = campaign.busy_share.emplace_back(flight.plan.pools());
    for (std::size_t t = 0; t < flight.plan.pools(); ++t)
      for (std::size_t s = 0; s < run.in_system.size(); ++s) {
        in_system[t].push_back(static_cast<double>(run.in_system[s][t]));
        const auto capacity = static_cast<double>(run.capacity_ns[s][t]);
        busy_share[t].push_back(capacity > 0 ? static_cast<double>(run.busy_ns[s][t]) / capacity : 0.0);
      }
    if (campaign.replications.empty()) campaign.story = run.story;
    if (campaign.merged) {
      merge_runs(*campaign.merged, run);
    } else {
      campaign.merged.emplace(std::move(run));
    }
  }
  campaign.replications.push_back(std::move(landed.facts));
}

}  // namespace

std::uint64_t replication_seed(std::int64_t seed, std::int64_t replication) {
  return Rng::stream_key(static_cast<std::uint64_t>(seed), "replication",
                         {static_cast<std::uint64_t>(replication)});
}

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
      take(campaign, flight, std::move(landed));
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
  if (campaign.merged)
    campaign.usage =
        monthly_usage(flight, *campaign.merged, static_cast<std::int64_t>(campaign.in_system.size()));
  campaign.seconds = elapsed();
  return campaign;
}

}  // namespace windtunnel
