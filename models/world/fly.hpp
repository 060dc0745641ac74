// One replication: a fresh runtime, a fresh world, from the first event to the books.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "models/world/facts.hpp"
#include "models/world/plan.hpp"
#include "models/world/world.hpp"
#include "sim/base/check.hpp"
#include "sim/base/model_failure.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

// On a runtime that nothing has run on yet. `label` says in a broken promise which run it was, `engine` on
// what. Throws BrokenPromise, and ModelFailure; a run that was stopped says so in its facts.
template <class Runtime>
RunFacts fly_on(Runtime& runtime, std::string_view engine, const Plan& plan, const WorldOptions& options,
                const std::atomic<bool>* stop, const std::string& label) {
  struct Where {
    const Runtime& runtime;
    std::string_view engine;
    const std::string& label;
    std::uint64_t seed;
  };
  const Where where{runtime, engine, label, options.seed};
  const auto where_text = [](const void* self) {
    const auto& at = *static_cast<const Where*>(self);
    return at.label + ", seed " + hexadecimal(at.seed) + ", engine " + std::string(at.engine) +
           ", simulated time " + std::to_string(at.runtime.now().ns()) + " ns, event " +
           std::to_string(at.runtime.events_fired());
  };
  const CheckContext scope(where_text, &where);
  try {
    const auto world = std::make_unique<World<Runtime>>(plan, options, runtime);
    RunLimits limits;
    limits.stop_token = stop;
    return world->fly(limits);
  } catch (ModelFailure& failure) {
    failure.happened_in(where_text(&where));
    throw;
  }
}

// `label` says in a broken promise which run it was. Throws BrokenPromise, and ModelFailure; a run that was
// stopped says so in its facts.
RunFacts fly_natively(const Plan& plan, const WorldOptions& options, const std::atomic<bool>* stop,
                      const std::string& label);

}  // namespace windtunnel
