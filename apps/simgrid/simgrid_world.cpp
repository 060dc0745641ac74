// The world's templates, made for SimGrid.
#include "apps/simgrid/simgrid_world.hpp"

#include <memory>

#include "models/world/fly.hpp"
#include "models/world/world.ipp"

namespace windtunnel {

template class World<SimgridRuntime>;

SimgridNetworkModel network_model_of(const EnginePlan& engine) {
  switch (engine.flow_model) {
    case FlowModel::kLv08:
      return SimgridNetworkModel::kLv08;
    case FlowModel::kRaw:
      return SimgridNetworkModel::kRaw;
    case FlowModel::kConstant:
      return SimgridNetworkModel::kConstant;
    case FlowModel::kCm02:
      break;
  }
  return SimgridNetworkModel::kCm02;
}

RunFacts fly_on_simgrid(const Plan& plan, const WorldOptions& options, SimgridRuntime& runtime,
                        const std::string& label) {
  return fly_on(runtime, "simgrid", plan, options, nullptr, label);
}

}  // namespace windtunnel
