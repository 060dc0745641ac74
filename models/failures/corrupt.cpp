// Spoilt packets (Chaos Mesh: corrupt). Checksums find them out, so they are lost, and counted as spoilt.
#include "models/failures/wire_failure.hpp"

namespace windtunnel {
namespace {

struct CorruptFields : LinkFailure {
  double probability = 0;

  void describe(Schema& schema) {
    LinkFailure::describe(schema);
    schema.field("probability", probability, "That a packet is spoilt.", Required{}, Range{0.0, 1.0});
  }
};

}  // namespace

Entry<FailureModel> corrupt_fault() {
  return entry<FailureModel, CorruptFields>(
      {.name = "corrupt",
       .meaning = "Packets on a link are spoilt, found out, and lost.",
       .source = "Chaos Mesh, NetworkChaos: corrupt; Stone and Partridge 2000, When the CRC and TCP checksum "
                 "disagree",
       .leaves_out = "The one in 16 million to 10 billion that passes all checksums.",
       .validated_by = {"wire_faults_in_flight_test"}},
      [](const CorruptFields& fields) {
        FailureParts parts = fields.parts();
        parts.wire->effect.corrupt = fields.probability;
        return parts;
      });
}

}  // namespace windtunnel
