// The explicit list of networks: one row each.
#include "models/networks/network_model.hpp"

namespace windtunnel {

void add_networks(Catalog& catalog) {
  catalog.add(constant_network());
  catalog.add(jittered_network());
  catalog.add(regions_network());
  catalog.add(routed_network());
  catalog.add(flow_network());
}

}  // namespace windtunnel
