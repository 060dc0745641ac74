// Fields and settings that protocols with a leader and a log have in common.
//
// Clients ask whoever led last as far as they know: only that one can answer at once. Where reads are local
// they go to the nearest.
#include "models/replication/log_protocol.hpp"

#include "models/consensus/member_set.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

void LogProtocolFields::describe(Schema& schema) {
  describe_timers(schema, timers);
  schema.field("reads", reads,
               "How reads are answered: by the leader after a quorum confirmed it, by the leader under a "
               "lease that trusts clocks, through the log, or by any member from its own copy, which may "
               "be old.",
               OneOf{{"read_index", "leader_lease", "log", "local"}});
  schema.field("batch", batch, "How commands are put together before they are sent and written.");
  schema.field("snapshot_every", snapshot_every,
               "After so many commands a member writes a snapshot and forgets its log; 0 is never.",
               AtLeast{std::int64_t{0}});
  schema.field("forward", forward, "Members pass operations on to the leader; if not, they say who leads.");
}

LogReads LogProtocolFields::log_reads() const {
  if (reads == "leader_lease") return LogReads::kLeaderLease;
  if (reads == "log") return LogReads::kLog;
  return reads == "local" ? LogReads::kLocal : LogReads::kReadIndex;
}

std::vector<ProtocolSetting> LogProtocolFields::settings(const ClusterSite& site,
                                                         const std::vector<ProtocolSetting>& quorums,
                                                         Duration lease) const {
  std::vector<ProtocolSetting> settings = timer_settings(timers_of(timers, site));
  settings.insert(settings.end(), quorums.begin(), quorums.end());
  settings.push_back({"reads", reads});
  settings.push_back({"batch", batch.words()});
  if (log_reads() == LogReads::kLeaderLease) settings.push_back({"lease", text(lease)});
  return settings;
}

ReplicationParts log_protocol_parts(const LogProtocolFields& fields) {
  ReplicationParts parts;
  parts.operations = all_operations();
  parts.reads = fields.log_reads() == LogReads::kLocal ? Asks::kNearest : Asks::kLeader;
  parts.writes = Asks::kLeader;
  parts.refuses = [](const ClusterSite& site) {
    return site.members <= MemberSet::kMost ? std::string() : std::string("64 members at most");
  };
  return parts;
}

}  // namespace windtunnel
