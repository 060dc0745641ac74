// The explicit list of kinds of fault: one row each.
#include "models/failures/failure_model.hpp"

namespace windtunnel {

void add_failures(Catalog& catalog) {
  catalog.add(crash());
  catalog.add(rack_outage());
  catalog.add(zone_outage());
  catalog.add(region_outage());
  catalog.add(slow_node());
}

}  // namespace windtunnel
