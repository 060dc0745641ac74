// Counting a history by windows and regions.
#include "models/world/store_tally.hpp"

#include <algorithm>

namespace windtunnel {

void tally(StoreFacts& facts, const Plan& plan) {
  const std::size_t regions = plan.places.regions.size();
  facts.tallies.assign(plan.window_starts.size() * regions, StoreTally{});
  const auto at = [&](const OperationRecord& record) -> StoreTally& {
    const auto next = std::upper_bound(plan.window_starts.begin(), plan.window_starts.end(), record.invoked);
    const auto window = static_cast<std::size_t>(next - plan.window_starts.begin()) - 1;
    return facts.tallies[window * regions + record.region];
  };
  for (const OperationRecord& record : facts.history.operations) {
    StoreTally& tally = at(record);
    ++tally.operations;
    tally.unknown += record.status == OperationStatus::kInfo ? 1 : 0;
  }
  for (const ReadAge& age : facts.consistency.reads) {
    StoreTally& tally = at(facts.history.operations[age.operation]);
    ++tally.reads;
    tally.stale += age.stale() ? 1 : 0;
  }
}

}  // namespace windtunnel
