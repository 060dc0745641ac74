// Lost packets on a link: by their own luck or in bursts (Chaos Mesh: loss).
#include "models/failures/wire_failure.hpp"

namespace windtunnel {
namespace {

struct LossFields : LinkFailure {
  Choice<LossModel> loss;

  void describe(Schema& schema) {
    LinkFailure::describe(schema);
    schema.field("loss", loss, "A probability, or a law with bursts.", Required{});
  }
};

}  // namespace

Entry<FailureModel> loss_fault() {
  return entry<FailureModel, LossFields>({.name = "loss",
                                          .meaning = "Packets on a link are lost.",
                                          .source = "Chaos Mesh, NetworkChaos: loss; Linux tc-netem(8)",
                                          .leaves_out = "Health checks: theirs are not lost.",
                                          .validated_by = {"wire_faults_in_flight_test", "loss_test"}},
                                         [](const LossFields& fields) {
                                           FailureParts parts = fields.parts();
                                           parts.wire->effect.loss = fields.loss.make();
                                           return parts;
                                         });
}

}  // namespace windtunnel
