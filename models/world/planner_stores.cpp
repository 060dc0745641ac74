// Planning the stores under a protocol: who their members are, how far apart, and what clients may ask them.
#include <algorithm>

#include "models/world/planner_parts.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

std::optional<OperationKind> operation_named(const std::string& name) {
  for (std::size_t i = 0; i < kOperationNames.size(); ++i)
    if (kOperationNames[i] == name) return static_cast<OperationKind>(i);
  return std::nullopt;
}

std::vector<std::string> operations_of(const std::string& tier, const ReplicationParts& parts) {
  std::vector<std::string> names;
  for (const OperationKind kind : parts.operations)
    names.push_back(tier + "." + std::string(kOperationNames[static_cast<std::size_t>(kind)]));
  return names;
}

}  // namespace

// The last step of a path asks a store: what it asks has to be something that the protocol has.
void Planner::plan_store_step(ClassPlan& planned, std::uint32_t tier, const std::string& operation,
                              const ReplicationParts& parts, const std::string& path, bool last) {
  const std::string& name = flight_.plan.tiers[tier].name;
  const std::vector<std::string> known = operations_of(name, parts);
  const auto kind = operation_named(operation);
  const bool has =
      kind && std::find(parts.operations.begin(), parts.operations.end(), *kind) != parts.operations.end();
  if (!has) {
    std::string list;
    for (const std::string& each : known) list += (list.empty() ? "" : ", ") + each;
    problem(path, "WT011", "\"" + name + (operation.empty() ? "" : "." + operation) + "\"",
            "an operation that " + scenario_.tiers.find(name)->replication->kind() + " has: " + list,
            name + "." + operation, known);
    return;
  }
  if (!last)
    problem(path, "WT030", "\"" + name + "." + operation + "\" before the end of a path",
            "a store under a protocol as the last step: it calls nobody");
  planned.store = StoreUse{tier, *kind};
}

// Whoever asks a store says which keys it is about.
void Planner::judge_keys(const WorkloadPlan& workload) {
  const bool asks = std::any_of(workload.classes.begin(), workload.classes.end(), [&](std::uint32_t index) {
    return flight_.plan.classes[index].store.has_value();
  });
  if (!asks) return;
  const std::string path = "workload." + workload.name + ".keys";
  if (!workload.keys)
    problem(path, "WT008", "nothing",
            "the law of the keys that requests are about, since they ask a store under a protocol");
  else if (!(workload.keys->max() < 1e7))
    problem(path, "WT005", "numbers up to " + significant(workload.keys->max(), 6),
            "a law with a largest number below 10000000: each key of a store is kept");
}

void Planner::plan_stores() {
  for (const WorkloadPlan& workload : flight_.plan.workloads) judge_keys(workload);
  for (std::uint32_t index = 0; index < flight_.plan.tiers.size(); ++index) {
    if (!tiers_[index].read) continue;
    const TierFields& fields = *scenario_.tiers.find(flight_.plan.tiers[index].name);
    if (fields.replication) {
      ReplicationParts parts = fields.replication->make();
      if (!parts.make) continue;
      plan_store(index, fields, parts);
      protocols_.emplace(index, std::move(parts));
    }
  }
}

// Whether the tier is a store under a protocol, which one may not be planned for other problems that it has.
const ReplicationParts* Planner::protocol_of(std::uint32_t tier) {
  const auto at = protocols_.find(tier);
  return at == protocols_.end() ? nullptr : &at->second;
}

void Planner::plan_transfers() {
  for (const auto& item : scenario_.timeline) {
    const std::string above = path_join("timeline", item.name);
    if (!read_.well(above)) continue;
    for (const auto& transfer : item.value.transfer_leadership) {
      const std::string path = path_join(above + ".transfer_leadership", transfer.name);
      const auto tier = tier_named(transfer.name);
      if (!tier && read_.listed("tiers"))
        problem(path, "WT011", "\"" + transfer.name + "\"", "a tier that is enabled", transfer.name,
                tier_names());
      if (!tier || !tiers_[*tier].read) continue;
      const ReplicationParts* parts = protocol_of(*tier);
      if (parts == nullptr || !parts->transfers_leadership) {
        const auto& replication = scenario_.tiers.find(transfer.name)->replication;
        problem(path, "WT030",
                "a hand-over by " +
                    (replication ? replication->kind() : std::string("a tier without replication")),
                "a store whose protocol can hand over leadership: raft");
        continue;
      }
      const std::vector<std::uint32_t>& replicas = flight_.plan.tiers[*tier].replicas;
      std::vector<std::string> known;
      for (std::size_t i = 0; i < replicas.size(); ++i) {
        known.push_back(transfer.name + "-" + std::to_string(i + 1));
        if (known.back() == transfer.value) change_at(item.value.at).leaders.push_back(replicas[i]);
      }
      if (std::find(known.begin(), known.end(), transfer.value) == known.end() && all_placed())
        problem(path, "WT011", "\"" + transfer.value + "\"",
                "a replica of " + transfer.name + ", as tier-number", transfer.value, known);
    }
  }
}

