// Following each class of each origin along its path, with the rate it has at its highest.
#include "models/lint/offered_load.hpp"

#include <algorithm>

namespace windtunnel {
namespace {

constexpr std::uint32_t kLooks = 200;

std::vector<double> shares_of(const std::vector<double>& cumulative) {
  std::vector<double> shares;
  double before = 0;
  for (const double each : cumulative) {
    shares.push_back(each - before);
    before = each;
  }
  return shares;
}

std::vector<std::int64_t> standing(const Plan& plan, std::uint32_t tier) {
  std::vector<std::int64_t> count(plan.places.regions.size(), 0);
  for (const std::uint32_t replica : plan.tiers[tier].replicas)
    if (plan.replicas[replica].from_start) ++count[plan.places.region_of_zone[plan.replicas[replica].zone]];
  return count;
}

}  // namespace

std::vector<double> serving_shares(const Plan& plan, const StepPlan& step, std::uint32_t caller_region) {
  const std::vector<std::int64_t> count = standing(plan, step.tier);
  std::vector<double> shares(count.size(), 0.0);
  if (step.only_region) {
    shares[*step.only_region] = 1;
    return shares;
  }
  if (plan.tiers[step.tier].prefer == Prefer::kNone) {
    std::int64_t all = 0;
    for (const std::int64_t each : count) all += each;
    for (std::size_t r = 0; r < count.size() && all > 0; ++r)
      shares[r] = static_cast<double>(count[r]) / static_cast<double>(all);
    return shares;
  }
  std::optional<std::uint32_t> nearest;
  const auto away = [&](std::uint32_t region) {
    if (region == caller_region) return Duration::from_ns(-1);
    return plan.network.latency(plan.places.edge(caller_region), plan.places.edge(region));
  };
  for (std::uint32_t r = 0; r < count.size(); ++r)
    if (count[r] > 0 && (!nearest || away(r) < away(*nearest))) nearest = r;
  if (nearest) shares[*nearest] = 1;
  return shares;
}

OfferedLoad::OfferedLoad(const Scenario& scenario, const Flight& flight)
    : regions_(static_cast<std::uint32_t>(flight.plan.places.regions.size())) {
  const Plan& plan = flight.plan;
  cores_.assign(plan.tiers.size() * regions_, 0.0);
  visits_.assign(plan.tiers.size() * regions_, 0.0);
  capacity_.assign(plan.tiers.size() * regions_, 0.0);
  for (std::uint32_t tier = 0; tier < plan.tiers.size(); ++tier) {
    const std::vector<std::int64_t> count = standing(plan, tier);
    for (std::uint32_t r = 0; r < regions_; ++r)
      capacity_[tier * regions_ + r] =
          static_cast<double>(count[r]) * static_cast<double>(plan.tiers[tier].station.cores);
  }
  // Laws of rates are in the scenario alone; what the timeline makes of them is known only as a sum.
  std::vector<double> by_look(kLooks, 0.0);
  double sum = 0;
  const Duration look = (plan.lasts - plan.warm_up) / kLooks;
  for (const auto& item : scenario.workload) {
    const WorkloadParts parts =
        item.value.make([](std::string_view, std::string_view, std::string, std::string, std::string_view,
                           std::vector<std::string>) {});
    peaks_.push_back(parts.rate ? parts.rate->peak_per_second : 0);
    sum += peaks_.back();
    for (std::uint32_t i = 0; i < kLooks && parts.rate && look > Duration(); ++i) {
      const Time from = Time() + plan.warm_up + look * static_cast<std::int64_t>(i);
      by_look[i] += parts.rate->mean_per_second(from, from + look);
    }
  }
  const auto highest = std::max_element(by_look.begin(), by_look.end()) - by_look.begin();
  busiest_ = Time() + plan.warm_up + look * static_cast<std::int64_t>(highest) + look / 2;
  if (sum > 0 && flight.offered_peak_per_second > sum)
    for (double& peak : peaks_) peak *= flight.offered_peak_per_second / sum;
  for (std::uint32_t w = 0; w < plan.workloads.size(); ++w) {
    const WorkloadPlan& workload = plan.workloads[w];
    const std::vector<double> origins = shares_of(workload.origin_shares);
    const std::vector<double> classes = shares_of(workload.class_shares);
    for (std::size_t c = 0; c < workload.classes.size(); ++c)
      for (std::uint32_t r = 0; r < regions_; ++r) {
        const double rate = workload.closed ? 0 : peaks_[w] * classes[c] * origins[r];
        if (classes[c] * origins[r] > 0) add_class(flight, workload.classes[c], r, rate);
      }
  }
}

void OfferedLoad::add_class(const Flight& flight, std::uint32_t request_class, std::uint32_t origin,
                            double per_second) {
  const Plan& plan = flight.plan;
  const ClassPlan& planned = plan.classes[request_class];
  if (planned.walk) return add_walk(flight, request_class, origin, per_second);
  std::vector<double> callers(regions_, 0.0);
  callers[origin] = 1;
  for (std::uint32_t s = 0; s < planned.path.size(); ++s) {
    const StepPlan& step = planned.path[s];
    const double service = plan.tiers[step.tier].service[step.operation][request_class].mean();
    std::vector<double> served(regions_, 0.0);
    for (std::uint32_t from = 0; from < regions_; ++from) {
      if (callers[from] <= 0) continue;
      const std::vector<double> shares = serving_shares(plan, step, from);
      for (std::uint32_t to = 0; to < regions_; ++to) {
        const double share = callers[from] * shares[to];
        if (share <= 0) continue;
        served[to] += share;
        cores_[step.tier * regions_ + to] += per_second * share * service;
        visits_[step.tier * regions_ + to] += per_second * share;
        crossings_.push_back(Crossing{request_class, s, from, to, per_second * share, origin});
      }
    }
    callers = std::move(served);
  }
}

// Visits solve v = enters + v x next (Jackson 1963); repeated substitution gains a digit or so a round where
// walks end soon, and a walk of hundreds of visits is no design.
void OfferedLoad::add_walk(const Flight& flight, std::uint32_t request_class, std::uint32_t origin,
                           double per_second) {
  const Plan& plan = flight.plan;
  const ClassPlan& planned = plan.classes[request_class];
  const std::vector<double> enters = shares_of(planned.walk->enters);
  std::vector<double> visits = enters;
  for (int round = 0; round < 500; ++round) {
    std::vector<double> next = enters;
    for (std::size_t from = 0; from < visits.size(); ++from) {
      const std::vector<double> moves = shares_of(planned.walk->next[from]);
      for (std::size_t to = 0; to < visits.size(); ++to) next[to] += visits[from] * moves[to];
    }
    visits = std::move(next);
  }
  for (const StepPlan& step : planned.path) {
    const double service = plan.tiers[step.tier].service[step.operation][request_class].mean();
    const std::vector<double> shares = serving_shares(plan, step, origin);
    for (std::uint32_t to = 0; to < regions_; ++to) {
      visits_[step.tier * regions_ + to] += per_second * visits[step.tier] * shares[to];
      cores_[step.tier * regions_ + to] += per_second * visits[step.tier] * shares[to] * service;
    }
  }
}

OfferedLoad::Pool OfferedLoad::fullest() const {
  Pool fullest;
  for (std::uint32_t index = 0; index < cores_.size(); ++index) {
    const std::uint32_t tier = index / regions_, region = index % regions_;
    if (load(tier, region) > fullest.load) fullest = Pool{tier, region, load(tier, region)};
  }
  return fullest;
}

}  // namespace windtunnel
