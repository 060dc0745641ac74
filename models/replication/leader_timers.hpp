// The timers of protocols with a leader, as a scenario writes them: by the documented rule, or explicit.
//
// The rule is etcd's (etcd documentation, "Tuning", v3.5): the heartbeat is about the longest round trip
// between members, the election time-out ten heartbeats, drawn up to twice that. Two floors: ten writes to
// stable storage, because acknowledgements stand behind them, and 10 ms, because etcd counts in milliseconds
// and below that a busy thread looks like a dead one.
#pragma once

#include <string>
#include <vector>

#include "models/replication/replication.hpp"
#include "sim/config/either.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

struct LeaderTimers {
  Duration heartbeat;
  Duration election_least, election_most;
};

struct LeaderTimersFields {
  Duration heartbeat;
  Duration election_least, election_most;
  void describe(Schema& schema);
  void check(Checker& checker) const;
};

using LeaderTimersField = Either<std::string, LeaderTimersFields>;

// Binds the field `timers`.
void describe_timers(Schema& schema, LeaderTimersField& timers);
LeaderTimers timers_of(const LeaderTimersField& field, const ClusterSite& site);
std::vector<ProtocolSetting> timer_settings(const LeaderTimers& timers);

}  // namespace windtunnel
