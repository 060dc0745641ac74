// A network model as a scenario names it, made into the latencies between all places.
#pragma once

#include <functional>
#include <string_view>

#include "models/networks/network.hpp"
#include "models/topologies/places.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/complain.hpp"

namespace windtunnel {

struct NetworkModel {
  static constexpr std::string_view kKind = "network";
  using Maker = std::function<NetworkPlan(const AnyFields&, const Places&, const Complain&)>;
};

Entry<NetworkModel> constant_network();
Entry<NetworkModel> jittered_network();
Entry<NetworkModel> flow_network();
Entry<NetworkModel> message_network();
Entry<NetworkModel> regions_network();
Entry<NetworkModel> routed_network();

// Adds every network there is to a catalog.
void add_networks(Catalog& catalog);

}  // namespace windtunnel
