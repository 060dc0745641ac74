// The scenario: one file, typed. What a person may write, with its meaning, unit, range and default beside
// it.
//
// Reading resolves spelling, units and choices of models; names that refer to other parts of the file (paths,
// targets, phases) are resolved when the plan is made, so that all problems of a file come out together.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/bulk/bulk_model.hpp"
#include "models/costs/costs.hpp"
#include "models/distributions/distribution.hpp"
#include "models/energy/power.hpp"
#include "models/engines/engine.hpp"
#include "models/expect/expect_fields.hpp"
#include "models/expect/gate_fields.hpp"
#include "models/failures/failure_model.hpp"
#include "models/load_balancing/balancing.hpp"
#include "models/networks/network_model.hpp"
#include "models/nodes/station.hpp"
#include "models/replication/replication.hpp"
#include "models/topologies/topology_model.hpp"
#include "models/workloads/workload_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

struct RunFields {
  std::optional<StartDate> starts;
  Duration lasts;
  Duration warm_up;
  std::int64_t replications = 10;
  std::int64_t seed = 1;
  std::int64_t events_max = 2'000'000'000;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// The zones of a region: their names, or each with the names of its racks.
using ZonesField = Either<std::vector<std::string>, MapOf<std::vector<std::string>, PlacePartKey>>;

enum class Provider { kAny, kAws, kAzure, kGcp, kIbm };
constexpr auto enum_names(Provider) {
  return std::array{EnumName{"any", Provider::kAny, "Nobody in particular."},
                    EnumName{"aws", Provider::kAws, "Amazon Web Services."},
                    EnumName{"azure", Provider::kAzure, "Microsoft Azure."},
                    EnumName{"gcp", Provider::kGcp, "Google Cloud."},
                    EnumName{"ibm", Provider::kIbm, "IBM Cloud."}};
}

struct PlacesFields {
  OrMap<Provider> provider;
  Map<ZonesField> regions;

  void describe(Schema& schema);
};

enum class Spread { kZones, kRacks, kFirstZone, kFirstRack };
constexpr auto enum_names(Spread) {
  return std::array{
      EnumName{"zones", Spread::kZones,
               "One after the other over the region's zones, in each over its racks: zones get even shares."},
      EnumName{"racks", Spread::kRacks,
               "One after the other over all the region's racks, taking zones by turns: racks get even "
               "shares; a zone without racks is one."},
      EnumName{"first_zone", Spread::kFirstZone, "All in the region's first zone, over its racks."},
      EnumName{"first_rack", Spread::kFirstRack,
               "All in the first rack of the region's first zone, as nobody should."}};
}

struct EachRegionFields {
  std::int64_t replicas = 1;
  Spread spread = Spread::kZones;

  void describe(Schema& schema);
};

constexpr auto enum_names(Discipline) {
  return std::array{
      EnumName{"fcfs", Discipline::kFcfs, "First come, first served."},
      EnumName{"lifo", Discipline::kLifo, "Last come, first served; work in service is never interrupted."},
      EnumName{"priority", Discipline::kPriority, "By class priority, never interrupted (Cobham 1954)."},
      EnumName{"priority_preemptive", Discipline::kPriorityPreempt,
               "By class priority; a more urgent arrival takes the core, the work resumes later."},
      EnumName{"processor_sharing", Discipline::kProcessorSharing,
               "Everybody at once, each with min(1, cores / present) of a core (Kleinrock 1976)."}};
}

struct QueueFields {
  Discipline discipline = Discipline::kFcfs;
  std::optional<std::int64_t> length_max;
  std::optional<Choice<Distribution>> timeout;

