// A workload as a scenario names it: who sends what from where, how long they wait, and how often they try
// again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/distributions/distribution.hpp"
#include "models/rates/rate.hpp"
#include "models/workloads/workload.hpp"
#include "sim/base/units.hpp"
#include "sim/config/catalog.hpp"
#include "sim/config/complain.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

// How many retries the clients of one region may add to their requests, taken together.
struct RetryBudgetFields {
  double share = 0.1;
  std::int64_t most = 100;

  void describe(Schema& schema);
};

struct RetriesFields {
  std::int64_t attempts = 0;
  Duration backoff = Duration::from_ns(100'000'000);
  double factor = 1.0;
  std::optional<Duration> timeout;
  std::optional<RetryBudgetFields> budget;

  void describe(Schema& schema);
};

struct EntersFields {
  bool spill = true;

  void describe(Schema& schema);
};

// Where a request goes after each tier, by chance: {"web": {"app": 0.6}}; what is missing to 1 leaves.
struct WalkFields {
  Map<double> enters;
  Map<Map<double>> next;

  void describe(Schema& schema);
};

struct ClassFields {
  double share = 1.0;
  std::vector<std::string> path;
  std::optional<WalkFields> walk;
  Choice<SizeDistribution> request;
  Choice<SizeDistribution> reply;
  std::optional<Choice<Distribution>> deadline;
  std::int64_t priority = 0;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

// What every workload has, whatever makes its requests.
struct SessionsFields {
  std::int64_t count = 100;
  bool sticky = true;

  void describe(Schema& schema);
};

struct WorkloadCommon {
  Map<double> origin;
  EntersFields enters;
  Choice<Distribution> deadline;
  RetriesFields retries;
  Map<ClassFields> classes;
  std::vector<std::string> path;
  std::optional<WalkFields> walk;
  Choice<SizeDistribution> request;
  Choice<SizeDistribution> reply;
  std::optional<Choice<NumberDistribution>> keys;
  SessionsFields sessions;

  void describe(Schema& schema);
  void check(Checker& checker) const;
};

struct WorkloadParts {
  WorkloadCommon common;
  std::function<std::unique_ptr<OpenArrivals>(std::uint64_t key)> open;  // exactly one of open and closed
  std::optional<ClosedPlan> closed;
  std::optional<RateLaw> rate;  // of an open one
  // The same arrivals as `open` at another rate, with the same luck.
  std::function<std::unique_ptr<OpenArrivals>(const RateLaw& rate, std::uint64_t key)> open_at;
};

struct WorkloadModel {
  static constexpr std::string_view kKind = "workload";
  using Maker = std::function<WorkloadParts(const AnyFields&, const Complain&)>;
};

Entry<WorkloadModel> open_workload();
Entry<WorkloadModel> closed_workload();

// Adds every workload there is to a catalog.
void add_workloads(Catalog& catalog);

}  // namespace windtunnel
