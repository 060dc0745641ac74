// A rebuild: a replica that comes back from a fault first copies what it missed from its peers.
//
// The copy takes bandwidth from the requests at the worst time, when the tier is one short, and how long it
// takes is how long the tier stays one short.
#include "models/bulk/bulk_model.hpp"

namespace windtunnel {
namespace {

struct RebuildFields {
  std::string tier;
  Bytes bytes;
  std::int64_t peers = 1;
  bool serves_meanwhile = false;

  void describe(Schema& schema) {
    schema.field("tier", tier, "The tier whose replicas are rebuilt.", Required{}, Ref{"tiers"});
    schema.field("bytes", bytes, "How much a replica copies in all.", Required{}, AtLeast{Bytes(1)});
    schema.field("peers", peers, "How many peers it copies from at once, an even part from each.",
                 Range{std::int64_t{1}, std::int64_t{10'000}});
    schema.field("serves_meanwhile", serves_meanwhile,
                 "It takes requests while it copies; else only when it is whole.");
  }
};

}  // namespace

Entry<BulkModel> rebuild() {
  return entry<BulkModel, RebuildFields>(
      {.name = "rebuild",
       .meaning = "A replica that comes back from a fault first copies so many bytes from its peers.",
       .source = "Patterson, Gibson and Katz, SIGMOD 1988 (the window of repair); sharing as for a transfer",
       .leaves_out =
           "How much was really missed: every rebuild copies the same. A part whose peer dies begins "
           "anew from another; where no peer is up, nothing is copied.",
       .validated_by = {"bulk_in_flight_test"}},
      [](const RebuildFields& fields) {
        BulkParts parts;
        parts.plan.pattern = BulkPattern::kRebuild;
        parts.plan.bytes = fields.bytes;
        parts.plan.flows = fields.peers;
        parts.plan.serves_meanwhile = fields.serves_meanwhile;
        parts.from = parts.to = fields.tier;
        return parts;
      });
}

}  // namespace windtunnel
