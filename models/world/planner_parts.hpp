// The planner's parts: one scenario being planned, its problems collected as they are found.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/expect/metrics.hpp"
#include "models/phases/phase_time.hpp"
#include "models/world/planner.hpp"
#include "models/world/read_parts.hpp"

namespace windtunnel {

class Planner {
 public:
  Planner(const Scenario& scenario, const Document& document, Problems& problems)
      : scenario_(scenario), document_(document), problems_(problems), read_(problems) {}

  // In this order: each part refers to those before it.
  void plan_run();
  void plan_places();
  void plan_engine();
  void plan_network();
  void plan_timeline();   // planner_timeline.cpp: what changes, before what it changes is planned
  void plan_tiers();      // planner_tiers.cpp
  void plan_endpoints();  // which host each replica runs on
  void plan_workloads();  // planner_workloads.cpp
  void plan_services();   // planner_tiers.cpp: laws by operation and class
  void plan_stores();     // planner_stores.cpp: members of protocols, and how far apart they are
  void plan_transfers();  // planner_stores.cpp: what the timeline wants of their leaders
  void plan_bulk();       // planner_bulk.cpp
  void plan_faults();     // planner_faults.cpp; those on the wire: planner_wire.cpp
  void plan_phases();     // planner_faults.cpp
  void plan_costs();
  void judge_expectations();  // planner_answers.cpp: the names that expectations use
  void judge_prices();        // planner_answers.cpp: every price that the month will ask for

  Flight take() { return std::move(flight_); }

 private:
  Complain complain_under(std::string path);
  void problem(const std::string& path, std::string_view code, std::string found, std::string expected,
               std::string_view name = {}, const std::vector<std::string>& candidates = {});

  void plan_sharing();
  // The model at `path` runs on the scenario's engine, or that is a problem.
  void check_engine(const std::string& path, const EntryInfo* entry);
  // One field that gets a value at a time.
  struct Setting {
    Time at;
    std::string field;  // its path
    double value = 0;   // a count, a weight, or requests a second
    std::string path;   // where the timeline says so
  };
  enum class Changes { kReplicas, kEachRegion, kZone, kRate, kWeight };
  struct ChangeableField {
    std::string path;
    Changes what = Changes::kReplicas;
  };
  std::vector<ChangeableField> changeable_fields() const;
  void plan_setting(Time at, const std::string& path, const std::string& pattern,
                    const Either<double, std::string>& value, const std::vector<ChangeableField>& fields);
  std::optional<double> new_value(const std::string& path, Changes what,
                                  const Either<double, std::string>& value);
  std::vector<Setting> settings_of(const std::string& field) const;
  ChangePlan& change_at(Time at);

  // What is known of the tier that stands at the same index in the plan.
  struct TierState {
    bool read = false;    // its fields are as written; else it is but a name
    bool placed = false;  // its replicas stand where they should
    bool shaped = false;  // the price list knows its instance, or it has none
  };
  void plan_tier(std::uint32_t index, const TierFields& fields, const std::string& path);
  bool all_placed() const;
  bool hangs_on_unread_fault(std::string_view moment) const;
  std::vector<std::string> class_names() const;
  void judge_told(const std::string& path, const Metric& metric, const Selector& of);
  std::vector<TrafficUse> possible_traffic();

  std::optional<std::uint32_t> region_named(const std::string& name) const;
  std::optional<std::uint32_t> zone_named(const std::string& name) const;
  std::optional<std::uint32_t> rack_named(const std::string& name) const;
  std::optional<std::uint32_t> tier_named(const std::string& name) const;
  std::vector<std::string> tier_names() const;

  void add_zone(std::uint32_t region, const std::string& zone, const std::vector<std::string>& racks);
  void place_replicas(std::uint32_t tier, const TierFields& fields, const std::string& path);
  // Over the seats by turns; a seat without a rack is its whole zone, and takes the zone's racks by turns.
  void add_replicas(std::uint32_t tier, std::int64_t count, const std::vector<StandsAt>& seats,
                    const TierFields& fields, const std::string& path);
  std::vector<StandsAt> seats_of(std::uint32_t region, Spread spread) const;
  // A region/zone or a region/zone/rack.
  std::optional<StandsAt> seat_named(const std::string& name) const;
  void plan_disk(TierPlan& tier, const DiskFields& fields, const std::string& path);  // planner_bulk.cpp
  std::int64_t cores_of(const TierFields& fields, const std::string& path);

  void plan_workload(const std::string& name, const Choice<WorkloadModel>& choice);
  void plan_operations(WorkloadPlan& workload, const WorkloadCommon& common);
  void plan_class(const std::string& name, const ClassFields& fields, const WorkloadCommon& common,
                  std::uint32_t workload, const std::string& path);
  void plan_path(ClassPlan& planned, const std::vector<std::string>& steps, const std::string& path);
  void plan_store_step(ClassPlan& planned, std::uint32_t tier, const std::string& operation,
                       const ReplicationParts& parts, const std::string& path, bool last);
  void judge_keys(const WorkloadPlan& workload);
  void plan_store(std::uint32_t index, const TierFields& fields, const ReplicationParts& parts);
  ClusterSite site_of(const TierPlan& tier, const Sampler& sync) const;
  std::optional<std::uint32_t> led_tier(const TargetFields& target, const std::string& path);
  void plan_walk(ClassPlan& planned, const WalkFields& walk, const std::string& path);

  struct Ends {
    std::optional<std::uint32_t> region, zone, rack, tier, replica;
  };
  // Nothing when a name was wrong, which is then complained of.
  std::optional<Ends> resolve(const TargetFields& target, const std::string& path);
  bool stands_in(std::uint32_t replica, const Ends& ends) const;
  std::vector<Party> parties_of(const Ends& ends) const;
  std::vector<Party> parties_of(const EndFields& fields, const std::string& path);
  void plan_wire_fault(FaultPlan& fault, const FailureParts& parts, const std::string& path);
  void plan_partition(WireFaultPlan& planned, const FailureParts& parts, const std::string& path);

  std::vector<std::uint32_t> targeted(const TargetFields& target, const std::string& path);
  const ReplicationParts* protocol_of(std::uint32_t tier);
  void plan_clock_fault(const FaultPlan& fault, const std::string& path);
  void judge_members(std::uint32_t tier, const ClusterSite& site, const std::string& path);
  void plan_leader_fault(FaultPlan& fault, const FailureParts& parts, const std::string& path);
  std::optional<std::uint32_t> tier_of_share(const FailureParts& parts, const std::string& path);
  std::vector<std::vector<std::uint32_t>> units_of(const FailureParts& parts, const std::string& path);
  std::vector<std::uint64_t> unit_keys_of(const FailureParts& parts,
                                          const std::vector<std::vector<std::uint32_t>>& units) const;

  const Scenario& scenario_;
  const Document& document_;
  Problems& problems_;
  Flight flight_;
  std::vector<std::string> tier_keys_;                   // names of the tiers that are on, beside plan.tiers
  std::vector<TierState> tiers_;                         // beside plan.tiers
  std::map<std::uint32_t, ReplicationParts> protocols_;  // of tiers that are stores under one
  std::vector<Setting> settings_;                        // in the order of time
  std::vector<Anchor> anchors_;
  ReadParts read_;
  std::vector<std::string> unread_faults_;  // those whose times are not known
  bool time_known_ = true;                  // when the run ends and its warm-up
  bool places_known_ = true;                // else the plan's places are a stand-in
  bool costs_known_ = true;
};

}  // namespace windtunnel
