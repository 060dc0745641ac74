// Flying the replications that are missing, on a few threads, until all have landed or there is no time left.
//
// Orders are carried out in the order given, so what comes first is there first when the time runs out. A
// replication that has landed is kept by the store at once; which of them landed is never seen by a verdict,
// because verdicts look at fixed numbers of replications only.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/gate/flown_scenario.hpp"
#include "sim/store/result_store.hpp"

namespace windtunnel {

// The first `replications` of it have to be there.
struct FlightOrder {
  FlownScenario* flown = nullptr;
  std::int64_t replications = 0;
};

struct FlyingOptions {
  int jobs = 0;                             // threads; 0: as many as there are cores
  ResultStore* store = nullptr;             // keeps what lands; nullptr: nobody does
  const std::atomic<bool>* stop = nullptr;  // looked at often
  // tidy: wall clock because a budget is about it; no verdict sees it
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::function<void(std::int64_t landed)> progress;  // a few times a second, from the calling thread
};

enum class FlyingEnd { kAllLanded, kInterrupted, kOutOfTime, kStoreTrouble };

// Adds to `flown` how many landed.
FlyingEnd fly_missing(const std::vector<FlightOrder>& orders, const FlyingOptions& options,
                      std::int64_t& flown);

}  // namespace windtunnel
