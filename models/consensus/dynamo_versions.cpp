// How versions of one key are compared and merged, by the clock or by what their writers had seen.
#include "models/consensus/dynamo_versions.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/random.hpp"

namespace windtunnel::dynamo {

bool within(const VectorClock& a, const VectorClock& b) {
  for (const ClockEntry& each : a) {
    const auto other = std::find_if(b.begin(), b.end(),
                                    [&](const ClockEntry& entry) { return entry.member == each.member; });
    if (other == b.end() || other->seen < each.seen) return false;
  }
  return true;
}

void join(VectorClock& into, const VectorClock& other) {
  for (const ClockEntry& each : other) {
    const auto at = std::lower_bound(into.begin(), into.end(), each.member,
                                     [](const ClockEntry& a, MemberId b) { return a.member < b; });
    if (at == into.end() || at->member != each.member)
      into.insert(at, each);
    else
      at->seen = std::max(at->seen, each.seen);
  }
}

std::uint64_t Versions::hash() const {
  std::uint64_t sum = youngest.stamp;
  for (const Cell& cell : siblings) sum = combine64(sum, cell.stamp);
  return sum;
}

std::int64_t Versions::bytes() const {
  const auto weight = [](const Cell& cell) {
    return 16 + std::int64_t{cell.bytes} + 10 * static_cast<std::int64_t>(cell.clock.size());
  };
  std::int64_t sum = empty() ? 0 : weight(youngest);
  for (const Cell& cell : siblings) sum += weight(cell);
  return sum;
}

namespace {

bool merge_siblings(Versions& into, const Versions& other) {
  std::vector<Cell> all;
  for (const Versions* each : {static_cast<const Versions*>(&into), &other}) {
    if (!each->empty()) all.push_back(each->youngest);
    all.insert(all.end(), each->siblings.begin(), each->siblings.end());
  }
  std::sort(all.begin(), all.end(), [](const Cell& a, const Cell& b) { return a.stamp > b.stamp; });
  all.erase(
      std::unique(all.begin(), all.end(), [](const Cell& a, const Cell& b) { return a.stamp == b.stamp; }),
      all.end());
  // A version that has been seen by a younger one is replaced by it; stamps grow along what is seen.
  Versions merged;
  for (const Cell& cell : all) {
    if (!merged.empty() && within(cell.clock, merged.youngest.clock)) continue;
    const bool replaced = std::any_of(merged.siblings.begin(), merged.siblings.end(),
                                      [&](const Cell& sibling) { return within(cell.clock, sibling.clock); });
    if (replaced) continue;
    if (merged.empty())
      merged.youngest = cell;
    else
      merged.siblings.push_back(cell);
  }
  if (merged == into) return false;
  into = std::move(merged);
  return true;
}

}  // namespace

bool merge(Versions& into, const Versions& other, Conflicts conflicts) {
  if (other.empty()) return false;
  if (conflicts == Conflicts::kVectorClocks) return merge_siblings(into, other);
  if (other.youngest.stamp <= into.youngest.stamp) return false;
  into = other;
  return true;
}

}  // namespace windtunnel::dynamo
