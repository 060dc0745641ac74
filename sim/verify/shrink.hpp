// From a history that can not be ordered to the few of its operations that can not.
//
// An operation must not simply be left out: without the write of 7 a read of 7 can not be explained either,
// and that would be no witness of anything. Only what makes a history easier to explain is done to it, so
// that whatever is left accuses the whole:
//
//   a read is left out                  it asked for something, and nobody depends on it
//   a compare-and-set becomes a write   what it compared with is no longer asked for
//   a value is left out of a register   its writes and its reads together, where no compare names it
//   an element is left out              of a set or list: its changes, and out of what reads saw
//   changes behind all reads are left out, where real time counts: nobody can have seen them
//
// Each is tried, many at once and then fewer (Zeller & Hildebrandt 2002), and kept while the rest stays
// violated. What is left need not be the smallest witness that there is, but none of these makes it smaller.
#pragma once

#include <functional>
#include <vector>

#include "sim/observe/history.hpp"
#include "sim/verify/verdict.hpp"

namespace windtunnel {

// Judges operations, which are in the order of invocation, and adds to `effort` what that took.
using Judge =
    std::function<Truth(const std::vector<const OperationRecord*>& operations, std::int64_t& effort)>;

// Of the operations at these positions, which are violated: those left, in the history's order. `real_time`:
// the judge holds them to it. Stops when the effort is used up; then they are more than they could be.
std::vector<std::size_t> shrink_violation(const History& history, const std::vector<std::size_t>& positions,
                                          const Judge& judge, bool real_time, std::int64_t effort_max);

}  // namespace windtunnel
