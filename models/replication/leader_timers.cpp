// The rule for the timers of protocols with a leader, and the fields that replace it.
//
// One rule for all of them, so that a comparison of two protocols does not compare two sets of timers.
#include "models/replication/leader_timers.hpp"

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/config/codes.hpp"

namespace windtunnel {

using namespace literals;

void LeaderTimersFields::describe(Schema& schema) {
  schema.field("heartbeat", heartbeat, "How often a leader is heard of at least.", Required{}, Positive{});
  schema.field("election_least", election_least,
               "The shortest time without a leader after which a member tries to become one.", Required{},
               Positive{});
  schema.field("election_most", election_most, "The longest; each is drawn between the two.", Required{},
               Positive{});
}

void LeaderTimersFields::check(Checker& checker) const {
  if (election_most < election_least)
    checker.problem("election_most", code::kOrder, exact(election_most),
                    "at least election_least, " + exact(election_least));
  if (heartbeat >= election_least)
    checker.problem("heartbeat", code::kContradiction, exact(heartbeat),
                    "less than election_least, " + exact(election_least) + ", or no leader lasts");
}

void describe_timers(Schema& schema, LeaderTimersField& timers) {
  schema.field("timers", timers,
               "By the documented rule (etcd's: a heartbeat of the longest round trip between members, ten "
               "writes or 10 ms, whichever is longest; elections after 10 to 20 heartbeats), or explicit.",
               OneOf{{"from_rtt"}});
}

LeaderTimers timers_of(const LeaderTimersField& field, const ClusterSite& site) {
  if (const LeaderTimersFields* given = field.second())
    return {given->heartbeat, given->election_least, given->election_most};
  const Duration heartbeat = std::max({site.longest_round_trip(), 10 * site.sync, Duration(10_ms)});
  return {heartbeat, 10 * heartbeat, 20 * heartbeat};
}

std::vector<ProtocolSetting> timer_settings(const LeaderTimers& timers) {
  return {{"heartbeat", text(timers.heartbeat)},
          {"election time-out", text(timers.election_least) + " to " + text(timers.election_most)}};
}

}  // namespace windtunnel
