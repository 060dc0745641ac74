// From the ways to write an expectation to what it asks.
#include "models/expect/asked.hpp"

#include <array>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

// The metric that counts the runs, or the cases, of each verdict.
struct VerdictMetric {
  std::string_view verdict, metric;
};
constexpr std::array<VerdictMetric, 6> kVerdictMetrics = {
    {{"linearizability", "verdict_linearizability"},
     {"sequential", "verdict_sequential"},
     {"sessions", "verdict_sessions"},
     {"convergence", "verdict_convergence"},
     {"agreement", "verdict_agreement"},
     {"lost_acknowledged_writes", "lost_acknowledged_writes"}}};

// The metric that times how a figure comes back.
struct RecoveryMetric {
  std::string_view metric, recovery;
};
constexpr std::array<RecoveryMetric, 3> kRecoveryMetrics = {{{"availability", "time_to_recover"},
                                                             {"goodput", "time_to_recover_goodput"},
                                                             {"latency_mean", "time_to_recover_latency"}}};

}  // namespace

std::vector<std::string> verdict_names() {
  std::vector<std::string> names;
  for (const VerdictMetric& each : kVerdictMetrics) names.emplace_back(each.verdict);
  return names;
}

std::vector<std::string> recovering_metric_names() {
  std::vector<std::string> names;
  for (const RecoveryMetric& each : kRecoveryMetrics) names.emplace_back(each.metric);
  return names;
}

const Metric* metric_of(const ExpectFields& fields) {
  if (fields.verdict) {
    for (const VerdictMetric& each : kVerdictMetrics)
      if (each.verdict == *fields.verdict) return find_metric(each.metric);
    return nullptr;
  }
  if (!fields.metric) return nullptr;
  if (fields.recovers_within) {
    for (const RecoveryMetric& each : kRecoveryMetrics)
      if (each.metric == *fields.metric) return find_metric(each.recovery);
    return nullptr;
  }
  return find_metric(*fields.metric);
}

AskedFigure asked_of(const ExpectFields& fields) {
  AskedFigure asked;
  asked.metric = metric_of(fields);
  CHECK(asked.metric != nullptr, "an expectation of no metric");
  if (fields.verdict) {
    // Of what is lost none may be; of what has to be kept every run keeps it, which is a share of 1.
    const bool forbids = asked.metric->lower_is_better;
    asked.side = forbids ? Side::kAtMost : Side::kAtLeast;
    asked.limit = forbids ? 0 : 1;
    asked.every_run = true;
    return asked;
  }
  if (fields.recovers_within) {
    asked.limit = fields.recovers_within->seconds();
    return asked;
  }
  asked.every_run = fields.never_above || fields.never_below;
  asked.side = fields.at_most || fields.never_above ? Side::kAtMost : Side::kAtLeast;
  const auto& limit = fields.at_most       ? fields.at_most
                      : fields.at_least    ? fields.at_least
                      : fields.never_above ? fields.never_above
                                           : fields.never_below;
  CHECK(limit.has_value(), "an expectation without a limit");
  asked.limit = read_limit(*asked.metric, *limit).value.value_or(0);
  return asked;
}

}  // namespace windtunnel
