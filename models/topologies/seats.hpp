// Seats: which host of a fabric each replica runs on.
//
// One replica a host. A replica that stands in a named rack takes a host there; any other goes to the rack of
// its zone that has the fewest of its own tier, then the fewest replicas at all, then to the first: a tier is
// spread over racks before any rack gets a second one.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/topologies/fabric.hpp"

namespace windtunnel {

struct SeatWanted {
  std::uint32_t tier = 0;
  StandsAt at;
};

// The hosts, by replica; empty after a complaint of a zone or rack that has too few of them.
std::vector<NodeIndex> seats(const Fabric& fabric, const Places& places, std::span<const SeatWanted> replicas,
                             const Complain& complain);

// One way between all places, [from * places.count() + to]: from the first host of a zone (or a region's
// edge) to the last host of the other. It tells callers who is near; messages take the links.
std::vector<Duration> place_latencies(const Fabric& fabric, const Places& places);

}  // namespace windtunnel
