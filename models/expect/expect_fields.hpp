// What a person expects: of a metric on which side of what limit, in which phase, class, region, tier; of
// every run; of how soon it recovers; of the promises of a store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

// Which part of a run a figure is about; absent means all of it.
struct Selector {
  std::optional<std::string> phase, request_class, region, tier, fault, side;

  void describe(Schema& schema);
};

struct ExpectFields {
  using LimitField =
      std::optional<Either<double, std::string>>;  // a bare number, or a quantity with its unit

  std::optional<std::string> metric;  // absent only where a verdict says it
  Selector of;
  LimitField at_most, at_least;             // of the estimate: its whole interval is judged
  LimitField never_above, never_below;      // of every replication by itself
  std::optional<Duration> recovers_within;  // the metric, after the fault
  std::optional<std::string> verdict;       // of a store, in every replication

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// The promises of a store that `verdict` may name, and the metrics that `recovers_within` can time.
std::vector<std::string> verdict_names();
std::vector<std::string> recovering_metric_names();

}  // namespace windtunnel
