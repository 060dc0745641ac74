// The world's templates, made for SimGrid.
#include "apps/simgrid/simgrid_world.hpp"

#include <memory>

#include "models/world/fly.hpp"
#include "models/world/world.ipp"

namespace windtunnel {

template class World<SimgridRuntime>;

SimgridNetworkModel network_model_of(const EnginePlan& engine) {
  return engine.flow_model == FlowModel::kConstant ? SimgridNetworkModel::kConstant
                                                   : SimgridNetworkModel::kFlows;
}

RunFacts fly_on_simgrid(const Plan& plan, const WorldOptions& options, SimgridRuntime& runtime,
                        const std::string& label) {
  return fly_on(runtime, "simgrid", plan, options, nullptr, label);
}

}  // namespace windtunnel
