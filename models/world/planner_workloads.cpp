// Planning the workloads: who sends what from where, along which path, and how long they wait.
#include <algorithm>

#include "models/world/planner_parts.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

std::vector<double> cumulative(std::vector<double> shares) {
  double sum = 0;
  for (const double share : shares) sum += share;
  double so_far = 0;
  for (double& share : shares) {
    so_far += share;
    share = so_far / sum;
  }
  if (!shares.empty()) shares.back() = 1.0;
  return shares;
}

}  // namespace

void Planner::plan_workloads() {
  for (const auto& item : scenario_.workload)
    if (read_.well(path_join("workload", item.name))) plan_workload(item.name, item.value);
  if (flight_.plan.classes.size() > 1000)
    problem("workload", "WT019", std::to_string(flight_.plan.classes.size()) + " classes", "at most 1000");
}

void Planner::plan_workload(const std::string& name, const Choice<WorkloadModel>& choice) {
  Plan& plan = flight_.plan;
  const std::string path = path_join("workload", name);
  WorkloadParts parts = choice.make(complain_under(path));
  const WorkloadCommon& common = parts.common;
  const auto index = static_cast<std::uint32_t>(plan.workloads.size());
  WorkloadPlan& workload = plan.workloads.emplace_back();
  workload.name = name;
  workload.open = parts.open;
  workload.closed = parts.closed;
  if (const std::vector<Setting> settings = settings_of(path + ".rate"); parts.rate && !settings.empty()) {
    std::vector<RateStep> steps = {{Time(), parts.rate->peak_per_second}};
    for (const Setting& setting : settings) steps.push_back(RateStep{setting.at, setting.value});
    parts.rate = stepped_rate(std::move(steps));
    workload.open = [at = parts.open_at, law = *parts.rate](std::uint64_t key) { return at(law, key); };
  }
  plan_operations(workload, common);
  if (parts.rate) {
    flight_.offered_per_second += parts.rate->mean_per_second(Time() + plan.warm_up, Time() + plan.lasts);
    flight_.offered_peak_per_second += parts.rate->peak_per_second;
    flight_.profile = flight_.profile || !parts.rate->constant;
  }

  std::vector<double> origin(plan.places.regions.size(), 0.0);
  double sum = 0;
  for (const auto& item : common.origin) {
    if (!places_known_) break;
    const auto region = region_named(item.name);
    if (!region) {
      problem(path + ".origin." + item.name, "WT011", "\"" + item.name + "\"", "a region of `places`",
              item.name, plan.places.regions);
      continue;
    }
    if (!(item.value >= 0))
      problem(path + ".origin." + item.name, "WT005", significant(item.value, 6), "0 or more");
    origin[*region] = item.value;
    sum += item.value;
  }
  if (common.origin.empty() || !places_known_) {
    origin[0] = 1.0;
    if (origin.size() > 1)
      problem(path + ".origin", "WT008", "nothing",
              "the share of requests from each region, since there are several");
  } else if (sum < 0.999999 || sum > 1.000001) {
    problem(path + ".origin", "WT027", "shares that add up to " + significant(sum, 6),
            "shares that add up to 1");
  }
  workload.origin_shares = cumulative(std::move(origin));

  if (common.classes.empty()) {
    ClassFields only;
    only.path = common.path;
    only.walk = common.walk;
    only.request = common.request;
    only.reply = common.reply;
    plan_class(name, only, common, index, path);
    plan.workloads[index].class_shares = {1.0};
    return;
  }
  std::vector<double> shares;
  double total = 0;
  for (const auto& item : common.classes) {
    plan_class(item.name, item.value, common, index, path + ".classes." + item.name);
    shares.push_back(item.value.share);
    total += item.value.share;
  }
  if (!(total > 0)) problem(path + ".classes", "WT027", "shares that add up to 0", "a share above 0");
  plan.workloads[index].class_shares = cumulative(std::move(shares));
}

