// Flying one replication, with the run's coordinates at hand should a promise break.
#include "models/world/fly.hpp"

#include <memory>

#include "sim/base/check.hpp"
#include "sim/base/text.hpp"
#include "sim/runtime/native_runtime.hpp"

namespace windtunnel {
namespace {

struct Coordinates {
  const std::string& label;
  std::uint64_t seed;
  const Kernel& kernel;
};

std::string describe(const void* self) {
  const auto& at = *static_cast<const Coordinates*>(self);
  return at.label + ", seed " + hexadecimal(at.seed) + ", engine native, simulated time " +
         std::to_string(at.kernel.now().ns()) + " ns, event " + std::to_string(at.kernel.events_fired());
}

}  // namespace

RunFacts fly_natively(const Plan& plan, const WorldOptions& options, const std::atomic<bool>* stop,
                      const std::string& label) {
  NativeRuntime runtime;
  const Coordinates coordinates{label, options.seed, runtime.kernel()};
  const CheckContext scope(describe, &coordinates);
  const auto world = std::make_unique<World<NativeRuntime>>(plan, options, runtime);
  RunLimits limits;
  limits.stop_token = stop;
  return world->fly(limits);
}

}  // namespace windtunnel
