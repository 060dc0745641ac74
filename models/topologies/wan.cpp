// A wide-area network: measured round trips between regions, and inside every zone a fabric of its own.
//
// Each region has a router; routers are joined pairwise, one way being half of the measured round trip, so
// that what the matrix says of two regions is what their routers see. Each zone has a gateway to its region's
// router, and behind it any other topology, whose clients the gateway takes the place of. A region's clients
// enter at its router.
#include "models/topologies/round_trips.hpp"
#include "models/topologies/topology_model.hpp"

namespace windtunnel {
namespace {

struct WanFields {
  TableRef rtt;
  Choice<TopologyModel> inside;
  Duration between_zones = Duration::from_ns(800'000);
  Duration clients;
  Bandwidth backbone, gateway;

  void describe(Schema& schema) {
    schema.field(
        "rtt", rtt,
        "Table of measured round trips with the columns from, to and rtt_ms (or rtt_avg_ms, rtt_p50_ms).",
        Required{});
    schema.field("inside", inside, "The fabric inside each zone, its clients being the zone's gateway.",
                 Required{});
    schema.field("between_zones", between_zones, "Round trip between the gateways of two zones of a region.",
                 Range{Duration(), Duration::from_ns(60'000'000'000)});
    schema.field("clients", clients, "Round trip between a client and its region's router (the last mile).",
                 Range{Duration(), Duration::from_ns(60'000'000'000)});
    schema.field("backbone", backbone, "Bandwidth between two regions, each way; 0 is never a bottleneck.",
                 AtLeast{Bandwidth()});
    schema.field("gateway", gateway,
                 "Bandwidth between a zone and its region, each way; 0 is never a bottleneck.",
                 AtLeast{Bandwidth()});
  }
};

// One zone of the places as places of its own, for the fabric inside it.
Places alone(const Places& places, std::uint32_t zone, const std::vector<std::uint32_t>& racks) {
  Places one;
  one.regions = {places.regions[places.region_of_zone[zone]]};
  one.zones = {places.zones[zone]};
  one.region_of_zone = {0};
  for (const std::uint32_t rack : racks) one.racks.push_back(places.racks[rack]);
  one.zone_of_rack.assign(racks.size(), 0);
  return one;
}

Fabric draw_wan(const WanFields& fields, const Places& places, const Complain& complain) {
  if (fields.inside.kind() == "wan") {
    complain("inside.kind", "WT030", "\"wan\"", "a fabric of one building inside a zone", {}, {});
    return {};
  }
  const std::size_t regions = places.regions.size();
  const std::vector<Duration> between =
      fields.rtt ? round_trips(*fields.rtt, places, complain) : std::vector<Duration>(regions * regions);
  FabricBuilder builder(places);
  std::vector<NodeIndex> routers;
  for (std::uint32_t region = 0; region < regions; ++region) {
    routers.push_back(builder.hub(places.regions[region] + "/router", "region router"));
    builder.cable(builder.edge(region), routers.back(), fields.clients / 2, Bandwidth());
  }
  for (std::size_t from = 0; from < regions; ++from)
    for (std::size_t to = 0; to < regions; ++to)
      if (from != to)
        builder.link(routers[from], routers[to], between[from * regions + to] / 2, fields.backbone);
  for (std::uint32_t zone = 0; zone < places.zones.size(); ++zone) {
    const std::vector<std::uint32_t> racks = places.racks_of(zone);
    const Fabric inside = fields.inside.make(alone(places, zone, racks), complain_below(complain, "inside"));
    if (!inside.topology) return {};
    const std::uint32_t region = places.region_of_zone[zone];
    for (const NodeIndex gateway : builder.part(inside, places.zones[zone], places.zones[zone], zone, racks))
      builder.cable(routers[region], gateway, fields.between_zones / 4, fields.gateway);
    if (!fits(static_cast<std::int64_t>(builder.nodes()), complain)) return {};
  }
  return builder.finish(complain);
}

}  // namespace

Entry<TopologyModel> wan() {
  return entry<TopologyModel, WanFields>(
      {.name = "wan",
       .meaning = "Regions joined by measured round trips, and inside every zone a fabric of its own.",
       .source = "the table named in `rtt`, with its source and date",
       .leaves_out =
           "How a provider's backbone is really laid: every two regions have a link of their own. One "
           "way is half a round trip.",
       .validated_by = {"wan_test"}},
      draw_wan);
}

}  // namespace windtunnel
