// A bulk transfer: so many bytes from one tier to another, over one or a few flows.
//
// Several flows take a larger share of a crowded link than one, which is why tools that copy use them.
#include "models/bulk/bulk_model.hpp"

namespace windtunnel {
namespace {

struct TransferFields : BulkTimes {
  std::string from, to;
  Bytes bytes;
  std::int64_t flows = 1;

  void describe(Schema& schema) {
    schema.field("from", from, "The tier whose replicas send.", Required{}, Ref{"tiers"});
    schema.field("to", to, "The tier whose replicas receive.", Required{}, Ref{"tiers"});
    schema.field("bytes", bytes, "How much in all.", Required{}, AtLeast{Bytes(1)});
    schema.field("flows", flows,
                 "Over how many flows: the first from the first replica that is up to the first, and so on.",
                 Range{std::int64_t{1}, std::int64_t{10'000}});
    BulkTimes::describe(schema);
  }
};

}  // namespace

Entry<BulkModel> transfer() {
  return entry<BulkModel, TransferFields>(
      {.name = "transfer",
       .meaning = "So many bytes from one tier to another, over one or a few flows.",
       .source = "flow-level sharing: Casanova and Marchal 2002; disks as SimGrid 3.32's S19 model",
       .leaves_out =
           "Slow start, retransmissions, and that a slow disk holds its own flow back: a move reads, "
           "sends and writes at once and ends with the last of the three. Work whose end dies is "
           "given up.",
       .validated_by = {"bulk_in_flight_test"}},
      [](const TransferFields& fields) {
        BulkParts parts;
        parts.plan.pattern = BulkPattern::kTransfer;
        parts.plan.bytes = fields.bytes;
        parts.plan.flows = fields.flows;
        parts.plan.at = fields.at;
        parts.plan.every = fields.every;
        parts.from = fields.from;
        parts.to = fields.to;
        return parts;
      });
}

}  // namespace windtunnel
