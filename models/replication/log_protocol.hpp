// The fields that all protocols with a leader and a log have, so that one may be swapped for another and
// everything else stays.
#pragma once

#include <string>
#include <vector>

#include "models/consensus/read_rounds.hpp"
#include "models/replication/batch_fields.hpp"
#include "models/replication/leader_timers.hpp"

namespace windtunnel {

struct LogProtocolFields {
  LeaderTimersField timers{std::string("from_rtt")};
  std::string reads = "read_index";
  BatchFields batch;
  std::int64_t snapshot_every = 10'000;
  bool forward = true;

  void describe(Schema& schema);

  // RaftOptions or PaxosOptions.
  template <class Options>
  Options options(const ClusterSite& site) const {
    const LeaderTimers found = timers_of(timers, site);
    Options options;
    options.heartbeat = found.heartbeat;
    options.election_least = found.election_least;
    options.election_most = found.election_most;
    options.reads = log_reads();
    options.forward = forward;
    options.batch_most = static_cast<std::uint32_t>(batch.commands);
    options.batch_delay = batch.delay;
    options.snapshot_every = static_cast<std::uint64_t>(snapshot_every);
    return options;
  }
  LogReads log_reads() const;
  // `quorums` as people read them: {{"quorum", "3 of 5"}}; `lease` as the core has it.
  std::vector<ProtocolSetting> settings(const ClusterSite& site, const std::vector<ProtocolSetting>& quorums,
                                        Duration lease) const;
};

// Operations, whom clients ask, and what a site must not be; without make() and settings().
ReplicationParts log_protocol_parts(const LogProtocolFields& fields);

}  // namespace windtunnel
