// Added latency: every message on the link is late, by a law that may remember (Chaos Mesh: delay).
#include "models/failures/wire_failure.hpp"

namespace windtunnel {
namespace {

struct DelayFields : LinkFailure {
  Choice<Distribution> latency;
  Duration correlation;

  void describe(Schema& schema) {
    LinkFailure::describe(schema);
    schema.field("latency", latency, "Added to each message, one way.", Required{});
    schema.field(
        "correlation", correlation,
        "How long the law remembers: messages this far apart are correlated by 1/e; 0 s draws each anew.",
        AtLeast{Duration()});
  }
};

}  // namespace

Entry<FailureModel> delay_fault() {
  return entry<FailureModel, DelayFields>(
      {.name = "delay",
       .meaning = "Messages on a link are late.",
       .source = "Chaos Mesh, NetworkChaos: delay with latency, jitter, correlation; Linux tc-netem(8)",
       .leaves_out = "Health checks: a replica that is merely far still passes.",
       .validated_by = {"wire_faults_in_flight_test", "correlated_draw_test"}},
      [](const DelayFields& fields) {
        FailureParts parts = fields.parts();
        parts.wire->effect.delay = fields.latency.make();
        parts.wire->effect.delay_memory = fields.correlation;
        return parts;
      });
}

}  // namespace windtunnel
