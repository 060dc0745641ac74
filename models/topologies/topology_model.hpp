// A topology as a scenario names it, made into a fabric over the scenario's places.
#pragma once

#include <functional>
#include <string_view>

#include "models/topologies/fabric.hpp"
#include "models/topologies/places.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/complain.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

struct TopologyModel {
  static constexpr std::string_view kKind = "topology";
  using Maker = std::function<Fabric(const AnyFields&, const Places&, const Complain&)>;
};

// What the cables of every generated fabric have.
struct CableFields {
  Duration latency = Duration::from_ns(5'000);
  Bandwidth bandwidth = Bandwidth::from_bits_per_second(10e9);
  Duration clients;

  void describe(Schema& schema);
  // From a region's edge to the switches where the outside is plugged in, none of them narrow.
  void let_clients_in(FabricBuilder& builder, const std::vector<NodeIndex>& border) const;
};

// A generated fabric stands in one building: more than one region is complained of.
bool one_region(const Places& places, const Complain& complain);
// Nodes that a fabric would have, before it is drawn: a complaint beyond what can be routed.
bool fits(std::int64_t nodes, const Complain& complain);

Entry<TopologyModel> fat_tree();
Entry<TopologyModel> leaf_spine();
Entry<TopologyModel> dragonfly();
Entry<TopologyModel> torus();
Entry<TopologyModel> star();
Entry<TopologyModel> ring();
Entry<TopologyModel> wan();
Entry<TopologyModel> explicit_topology();
Entry<TopologyModel> graphml();

// Adds every topology there is to a catalog.
void add_topologies(Catalog& catalog);

}  // namespace windtunnel
