// A check as one JSON object, with everything that any other format says (docs/schemas/check.json).
#pragma once

#include "sim/config/tree.hpp"
#include "sim/gate/outcome.hpp"

namespace windtunnel {

Node gate_json(const CheckOutcome& outcome);

// Parts that a search for a size tells alike. One expectation of a file, with `verdict` for its verdict:
Node expectation_json(const FileVerdict& file, const ExpectationVerdict& each, Expected verdict);
// What depends on the machine and on what was kept, and on which no verdict does.
struct FlownCosts {
  std::int64_t flown = 0, kept = 0;
  double seconds = 0, budget_seconds = 0;
  bool out_of_time = false, interrupted = false;
};
Node flown_json(const FlownCosts& costs);

}  // namespace windtunnel