// What its requests are about, whose they are, and what trying again may add.
void Planner::plan_operations(WorkloadPlan& workload, const WorkloadCommon& common) {
  if (common.retries.budget)
    workload.retry_budget = RetryBudgetPlan{common.retries.budget->share, common.retries.budget->most};
  if (common.keys) workload.keys = common.keys->make();
  workload.sessions = common.sessions.count;
  workload.sticky_sessions = common.sessions.sticky;
}

void Planner::plan_class(const std::string& name, const ClassFields& fields, const WorkloadCommon& common,
                         std::uint32_t workload, const std::string& path) {
  Plan& plan = flight_.plan;
  for (const ClassPlan& other : plan.classes)
    if (other.name == name)
      problem(path, "WT030", "a second class called " + name, "names that differ, also between workloads");
  ClassPlan planned;
  planned.name = name;
  planned.workload = workload;
  planned.deadline = (fields.deadline ? *fields.deadline : common.deadline).make();
  if (planned.deadline.is_constant())
    planned.fixed_deadline = Duration::from_seconds(planned.deadline.mean());
  if (planned.fixed_deadline && *planned.fixed_deadline <= Duration())
    problem(path + ".deadline", "WT005", text(*planned.fixed_deadline), "more than 0 s");
  planned.retries = common.retries.attempts;
  planned.backoff = common.retries.backoff;
  planned.backoff_factor = common.retries.factor;
  if (common.retries.timeout)
    planned.attempt_timeout = *common.retries.timeout;
  else if (planned.retries > 0 && planned.fixed_deadline)
    planned.attempt_timeout = *planned.fixed_deadline / (planned.retries + 1);
  planned.spill = common.enters.spill;
  planned.request_size = fields.request.make();
  planned.reply_size = fields.reply.make();
  planned.priority = static_cast<std::uint32_t>(fields.priority);
  if (fields.walk)
    plan_walk(planned, *fields.walk, path + ".walk");
  else
    plan_path(planned, fields.path, path + ".path");
  plan.workloads[workload].classes.push_back(static_cast<std::uint32_t>(plan.classes.size()));
  plan.classes.push_back(std::move(planned));
}

void Planner::plan_path(ClassPlan& planned, const std::vector<std::string>& steps, const std::string& path) {
  if (steps.empty()) problem(path, "WT009", "an empty path", "at least one tier");
  if (steps.size() > 32) problem(path, "WT019", std::to_string(steps.size()) + " steps", "at most 32");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::size_t dot = steps[i].find('.');
    const std::string tier_name = steps[i].substr(0, dot);
    const std::string operation = dot == std::string::npos ? "" : steps[i].substr(dot + 1);
    const auto tier = tier_named(tier_name);
    if (!tier) {
      if (read_.listed("tiers"))
        problem(path + "." + std::to_string(i), "WT011", "\"" + steps[i] + "\"", "a tier, or tier.operation",
                tier_name, tier_names());
      continue;
    }
    if (!tiers_[*tier].read) continue;
    TierPlan& called = flight_.plan.tiers[*tier];
    const TierFields& fields = *scenario_.tiers.find(tier_name);
    if (!operation.empty()) {
      const bool by_law = fields.service.is_second() && fields.service.find(operation) != nullptr;
      const bool by_store = fields.replication &&
                            (fields.replication->make().make || operation == "read" || operation == "write");
      if (!by_law && !by_store) {
        std::vector<std::string> known;
        if (fields.service.is_second())
          for (const auto& item : *fields.service.second()) known.push_back(tier_name + "." + item.name);
        problem(path + "." + std::to_string(i), "WT011", "\"" + steps[i] + "\"",
                "an operation that tiers." + tier_name + ".service has a law for", steps[i], known);
        continue;
      }
    }
    StepPlan step;
    step.tier = *tier;
    const auto at = std::find(called.operations.begin(), called.operations.end(), operation);
    step.operation = static_cast<std::uint32_t>(at - called.operations.begin());
    if (at == called.operations.end()) called.operations.push_back(operation);
    for (const StepPlan& earlier : planned.path) step.visit += earlier.tier == *tier ? 1 : 0;
    if (fields.replication) {
      const ReplicationParts parts = fields.replication->make();
      if (parts.make) {
        plan_store_step(planned, *tier, operation, parts, path + "." + std::to_string(i),
                        i + 1 == steps.size());
        planned.path.push_back(step);
        continue;
      }
      if (operation == "write" || (operation == "read" && parts.reads_at_primary))
        step.only_region = region_named(parts.primary_region);
      if (operation != "read" && operation != "write")
        problem(path + "." + std::to_string(i), "WT030", "\"" + steps[i] + "\"",
                tier_name + ".read or " + tier_name + ".write: the tier has a replication");
      if (step.only_region && tiers_[*tier].placed) {
        const auto& replicas = called.replicas;
        const bool any = std::any_of(replicas.begin(), replicas.end(), [&](std::uint32_t replica) {
          return flight_.plan.places.region_of_zone[flight_.plan.replicas[replica].zone] == *step.only_region;
        });
        if (!any)
          problem("tiers." + tier_name + ".replication.writes", "WT030", "\"" + parts.primary_region + "\"",
                  "a region where the tier has a replica");
      }
    }
    planned.path.push_back(step);
  }
}

