// What a check prints: worst first, at most 45 lines of 100 columns, and few where all is well.
#pragma once

#include <string>

#include "sim/gate/outcome.hpp"

namespace windtunnel {

std::string gate_text(const CheckOutcome& outcome);

}  // namespace windtunnel
