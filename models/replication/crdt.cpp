// Replicated data types that gossip, as a scenario names them.
#include <algorithm>

#include "models/consensus/crdt_gossip.hpp"
#include "models/replication/replication.hpp"
#include "sim/base/text.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct CrdtFields {
  std::optional<Duration> every;
  std::string gossip = "delta";

  void describe(Schema& schema) {
    schema.field(
        "every", every,
        "A member tells another one what it has, so often at the mean; when absent the longest round trip "
        "between members, ten writes or 10 ms, whichever is longest.",
        Positive{});
    schema.field("gossip", gossip, "All that it holds, or what the other has not acknowledged.",
                 OneOf{{"state", "delta"}});
  }
};

CrdtOptions options_of(const CrdtFields& fields, const ClusterSite& site) {
  CrdtOptions options;
  options.gossip = fields.gossip == "state" ? GossipOf::kState : GossipOf::kDelta;
  options.gossip_every =
      fields.every.value_or(std::max({site.longest_round_trip(), 10 * site.sync, Duration(10_ms)}));
  return options;
}

}  // namespace

Entry<ReplicationModel> crdt_replication() {
  return entry<ReplicationModel, CrdtFields>(
      {.name = "crdt",
       .meaning =
           "Replicated data types: each member answers from its own copy, always, and gossips what it has.",
       .source = "Shapiro, Preguica, Baquero & Zawirski, A comprehensive study of Convergent and Commutative "
                 "Replicated Data Types, INRIA 7506, 2011; deltas after Almeida, Shoker & Baquero 2018; sets "
                 "without tombstones after Bieniusa et al., INRIA 8083, 2012",
       .leaves_out =
           "Deltas smaller than a key; members that come and go; an addition that is asked twice counts "
           "twice. Registers are ordered by the clock of the member that was asked.",
       .validated_by = {"crdt_gossip_test"}},
      [](const CrdtFields& fields) {
        ReplicationParts parts;
        parts.make = [fields](const ClusterSite& site, const ClusterOptions& options,
                              ProtocolPorts& ports) -> std::unique_ptr<Protocol> {
          std::vector<CrdtGossip> cores;
          for (std::uint32_t i = 0; i < site.members; ++i)
            cores.emplace_back(MemberId(i), site.members, options_of(fields, site));
          return std::make_unique<Cluster<CrdtGossip>>(std::move(cores), options, ports);
        };
        parts.operations = {OperationKind::kRead,        OperationKind::kWrite,  OperationKind::kAdd,
                            OperationKind::kReadCounter, OperationKind::kInsert, OperationKind::kRemove,
                            OperationKind::kReadSet};
        parts.settings = [fields](const ClusterSite& site) -> std::vector<ProtocolSetting> {
          return {{"gossip", fields.gossip + " every " + text(options_of(fields, site).gossip_every)}};
        };
        parts.refuses = [](const ClusterSite& site) {
          return site.members <= 64 ? std::string() : std::string("64 members at most");
        };
        return parts;
      });
}

}  // namespace windtunnel
