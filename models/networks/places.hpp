// Where things stand: regions, their zones, and the clients' edge of each region.
//
// A place index names a zone (first all zones), then the edge of a region, where its clients enter.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace windtunnel {

using PlaceIndex = std::uint32_t;

struct Places {
  std::vector<std::string> regions;
  std::vector<std::string> zones;  // "region/zone"
  std::vector<std::uint32_t> region_of_zone;

  PlaceIndex edge(std::uint32_t region) const { return static_cast<PlaceIndex>(zones.size()) + region; }
  bool is_edge(PlaceIndex place) const { return place >= zones.size(); }
  std::uint32_t region_of(PlaceIndex place) const {
    return is_edge(place) ? place - static_cast<PlaceIndex>(zones.size()) : region_of_zone[place];
  }
  std::uint32_t count() const { return static_cast<std::uint32_t>(zones.size() + regions.size()); }
};

}  // namespace windtunnel
