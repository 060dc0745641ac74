// Estimating rows, and refusing to where a queue still grows.
#include "sim/study/row_estimates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace windtunnel {
namespace {

// How many requests count as one independent look at a share while too few failures are seen to show how they
// cluster. A fault that strikes at random may bring an outage that nobody has seen yet: then nothing is
// assumed (0, see stats).
double looks(const Flight& flight, const std::vector<ReplicationFacts>& replications) {
  for (const FaultPlan& fault : flight.plan.faults)
    if (!fault.failure.at) return 0;
  std::vector<Sample> samples;
  for (const ReplicationFacts& replication : replications)
    if (replication.latency.count > 0) samples.push_back(replication.latency);
  return requests_per_look(samples);
}

}  // namespace

RowEstimates::RowEstimates(const Flight& flight, const std::vector<ReplicationFacts>& replications)
    : flight_(flight),
      replications_(replications),
      loads_(tier_loads(flight, replications)),
      per_look_(looks(flight, replications)),
      saturated_(
          std::any_of(loads_.begin(), loads_.end(), [](const TierLoad& tier) { return tier.saturated; })) {}

// A queue that still grows at the end has no average: nor have the figures that follow from it.
bool RowEstimates::spoilt_by_saturation(const RowKey& key) const {
  if (!saturated_) return false;
  const std::string_view name = key.metric->name;
  if (key.metric->scope == MetricScope::kRequests) return name.starts_with("latency");
  if (key.metric->scope != MetricScope::kTier || !loads_[*key.tier].saturated) return false;
  return name == "queue_length_mean" || name == "in_system_mean" || name == "tier_wait_mean" ||
         name == "tier_time_mean";
}

Estimate RowEstimates::estimate(const RowKey& key, std::size_t index, double confidence) const {
  if (spoilt_by_saturation(key)) {
    std::string why;
    for (std::size_t t = 0; t < loads_.size(); ++t)
      if (loads_[t].saturated) why = "tier " + flight_.plan.tiers[t].name + ": " + loads_[t].why;
    return Estimate::lacking(Lack::kSaturated, why);
  }
  std::vector<RowValue> values;
  for (const ReplicationFacts& replication : replications_)
    if (!replication.values.empty()) values.push_back(replication.values[index]);
  return estimate_row(key, values, per_look_, confidence);
}

std::vector<double> RowEstimates::by_replication(std::size_t index) const {
  std::vector<double> values;
  values.reserve(replications_.size());
  for (const ReplicationFacts& replication : replications_)
    values.push_back(replication.values.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                : replication.values[index].value);
  return values;
}

Estimate estimate_row(const RowKey& key, const std::vector<RowValue>& values, double per_look,
                      double confidence) {
  std::vector<double> plain;
  std::vector<Successes> successes;
  std::vector<SampleQuantile> quantiles;
  bool missing = values.empty();
  for (const RowValue& value : values) {
    if (std::isnan(value.value)) {
      missing = true;
      continue;
    }
    plain.push_back(value.value);
    successes.push_back(Successes{value.good, value.total});
    quantiles.push_back(SampleQuantile{value.value, value.total});
  }
  if (plain.empty()) return Estimate::lacking(Lack::kTooFew, "nothing of the kind happened");
  switch (key.metric->estimator) {
    case Estimator::kProportion: {
      ProportionOptions options;
      options.confidence = confidence;
      options.requests_per_look = per_look;
      return proportion_over_replications(successes, options);
    }
    case Estimator::kQuantile:
      if (missing)
        return Estimate::lacking(Lack::kTooFew, "nothing of the kind happened in some replications");
      return quantile_over_replications(quantiles, key.metric->quantile, Histogram().relative_error(),
                                        confidence);
    default: {
      if (missing)
        return Estimate::lacking(Lack::kTooFew, "nothing of the kind happened in some replications",
                                 plain.front());
      // A figure without chance in it needs no interval: the price of what does not move.
      const bool same =
          std::all_of(plain.begin(), plain.end(), [&](double value) { return value == plain.front(); });
      if (same && plain.size() >= 2) return Estimate::exactly(plain.front());
      Estimate estimate = mean_over_replications(plain, confidence);
      // No metric can be below zero, and Student's t does not know that.
      if (estimate.has_interval()) estimate.low = std::max(0.0, estimate.low);
      return estimate;
    }
  }
}

}  // namespace windtunnel
