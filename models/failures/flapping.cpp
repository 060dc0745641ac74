// A flapping link: cut and whole by turns, faster than routes or people can follow.
//
// Connections survive short cuts by sending again, and their timers back off meanwhile: traffic is away for
// longer than the link is.
#include "models/failures/wire_failure.hpp"

namespace windtunnel {
namespace {

struct FlappingFields : LinkFailure {
  Choice<Distribution> cut, whole;

  void describe(Schema& schema) {
    LinkFailure::describe(schema);
    schema.field("cut", cut, "How long it is cut each time; the fault begins with it.", Required{});
    schema.field("whole", whole, "How long it is whole in between.", Required{});
  }
};

}  // namespace

Entry<FailureModel> flapping_fault() {
  return entry<FailureModel, FlappingFields>(
      {.name = "flapping",
       .meaning = "A link that is cut and whole by turns.",
       .source = "Gunawi et al. 2016, Why Does the Cloud Stop Computing?; flapping routes as in RFC 2439",
       .leaves_out = "Damping of routes, and the time a network takes to converge on new ones.",
       .validated_by = {"wire_faults_in_flight_test"}},
      [](const FlappingFields& fields) {
        FailureParts parts = fields.parts();
        parts.wire->cuts = true;
        parts.wire->alternates = Alternation{fields.cut.make(), fields.whole.make()};
        return parts;
      });
}

}  // namespace windtunnel
