// The explicit list of kinds of fault: one row each.
#include "models/failures/failure_model.hpp"

namespace windtunnel {

void add_failures(Catalog& catalog) {
  catalog.add(crash());
  catalog.add(rack_outage());
  catalog.add(zone_outage());
  catalog.add(region_outage());
  catalog.add(slow_node());
  catalog.add(clock_skew());
  catalog.add(partition_fault());
  catalog.add(flapping_fault());
  catalog.add(clogging_fault());
  catalog.add(delay_fault());
  catalog.add(loss_fault());
  catalog.add(duplicate_fault());
  catalog.add(corrupt_fault());
  catalog.add(reorder_fault());
  catalog.add(bandwidth_fault());
}

}  // namespace windtunnel
