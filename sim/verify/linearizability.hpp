// Linearizability by search: whether the operations of each key can be put into one order that what clients
// saw allows and that respects real time (Herlihy & Wing 1990).
//
// The search sees only what clients saw. It is that of Wing & Gong (1993) with the memory of states that Lowe
// (2017) added, by key: at each point it takes one of the operations that no other one precedes, and never
// twice the same state with the same operations behind it. One operation precedes another when it ended
// before the other was invoked: when both happen at one nanosecond they are concurrent, except that a
// process has one operation at a time. Operations that failed did not happen; one whose end is unknown (info)
// may happen at any time after its invocation, or never.
// Three things keep it small, and none loses an order: a read that fits is taken at once (it changes nothing,
// so whatever order there is has one that begins with it); of unknown operations that do the same, the one
// invoked first goes first; and an unknown write whose value nobody saw or compared with never happened.
// The problem is NP-complete (Gibbons & Korach 1997), so there are bounds, and then the verdict is unknown.
#pragma once

#include <cstdint>
#include <span>

#include "sim/verify/key_history.hpp"
#include "sim/verify/verdict.hpp"

namespace windtunnel {

struct SearchBounds {
  std::size_t operations_max = 200'000;  // of one key: more are not searched
  std::int64_t states_max = 1'000'000;   // visited for one key
  // Operations and states looked at to make the first witness small (sim/verify/shrink.hpp); 0: it is left as
  // it is found.
  std::int64_t shrink_max = 5'000'000;
  // Visited for one key at first: most violations show at once, and one is enough. Keys that this did not
  // decide are searched further only when none is violated.
  std::int64_t states_at_first = 10'000;
  // Visited for all keys together: what is left when it is used up is unknown.
  std::int64_t states_in_all_max = 20'000'000;
};

struct SearchResult {
  Truth truth = Truth::kHolds;
  std::int64_t states = 0;
};
// Of the operations of one key.
SearchResult search_order(std::span<const OperationRecord* const> operations, KeyKind kind,
                          const SearchBounds& bounds);

// Verdict on a whole history, and how it came about.
struct LinearizabilityReport {
  CheckVerdict verdict;
  std::int64_t keys = 0;
  std::int64_t keys_violated = 0;
  std::int64_t keys_unknown = 0;   // once one is violated, also those that were not searched to their end
  std::int64_t keys_searched = 0;  // that versions did not decide; all of them without versions
  std::int64_t states = 0;         // visited by searches

  template <class Archive>
  void archive(Archive& a) {
    a(verdict, keys, keys_violated, keys_unknown, keys_searched, states);
  }
};
LinearizabilityReport check_linearizability(const History& history, const SearchBounds& bounds = {});

// Searches these keys and adds what came of it to the report.
void search_keys(const History& history, std::span<const KeyHistory* const> keys, const SearchBounds& bounds,
                 LinearizabilityReport& report);

}  // namespace windtunnel
