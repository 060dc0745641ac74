// The explicit list of rates: one row each.
#include "models/rates/rate.hpp"

namespace windtunnel {

void add_rates(Catalog& catalog) {
  catalog.add(constant_rate());
  catalog.add(diurnal_rate());
  catalog.add(mmpp_rate());
  catalog.add(series_rate());
}

}  // namespace windtunnel
