// The plan of one run: a scenario with every name resolved to an index, ready to be wired. Plain values only.
//
// The plan is made once a scenario and shared by all replications, which only read it. It knows nothing of
// JSON, and the world knows nothing of scenarios: whoever builds a plan by hand (a test, a bench) flies the
// same engine.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/bulk/bulk.hpp"
#include "models/energy/power.hpp"
#include "models/failures/failure.hpp"
#include "models/load_balancing/policy.hpp"
#include "models/networks/network.hpp"
#include "models/nodes/disk.hpp"
#include "models/nodes/station.hpp"
#include "models/replication/replication.hpp"
#include "models/topologies/places.hpp"
#include "models/workloads/workload.hpp"
#include "sim/base/samplers.hpp"
#include "sim/base/time.hpp"
#include "sim/wire/sides.hpp"

namespace windtunnel {

enum class Prefer : std::uint8_t { kNone, kRegion, kZone };

// Where a message leaves from or goes to: a place, the node there where the network has a topology, and who
// it is to faults on the wire.
struct Endpoint {
  PlaceIndex place = 0;
  NodeIndex node = kNoIndex;
  Party party = 0;
};

struct HealthCheckPlan {
  Duration every;
  Duration timeout;
  std::int64_t fails = 1;
  std::int64_t passes = 1;
};

struct ReplicaPlan {
  std::uint32_t tier = 0;
  std::uint32_t zone = 0;
  double weight = 1.0;
  std::optional<std::uint32_t> rack;  // of the zone, where it has any
  NodeIndex node = kNoIndex;          // its host, where the network has a topology
  bool from_start = true;             // else a change of the timeline brings it
};

// What the timeline changes at one moment: who comes, who leaves, and who is to lead its store. The plan
// holds every replica that ever stands.
struct ChangePlan {
  struct Weight {
    std::uint32_t replica = 0;
    double weight = 1.0;
  };
  Time at;
  std::vector<std::uint32_t> join;
  std::vector<std::uint32_t> leave;
  std::vector<Weight> weights;
  std::vector<std::uint32_t> leaders;
};

// A store under a protocol: its members are the tier's replicas, in their order.
struct StorePlan {
  std::string protocol;  // the kind of replication
  std::function<std::unique_ptr<Protocol>(const ClusterSite&, const ClusterOptions&, ProtocolPorts&)> make;
  ClusterSite site;
  Asks reads = Asks::kNearest;
  Asks writes = Asks::kNearest;
  Sampler sync;  // seconds until a write is on stable storage
  ProtocolCosts costs;
  std::vector<ProtocolSetting> settings;
};

struct TierPlan {
  std::string name;
  std::vector<std::string> operations;        // index of a service law; at least one
  std::vector<std::vector<Sampler>> service;  // [operation][class], seconds
  StationPlan station;
  Duration boot;
  std::int64_t needs = 1;       // replicas that must be up for the tier to count as up
  std::int64_t call_bytes = 0;  // of a call from another tier
  std::int64_t answer_bytes = 0;
  Prefer prefer = Prefer::kRegion;
  bool spill = true;                            // callers may leave their own region when nobody there is up
  std::optional<HealthCheckPlan> health_check;  // absent: the dead are known at once
  std::function<std::unique_ptr<Policy>()> policy;
  std::optional<DiskPlan> disk;            // of each replica
  std::vector<DiskUse> disk_use;           // by operation; empty when no operation uses it
  std::optional<PowerPlan> power;          // what a replica draws, where the scenario says
  std::shared_ptr<const StorePlan> store;  // when it is a store under a protocol
  std::string instance;                    // "" when none was named
  std::vector<std::uint32_t> replicas;     // indices into Plan::replicas
};

struct StepPlan {
  std::uint32_t tier = 0;
  std::uint32_t operation = 0;
  std::uint32_t visit = 0;                   // how many earlier steps of the path go to the same tier
  std::optional<std::uint32_t> only_region;  // where the primary is
};

// A random walk over the tiers (Jackson 1963): where a request enters, and where it goes after each tier.
struct WalkPlan {
  std::vector<double> enters;             // by tier, cumulative
  std::vector<std::vector<double>> next;  // by tier, cumulative; what is missing to 1 leaves
};

// The last step of a path, when that is a store under a protocol: what is asked of it.
struct StoreUse {
  std::uint32_t tier = 0;
  OperationKind kind = OperationKind::kRead;
};

struct ClassPlan {
  std::string name;
  std::uint32_t workload = 0;
  std::vector<StepPlan> path;  // a chain of calls; with `walk`, one step a tier in the tiers' order
  std::optional<WalkPlan> walk;
  std::optional<StoreUse> store;
  Sampler deadline;                        // seconds
  std::optional<Duration> fixed_deadline;  // when it is the same for all
  std::int64_t retries = 0;
  Duration backoff;
  double backoff_factor = 1.0;
  Duration attempt_timeout;  // zero: none but the deadline
  bool spill = true;         // may enter another region when nobody is up in the nearest
  Sampler request_size;      // bytes
  Sampler reply_size;
  std::uint32_t priority = 0;  // 0 is served first
};

// A bucket of retries for the clients of each region: a request that is first sent adds `share`, up to
// `most`, and each retry takes one.
struct RetryBudgetPlan {
  double share = 0;
  std::int64_t most = 0;
};

struct WorkloadPlan {
  std::string name;
  std::vector<double> origin_shares;  // by region, cumulative
  std::vector<std::uint32_t> classes;
  std::vector<double> class_shares;                                       // cumulative, beside `classes`
  std::function<std::unique_ptr<OpenArrivals>(std::uint64_t seed)> open;  // exactly one of open and closed
  std::optional<ClosedPlan> closed;
  std::optional<RetryBudgetPlan> retry_budget;
  std::int64_t sessions = 100;  // of a region, kept in turn, of those who ask a store under a protocol
  bool sticky_sessions = true;  // a session asks whoever answered it last
  std::optional<Sampler> keys;  // which of several things a request is about; absent: each its own
};

// What a fault does to messages, and between whom.
struct WireFaultPlan {
  WireEffect effect;
  bool cuts = false;
  bool clogs = false;
  SidesShape shape = SidesShape::kIsolate;
  std::vector<std::vector<Party>> nodes;  // of a partition: what stands on one side as a whole
  std::vector<std::uint32_t> first;       // of a partition: nodes on the first side; drawn when empty
  std::vector<Party> others;              // of a partition: who stands with the second side
  std::vector<std::vector<Party>> ends;   // of a link, by unit; empty for a partition
  std::vector<Party> peers;               // of a link
  std::optional<Alternation> alternates;
};

struct FaultPlan {
  std::string name;
  FailurePlan failure;
  std::optional<WireFaultPlan> wire;              // present: it strikes messages, not machines
  std::vector<std::vector<std::uint32_t>> units;  // what fails together: the replicas of each unit
  std::vector<std::uint64_t> unit_keys;           // who each unit is, for its stream; its index when empty
  // It strikes whoever leads this tier's store then, or all that stand with it, instead of the unit.
  struct Leader {
    enum class Reach : std::uint8_t { kItself, kRack, kZone, kRegion };
    std::uint32_t tier = 0;
    Reach reach = Reach::kItself;
  };
  std::optional<Leader> leader;
  // So many of the unit's replicas fail, drawn from its stream at each strike; absent: all of them.
  std::optional<std::uint32_t> drawn;
};

struct Plan {
  Places places;
  NetworkPlan network;
  std::vector<NodeIndex> edge_nodes;  // by region: where its clients enter a network with a topology
  std::vector<TierPlan> tiers;
  std::vector<ReplicaPlan> replicas;
  std::vector<WorkloadPlan> workloads;
  std::vector<ClassPlan> classes;
  std::vector<BulkPlan> bulk;
  std::vector<FaultPlan> faults;
  std::vector<ChangePlan> changes;  // in the order of time
  Duration clocks_ahead;  // of members, where a fault makes some wrong: more than all faults set them back

