// Flying one replication and folding it into its campaign.
#include "sim/study/replication.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>

#include "models/plugins/rehearsal.hpp"
#include "models/world/fly.hpp"
#include "sim/base/check.hpp"
#include "sim/base/model_failure.hpp"
#include "sim/base/random.hpp"
#include "sim/study/foreign.hpp"

namespace windtunnel {
namespace {

void find_violations(const StoreFacts& store, std::vector<StoreFinding>& findings) {
  const auto look = [&](std::string_view check, const CheckVerdict& verdict) {
    if (verdict.truth == Truth::kViolated)
      findings.push_back(StoreFinding{store.tier, check, verdict.reason});
  };
  look("agreement", store.agreement.verdict);
  look("linearizability", store.consistency.linearizability.verdict);
  look("sequential", store.consistency.sequential.verdict);
  for (std::size_t i = 0; i < kSessionGuaranteeNames.size(); ++i)
    look(kSessionGuaranteeNames[i], store.consistency.sessions.guarantees[i].verdict);
  look("lost_acknowledged_writes", store.lost_writes.verdict);
  look("convergence", store.convergence.verdict);
}

// What a run that reached its end leaves, or why it did not.
void land(const Flight& flight, const std::vector<RowKey>& rows, RunFacts run, Landed& landed) {
  landed.facts.events = run.events;
  if (run.stopped == StopReason::kUntil) {
    landed.facts.values = row_values(flight, rows, run);
    landed.facts.latency = latency_sample(flight, run);
    landed.facts.audits = run.audits;
    for (const StoreFacts& store : run.stores) find_violations(store, landed.facts.findings);
    const Fingerprints& prints = run.recorder.fingerprints;
    landed.facts.fingerprints = {prints.workload.value(), prints.routing.value(), prints.faults.value(),
                                 prints.protocol.value(), prints.metrics.value()};
    landed.facts.work = tier_work(flight, run);
    landed.facts.queues = queues_seen(flight, run);
    for (const Cell& cell : run.recorder.cells()) landed.facts.requests += cell.issued;
    landed.run.emplace(std::move(run));
  } else if (run.stopped != StopReason::kToken) {
    landed.facts.failed = run.why_stopped;
  } else {
    landed.interrupted = true;
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

// Models of Python take turns with its one lock: threads that wait for each other at every call are slower
// than one that does not.
std::mutex turns;

// The beginning of the replication as a rehearsal, then all of it; throws ModelFailure where the two differ.
RunFacts fly_twice(const Flight& flight, const WorldOptions& options, const std::atomic<bool>& stop,
                   const std::string& label) {
  Rehearsal rehearsal([&plan = flight.plan](std::uint32_t index) {
    const TierPlan& tier = plan.tiers[plan.replicas[index].tier];
    const auto at = std::find(tier.replicas.begin(), tier.replicas.end(), index);
    return tier.name + "-" + std::to_string(at - tier.replicas.begin() + 1);
  });
  const RehearsalScope scope(&rehearsal);
  WorldOptions unseen;
  unseen.seed = options.seed;
  try {
    RunFacts first = fly_natively(flight.plan, unseen, &stop, label + ", rehearsal");
    if (first.stopped != StopReason::kUntil) return first;
  } catch (const Rehearsal::Enough&) {
    // That the model answers the same so far is what can be asked of it.
  }
  rehearsal.second_run();
  RunFacts run = fly_natively(flight.plan, options, &stop, label);
  if (run.stopped == StopReason::kUntil) rehearsal.ended();
  return run;
}

}  // namespace

std::uint64_t replication_seed(std::int64_t seed, std::int64_t replication) {
  return Rng::stream_key(static_cast<std::uint64_t>(seed), "replication",
                         {static_cast<std::uint64_t>(replication)});
}

Landed fly_replication(const Flight& flight, const std::optional<std::filesystem::path>& program,
                       const std::vector<RowKey>& rows, const ReplicationOrder& order,
                       const std::atomic<bool>& stop, ProgressMeter* meter) {
  Landed landed;
  WorldOptions options;
  options.seed = replication_seed(order.seed, order.index);
  options.meter = meter;
  options.traced_request = order.traced_request;
  landed.facts.seed = options.seed;
  const std::string label = "replication " + std::to_string(order.index);
  try {
    if (!flight.foreign) {
      const std::unique_lock turn =
          flight.takes_turns ? std::unique_lock(turns) : std::unique_lock<std::mutex>();
      RunFacts run = flight.rehearses && order.index == 0 ? fly_twice(flight, options, stop, label)
                                                          : fly_natively(flight.plan, options, &stop, label);
      land(flight, rows, std::move(run), landed);
      return landed;
    }
    if (!program) {
      landed.facts.failed = program_missing(flight.engine.program);
      landed.facts.for_want = true;
      return landed;
    }
    ForeignAnswer answer = fly_foreign(*program, flight, options, stop, label);
    landed.interrupted = answer.interrupted;
    landed.facts.failed = answer.failed;
    landed.facts.broken_promise = answer.broken_promise;
    if (answer.run) land(flight, rows, std::move(*answer.run), landed);
  } catch (const BrokenPromise& broken) {
    landed.facts.failed = broken.what();
    landed.facts.broken_promise = true;
  } catch (const ModelFailure& failure) {
    landed.facts.failed = failure.what();
    landed.facts.model_failed = true;
  } catch (const std::bad_alloc&) {
    landed.facts.failed = "out of memory";
    landed.facts.for_want = true;
  }
  return landed;
}

void take(Campaign& campaign, Landed landed) {
  if (landed.run) {
    RunFacts& run = *landed.run;
    ++campaign.finished;
    if (campaign.replications.empty()) campaign.story = run.story;
    if (campaign.merged) {
      merge_runs(*campaign.merged, run);
    } else {
      campaign.merged.emplace(std::move(run));
    }
  }
  campaign.replications.push_back(std::move(landed.facts));
}

void finish(Campaign& campaign, const Flight& flight) {
  if (campaign.merged) campaign.usage = monthly_usage(flight, *campaign.merged, campaign.finished);
}

}  // namespace windtunnel
