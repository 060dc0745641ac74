// The closed loop: so many clients, each waits for its reply, thinks, and sends again.
//
// A slow system slows its clients down, which hides overload: right for batch workers and connection pools,
// wrong for crowds (Schroeder, Wierman and Harchol-Balter, NSDI 2006).
#include "models/workloads/workload_model.hpp"

namespace windtunnel {
namespace {

struct ClosedFields : WorkloadCommon {
  std::int64_t clients = 1;
  Choice<Distribution> think;

  void describe(Schema& schema) {
    schema.field("clients", clients, "How many of them.", Required{},
                 Range{std::int64_t{1}, std::int64_t{10'000'000}});
    schema.field("think", think, "Time between a reply and the client's next request.", Default{R"("0 s")"});
    WorkloadCommon::describe(schema);
  }
};

}  // namespace

Entry<WorkloadModel> closed_workload() {
  return entry<WorkloadModel, ClosedFields>(
      {.name = "closed",
       .meaning = "A fixed number of clients, each waits for its reply, thinks, and sends again.",
       .source = "Reiser and Lavenberg 1980 (its mean values); Schroeder et al., NSDI 2006 (when to use it)",
       .leaves_out = "Clients who come and go.",
       .validated_by = {"A-MVA"}},
      [](const ClosedFields& fields, const Complain&) {
        WorkloadParts parts;
        parts.common = fields;
        parts.closed = ClosedPlan{fields.clients, fields.think.make()};
        return parts;
      });
}

}  // namespace windtunnel
