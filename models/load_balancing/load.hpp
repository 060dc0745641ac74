// What "less busy" means for policies that look at counts, the same in each of them.
#pragma once

#include "models/load_balancing/policy.hpp"

namespace windtunnel {

// Would one more request burden `a` less than `b`? Requests in flight per weight, counting the one to be sent
// (nginx's least_conn counts without it, and then sends every first request to the first server). Multiplied
// out, so that equal weights compare integers and a weight of 0 is never less busy.
inline bool less_busy(const ReplicaView& a, const ReplicaView& b) {
  return (static_cast<double>(a.in_flight) + 1) * b.weight <
         (static_cast<double>(b.in_flight) + 1) * a.weight;
}

}  // namespace windtunnel
