// A check as annotations of GitHub Actions: an error, a warning or a notice at the line of the expectation.
//
// The escapes are those of the runner's workflow commands; it shows ten annotations of each kind a step, so
// the gravest come first.
#pragma once

#include <string>

#include "sim/gate/outcome.hpp"

namespace windtunnel {

std::string gate_annotations(const CheckOutcome& outcome);

}  // namespace windtunnel
