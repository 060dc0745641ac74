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

// Searches of keys, each the first and the second time.
class KeySearch {
 public:
  KeySearch(const History& history, const SearchBounds& bounds, LinearizabilityReport& report)
      : history_(history), bounds_(bounds), report_(report) {}

  // Whether it is decided.
  bool search(const KeyHistory& key, std::int64_t states_max) {
    const std::vector<const OperationRecord*> operations = operations_of(key);
    SearchBounds bounds = bounds_;
    bounds.states_max = std::min(states_max, bounds_.states_in_all_max - report_.states);
    SearchResult result{Truth::kUnknown, 0};
    if (key.kind && bounds.states_max > 0) result = search_order(operations, *key.kind, bounds);
    report_.states += result.states;
    if (result.truth == Truth::kViolated) accuse(key, operations);
    states_ = result.states;
    return result.truth != Truth::kUnknown;
  }

  // Of one whose last search did not decide it.
  void leave_open(const KeyHistory& key) {
    ++report_.keys_unknown;
    CheckVerdict& verdict = report_.verdict;
    if (verdict.truth != Truth::kHolds) return;
    verdict.truth = Truth::kUnknown;
    const std::string name = "key " + std::to_string(key.key);
    if (!key.kind)
      verdict.reason = name + " is used as more than one of register, counter, set and list";
    else if (key.operations.size() > bounds_.operations_max)
      verdict.reason = name + " has " + grouped(static_cast<std::int64_t>(key.operations.size())) +
                       " operations, more than the " +
                       grouped(static_cast<std::int64_t>(bounds_.operations_max)) + " that are searched";
    else
      verdict.reason =
          name + ": the search saw " + grouped(states_) + " states, its bound, and had not finished";
  }

 private:
  std::vector<const OperationRecord*> operations_of(const KeyHistory& key) const {
    std::vector<const OperationRecord*> operations;
    operations.reserve(key.operations.size());
    for (const std::uint32_t position : key.operations) operations.push_back(&history_.operations[position]);
    return operations;
  }

  void accuse(const KeyHistory& key, const std::vector<const OperationRecord*>& operations) {
    ++report_.keys_violated;
    CheckVerdict& verdict = report_.verdict;
    if (verdict.truth == Truth::kViolated) return;
    verdict.truth = Truth::kViolated;
    verdict.witness.assign(key.operations.begin(), key.operations.end());
    const Judge judge = [&](const std::vector<const OperationRecord*>& some, std::int64_t& effort) {
      const SearchResult found = search_order(some, *key.kind, bounds_);
      effort += found.states;
      return found.truth;
    };
    verdict.witness = shrink_violation(history_, verdict.witness, judge, true, bounds_.shrink_max);
    verdict.reason = "key " + std::to_string(key.key) + ": no order of " +
                     how_many(verdict.witness.size(), operations.size()) + " explains what clients saw";
  }

  const History& history_;
  const SearchBounds& bounds_;
  LinearizabilityReport& report_;
  std::int64_t states_ = 0;  // of the last search
};

}  // namespace

void search_keys(const History& history, std::span<const KeyHistory* const> keys, const SearchBounds& bounds,
                 LinearizabilityReport& report) {
  report.keys_searched += static_cast<std::int64_t>(keys.size());
  KeySearch search(history, bounds, report);
  std::vector<const KeyHistory*> open;
  for (const KeyHistory* key : keys)
    if (!search.search(*key, std::min(bounds.states_at_first, bounds.states_max))) open.push_back(key);
  for (const KeyHistory* key : open)
    if (report.verdict.truth == Truth::kViolated || !search.search(*key, bounds.states_max))
      search.leave_open(*key);
}

LinearizabilityReport check_linearizability(const History& history, const SearchBounds& bounds) {
  LinearizabilityReport report;
  const std::vector<KeyHistory> all = by_key(history);
  std::vector<const KeyHistory*> keys;
  keys.reserve(all.size());
  for (const KeyHistory& key : all) keys.push_back(&key);
  report.keys = static_cast<std::int64_t>(all.size());
  search_keys(history, keys, bounds, report);
  return report;
}

}  // namespace windtunnel
