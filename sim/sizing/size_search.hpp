// Where expectations begin to hold, or cease to: a bisection that knows what it does not know.
//
// An expectation may rise (it fails at the first value and holds at the last, as a latency does when
// replicas are added), fall (a bill does), or hold all the way. The smallest value that meets all is where
// the last of the rising ones begins to hold; the largest is where the first of the falling ones ceases to.
// That is bisected, and what lies on the other side is looked at where the answer stands: bounds from both
// sides may leave no value at all.
//
// A value that can not be decided is no reason to guess: the search goes on at both sides of it, and the
// answer is then the stretch between the nearest values that were decided. Bisection trusts that an
// expectation changes once; so the middle of the longest stretch that nobody looked at is tried on each side
// of the answer, and everything seen is held against it. What contradicts is said.
//
// Nothing here knows of flights: whoever calls answers for a value, by whatever means.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "sim/stats/interval.hpp"

namespace windtunnel {

enum class SizeWanted { kEither, kSmallest, kLargest };
const char* word(SizeWanted wanted);  // "either", "smallest", "largest"

enum class SizeEnd {
  kFound,      // `answer` meets all, and `other` beside it does not; no `other`: it is the end of the list
  kStretch,    // as found, but what lies between `answer` and `other` could not be decided
  kAll,        // every end and every value looked at meets all
  kNone,       // none of the values looked at meets all
  kUndecided,  // neither a value that meets all nor that there is none could be found
};
const char* word(SizeEnd end);  // "found", "stretch", "all", "none", "undecided"

// Verdicts of all expectations at one value, in their order.
using SizeVerdicts = std::vector<Expected>;

struct SizeFound {
  SizeEnd end = SizeEnd::kUndecided;
  SizeWanted wanted = SizeWanted::kEither;
  std::optional<std::size_t> answer;  // the value that meets all
  std::optional<std::size_t> other;   // the nearest beyond it that does not
  // An expectation that changes more than once: it holds at one value and fails at another although its ends
  // say the contrary; each expectation at most once.
  struct Contradiction {
    std::size_t expectation = 0, holds = 0, fails = 0;
  };
  std::vector<Contradiction> contradictions;
  // Expectations that fail again at the far end, beyond the answer: there is a bound on the other side too.
  std::vector<std::size_t> bound_beyond;
};

struct SizeQuestion {
  std::size_t values = 0;        // at least two
  std::size_t expectations = 0;  // at least one
  SizeWanted wanted = SizeWanted::kEither;
  // An open search: it begins here, and goes to these places one after the other on each side (by doublings).
  std::optional<std::size_t> start;
  std::vector<std::size_t> down, up;
};

// What has to be known of a value before the search goes on.
struct SizeNeed {
  std::vector<bool> expectations;      // those that have to be decided
  bool one_failure_is_enough = false;  // of them: then the others may stay open
  bool patient = false;  // false: what is hard to decide may stay open, for there may be no need to
};
bool is_enough(const SizeVerdicts& verdicts, const SizeNeed& need);
// The verdicts at a value, once what is needed is decided or will not be. Nothing where the search has to
// end (time, Ctrl-C, a scenario that can not be flown).
using SizeProbe = std::function<std::optional<SizeVerdicts>(std::size_t value, const SizeNeed& need)>;

// The most values that it may ask for: what an error rate is shared by.
std::size_t size_probes_most(const SizeQuestion& question);

// When a probe gave nothing, or all values that it may ask for are used up: what is known by then.
SizeFound find_size(const SizeQuestion& question, const SizeProbe& probe);

}  // namespace windtunnel
