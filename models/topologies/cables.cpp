// What generated fabrics share: their cables, the way in, and what they refuse.
#include "models/topologies/topology_model.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

// Distances between 16,000 switches that all have hosts fill 2 GB.
constexpr std::int64_t kNodesMax = 100'000;

}  // namespace

void CableFields::describe(Schema& schema) {
  schema.field("latency", latency, "Of each cable, one way, with the switch at its end.",
               Range{Duration(), Duration::from_ns(60'000'000'000)});
  schema.field("bandwidth", bandwidth, "Of each cable, each way.", Positive{});
  schema.field(
      "clients", clients,
      "Round trip between a client and the border of the fabric (the last mile); never a bottleneck.",
      Range{Duration(), Duration::from_ns(60'000'000'000)});
}

void CableFields::let_clients_in(FabricBuilder& builder, const std::vector<NodeIndex>& border) const {
  const NodeIndex edge = builder.edge(0);
  for (const NodeIndex hub : border) builder.cable(edge, hub, clients / 2, Bandwidth());
}

bool one_region(const Places& places, const Complain& complain) {
  if (places.regions.size() == 1) return true;
  complain("", "WT030", std::to_string(places.regions.size()) + " regions",
           "one region, for a fabric stands in one building; kind wan joins regions", {}, {});
  return false;
}

bool fits(std::int64_t nodes, const Complain& complain) {
  if (nodes <= kNodesMax) return true;
  complain("", "WT019", grouped(nodes) + " hosts and switches", "at most " + grouped(kNodesMax), {}, {});
  return false;
}

}  // namespace windtunnel
