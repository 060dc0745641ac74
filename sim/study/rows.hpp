// The rows of an answer: which figures there are (metric, phase, class, region, tier, fault), and what one
// replication says about each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/expect/metrics.hpp"
#include "models/world/facts.hpp"
#include "models/world/planner.hpp"
#include "sim/base/math.hpp"
#include "sim/stats/interval.hpp"

namespace windtunnel {

// A figure, by indices; absent means all. `phase` and the others are indices into the flight's lists; the
// class of a metric of bulk work is the work.
struct RowKey {
  const Metric* metric = nullptr;
  std::optional<std::uint32_t> phase, request_class, region, tier, fault;
  std::optional<std::uint32_t> side = {};  // kFirstSide, kSecondSide or kBridgeSide of whatever was cut

  bool operator==(const RowKey&) const = default;
};

// What one replication says of a row: a value, and for shares and quantiles what it was taken from. Not a
// number when the replication has nothing to say (no request of that kind).
struct RowValue {
  double value = 0;
  std::int64_t good = 0;
  std::int64_t total = 0;
};

// How many of how many; nothing where there was none.
inline RowValue share(std::int64_t good, std::int64_t total) {
  return {total > 0 ? static_cast<double>(good) / static_cast<double>(total) : math::kNaN, good, total};
}

// Every row there is for this flight, in a fixed order: by metric, then phase, class, region, tier, fault.
std::vector<RowKey> all_rows(const Flight& flight);

// The row that an expectation is about; nothing when a name is not there.
std::optional<RowKey> row_of(const Flight& flight, const Metric& metric, const Selector& of);

// One replication's values, beside `rows`. The bill is made from its traffic.
std::vector<RowValue> row_values(const Flight& flight, const std::vector<RowKey>& rows,
                                 const RunFacts& facts);

// Latency of the measured run's good replies, as moments.
Sample latency_sample(const Flight& flight, const RunFacts& facts);

// What a month of normal days would use, as these facts saw it: timed faults do not enter. `replications` is
// how many are summed in the facts.
Usage monthly_usage(const Flight& flight, const RunFacts& facts, std::int64_t replications = 1);

// Names of a row's parts, "" for all.
std::string phase_name(const Flight& flight, const RowKey& row);
std::string class_name(const Flight& flight, const RowKey& row);
std::string region_name(const Flight& flight, const RowKey& row);
std::string tier_name(const Flight& flight, const RowKey& row);
std::string fault_name(const Flight& flight, const RowKey& row);
std::string side_name(const Flight& flight, const RowKey& row);

}  // namespace windtunnel