  void describe(Schema& schema);
};

enum class Detects { kByChecks, kAtOnce };
constexpr auto enum_names(Detects) {
  return std::array{
      EnumName{"by_checks", Detects::kByChecks, "By checks from time to time, as a real balancer does."},
      EnumName{"at_once", Detects::kAtOnce, "At once, as no real balancer can: for studies of theory."}};
}

struct HealthCheckFields {
  Detects detects = Detects::kByChecks;
  Duration every = Duration::from_ns(10'000'000'000);
  Duration timeout = Duration::from_ns(1'000'000'000);
  std::int64_t fails = 3;
  std::int64_t passes = 1;

  void describe(Schema& schema);
};

enum class PreferField { kNone, kRegion, kZone };
constexpr auto enum_names(PreferField) {
  return std::array{
      EnumName{"none", PreferField::kNone,
               "Everybody alike, wherever they are; one balancer for all callers."},
      EnumName{"region", PreferField::kRegion,
               "The caller's region, then others by distance; a balancer a region."},
      EnumName{"zone", PreferField::kZone, "The caller's zone, its region, then others; a balancer a zone."}};
}

// What every policy has beside its own fields.
struct PreferFields {
  PreferField prefer = PreferField::kRegion;
  bool spill = true;

  void describe(Schema& schema);
};
// The preference inside a chosen policy.
const PreferFields& preference_of(const Choice<Balancing>& choice);

struct DiskUseFields {
  Bytes reads;
  Bytes writes;

  void describe(Schema& schema);
};

struct DiskFields {
  Bandwidth read;
  Bandwidth write;
  DiskUseFields use;
  Map<DiskUseFields> operations;

  void describe(Schema& schema);
};

// Time on the one thread that each member of a protocol has.
struct ProtocolCostsFields {
  Duration message_in;
  Duration message_out;
  Duration apply;

  void describe(Schema& schema);
};

struct TierFields {
  std::optional<Either<std::int64_t, MapOf<std::int64_t, PlaceKey>>> replicas;
  std::optional<EachRegionFields> each_region;
  std::optional<std::string> instance;
  std::optional<std::int64_t> cores;
  OrMap<Choice<Distribution>> service;
  QueueFields queue;
  Choice<Balancing> balancer;
  HealthCheckFields health_check;
  Duration boot;
  std::int64_t needs = 1;
  MapOf<double, PlaceKey> weights;
  Bytes request = Bytes(1024);
  Bytes reply = Bytes(4096);
  std::optional<Choice<ReplicationModel>> replication;
  std::optional<Choice<Distribution>> disk_sync;
  std::optional<ProtocolCostsFields> protocol_costs;
  std::optional<DiskFields> disk;
  std::optional<PowerFields> power;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// What changes while the run runs: at this time, these fields get these values.
struct TimelineFields {
  Time at;
  MapOf<Either<double, std::string>, PathKey> set;  // by path, as in `--set`
  Map<std::string> transfer_leadership;             // by tier: a replica

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// What every scenario with a timeline leaves out, for the answer's last lines.
inline constexpr std::string_view kTimelineLeavesOut =
    "Balancers hear at once of a replica that is to leave; a replica that is to come always comes; warming "
    "up.";

// What a store under a protocol may promise, and checkers judge.
enum class Promise {
  kLinearizability,
  kSequential,
  kSessions,
  kConvergence,
  kAgreement,
  kLostAcknowledgedWrites
};
constexpr auto enum_names(Promise) {
  return std::array{
      EnumName{
          "linearizability", Promise::kLinearizability,
          "Every operation takes effect at one instant between its call and its answer (Herlihy and Wing "
          "1990)."},
      EnumName{"sequential", Promise::kSequential,
               "One order of all operations explains what clients saw and keeps each session's own (Lamport "
               "1979)."},
      EnumName{"sessions", Promise::kSessions, "The four session guarantees (Terry et al. 1994)."},
      EnumName{"convergence", Promise::kConvergence, "Members that are up hold the same in the end."},
      EnumName{"agreement", Promise::kAgreement,
               "No two members apply different things at one place of the log."},
      EnumName{"lost_acknowledged_writes", Promise::kLostAcknowledgedWrites,
               "What was acknowledged is there in the end."}};
}

// Why something that the linter warns of is meant to be so.
struct AllowFields {
  std::string because;
  std::vector<std::string> at;

  void describe(Schema& schema);
};

struct LintFields {
  Map<AllowFields> allow;  // by the name of the warning

  void describe(Schema& schema);
};

struct Scenario {
  std::string title;
  std::vector<FileRef> plugins;
  Choice<EngineModel> engine;
  RunFields run;
  std::optional<PlacesFields> places;
  Choice<NetworkModel> network;
  Map<Choice<WorkloadModel>> workload;
  Map<TierFields> tiers;
  Map<Choice<BulkModel>> bulk;
  Map<Choice<FailureModel>> faults;
  Map<TimelineFields> timeline;
  Map<std::vector<std::string>> phases;
  std::optional<CostsFields> costs;
  Map<ExpectFields> expect;
  std::vector<Promise> check;
  // These two move no run, and so are no part of the hash.
  std::optional<LintFields> lint;
  std::optional<GateFields> gate;

  void describe(Schema& schema);
};

// Everything this build can do: all models, all tables. A value; add to a copy.
Catalog builtin_catalog();

}  // namespace windtunnel
