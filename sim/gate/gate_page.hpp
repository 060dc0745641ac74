// A check as one page for a browser: no script, nothing from anywhere else, light and dark as the reader has
// it.
//
// Every interval is drawn against its limit, so that how near a verdict was is seen before it is read.
#pragma once

#include <string>

#include "sim/gate/outcome.hpp"

namespace windtunnel {

std::string gate_page(const CheckOutcome& outcome);

}  // namespace windtunnel
