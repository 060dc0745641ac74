// A shuffle: each replica of one tier sends its part to each of another, all at once.
//
// The middle of a map-reduce job (Dean and Ghemawat, OSDI 2004), and the traffic that a fabric's bisection is
// built for: with n senders and m receivers there are n x m flows.
#include "models/bulk/bulk_model.hpp"

namespace windtunnel {
namespace {

struct ShuffleFields : BulkTimes {
  std::string from, to;
  Bytes bytes;

  void describe(Schema& schema) {
    schema.field("from", from, "The tier whose replicas send.", Required{}, Ref{"tiers"});
    schema.field("to", to, "The tier whose replicas receive; may be the same.", Required{}, Ref{"tiers"});
    schema.field("bytes", bytes, "How much in all; each pair of replicas moves an even part of it.",
                 Required{}, AtLeast{Bytes(1)});
    BulkTimes::describe(schema);
  }
};

}  // namespace

Entry<BulkModel> shuffle() {
  return entry<BulkModel, ShuffleFields>(
      {.name = "shuffle",
       .meaning = "Each replica of one tier sends an even part to each of another, all at once.",
       .source = "Dean and Ghemawat, OSDI 2004, section 3.1",
       .leaves_out = "Skew between parts, stragglers, the computing before and after; what stays on its own "
                     "replica moves nowhere. A shuffle whose end dies is given up.",
       .validated_by = {"bulk_in_flight_test"}},
      [](const ShuffleFields& fields) {
        BulkParts parts;
        parts.plan.pattern = BulkPattern::kShuffle;
        parts.plan.bytes = fields.bytes;
        parts.plan.at = fields.at;
        parts.plan.every = fields.every;
        parts.from = fields.from;
        parts.to = fields.to;
        return parts;
      });
}

}  // namespace windtunnel
