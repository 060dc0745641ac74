// The network of regions and zones: measured round trips between regions, stated ones between and within
// zones.
//
// One way is half a measured round trip: public matrices are of pings, and their asymmetry is far below their
// drift. A pair of regions without a figure is a problem; a neighbour's figure is never taken for it.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/distributions/distribution.hpp"
#include "models/networks/network_model.hpp"
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

constexpr double kRoundTripMaxMs = 3'600'000;

std::optional<std::size_t> rtt_column(const Table& table) {
  for (const char* name : {"rtt_ms", "rtt_avg_ms", "rtt_p50_ms"})
    if (const auto column = table.column(name)) return column;
  return std::nullopt;
}

// Round trips between the regions of `places`, in the table's milliseconds; a missing pair is complained of
// once.
std::vector<Duration> round_trips(const Table& table, const Places& places, const Complain& complain) {
  const std::size_t count = places.regions.size();
  std::vector<std::optional<Duration>> found(count * count);
  const auto from = table.column("from"), to = table.column("to"), rtt = rtt_column(table);
  if (!from || !to || !rtt) {
    complain("rtt", "WT022", "the table " + table.name(), "columns from, to and rtt_ms", {}, {});
    return std::vector<Duration>(count * count);
  }
  std::vector<std::string> known;  // every region of the table
  const auto knows = [&known](const std::string& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  };
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string& a = table.cell(row, *from);
    const std::string& b = table.cell(row, *to);
    for (const std::string* name : {&a, &b})
      if (!knows(*name)) known.push_back(*name);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = 0; j < count; ++j) {
        if (i == j || a != places.regions[i] || b != places.regions[j]) continue;
        const auto ms = table.number(row, *rtt);
        if (ms && *ms >= 0 && *ms <= kRoundTripMaxMs) {
          found[i * count + j] = Duration::from_seconds(*ms * 1e-3);
        } else {
          complain("rtt", "WT022",
                   "row " + std::to_string(row + 1) + " of " + table.name() + ": " + table.cell(row, *rtt),
                   "a round trip in milliseconds, from 0 to an hour", {}, {});
          found[i * count + j] = Duration();
        }
      }
  }
  std::vector<Duration> result(count * count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < count; ++j) {
      if (i == j) continue;
      if (found[i * count + j]) {
        result[i * count + j] = *found[i * count + j];
      } else if (found[j * count + i]) {
        result[i * count + j] = *found[j * count + i];
      } else if (i < j) {
        const bool wrong_name = !knows(places.regions[i]) || !knows(places.regions[j]);
        complain("rtt", "WT028", "no round trip between " + places.regions[i] + " and " + places.regions[j],
                 "a table that has the pair: " + table.name() + " has not",
                 !wrong_name                ? std::string_view()
                 : knows(places.regions[i]) ? places.regions[j]
                                            : places.regions[i],
                 wrong_name ? known : std::vector<std::string>());
      }
    }
  return result;
}

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
