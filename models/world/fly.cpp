// Flying one replication, with the run's coordinates at hand should a promise break.
#include "models/world/fly.hpp"

#include <memory>

#include "sim/base/check.hpp"
#include "sim/base/text.hpp"
#include "sim/runtime/native_runtime.hpp"

namespace windtunnel {
namespace {

RecorderShape shape_of(const Plan& plan) {
  RecorderShape shape;
  shape.classes = static_cast<std::uint32_t>(plan.classes.size());
  shape.regions = static_cast<std::uint32_t>(plan.places.regions.size());
  shape.window_starts = plan.window_starts;
  shape.parts = plan.parts();
  shape.bin = plan.bin;
  shape.bins = static_cast<std::uint32_t>((plan.lasts.ns() + plan.bin.ns() - 1) / plan.bin.ns());
  return shape;
}

}  // namespace

RunFacts no_facts(const Plan& plan) { return RunFacts(shape_of(plan)); }

RunFacts fly_natively(const Plan& plan, const WorldOptions& options, const std::atomic<bool>* stop,
                      const std::string& label) {
  NativeRuntime runtime;
  return fly_on(runtime, "native", plan, options, stop, label);
}

}  // namespace windtunnel
