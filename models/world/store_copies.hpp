// What the members of a store hold when a run ends, as checkers are given it.
#pragma once

#include <vector>

#include "models/replication/replication.hpp"
#include "sim/observe/history.hpp"
#include "sim/verify/copies.hpp"

namespace windtunnel {

// Of the members that are up.
std::vector<MemberCopy> copies_of(const Protocol& protocol);

// The same without the keys that somebody wrote so lately (in the last second, or twenty round trips, or a
// hundred writes to disk, whichever is longest) that it may still be under way. A member that is not to hold
// a key does not count as one that lacks it.
std::vector<MemberCopy> settled_copies(const Protocol& protocol, const ClusterSite& site,
                                       const History& history, const std::vector<MemberCopy>& copies,
                                       Time now);

}  // namespace windtunnel
