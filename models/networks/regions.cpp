// The network of regions and zones: measured round trips between regions, stated ones between and within
// zones.
//
// One way is half a measured round trip: public matrices are of pings, and their asymmetry is far below their
// drift. A pair of regions without a figure is a problem; a neighbour's figure is never taken for it.
#include <optional>
#include <vector>

#include "models/distributions/distribution.hpp"
#include "models/networks/network_model.hpp"
#include "models/topologies/round_trips.hpp"
#include "sim/config/schema.hpp"
#include "sim/config/table.hpp"

namespace windtunnel {
namespace {

struct RegionsNetworkFields {
  TableRef rtt;
  Duration between_zones = Duration::from_ns(800'000);
  Duration within_zone = Duration::from_ns(200'000);
  Duration clients;
  std::optional<Choice<Distribution>> jitter;
  Duration jitter_correlation;

  void describe(Schema& schema) {
    schema.field(
        "rtt", rtt,
        "Table of measured round trips with the columns from, to and rtt_ms (or rtt_avg_ms, rtt_p50_ms).",
        Required{});
    schema.field("between_zones", between_zones, "Round trip between two zones of a region.",
                 AtLeast{Duration()});
    schema.field("within_zone", within_zone, "Round trip within a zone.", AtLeast{Duration()});
    schema.field("clients", clients,
                 "Round trip between a client and the edge of its own region (the last mile).",
                 AtLeast{Duration()});
    schema.field("jitter", jitter, "Added to each message, one way; draws below zero count as zero.");
    schema.field("jitter_correlation", jitter_correlation,
                 "How long jitter remembers: messages of a pair this far apart are correlated by 1/e (0.37); "
                 "0 s draws each anew.",
                 AtLeast{Duration()});
  }
};

NetworkPlan plan_regions(const RegionsNetworkFields& fields, const Places& places, const Complain& complain) {
  NetworkPlan plan;
  plan.places = places.count();
  plan.one_way.resize(static_cast<std::size_t>(plan.places) * plan.places);
  const std::size_t regions = places.regions.size();
  const std::vector<Duration> between =
      fields.rtt ? round_trips(*fields.rtt, places, complain) : std::vector<Duration>(regions * regions);
  for (PlaceIndex from = 0; from < plan.places; ++from)
    for (PlaceIndex to = 0; to < plan.places; ++to) {
      const std::uint32_t a = places.region_of(from), b = places.region_of(to);
      Duration round_trip = between[a * regions + b];
      const bool edge = places.is_edge(from) || places.is_edge(to);
      if (edge)
        round_trip += fields.clients;
      else if (a == b)
        round_trip = from == to ? fields.within_zone : fields.between_zones;
      plan.one_way[static_cast<std::size_t>(from) * plan.places + to] = round_trip / 2;
    }
  if (fields.jitter) plan.jitter.assign(plan.one_way.size(), fields.jitter->make());
  plan.jitter_memory = fields.jitter_correlation;
  return plan;
}

}  // namespace

Entry<NetworkModel> regions_network() {
  return entry<NetworkModel, RegionsNetworkFields>(
      {.name = "regions",
       .meaning = "Measured round trips between regions, stated ones between and within zones.",
       .source = "the table named in `rtt`, with its source and date",
       .leaves_out =
           "Drift of the measured figures and bandwidth; loss and connection set-up where nobody asked for "
           "them; one way is half a round trip.",
       .validated_by = {"regions_test"}},
      plan_regions);
}

}  // namespace windtunnel
