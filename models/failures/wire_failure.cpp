// The grammar of faults on a link.
#include "models/failures/wire_failure.hpp"

namespace windtunnel {

void LinkFailure::describe(Schema& schema) {
  FailureCommon::describe(schema);
  schema.field("peer", peer, "The other end of the link; everybody else when absent, clients among them.");
  schema.field("direction", direction, "Which messages it strikes, seen from the target.");
  schema.field("each", each,
               "Every replica of the target is struck for itself, by luck of its own, and not all at once.");
}

void LinkFailure::check(Checker& checker) const {
  FailureCommon::check(checker);
  if (peer && peer->names_nobody())
    checker.problem("peer", "WT014", "a peer that names nobody",
                    "one of: clients, rack, region, replica, tier, zone");
}

FailureParts LinkFailure::parts() const {
  FailureParts parts{*this, FailureEffect{.down = false}, each ? Together::kReplica : Together::kAll};
  WireFailure& wire = parts.wire.emplace();
  wire.peer = peer;
  wire.shape = direction == WireDirection::kFrom ? SidesShape::kOneWay
               : direction == WireDirection::kTo ? SidesShape::kOtherWay
                                                 : SidesShape::kIsolate;
  return parts;
}

}  // namespace windtunnel
