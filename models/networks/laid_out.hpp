// A network plan over a topology: what every network kind that has one begins with.
//
//   NetworkPlan plan = laid_out(fields.topology, places, complain);   // the field is named "topology"
//   plan.wiring.sharing = Sharing::kMaxMin;                           // and whatever else is the kind's own
//
// It fills the places, the table of latencies between them, the fabric and wiring.topology; after complaints
// the topology is absent. Which replica runs on which host the planner decides afterwards, with `seats` of
// models/topologies/seats.hpp, and which edge a region's clients enter by it reads off `fabric->edges`.
#pragma once

#include "models/networks/network.hpp"
#include "models/topologies/topology_model.hpp"

namespace windtunnel {

NetworkPlan laid_out(const Choice<TopologyModel>& topology, const Places& places, const Complain& complain);

}  // namespace windtunnel
