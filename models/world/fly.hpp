// One replication on the native engine: a fresh runtime, a fresh world, from the first event to the books.
#pragma once

#include <atomic>
#include <string>

#include "models/world/facts.hpp"
#include "models/world/plan.hpp"
#include "models/world/world.hpp"

namespace windtunnel {

// `label` says in a broken promise which run it was. Throws BrokenPromise; a run that was stopped says so in
// its facts.
RunFacts fly_natively(const Plan& plan, const WorldOptions& options, const std::atomic<bool>* stop,
                      const std::string& label);

}  // namespace windtunnel
