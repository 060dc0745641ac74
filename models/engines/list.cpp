// The explicit list of engines: one row each.
#include "models/engines/engine.hpp"

namespace windtunnel {

void add_engines(Catalog& catalog) {
  catalog.add(native_engine());
  catalog.add(simgrid_engine());
}

}  // namespace windtunnel
