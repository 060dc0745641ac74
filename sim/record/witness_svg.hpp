// The space-time picture of a verdict: the operations that show it, as bars on their processes' lines.
//
// Moments stand in their order and equally far apart, each with its time: what matters is what overlaps and
// what does not, and a second between two reads of a microsecond would hide that.
#pragma once

#include <string>

#include "sim/observe/history.hpp"
#include "sim/verify/verdict.hpp"

namespace windtunnel {

// An SVG file; `title` is said above the verdict's reason. The first `operations_max` operations are drawn,
// and a note says so where there are more.
std::string witness_svg(const History& history, const CheckVerdict& verdict, const std::string& title,
                        std::size_t operations_max = 60);

}  // namespace windtunnel
