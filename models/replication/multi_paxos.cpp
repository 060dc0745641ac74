// Multi-Paxos, as a scenario names it: a stable leader proposes, a majority accepts.
//
// All of its fields are those of protocols with a leader and a log.
#include "models/consensus/multi_paxos.hpp"

#include "models/replication/paxos_parts.hpp"

namespace windtunnel {

ReplicationParts paxos_parts(const LogProtocolFields& fields, std::uint32_t phase_1, std::uint32_t phase_2) {
  const auto options_of = [fields, phase_1, phase_2](const ClusterSite& site) {
    auto options = fields.options<PaxosOptions>(site);
    options.phase_1 = phase_1;
    options.phase_2 = phase_2;
    return options;
  };
  ReplicationParts parts = log_protocol_parts(fields);
  parts.make = [options_of](const ClusterSite& site, const ClusterOptions& options,
                            ProtocolPorts& ports) -> std::unique_ptr<Protocol> {
    std::vector<MultiPaxos> cores;
    for (std::uint32_t i = 0; i < site.members; ++i)
      cores.emplace_back(MemberId(i), site.members, options_of(site));
    return std::make_unique<Cluster<MultiPaxos>>(std::move(cores), options, ports);
  };
  parts.settings = [fields, options_of](const ClusterSite& site) {
    const MultiPaxos core(MemberId(0), site.members, options_of(site));
    const std::string of = " of " + std::to_string(site.members);
    return fields.settings(site,
                           {{"phase 1 quorum", std::to_string(core.phase_1_quorum()) + of},
                            {"phase 2 quorum", std::to_string(core.phase_2_quorum()) + of}},
                           options_of(site).lease());
  };
  return parts;
}

Entry<ReplicationModel> multi_paxos_replication() {
  return entry<ReplicationModel, LogProtocolFields>(
      {.name = "multi_paxos",
       .meaning =
           "Multi-Paxos: a stable leader proposes for the slots of a log; what a majority has accepted "
           "is done.",
       .source =
           "Lamport, Paxos Made Simple, 2001; Chandra, Griesemer & Redstone, Paxos Made Live, PODC 2007",
       .leaves_out = "Changes of members; snapshots in chunks: one is sent and written whole. An operation "
                     "that is asked without a session and doubled by the network is applied twice.",
       .validated_by = {"multi_paxos_conformance_test", "B-WAN-PAXOS", "B-PAXI-LAN", "B-PPM-RMAX"}},
      [](const LogProtocolFields& fields) { return paxos_parts(fields, 0, 0); });
}

}  // namespace windtunnel
