// The explicit list of ways to replicate: one row each.
#include "models/replication/detector.hpp"
#include "models/replication/replication.hpp"

namespace windtunnel {

void add_replications(Catalog& catalog) {
  add_detectors(catalog);
  catalog.add(none_replication());
  catalog.add(raft_replication());
  catalog.add(multi_paxos_replication());
  catalog.add(flexible_paxos_replication());
  catalog.add(primary_backup_replication());
  catalog.add(dynamo_replication());
  catalog.add(chain_replication());
  catalog.add(craq_replication());
  catalog.add(crdt_replication());
}

}  // namespace windtunnel
