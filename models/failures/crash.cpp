// A crash: the process dies, its host lives on and refuses connections until the process is back.
//
// What was in flight on it is reset, so callers know at once; what it held in memory is gone. `silent` makes
// it a death of the host instead: nobody is told anything.
#include "models/failures/failure_model.hpp"

namespace windtunnel {
namespace {

struct CrashFields : FailureCommon {
  bool silent = false;

  void describe(Schema& schema) {
    FailureCommon::describe(schema);
    schema.field("silent", silent,
                 "Callers are told nothing and wait for their time-outs, as when the host dies.");
  }
};

}  // namespace

Entry<FailureModel> crash() {
  return entry<FailureModel, CrashFields>(
      {.name = "crash",
       .meaning = "A process dies and is started again; connections to it are refused meanwhile.",
       .source = "Gray 1985 (fail-stop); TCP resets as in RFC 9293, section 3.10.7",
       .leaves_out = "State on disk, partial failures, and the time an operating system takes to notice.",
       .validated_by = {"A-REPAIR", "A-KOFN"}},
      [](const CrashFields& fields) {
        return FailureParts{fields, FailureEffect{.down = true, .silent = fields.silent}, Together::kReplica};
      });
}

}  // namespace windtunnel
