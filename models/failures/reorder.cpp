// Messages that later ones overtake (Chaos Mesh: reorder): some are held back, the others pass.
#include "models/failures/wire_failure.hpp"

namespace windtunnel {
namespace {

struct ReorderFaultFields : LinkFailure {
  double probability = 0;
  Choice<Distribution> by;

  void describe(Schema& schema) {
    LinkFailure::describe(schema);
    schema.field("probability", probability, "That a message is held back.", Required{}, Range{0.0, 1.0});
    schema.field("by", by, "For how long.", Required{});
  }
};

}  // namespace

Entry<FailureModel> reorder_fault() {
  return entry<FailureModel, ReorderFaultFields>(
      {.name = "reorder",
       .meaning = "Messages on a link are overtaken by later ones.",
       .source = "Chaos Mesh, NetworkChaos: reorder; Linux tc-netem(8)",
       .leaves_out = "Order within a message: its packets stay together.",
       .validated_by = {"wire_faults_in_flight_test"}},
      [](const ReorderFaultFields& fields) {
        FailureParts parts = fields.parts();
        parts.wire->effect.reorder = fields.probability;
        parts.wire->effect.reorder_by = fields.by.make();
        return parts;
      });
}

}  // namespace windtunnel
