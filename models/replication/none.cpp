// A store without a protocol: whoever is nearest is read, one primary region is written, nothing flows
// between them.
//
// It is what a design looks like before its replication is decided; a scenario that needs to know what
// clients see of replication has to name a protocol.
#include "models/replication/replication.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct NoReplicationFields {
  std::string reads = "nearest";
  std::string writes;

  void describe(Schema& schema) {
    schema.field("reads", reads, "Who is read: the nearest, as the balancer prefers, or the primary.",
                 OneOf{{"nearest", "primary"}});
    schema.field("writes", writes, "The region whose replicas are the primary.", Required{},
                 Ref{"places.regions"});
  }
};

}  // namespace

Entry<ReplicationModel> none_replication() {
  return entry<ReplicationModel, NoReplicationFields>(
      {.name = "none",
       .meaning = "No protocol: reads at the nearest replica, writes at one primary region, and nothing "
                  "flows between them.",
       .source = "none: the store of a design whose replication is not decided yet",
       .leaves_out = "Replication itself: its traffic, its delay, staleness and failover of the primary.",
       .validated_by = {"none_test"}},
      [](const NoReplicationFields& fields) {
        ReplicationParts parts;
        parts.reads_at_primary = fields.reads == "primary";
        parts.primary_region = fields.writes;
        return parts;
      });
}

}  // namespace windtunnel