void Planner::plan_walk(ClassPlan& planned, const WalkFields& walk, const std::string& path) {
  const auto row = [&](const Map<double>& shares, const std::string& where, bool whole) {
    std::vector<double> by_tier(flight_.plan.tiers.size(), 0.0);
    double sum = 0;
    for (const auto& item : shares) {
      sum += item.value;
      const auto tier = tier_named(item.name);
      if (!tier && read_.listed("tiers"))
        problem(where + "." + item.name, "WT011", "\"" + item.name + "\"", "a tier", item.name, tier_names());
      if (!(item.value >= 0 && item.value <= 1))
        problem(where + "." + item.name, "WT005", significant(item.value, 6), "from 0 to 1");
      if (tier) by_tier[*tier] = item.value;
    }
    if (whole ? (sum < 0.999999 || sum > 1.000001) : sum > 1.000001)
      problem(where, "WT027", "probabilities that add up to " + significant(sum, 6),
              whole ? "1" : "at most 1");
    double so_far = 0;
    for (double& share : by_tier) share = so_far += share;
    if (whole && !by_tier.empty()) by_tier.back() = 1.0;
    return by_tier;
  };
  WalkPlan made;
  made.enters = row(walk.enters, path + ".enters", true);
  made.next.assign(flight_.plan.tiers.size(), std::vector<double>(flight_.plan.tiers.size(), 0.0));
  bool ends = false;
  for (std::size_t tier = 0; tier < flight_.plan.tiers.size(); ++tier) {
    if (const Map<double>* next = walk.next.find(tier_keys_[tier]))
      made.next[tier] = row(*next, path + ".next." + tier_keys_[tier], false);
    ends = ends || made.next[tier].back() < 0.999999;
    StepPlan step;
    step.tier = static_cast<std::uint32_t>(tier);
    if (flight_.plan.tiers[tier].operations.empty()) flight_.plan.tiers[tier].operations.emplace_back();
    planned.path.push_back(step);
  }
  for (const auto& item : walk.next)
    if (!tier_named(item.name) && read_.listed("tiers"))
      problem(path + ".next." + item.name, "WT011", "\"" + item.name + "\"", "a tier", item.name,
              tier_names());
  if (!ends)
    problem(path + ".next", "WT030", "a walk that never leaves",
            "a tier whose probabilities add up to less than 1");
  planned.walk = std::move(made);
}

}  // namespace windtunnel
