// Rows of stores: shares of operations by phase and region, verdicts of whole runs.
#include "sim/study/store_rows.hpp"

#include <algorithm>
#include <string_view>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"

namespace windtunnel {
namespace {

// A run that could not be judged says nothing.
RowValue verdict(Truth truth) {
  if (truth == Truth::kUnknown) return {math::kNaN, 0, 0};
  return share(truth == Truth::kHolds ? 1 : 0, 1);
}

bool by_operation(const Metric& metric) {
  return metric.name == "stale_read_share" || metric.name == "harvest" || metric.name == "yield";
}

RowValue operation_value(const Flight& flight, const RowKey& row, const StoreFacts& store,
                         const std::vector<std::uint32_t>& windows) {
  const auto regions = static_cast<std::uint32_t>(flight.plan.places.regions.size());
  StoreTally sum;
  for (const std::uint32_t w : windows)
    for (std::uint32_t region = row.region.value_or(0); region < (row.region ? *row.region + 1 : regions);
         ++region)
      sum.merge(store.tallies[std::size_t{w} * regions + region]);
  if (row.metric->name == "stale_read_share") return share(sum.stale, sum.reads);
  if (row.metric->name == "harvest") return share(sum.reads - sum.stale, sum.reads);
  return share(sum.operations - sum.unknown, sum.operations);
}

}  // namespace

void add_store_rows(const Flight& flight, const Metric& metric, std::vector<RowKey>& rows) {
  for (std::uint32_t tier = 0; tier < flight.plan.tiers.size(); ++tier) {
    if (!flight.plan.tiers[tier].store) continue;
    RowKey row;
    row.metric = &metric;
    row.tier = tier;
    rows.push_back(row);
    if (!by_operation(metric)) continue;
    const auto regions = static_cast<std::uint32_t>(flight.plan.places.regions.size());
    for (std::uint32_t phase = 0; phase <= flight.phases.size(); ++phase) {
      row.phase = phase == 0 ? std::nullopt : std::optional(phase - 1);
      row.region.reset();
      if (row.phase) rows.push_back(row);
      for (std::uint32_t region = 0; regions > 1 && region < regions; ++region) {
        row.region = region;
        rows.push_back(row);
      }
    }
  }
}

RowValue store_value(const Flight& flight, const RowKey& row, const RunFacts& facts,
                     const std::vector<std::uint32_t>& windows) {
  const auto at = std::find_if(facts.stores.begin(), facts.stores.end(),
                               [&](const StoreFacts& each) { return each.tier == *row.tier; });
  CHECK(at != facts.stores.end(), "a row of a store that left nothing");
  const StoreFacts& store = *at;
  if (by_operation(*row.metric)) return operation_value(flight, row, store, windows);
  const std::string_view name = row.metric->name;
  std::int64_t operations = 0, checked = 0, broken = 0;
  for (const StoreTally& tally : store.tallies) operations += tally.operations;
  Truth sessions = Truth::kHolds;
  for (const GuaranteeReport& each : store.consistency.sessions.guarantees) {
    checked += each.checked;
    broken += each.violations;
    sessions = both(sessions, each.verdict.truth);
  }
  if (name == "session_anomaly_share") return share(broken, checked);
  if (name == "lost_acknowledged_writes") {
    if (store.lost_writes.verdict.truth == Truth::kUnknown) return {math::kNaN, 0, 0};
    return {static_cast<double>(store.lost_writes.lost), 0, 1};
  }
  if (name == "verdict_linearizability") return verdict(store.consistency.linearizability.verdict.truth);
  if (name == "verdict_sequential") return verdict(store.consistency.sequential.verdict.truth);
  if (name == "verdict_sessions") return verdict(sessions);
  if (name == "verdict_convergence") return verdict(store.convergence.verdict.truth);
  if (name == "verdict_agreement") return verdict(store.agreement.verdict.truth);
  if (name == "elections") return {static_cast<double>(store.totals.elections), 0, 1};
  CHECK(name == "messages_per_operation", "a metric of a store without a reading");
  return {operations > 0 ? static_cast<double>(store.totals.messages) / static_cast<double>(operations)
                         : math::kNaN,
          0, operations};
}

std::int64_t store_operations(const Flight& flight, const RunFacts& facts,
                              const std::vector<std::uint32_t>& windows) {
  const std::size_t regions = flight.plan.places.regions.size();
  std::int64_t operations = 0;
  for (const StoreFacts& store : facts.stores)
    for (const std::uint32_t w : windows)
      for (std::size_t region = 0; region < regions; ++region)
        operations += store.tallies[w * regions + region].operations;
  return operations;
}

}  // namespace windtunnel
