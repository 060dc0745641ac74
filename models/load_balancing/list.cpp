// Every load-balancing policy there is, in the order in which people meet them.
#include "models/load_balancing/policies.hpp"

namespace windtunnel {

void add_load_balancing(Catalog& catalog) {
  catalog.add(random_policy());
  catalog.add(round_robin());
  catalog.add(weighted_round_robin());
  catalog.add(least_requests());
  catalog.add(join_shortest_queue());
  catalog.add(join_idle_queue());
  catalog.add(consistent_hashing());
  catalog.add(maglev());
  catalog.add(peak_ewma());
}

}  // namespace windtunnel
