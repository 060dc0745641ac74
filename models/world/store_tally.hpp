// What a store's history comes to in each window and region: operations, those of unknown fate, and stale
// reads.
//
// Read once, at the end of a run, before the history is forgotten.
#pragma once

#include "models/world/facts.hpp"
#include "models/world/plan.hpp"

namespace windtunnel {

void tally(StoreFacts& facts, const Plan& plan);

}  // namespace windtunnel
