// How a store's reads and writes find their replica, as a scenario names it: by a fixed primary, or under a
// protocol whose cores run at the tier's replicas.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/base/finding.hpp"
#include "sim/config/catalog.hpp"
#include "sim/runtime/cluster.hpp"

namespace windtunnel {

// What a protocol's documented rules for its timers and quorums may look at: who stands how far from whom,
// and how long writing takes. Nominal figures, from the scenario; nothing that happens.
struct ClusterSite {
  std::uint32_t members = 0;  // that ever stand
  std::vector<bool> later;    // by member: the timeline brings it; empty when all are there from the start
  std::vector<Duration> round_trips;   // [from * members + to], without jitter and queues
  std::vector<std::uint32_t> regions;  // by member
  Duration sync;                       // a write to stable storage, at the mean

  bool founds(std::uint32_t member) const { return later.empty() || !later[member]; }
  // How many there are at the start.
  std::uint32_t founders() const {
    return members - static_cast<std::uint32_t>(std::count(later.begin(), later.end(), true));
  }
  Duration round_trip(std::uint32_t from, std::uint32_t to) const { return round_trips[from * members + to]; }
  // Between the two that are farthest apart; what `"timers": "from_rtt"` starts from.
  Duration longest_round_trip() const {
    Duration longest;
    for (const Duration each : round_trips) longest = std::max(longest, each);
    return longest;
  }
};

// Whom clients ask first.
enum class Asks : std::uint8_t {
  kNearest,  // whoever their balancer chooses; members pass on what they can not answer
  kLeader,   // whoever led last, as far as they know; anybody when they do not know
};

// A setting that follows from the site, for people: `election time-out`, `300 to 600 ms`.
struct ProtocolSetting {
  std::string name;
  std::string value;
};

struct ReplicationParts {
  // Without a protocol.
  bool reads_at_primary = false;  // else at the nearest replica
  std::string primary_region;     // where writes go

  // Under a protocol; absent without one.
  std::function<std::unique_ptr<Protocol>(const ClusterSite&, const ClusterOptions&, ProtocolPorts&)> make;
  std::vector<OperationKind> operations;  // that it has
  Asks reads = Asks::kNearest;
  Asks writes = Asks::kNearest;
  bool transfers_leadership = false;  // an operator can have it handed over
  bool changes_members = false;       // and who its members are, in a run
  std::function<std::vector<ProtocolSetting>(const ClusterSite&)> settings;
  // What is wrong with so many members, in the words of a problem's `expected`; "" when nothing is.
  std::function<std::string(const ClusterSite&)> refuses;
  // Runs the conformance suite of cores over fresh members; absent where nobody filled it in.
  std::function<Finding(const ClusterSite&, const ConformanceOptions&)> conform{};
};

struct ReplicationModel {
  static constexpr std::string_view kKind = "replication";
  using Maker = std::function<ReplicationParts(const AnyFields&)>;
};

// For protocols whose copies run a whole state machine.
inline std::vector<OperationKind> all_operations() {
  std::vector<OperationKind> all;
  for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind)
    all.push_back(static_cast<OperationKind>(kind));
  return all;
}

Entry<ReplicationModel> none_replication();
Entry<ReplicationModel> raft_replication();
Entry<ReplicationModel> multi_paxos_replication();
Entry<ReplicationModel> flexible_paxos_replication();
Entry<ReplicationModel> primary_backup_replication();
Entry<ReplicationModel> dynamo_replication();
Entry<ReplicationModel> chain_replication();
Entry<ReplicationModel> craq_replication();
Entry<ReplicationModel> crdt_replication();

// Adds every way to replicate there is to a catalog.
void add_replications(Catalog& catalog);

}  // namespace windtunnel
