// What a replication drew on average over the measured run: links, and everything that says its power.
//
// Apart from the rows, for energy is made from integrals of stations and links, and the rows from counts.
#pragma once

#include "models/world/facts.hpp"
#include "models/world/planner.hpp"
#include "sim/base/units.hpp"

namespace windtunnel {

Power drawn_by_links(const Flight& flight, const RunFacts& facts);
Power drawn_by_all(const Flight& flight, const RunFacts& facts);

}  // namespace windtunnel
