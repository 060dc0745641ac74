// Measured round trips between regions, from a table of the catalog or of the user.
//
// A pair of regions without a figure is a problem; a neighbour's figure is never taken for it. A pair that is
// written one way only stands for both.
#pragma once

#include <vector>

#include "models/topologies/places.hpp"
#include "sim/base/time.hpp"
#include "sim/config/complain.hpp"
#include "sim/config/table.hpp"

namespace windtunnel {

// By [from * regions + to], from the columns from, to and rtt_ms (or rtt_avg_ms, rtt_p50_ms); what is missing
// is complained of once a pair, at the field `rtt`, and zero.
std::vector<Duration> round_trips(const Table& table, const Places& places, const Complain& complain);

}  // namespace windtunnel
