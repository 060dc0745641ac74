// The explicit list of topologies: one row each.
#include "models/topologies/topology_model.hpp"

namespace windtunnel {

void add_topologies(Catalog& catalog) {
  catalog.add(fat_tree());
  catalog.add(leaf_spine());
  catalog.add(dragonfly());
  catalog.add(torus());
  catalog.add(star());
  catalog.add(ring());
  catalog.add(wan());
  catalog.add(explicit_topology());
  catalog.add(graphml());
}

}  // namespace windtunnel
