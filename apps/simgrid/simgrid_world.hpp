// The world on SimGrid: one replication from the first event to the books.
//
// It stands apart from the program around it because it is the one place that sees both the world's templates
// and the engine, and takes as long to compile as both.
#pragma once

#include <string>

#include "models/engines/engine.hpp"
#include "models/world/facts.hpp"
#include "models/world/world.hpp"
#include "sim/simgrid/simgrid_runtime.hpp"

namespace windtunnel {

SimgridNetworkModel network_model_of(const EnginePlan& engine);

// `label` says in a broken promise which run it was.
RunFacts fly_on_simgrid(const Plan& plan, const WorldOptions& options, SimgridRuntime& runtime,
                        const std::string& label);

}  // namespace windtunnel
