// A bandwidth limit (Chaos Mesh: bandwidth): messages leave one after the other at a rate, each way for
// itself.
#include "models/failures/wire_failure.hpp"

namespace windtunnel {
namespace {

struct BandwidthFields : LinkFailure {
  Bandwidth rate;
  Bytes limit;

  void describe(Schema& schema) {
    LinkFailure::describe(schema);
    schema.field("rate", rate, "What passes, headers included.", Required{}, Positive{});
    schema.field("limit", limit,
                 "Bytes that may wait; a message that finds more is dropped. 0 B is no limit.",
                 AtLeast{Bytes(0)});
  }
};

}  // namespace

Entry<FailureModel> bandwidth_fault() {
  return entry<FailureModel, BandwidthFields>(
      {.name = "bandwidth",
       .meaning = "Messages on a link share a rate, one after the other.",
       .source = "Chaos Mesh, NetworkChaos: bandwidth; Linux tc-tbf(8)",
       .leaves_out = "Bursts above the rate, and fairness between those who wait.",
       .validated_by = {"wire_faults_in_flight_test", "conditions_test"}},
      [](const BandwidthFields& fields) {
        FailureParts parts = fields.parts();
        parts.wire->effect.rate = fields.rate;
        parts.wire->effect.rate_queue = fields.limit;
        return parts;
      });
}

}  // namespace windtunnel
