// The explicit list of workloads: one row each.
#include "models/workloads/workload_model.hpp"

namespace windtunnel {

void add_workloads(Catalog& catalog) {
  catalog.add(open_workload());
  catalog.add(closed_workload());
}

}  // namespace windtunnel
