// How an engine is to carry bytes over a topology: which links there are, and how those who use them at once
// share them.
//
// The factors, the window and the weights are those of SimGrid's network models and mean the same on every
// engine (SimGrid 3.32, "SimGrid models", The network model; Velho & Legrand 2009).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "sim/base/units.hpp"
#include "sim/topology/topology.hpp"
#include "sim/wire/link_queue.hpp"

namespace windtunnel {

enum class Sharing : std::uint8_t {
  kNone,    // messages do not slow each other down: latency along the path, nothing else
  kQueues,  // each link sends one message after the other (native engine only)
  kMaxMin   // all flows that cross a link share it, weighted max-min fair
};

enum class FlowWeights : std::uint8_t {
  kByLatency,  // a flow's share of a bottleneck is in proportion to 1 / its path's latency, as CM02 has it
  kEqual
};

struct Wiring {
  std::shared_ptr<const Topology> topology;  // absent: the network is a table of latencies
  Sharing sharing = Sharing::kNone;
  FlowWeights weights = FlowWeights::kByLatency;
  double latency_factor = 1.0;
  double bandwidth_factor = 1.0;
  std::optional<Bytes> tcp_window;  // a flow is no faster than window / (2 x latency); absent: no such bound
  LinkQueuePlan queue;              // of links out of switches, where links have queues
  // Added to the latency that a flow is weighted by: this over each link's bandwidth (SimGrid's weight-S,
  // which LV08 sets to 20,537 B so that slow links slow a flow as long ones do).
  Bytes link_weight;
  double cross_traffic = 0.0;  // share of a flow's rate that its acknowledgements take on the way back
};

}  // namespace windtunnel
