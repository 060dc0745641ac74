// The closed list of metrics: name, unit, one-sentence definition, what is counted, and how it is estimated.
//
// It is the only list: `expect`, summary.json, tables, frames, plots and docs all read it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/expect/expect_fields.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {

enum class MetricScope { kRequests, kTier, kBulk, kFault, kWire, kStore, kRun };
enum class Estimator { kProportion, kMean, kQuantile, kRatio, kExact };
enum class MetricUnit { kShare, kDuration, kRate, kCount, kMoney, kPower, kEnergy };

struct Metric {
  std::string_view name;
  MetricUnit unit;
  MetricScope scope;
  Estimator estimator;
  bool lower_is_better;
  double quantile;  // of a quantile metric
  std::string_view meaning;
  std::string_view counts;  // denominator, and which requests count
};

std::span<const Metric> all_metrics();
const Metric* find_metric(std::string_view name);  // nullptr when there is none
std::vector<std::string> metric_names();

std::string_view unit_name(MetricUnit unit);  // "share", "s", "/s", "count", "USD", "W", "kWh"
std::string_view estimator_name(Estimator estimator);
std::string_view scope_name(MetricScope scope);

// A limit as it is written, in the metric's unit (seconds, shares, USD ...), or what was expected instead.
struct Limit {
  std::optional<double> value;
  std::string expected;  // where there is no value
};
Limit read_limit(const Metric& metric, const Either<double, std::string>& limit);

// A value as people read it: "412 ms", "99.93%", "4,512.30 USD".
std::string show(const Metric& metric, double value);
// An interval with as many digits as it needs: "[99.954%, 99.972%]", "[655 ms, 665 ms]".
std::string show_interval(const Metric& metric, double low, double high);
// A value and its half width in the same unit: "8.08 +-0.05 /s".
std::string show_with_half(const Metric& metric, double value, double half);

}  // namespace windtunnel
