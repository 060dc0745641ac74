// What both engines are asked: a topology, and transfers over it. The referee's programs share nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/base/units.hpp"
#include "sim/topology/wiring.hpp"

namespace windtunnel::referee {

struct Send {
  Time at;
  NodeIndex from = 0;
  NodeIndex to = 0;
  Bytes size;
};

struct Platform {
  Wiring wiring;
  std::vector<Send> sends;  // in the order of their times
};

enum class Load {
  kLight,      // about one transfer in flight for every four hosts
  kSaturated,  // all in flight at once, for most of the time
  kEndless     // each would take 4 s alone on its path, so nobody ends sooner
};

// No two transfers begin at one instant: SimGrid 3.32 lets a flow run past what a link carries when it begins
// within 1e-9 s of one on the opposite path, and then it is no referee (three of the first 1,000 platforms).
//
// Hosts on a star, a dumbbell, a tree, a ring or a mesh of switches; latencies of 10 us to 50 ms and
// bandwidths of 1 MB/s to 1.25 GB/s, drawn evenly by their logarithm. A transfer takes 10 ms or more.
Platform random_platform(std::uint64_t seed, Load load, std::size_t sends);

// When each transfer ends, in seconds; negative where it never did.
std::vector<double> ends_natively(const Platform& platform);
std::vector<double> ends_on_simgrid(const Platform& platform);

// Bytes a second of each transfer of an endless load, after 1 s, when all have begun.
std::vector<double> rates_natively(const Platform& platform);
std::vector<double> rates_on_simgrid(const Platform& platform);

}  // namespace windtunnel::referee
