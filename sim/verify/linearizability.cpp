// From the keys' verdicts to the history's.
#include "sim/verify/linearizability.hpp"

#include "sim/base/text.hpp"

namespace windtunnel {

void search_key(const History& history, const KeyHistory& key, const SearchBounds& bounds,
                LinearizabilityReport& report) {
  std::vector<const OperationRecord*> operations;
  operations.reserve(key.operations.size());
  for (const std::uint32_t position : key.operations) operations.push_back(&history.operations[position]);
  ++report.keys_searched;
  SearchResult result{Truth::kUnknown, 0};
  if (key.kind) result = search_order(operations, *key.kind, bounds);
  report.states += result.states;
  CheckVerdict& verdict = report.verdict;
  const std::string name = "key " + std::to_string(key.key);
  if (result.truth == Truth::kViolated) {
    ++report.keys_violated;
    if (verdict.truth == Truth::kViolated) return;
    verdict.truth = Truth::kViolated;
    verdict.reason = name + ": no order of its " + grouped(static_cast<std::int64_t>(operations.size())) +
                     " operations explains what clients saw";
    verdict.witness.assign(key.operations.begin(), key.operations.end());
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
      verdict.reason = name + ": the search saw " + grouped(bounds.states_max) +
                       " states, its bound, and had not finished";
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
