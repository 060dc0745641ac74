// What a replication drew over the measured run, in watts: links, and everything that says its power.
//
// Apart from the rows, for energy is made from integrals of stations and links, and the rows from counts.
#pragma once

#include "models/world/facts.hpp"
#include "models/world/planner.hpp"

namespace windtunnel {

// `seconds` is the length of the measured run.
double link_watts(const Flight& flight, const RunFacts& facts, double seconds);
double all_watts(const Flight& flight, const RunFacts& facts, double seconds);

}  // namespace windtunnel