  Duration lasts;
  Duration warm_up;
  std::vector<Time> window_starts = {Time()};  // elementary windows; one starts at the end of the warm-up
  Duration bin = Duration::from_ns(1'000'000'000);
  std::uint64_t events_max = ~std::uint64_t{0};

  bool has_stores() const {
    for (const TierPlan& tier : tiers)
      if (tier.store) return true;
    return false;
  }
  // What the time of a request is split into: network, queue and service of each tier, and what it waits for
  // replication, where there is any.
  std::uint32_t parts() const {
    return 1 + 2 * static_cast<std::uint32_t>(tiers.size()) + (has_stores() ? 1 : 0);
  }

  // Who may send or receive: all replicas, then all places (clients at their edges, balancers in their
  // zones).
  std::uint32_t parties() const { return static_cast<std::uint32_t>(replicas.size()) + places.count(); }
  Party party_of_place(PlaceIndex place) const { return static_cast<Party>(replicas.size()) + place; }

  // A pool is the part of a tier that stands in one region: what saturates together.
  std::uint32_t pools() const { return static_cast<std::uint32_t>(tiers.size() * places.regions.size()); }
  std::uint32_t pool_of(std::uint32_t replica) const {
    return replicas[replica].tier * static_cast<std::uint32_t>(places.regions.size()) +
           places.region_of_zone[replicas[replica].zone];
  }
};

// Which replicas stand when the run ends, those that are down included.
std::vector<bool> standing_at_the_end(const Plan& plan);

// Who each replica is, whatever else the plan holds: one more elsewhere changes nobody's.
std::vector<std::uint64_t> replica_identities(const Plan& plan);

}  // namespace windtunnel
