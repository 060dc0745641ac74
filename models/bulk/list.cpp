// The explicit list of bulk work: one row each.
#include "models/bulk/bulk_model.hpp"

namespace windtunnel {

void add_bulk(Catalog& catalog) {
  catalog.add(transfer());
  catalog.add(backup());
  catalog.add(shuffle());
  catalog.add(rebuild());
}

}  // namespace windtunnel
