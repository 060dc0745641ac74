// From the keys' verdicts to the history's.
#include "sim/verify/linearizability.hpp"

#include <algorithm>

#include "sim/base/text.hpp"
#include "sim/verify/shrink.hpp"

namespace windtunnel {
namespace {

// "these 3 of its 1,204 operations", "its 3 operations".
std::string how_many(std::size_t some, std::size_t all) {
  const std::string count =
      grouped(static_cast<std::int64_t>(all)) + (all == 1 ? " operation" : " operations");
  return some == all ? "its " + count
                     : "these " + grouped(static_cast<std::int64_t>(some)) + " of its " + count;
}

}  // namespace

void search_key(const History& history, const KeyHistory& key, const SearchBounds& bounds,
                LinearizabilityReport& report) {
  std::vector<const OperationRecord*> operations;
  operations.reserve(key.operations.size());
  for (const std::uint32_t position : key.operations) operations.push_back(&history.operations[position]);
  ++report.keys_searched;
  SearchResult result{Truth::kUnknown, 0};
  SearchBounds left = bounds;
  left.states_max = std::min(bounds.states_max, bounds.states_in_all_max - report.states);
  if (key.kind && left.states_max > 0) result = search_order(operations, *key.kind, left);
  report.states += result.states;
  CheckVerdict& verdict = report.verdict;
  const std::string name = "key " + std::to_string(key.key);
  if (result.truth == Truth::kViolated) {
    ++report.keys_violated;
    if (verdict.truth == Truth::kViolated) return;
    verdict.truth = Truth::kViolated;
    verdict.witness.assign(key.operations.begin(), key.operations.end());
    const Judge judge = [&](const std::vector<const OperationRecord*>& some, std::int64_t& effort) {
      const SearchResult found = search_order(some, *key.kind, bounds);
      effort += found.states;
      return found.truth;
    };
    verdict.witness = shrink_violation(history, verdict.witness, judge, true, bounds.shrink_max);
    verdict.reason = name + ": no order of " + how_many(verdict.witness.size(), operations.size()) +
                     " explains what clients saw";
  } else if (result.truth == Truth::kUnknown) {
    ++report.keys_unknown;
    if (verdict.truth != Truth::kHolds) return;
    verdict.truth = Truth::kUnknown;
    if (!key.kind)
      verdict.reason = name + " is used as more than one of register, counter, set and list";
    else if (operations.size() > bounds.operations_max)
      verdict.reason = name + " has " + grouped(static_cast<std::int64_t>(operations.size())) +
                       " operations, more than the " +
                       grouped(static_cast<std::int64_t>(bounds.operations_max)) + " that are searched";
    else
      verdict.reason =
          name + ": the search saw " + grouped(result.states) + " states, its bound, and had not finished";
  }
}

LinearizabilityReport check_linearizability(const History& history, const SearchBounds& bounds) {
  LinearizabilityReport report;
  for (const KeyHistory& key : by_key(history)) {
    ++report.keys;
    search_key(history, key, bounds, report);
  }
  return report;
}

}  // namespace windtunnel
