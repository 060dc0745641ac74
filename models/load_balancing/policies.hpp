// The list of policies: one function per file of this folder. A new policy is one more file, one more line
// here and in add_load_balancing, and one more test.
#pragma once

#include "models/load_balancing/balancing.hpp"

namespace windtunnel {

Entry<Balancing> random_policy();
Entry<Balancing> round_robin();
Entry<Balancing> weighted_round_robin();
Entry<Balancing> least_requests();
Entry<Balancing> join_shortest_queue();
Entry<Balancing> join_idle_queue();
Entry<Balancing> consistent_hashing();
Entry<Balancing> maglev();
Entry<Balancing> peak_ewma();

}  // namespace windtunnel