// There is always somebody to decide.
void Planner::judge_members(std::uint32_t tier, const ClusterSite& site, const std::string& path) {
  std::int64_t standing = site.founders();
  if (standing == 0)
    problem(path, "WT030", "a store that begins without members", "at least one from the start");
  for (const ChangePlan& change : flight_.plan.changes) {
    const auto of_tier = [&](std::uint32_t replica) { return flight_.plan.replicas[replica].tier == tier; };
    standing += std::count_if(change.join.begin(), change.join.end(), of_tier);
    standing -= std::count_if(change.leave.begin(), change.leave.end(), of_tier);
    if (standing == 0)
      problem(path, "WT030", "a store without members from " + text(change.at.since_start()) + " on",
              "at least one member at any time");
  }
}

void Planner::plan_store(std::uint32_t index, const TierFields& fields, const ReplicationParts& parts) {
  TierPlan& tier = flight_.plan.tiers[index];
  const std::string path = "tiers." + tier.name;
  if (!fields.disk_sync)
    problem(path + ".disk_sync", "WT008", "nothing",
            "how long a write takes to be on stable storage, such as \"1 ms\": " +
                fields.replication->kind() + " persists before it answers");
  for (const Setting& setting : settings_)
    if (!parts.changes_members && setting.field.compare(0, path.size() + 1, path + ".") == 0 &&
        setting.field.find("replicas") != std::string::npos)
      problem(
          setting.path, "WT030", "a change of the members of " + tier.name,
          "members that stay, as those of " + fields.replication->kind() + " do; those of raft can change");
  if (!fields.disk_sync || !all_placed() || !flight_.plan.network.places) return;
  auto store = std::make_shared<StorePlan>();
  store->protocol = fields.replication->kind();
  store->make = parts.make;
  store->reads = parts.reads;
  store->writes = parts.writes;
  store->sync = fields.disk_sync->make();
  if (fields.protocol_costs)
    store->costs = ProtocolCosts{fields.protocol_costs->message_in, fields.protocol_costs->message_out,
                                 fields.protocol_costs->apply};
  store->site = site_of(tier, store->sync);
  judge_members(index, store->site, path);
  if (parts.refuses)
    if (const std::string wanted = parts.refuses(store->site); !wanted.empty())
      problem(path + ".replication", "WT030", std::to_string(store->site.members) + " replicas", wanted);
  if (parts.settings) store->settings = parts.settings(store->site);
  tier.store = std::move(store);
}

ClusterSite Planner::site_of(const TierPlan& tier, const Sampler& sync) const {
  const Plan& plan = flight_.plan;
  ClusterSite site;
  site.members = static_cast<std::uint32_t>(tier.replicas.size());
  site.sync = Duration::from_seconds(std::max(0.0, sync.mean()));
  const auto one_way = [&](const ReplicaPlan& from, const ReplicaPlan& to) {
    if (plan.network.wiring.topology) return plan.network.wiring.topology->latency(from.node, to.node);
    return plan.network.latency(from.zone, to.zone);
  };
  for (const std::uint32_t from : tier.replicas) {
    const ReplicaPlan& here = plan.replicas[from];
    site.regions.push_back(plan.places.region_of_zone[here.zone]);
    site.later.push_back(!here.from_start);
    for (const std::uint32_t to : tier.replicas) {
      const ReplicaPlan& there = plan.replicas[to];
      site.round_trips.push_back(from == to ? Duration() : one_way(here, there) + one_way(there, here));
    }
  }
  return site;
}

// The tier whose leader a fault is after; nothing after a complaint.
std::optional<std::uint32_t> Planner::led_tier(const TargetFields& target, const std::string& path) {
  std::vector<std::uint32_t> stores;
  for (std::uint32_t index = 0; index < flight_.plan.tiers.size(); ++index)
    if (flight_.plan.tiers[index].store && (!target.tier || *target.tier == flight_.plan.tiers[index].name))
      stores.push_back(index);
  if (stores.size() == 1) return stores.front();
  if (all_placed() && read_.listed("tiers"))
    problem(path + ".target.role", "WT030",
            stores.empty() ? "a leader, where no store has a protocol" : "a leader of one of several stores",
            stores.empty() ? "a tier with a `replication` other than none" : "`tier` beside it");
  return std::nullopt;
}

}  // namespace windtunnel
