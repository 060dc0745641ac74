// The routed network: messages take the shortest path over a topology and never slow each other down.
//
// What remains when bandwidth is never scarce: latency hop by hop, equal paths shared by hash, and every
// place where a cable or a switch could be cut.
#include "models/networks/laid_out.hpp"
#include "models/networks/network_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct RoutedNetworkFields {
  Choice<TopologyModel> topology;

  void describe(Schema& schema) {
    schema.field("topology", topology, "Hosts, switches and cables.", Required{});
  }
};

}  // namespace

Entry<NetworkModel> routed_network() {
  return entry<NetworkModel, RoutedNetworkFields>(
      {.name = "routed",
       .meaning = "Messages take the shortest path over a topology; nobody slows anybody down.",
       .source = "Dijkstra 1959 for the paths; RFC 2992 for equal ones",
       .leaves_out = "Bandwidth, queues, loss and connection set-up.",
       .validated_by = {"routed_test", "topology_test"}},
      [](const RoutedNetworkFields& fields, const Places& places, const Complain& complain) {
        return laid_out(fields.topology, places, complain);
      });
}

}  // namespace windtunnel
