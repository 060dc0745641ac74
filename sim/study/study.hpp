// A study of one scenario: replications in parallel, merged in the order of their index.
//
// Which thread flew a replication, and when it landed, is never seen by the answer: values are kept by index,
// sums over replications go in index order, and a run that is interrupted keeps the finished replications of
// the longest unbroken beginning.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/world/planner.hpp"
#include "sim/stats/interval.hpp"
#include "sim/study/rows.hpp"
#include "sim/study/tier_load.hpp"

namespace windtunnel {

struct StudyOptions {
  std::optional<std::int64_t> seed;          // instead of the scenario's
  std::optional<std::int64_t> replications;  // instead of the scenario's
  int jobs = 0;                              // threads; 0: as many as there are cores
  std::optional<std::chrono::duration<double>>
      budget;                                   // no replication begins after this much wall-clock time
  std::optional<std::uint64_t> traced_request;  // of the first workload, in the first replication
  const std::atomic<bool>* stop = nullptr;      // looked at often; finished replications are kept

  // Called from one thread at a time, a few times a second.
  struct Progress {
    std::int64_t replications_done = 0;
    std::int64_t replications_wanted = 0;
    double simulated_share = 0;  // of all replications' simulated time
    std::uint64_t events = 0;
    double seconds = 0;  // wall-clock, so far
  };
  std::function<void(const Progress&)> progress;
};

// A verdict on a store that is violated, with the words of its witness.
struct StoreFinding {
  std::uint32_t tier = 0;
  std::string_view check;  // "linearizability"
  std::string reason;
};

// What is kept of one replication.
struct ReplicationFacts {
  std::uint64_t seed = 0;
  std::vector<RowValue> values;  // beside Campaign::rows
  Sample latency;                // of good replies: how alike requests of one run are
  std::vector<Audit> audits;
  std::vector<StoreFinding> findings;           // what checkers of stores found violated
  std::array<std::uint64_t, 5> fingerprints{};  // workload, routing, faults, protocol, metrics
  std::uint64_t events = 0;
  std::int64_t requests = 0;      // issued
  std::vector<TierWork> work;     // by tier
  std::vector<QueueSeen> queues;  // by pool
  std::string failed;             // why it could not be finished; "" when it was
  bool broken_promise = false;
  bool model_failed = false;  // a plug-in's
  bool for_want =
      false;  // it failed for want of memory or of a program: nothing that scenario and seed decide
};

// All replications of a scenario, merged.
struct Campaign {
  std::vector<RowKey> rows;
  std::vector<ReplicationFacts> replications;  // the longest unbroken beginning
  std::int64_t wanted = 0;
  bool interrupted = false;  // by the stop token
  bool out_of_budget = false;
  std::optional<RunFacts> merged;  // cells, bins, breakdown, samples summed over replications
  std::int64_t finished = 0;       // replications that are in `merged`
  std::vector<std::string> story;
  Usage usage;         // of a month, mean over replications
  int threads = 0;     // that flew them
  double seconds = 0;  // wall-clock
};

// The seed of a replication: all its luck follows from it.
std::uint64_t replication_seed(std::int64_t seed, std::int64_t replication);

Campaign fly(const Flight& flight, std::int64_t seed, std::int64_t replications, const StudyOptions& options);

}  // namespace windtunnel
