// Where things stand: regions, their zones, the racks of a zone, and the clients' edge of each region.
//
// A place index names a zone (first all zones), then the edge of a region, where its clients enter. Racks are
// finer than places: they say what fails together and which hosts of a fabric are near each other, and no
// latency table knows them. A zone whose racks nobody named has none here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace windtunnel {

using PlaceIndex = std::uint32_t;

struct Places {
  std::vector<std::string> regions;
  std::vector<std::string> zones;  // "region/zone"
  std::vector<std::uint32_t> region_of_zone;
  std::vector<std::string> racks = {};           // "region/zone/rack", those of a zone in a row
  std::vector<std::uint32_t> zone_of_rack = {};  // beside `racks`

  PlaceIndex edge(std::uint32_t region) const { return static_cast<PlaceIndex>(zones.size()) + region; }
  bool is_edge(PlaceIndex place) const { return place >= zones.size(); }
  std::uint32_t region_of(PlaceIndex place) const {
    return is_edge(place) ? place - static_cast<PlaceIndex>(zones.size()) : region_of_zone[place];
  }
  std::uint32_t count() const { return static_cast<std::uint32_t>(zones.size() + regions.size()); }

  std::vector<std::uint32_t> zones_of(std::uint32_t region) const {
    std::vector<std::uint32_t> list;
    for (std::uint32_t zone = 0; zone < zones.size(); ++zone)
      if (region_of_zone[zone] == region) list.push_back(zone);
    return list;
  }
  std::vector<std::uint32_t> racks_of(std::uint32_t zone) const {
    std::vector<std::uint32_t> list;
    for (std::uint32_t rack = 0; rack < racks.size(); ++rack)
      if (zone_of_rack[rack] == zone) list.push_back(rack);
    return list;
  }
};

// Where one thing stands: a zone, and a rack of it where it has any.
struct StandsAt {
  std::uint32_t zone = 0;
  std::optional<std::uint32_t> rack = {};
};

}  // namespace windtunnel
