// A check as one JSON object, with everything that any other format says (docs/schemas/check.json).
#pragma once

#include "sim/config/tree.hpp"
#include "sim/gate/outcome.hpp"

namespace windtunnel {

Node gate_json(const CheckOutcome& outcome);

}  // namespace windtunnel
