// How a store's reads and writes find their replica, as a scenario names it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "sim/config/catalog.hpp"

namespace windtunnel {

struct ReplicationParts {
  bool reads_at_primary = false;  // else at the nearest replica
  std::string primary_region;     // where writes go
};

struct ReplicationModel {
  static constexpr std::string_view kKind = "replication";
  using Maker = std::function<ReplicationParts(const AnyFields&)>;
};

Entry<ReplicationModel> none_replication();

// Adds every way to replicate there is to a catalog.
void add_replications(Catalog& catalog);

}  // namespace windtunnel
