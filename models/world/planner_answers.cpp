// Judging what only the answer will use: the names in expectations, and the prices in the bill.
//
// Nothing here is part of the plan. It is judged with it so that a person hears of a missing price or a
// misspelt phase before a run, and together with everything else.
#include <algorithm>
#include <set>
#include <tuple>

#include "models/expect/asked.hpp"
#include "models/world/planner_parts.hpp"

namespace windtunnel {

// Also of workloads that could not be planned: a class that stands there is not missing.
std::vector<std::string> Planner::class_names() const {
  std::vector<std::string> names;
  for (const ClassPlan& planned : flight_.plan.classes) names.push_back(planned.name);
  for (const auto& item : scenario_.workload) {
    const std::string path = path_join("workload", item.name);
    if (read_.well(path)) continue;
    names.push_back(item.name);
    for (std::string& name : document_.names_at(path_join(path, "classes"))) names.push_back(std::move(name));
  }
  return names;
}

void Planner::judge_expectations() {
  std::vector<std::string> phases;
  for (const auto& item : scenario_.phases.all()) phases.push_back(item.name);
  for (const PhasePlan& phase : flight_.phases) phases.push_back(phase.name);
  if (!unread_faults_.empty()) phases.insert(phases.end(), {"before", "during", "after"});
  std::vector<std::string> faults = flight_.fault_names;
  faults.insert(faults.end(), unread_faults_.begin(), unread_faults_.end());
  const std::vector<std::string> classes = class_names();
  std::vector<std::string> works;
  for (const auto& item : scenario_.bulk) works.push_back(item.name);

  for (const auto& item : scenario_.expect) {
    const std::string path = path_join("expect", item.name);
    if (!read_.well(path)) continue;
    const Selector& of = item.value.of;
    const auto check = [&](const std::optional<std::string>& name, const char* key,
                           const std::vector<std::string>& known, const char* what) {
      if (!name || std::find(known.begin(), known.end(), *name) != known.end()) return;
      problem(path_join(path, key), "WT011", "\"" + *name + "\"", what, *name, known);
    };
    if (read_.listed("phases") && read_.listed("faults"))
      check(of.phase, "phase", phases, "a phase of the scenario");
    const Metric* metric = metric_of(item.value);
    if (metric != nullptr && metric->scope == MetricScope::kBulk) {
      if (read_.listed("bulk")) check(of.request_class, "class", works, "a name of `bulk`");
    } else if (read_.listed("workload")) {
      check(of.request_class, "class", classes, "a class of some workload");
    }
    if (places_known_) check(of.region, "region", flight_.plan.places.regions, "a region of `places`");
    if (read_.listed("faults")) check(of.fault, "fault", faults, "a fault that is enabled");
    if (metric != nullptr)
      judge_told(path_join(path, item.value.verdict ? "verdict" : "metric"), *metric, of);
  }
}

// A figure that nothing in the scenario can give; `path` is of what names it.
void Planner::judge_told(const std::string& path, const Metric& metric, const Selector& of) {
  // As it was written: a promise goes by its own name, and not by its metric's.
  const std::string_view prefix = path.ends_with("verdict") ? "verdict_" : "";
  const auto missing = [&](const char* what) {
    problem(path, "WT008", "\"" + std::string(metric.name.substr(prefix.size())) + "\"", what);
  };
  const bool energy = metric.unit == MetricUnit::kPower || metric.unit == MetricUnit::kEnergy;
  if (metric.scope == MetricScope::kRun && !energy && !flight_.priced && costs_known_)
    missing("a price list in `costs`");
  const bool operations = metric.name == "cost_per_million_operations";
  if ((metric.scope == MetricScope::kStore || operations) && read_.listed("tiers")) {
    const bool any = std::any_of(
        flight_.plan.tiers.begin(), flight_.plan.tiers.end(),
        [&](const TierPlan& tier) { return tier.store && tier.name == of.tier.value_or(tier.name); });
    if (!any && all_placed()) missing("a tier with a `replication` other than none");
  }
  if (metric.scope == MetricScope::kWire && !flight_.judges_wire() && read_.well("network") &&
      read_.listed("faults"))
    missing("a network that can lose packets, or a fault on the wire");
  if (metric.name == "energy_per_month" && !flight_.says_power() && read_.listed("tiers"))
    missing("`power` of some tier");
  if (metric.name == "link_power_mean" && !flight_.plan.network.link_power && read_.well("network"))
    missing("`link_power` of the network");
  if (metric.name != "power_mean" || !of.tier) return;
  for (const TierPlan& tier : flight_.plan.tiers)
    if (tier.name == *of.tier && !tier.power && read_.well(path_join("tiers", tier.name)))
      missing("`power` of the tier");
}

void Planner::judge_prices() {
  if (!flight_.priced || !places_known_) return;
  const Plan& plan = flight_.plan;
  Usage usage;
  for (std::uint32_t index = 0; index < plan.tiers.size(); ++index) {
    const TierPlan& tier = plan.tiers[index];
    if (!tiers_[index].shaped || tier.instance.empty()) continue;
    std::vector<bool> seen(plan.places.regions.size(), false);
    for (const std::uint32_t replica : tier.replicas) {
      const std::uint32_t region = plan.places.region_of_zone[plan.replicas[replica].zone];
      if (seen[region]) continue;
      seen[region] = true;
      usage.instances.push_back(
          InstanceUse{tier.name, plan.places.regions[region], tier.instance, 1, kBillingMonth});
    }
  }
  usage.traffic = possible_traffic();
  for (const MissingPrice& missing : missing_prices(usage, flight_.prices)) {
    if (missing.part == MissingPrice::Part::traffic)
      problem("costs.traffic", "WT028", missing.found,
              missing.expected + "; or the region in costs.traffic_not_priced", missing.name,
              missing.candidates);
    else
      problem("tiers." + usage.instances[missing.index].tier + ".instance", "WT028",
              "\"" + missing.found + "\"", missing.expected, missing.name, missing.candidates);
  }
}

// Whatever the plan lets somebody send: each step of each path from wherever the one before it may have been
// served, and the replies along the same way.
std::vector<TrafficUse> Planner::possible_traffic() {
  if (!all_placed() || !flight_.prices.traffic) return {};
  const Plan& plan = flight_.plan;
  const std::vector<std::string>& spared = scenario_.costs->traffic_not_priced;
  for (std::size_t i = 0; i < spared.size(); ++i)
    if (!region_named(spared[i]))
      problem("costs.traffic_not_priced." + std::to_string(i), "WT011", "\"" + spared[i] + "\"",
              "a region of `places`", spared[i], plan.places.regions);
  std::set<std::tuple<TrafficKind, std::uint32_t, std::uint32_t>> pairs;
  const auto moves = [&](PlaceIndex from, PlaceIndex to) {
    const std::uint32_t a = plan.places.region_of(from), b = plan.places.region_of(to);
    const TrafficEnds ends{plan.places.is_edge(from), plan.places.is_edge(to), from == to, a == b};
    if (const auto kind = traffic_kind(ends)) pairs.emplace(*kind, a, b);
  };
  // Where a step may be served for callers at these places.
  const auto served_at = [&](const StepPlan& step, bool spill, const std::set<PlaceIndex>& callers) {
    const TierPlan& tier = plan.tiers[step.tier];
    const bool anywhere = spill || step.only_region || tier.prefer == Prefer::kNone;
    std::vector<bool> near(plan.places.regions.size(), anywhere);
    for (const PlaceIndex caller : callers) near[plan.places.region_of(caller)] = true;
    std::set<PlaceIndex> zones;
    for (const std::uint32_t replica : tier.replicas) {
      const std::uint32_t zone = plan.replicas[replica].zone;
      const std::uint32_t region = plan.places.region_of_zone[zone];
      if (near[region] && step.only_region.value_or(region) == region) zones.insert(zone);
    }
    return zones;
  };
  for (const ClassPlan& planned : plan.classes) {
    std::set<PlaceIndex> clients;
    const std::vector<double>& shares = plan.workloads[planned.workload].origin_shares;
    for (std::uint32_t region = 0; region < shares.size(); ++region)
      if (shares[region] > (region == 0 ? 0.0 : shares[region - 1])) clients.insert(plan.places.edge(region));
    std::set<PlaceIndex> callers = clients;
    // A walk may go from any tier to any other, so whoever was called in the first round calls in the second.
    const std::size_t calls = planned.path.size() * (planned.walk ? 2 : 1);
    for (std::size_t i = 0; i < calls; ++i) {
      const StepPlan& step = planned.path[i % planned.path.size()];
      const bool from_client = i == 0 || planned.walk;
      const std::set<PlaceIndex> called =
          served_at(step, from_client ? planned.spill : plan.tiers[step.tier].spill, callers);
      for (const PlaceIndex to : called) {
        for (const PlaceIndex from : callers) moves(from, to), moves(to, from);
        for (const PlaceIndex client : clients)
          if (planned.walk) moves(to, client);
      }
      if (!planned.walk) callers.clear();
      callers.insert(called.begin(), called.end());
    }
  }
  // Members of a protocol talk to each other, whoever is asked.
  for (const TierPlan& tier : plan.tiers)
    for (const std::uint32_t from : tier.store ? tier.replicas : std::vector<std::uint32_t>())
      for (const std::uint32_t to : tier.replicas) moves(plan.replicas[from].zone, plan.replicas[to].zone);
  std::vector<TrafficUse> list;
  for (const auto& [kind, from, to] : pairs) {
    const std::string& region = plan.places.regions[from];
    if (std::find(spared.begin(), spared.end(), region) == spared.end())
      list.push_back(TrafficUse{kind, region, plan.places.regions[to], Bytes(1)});
  }
  return list;
}

}  // namespace windtunnel
