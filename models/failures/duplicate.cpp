// Messages that come twice (Chaos Mesh: duplicate). TCP drops the second; a server of datagrams serves it.
#include "models/failures/wire_failure.hpp"

namespace windtunnel {
namespace {

struct DuplicateFields : LinkFailure {
  double probability = 0;

  void describe(Schema& schema) {
    LinkFailure::describe(schema);
    schema.field("probability", probability, "That a message comes twice.", Required{}, Range{0.0, 1.0});
  }
};

}  // namespace

Entry<FailureModel> duplicate_fault() {
  return entry<FailureModel, DuplicateFields>(
      {.name = "duplicate",
       .meaning = "Messages on a link come twice.",
       .source = "Chaos Mesh, NetworkChaos: duplicate; Linux tc-netem(8)",
       .leaves_out = "Duplicated answers: a client takes the first and drops the second.",
       .validated_by = {"wire_faults_in_flight_test"}},
      [](const DuplicateFields& fields) {
        FailureParts parts = fields.parts();
        parts.wire->effect.duplicate = fields.probability;
        return parts;
      });
}

}  // namespace windtunnel
