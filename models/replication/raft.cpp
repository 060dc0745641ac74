// Raft, as a scenario names it: a log that a leader orders and a majority keeps.
//
// All of its fields are those of protocols with a leader and a log.
#include "models/consensus/raft.hpp"

#include "models/replication/log_protocol.hpp"

namespace windtunnel {

Entry<ReplicationModel> raft_replication() {
  return entry<ReplicationModel, LogProtocolFields>(
      {.name = "raft",
       .meaning = "Raft: a leader that a majority elected orders all operations in a log; what a majority "
                  "has written is done.",
       .source = "Ongaro & Ousterhout, In Search of an Understandable Consensus Algorithm, USENIX ATC 2014; "
                 "Ongaro, Consensus: Bridging Theory and Practice, Stanford 2014",
       .leaves_out =
           "Snapshots in chunks: one is sent and written whole. A member that is added decides before it "
           "has caught up (no learners). An operation that is asked without a session and doubled by "
           "the network is applied twice.",
       .validated_by = {"raft_conformance_test", "B-RAFT-SPLIT", "B-RAFT-NOSPLIT", "B-RAFT-WAN", "B-RAFT-LAN",
                        "B-RAFT-LOGCABIN", "B-WAN-PAXOS"}},
      [](const LogProtocolFields& fields) {
        ReplicationParts parts = log_protocol_parts(fields);
        parts.transfers_leadership = parts.changes_members = true;
        parts.make = [fields](const ClusterSite& site, const ClusterOptions& options,
                              ProtocolPorts& ports) -> std::unique_ptr<Protocol> {
          MemberSet voters;
          for (std::uint32_t i = 0; i < site.members; ++i)
            if (site.founds(i)) voters.add(MemberId(i));
          std::vector<Raft> cores;
          for (std::uint32_t i = 0; i < site.members; ++i)
            cores.emplace_back(MemberId(i), voters, fields.options<RaftOptions>(site));
          return std::make_unique<Cluster<Raft>>(std::move(cores), options, ports);
        };
        parts.settings = [fields](const ClusterSite& site) {
          const std::string quorum =
              std::to_string(site.founders() / 2 + 1) + " of " + std::to_string(site.founders());
          return fields.settings(site, {{"quorum", quorum}}, fields.options<RaftOptions>(site).lease());
        };
        return parts;
      });
}

}  // namespace windtunnel
