// A network model gives every pair of places a one-way latency, perhaps jitter on top, and perhaps a topology
// whose links carry the bytes.
//
// Models hand out a table, not a function: a look-up costs one load, and the same table tells which region is
// nearest. With a topology the table tells only that, and how far a health check has to go; messages then
// travel between nodes. Jitter is drawn from the pair's own stream, so one pair's luck never moves another's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/energy/power.hpp"
#include "models/topologies/fabric.hpp"
#include "sim/base/samplers.hpp"
#include "sim/base/time.hpp"
#include "sim/topology/wiring.hpp"
#include "sim/wire/conditions.hpp"
#include "sim/wire/connections.hpp"
#include "sim/wire/retransmission.hpp"

namespace windtunnel {

// What happens to messages between any two places, beside their latency.
struct WirePlan {
  WireEffect effect;
  TransportPlan transport;
  std::optional<ConnectionPlan> connections;  // absent: always open

  bool nothing() const { return effect.nothing() && !connections; }
};

// What a scenario says of the sharing of links; the rest is the engine's preset (models/engines/engine.hpp).
struct FlowChoices {
  std::optional<FlowWeights> weights;
  std::optional<double> latency_factor;
  std::optional<double> bandwidth_factor;
};

struct NetworkPlan {
  std::uint32_t places = 0;
  std::vector<Duration> one_way;  // [from * places + to]
  std::vector<Sampler> jitter;  // seconds added to each message, same index; empty when there is none at all
  Wiring wiring;
  Duration jitter_memory;  // its correlation time; zero: each message anew
  WirePlan wire;
  FlowChoices flow_choices;
  std::optional<LinkPower> link_power;   // of each link, where the scenario says
  std::shared_ptr<const Fabric> fabric;  // what wiring.topology is made of, for whoever seats and draws

  Duration latency(std::uint32_t from, std::uint32_t to) const {
    return one_way[static_cast<std::size_t>(from) * places + to];
  }
};

}  // namespace windtunnel
