// A clogged link: what is sent waits, and all of it arrives when the clog is gone.
//
// Nothing is lost, everything is late, and it comes at once: what VOPR's packet simulator does to a path.
// With `each` and `mttf` every replica clogs by luck of its own.
#include "models/failures/wire_failure.hpp"

namespace windtunnel {
namespace {

struct CloggingFields : LinkFailure {
  void describe(Schema& schema) { LinkFailure::describe(schema); }
};

}  // namespace

Entry<FailureModel> clogging_fault() {
  return entry<FailureModel, CloggingFields>(
      {.name = "clogging",
       .meaning = "Messages wait until it is over, and then all arrive at once.",
       .source = "TigerBeetle, src/testing/packet_simulator.zig (clog)",
       .leaves_out = "Buffers that overflow, and TCP that sends again what it takes for lost.",
       .validated_by = {"wire_faults_in_flight_test"}},
      [](const CloggingFields& fields) {
        FailureParts parts = fields.parts();
        parts.wire->clogs = true;
        return parts;
      });
}

}  // namespace windtunnel
