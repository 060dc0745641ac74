// Flexible Paxos, as a scenario names it: Multi-Paxos whose quorums need not be majorities.
//
// Only quorums of different phases have to meet: fewer members for each command are paid with more of them
// for each change of the leader.
#include "models/consensus/member_set.hpp"
#include "models/replication/paxos_parts.hpp"
#include "sim/config/codes.hpp"

namespace windtunnel {
namespace {

struct FlexiblePaxosFields : LogProtocolFields {
  std::int64_t commit_quorum = 0;
  std::int64_t election_quorum = 0;

  void describe(Schema& schema) {
    schema.field("commit_quorum", commit_quorum,
                 "So many members accept a command before it is done (phase 2).", Required{},
                 Range{std::int64_t{1}, std::int64_t{64}});
    schema.field("election_quorum", election_quorum,
                 "So many members promise before a member leads (phase 1); 0 is the fewest that meet every "
                 "commit quorum.",
                 Range{std::int64_t{0}, std::int64_t{64}});
    LogProtocolFields::describe(schema);
  }
};

std::string refuses(const FlexiblePaxosFields& fields, const ClusterSite& site) {
  const std::int64_t members = site.members;
  if (members > MemberSet::kMost) return "64 members at most";
  if (fields.commit_quorum > members || fields.election_quorum > members)
    return "quorums of " + std::to_string(members) + " members at most";
  if (fields.election_quorum != 0 && fields.election_quorum + fields.commit_quorum <= members)
    return "an election_quorum of at least " + std::to_string(members - fields.commit_quorum + 1) +
           ", so that it meets every commit_quorum of " + std::to_string(fields.commit_quorum) + " of " +
           std::to_string(members);
  return "";
}

}  // namespace

Entry<ReplicationModel> flexible_paxos_replication() {
  return entry<ReplicationModel, FlexiblePaxosFields>(
      {.name = "flexible_paxos",
       .meaning = "Flexible Paxos: Multi-Paxos with a quorum for commands and another for elections, which "
                  "only have to meet.",
       .source = "Howard, Malkhi & Spiegelman, Flexible Paxos: Quorum Intersection Revisited, OPODIS 2016",
       .leaves_out = "Quorums by name, such as grids; what Multi-Paxos leaves out.",
       .validated_by = {"multi_paxos_conformance_test", "B-WAN-FPAXOS"}},
      [](const FlexiblePaxosFields& fields) {
        ReplicationParts parts = paxos_parts(fields, static_cast<std::uint32_t>(fields.election_quorum),
                                             static_cast<std::uint32_t>(fields.commit_quorum));
        parts.refuses = [fields](const ClusterSite& site) { return refuses(fields, site); };
        return parts;
      });
}

}  // namespace windtunnel
