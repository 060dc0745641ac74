// A check as the comment of a pull request: what does not pass as a table, all else folded away.
//
// A comment on GitHub may have 65,536 characters; what does not fit is counted. The first line is a mark by
// which a script finds the comment that it is to replace.
#pragma once

#include <string>

#include "sim/gate/outcome.hpp"

namespace windtunnel {

std::string gate_markdown(const CheckOutcome& outcome);

}  // namespace windtunnel
