// Raft, as a scenario names it: a log that a leader orders and a majority keeps.
#include "models/consensus/raft.hpp"

#include "models/replication/leader_timers.hpp"
#include "models/replication/replication.hpp"
#include "sim/base/text.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct RaftBatchFields {
  std::int64_t commands = 64;
  Duration delay;

  void describe(Schema& schema) {
    schema.field("commands", commands, "As many commands at most go out together; 1 is no batching.",
                 Range{std::int64_t{1}, std::int64_t{65'536}});
    schema.field("delay", delay, "So long at most the first waits for others; 0 is not at all.",
                 AtLeast{Duration()});
  }
};

struct RaftFields {
  LeaderTimersField timers{std::string("from_rtt")};
  std::string reads = "read_index";
  RaftBatchFields batch;
  std::int64_t snapshot_every = 10'000;
  bool forward = true;

  void describe(Schema& schema) {
    describe_timers(schema, timers);
    schema.field("reads", reads,
                 "How reads are answered: by the leader after a majority confirmed it, by the leader under a "
                 "lease that trusts clocks, through the log, or by any member from its own copy, which may "
                 "be old.",
                 OneOf{{"read_index", "leader_lease", "log", "local"}});
    schema.field("batch", batch, "How commands are put together before they are sent and written.");
    schema.field("snapshot_every", snapshot_every,
                 "After so many commands a member writes a snapshot and forgets its log; 0 is never.",
                 AtLeast{std::int64_t{0}});
    schema.field("forward", forward,
                 "Followers pass operations on to the leader; if not, they say who leads.");
  }
};

RaftReads reads_of(const std::string& name) {
  if (name == "leader_lease") return RaftReads::kLeaderLease;
  if (name == "log") return RaftReads::kLog;
  return name == "local" ? RaftReads::kLocal : RaftReads::kReadIndex;
}

RaftOptions options_of(const RaftFields& fields, const ClusterSite& site) {
  const LeaderTimers timers = timers_of(fields.timers, site);
  RaftOptions options;
  options.heartbeat = timers.heartbeat;
  options.election_least = timers.election_least;
  options.election_most = timers.election_most;
  options.reads = reads_of(fields.reads);
  options.forward = fields.forward;
  options.batch_most = static_cast<std::uint32_t>(fields.batch.commands);
  options.batch_delay = fields.batch.delay;
  options.snapshot_every = static_cast<std::uint64_t>(fields.snapshot_every);
  return options;
}

std::vector<ProtocolSetting> settings_of(const RaftFields& fields, const ClusterSite& site) {
  std::vector<ProtocolSetting> settings = timer_settings(timers_of(fields.timers, site));
  settings.push_back(
      {"quorum", std::to_string(site.members / 2 + 1) + " of " + std::to_string(site.members)});
  settings.push_back({"reads", fields.reads});
  settings.push_back({"batch", fields.batch.commands == 1 ? "none"
                                                          : "up to " + std::to_string(fields.batch.commands) +
                                                                " commands or " + text(fields.batch.delay)});
  if (fields.reads == "leader_lease") {
    const RaftOptions options = options_of(fields, site);
    settings.push_back({"lease", text(options.election_least * (1'000 - options.drift_per_mille) / 1'000)});
  }
  return settings;
}

}  // namespace

Entry<ReplicationModel> raft_replication() {
  return entry<ReplicationModel, RaftFields>(
      {.name = "raft",
       .meaning = "Raft: a leader that a majority elected orders all operations in a log; what a majority "
                  "has written is done.",
       .source = "Ongaro & Ousterhout, In Search of an Understandable Consensus Algorithm, USENIX ATC 2014; "
                 "Ongaro, Consensus: Bridging Theory and Practice, Stanford 2014",
       .leaves_out = "Changes of members and hand-over of leadership during a run, which the core has; "
                     "snapshots in chunks: one is sent and written whole. An operation that is asked without "
                     "a session and doubled by the network is applied twice.",
       .validated_by = {"conformance_test", "B-RAFT-SPLIT", "B-RAFT-NOSPLIT", "B-RAFT-WAN", "B-RAFT-LAN",
                        "B-RAFT-LOGCABIN", "B-WAN-PAXOS"}},
      [](const RaftFields& fields) {
        ReplicationParts parts;
        parts.make = [fields](const ClusterSite& site, const ClusterOptions& options,
                              ProtocolPorts& ports) -> std::unique_ptr<Protocol> {
          std::vector<Raft> cores;
          for (std::uint32_t i = 0; i < site.members; ++i)
            cores.emplace_back(MemberId(i), site.members, options_of(fields, site));
          return std::make_unique<Cluster<Raft>>(std::move(cores), options, ports);
        };
        parts.operations = all_operations();
        parts.reads = fields.reads == "local" ? Asks::kNearest : Asks::kLeader;
        parts.writes = Asks::kLeader;
        parts.settings = [fields](const ClusterSite& site) { return settings_of(fields, site); };
        parts.refuses = [](const ClusterSite& site) {
          return site.members <= MemberSet::kMost ? std::string() : std::string("64 members at most");
        };
        return parts;
      });
}

}  // namespace windtunnel
