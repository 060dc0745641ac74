// A backup: each replica of a tier copies what it holds to a replica of another.
//
// How many may copy at once is the knob that operators turn: all at once is over soonest and hurts most.
#include "models/bulk/bulk_model.hpp"

namespace windtunnel {
namespace {

struct BackupFields : BulkTimes {
  std::string from, to;
  Bytes bytes;
  std::int64_t at_once = 0;

  void describe(Schema& schema) {
    schema.field("from", from, "The tier that is backed up.", Required{}, Ref{"tiers"});
    schema.field("to", to, "The tier that keeps the copies.", Required{}, Ref{"tiers"});
    schema.field("bytes", bytes, "How much each replica copies.", Required{}, AtLeast{Bytes(1)});
    schema.field("at_once", at_once, "How many replicas copy at a time; 0 is all of them.",
                 Range{std::int64_t{0}, std::int64_t{1'000'000}});
    BulkTimes::describe(schema);
  }
};

}  // namespace

Entry<BulkModel> backup() {
  return entry<BulkModel, BackupFields>(
      {.name = "backup",
       .meaning = "Each replica of a tier copies so many bytes to a replica of another, some at a time.",
       .source = "flow-level sharing: Casanova and Marchal 2002; disks as SimGrid 3.32's S19 model",
       .leaves_out = "Increments, compression, verification; replicas that are down when it begins are left "
                     "out, and a backup whose end dies is given up.",
       .validated_by = {"bulk_in_flight_test"}},
      [](const BackupFields& fields) {
        BulkParts parts;
        parts.plan.pattern = BulkPattern::kBackup;
        parts.plan.bytes = fields.bytes;
        parts.plan.at_once = fields.at_once;
        parts.plan.at = fields.at;
        parts.plan.every = fields.every;
        parts.from = fields.from;
        parts.to = fields.to;
        return parts;
      });
}

}  // namespace windtunnel
