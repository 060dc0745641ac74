// Putting named nodes into their places.
#include "models/topologies/node_fields.hpp"

#include <algorithm>

namespace windtunnel {

void PlacedNodes::complain(const std::string& path, std::string_view code, std::string found,
                           std::string expected, std::string_view name, std::vector<std::string> candidates) {
  fine_ = false;
  complain_(path, code, std::move(found), std::move(expected), name, std::move(candidates));
}

std::optional<StandsAt> PlacedNodes::host_place(const std::optional<std::string>& at,
                                                const std::string& path) {
  std::vector<std::string> known = places_.zones;
  known.insert(known.end(), places_.racks.begin(), places_.racks.end());
  if (!at) {
    if (places_.zones.size() == 1) return StandsAt{0, {}};
    complain(path + ".at", "WT008", "nothing", "the zone it stands in, for there are several", {}, known);
    return std::nullopt;
  }
  if (const auto zone = std::find(places_.zones.begin(), places_.zones.end(), *at);
      zone != places_.zones.end())
    return StandsAt{static_cast<std::uint32_t>(zone - places_.zones.begin()), {}};
  if (const auto rack = std::find(places_.racks.begin(), places_.racks.end(), *at);
      rack != places_.racks.end()) {
    const auto index = static_cast<std::uint32_t>(rack - places_.racks.begin());
    return StandsAt{places_.zone_of_rack[index], index};
  }
  complain(
      path + ".at", "WT011", "\"" + *at + "\"",
      places_.racks.empty() ? "a region/zone of `places`" : "a region/zone or region/zone/rack of `places`",
      *at, known);
  return std::nullopt;
}

std::optional<std::uint32_t> PlacedNodes::edge_region(const std::optional<std::string>& at,
                                                      const std::string& path) {
  if (!at) {
    if (places_.regions.size() == 1) return 0;
    complain(path + ".at", "WT008", "nothing", "the region whose clients enter here, for there are several",
             {}, places_.regions);
    return std::nullopt;
  }
  const auto region = std::find(places_.regions.begin(), places_.regions.end(), *at);
  if (region != places_.regions.end()) return static_cast<std::uint32_t>(region - places_.regions.begin());
  complain(path + ".at", "WT011", "\"" + *at + "\"", "a region of `places`", *at, places_.regions);
  return std::nullopt;
}

NodeIndex PlacedNodes::add(const std::string& name, NodeIs is, const std::optional<std::string>& at,
                           const std::string& path) {
  if (is == NodeIs::kSwitch) return builder_.hub(name, "switch");
  if (is == NodeIs::kHost) {
    const auto place = host_place(at, path);
    const std::string rack = place && place->rack ? places_.racks[*place->rack] : "";
    const std::string zone = place ? places_.zones[place->zone] : "";
    const NodeIndex host = builder_.host(name, rack, rack.empty() ? zone : rack);
    if (place) builder_.put(host, *place);
    return host;
  }
  const auto region = edge_region(at, path);
  if (!region) return kNoIndex;
  if (has_edge_[*region]) {
    complain(path, "WT030", "a second edge of " + places_.regions[*region], "one edge for each region");
    return kNoIndex;
  }
  has_edge_[*region] = true;
  return builder_.edge(*region, name);
}

bool PlacedNodes::check_edges(const std::string& path) {
  if (!fine_) return false;
  bool all = true;
  for (std::uint32_t region = 0; region < places_.regions.size(); ++region) {
    if (has_edge_[region]) continue;
    complain(path, "WT008", "no edge for the clients of " + places_.regions[region],
             "a node {\"is\": \"edge\", \"at\": \"" + places_.regions[region] + "\"}");
    all = false;
  }
  return all;
}

}  // namespace windtunnel
