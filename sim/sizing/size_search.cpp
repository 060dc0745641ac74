// The bracket, the bisection, the looks at what nobody looked at.
#include "sim/sizing/size_search.hpp"

#include <algorithm>
#include <set>

#include "sim/base/check.hpp"

namespace windtunnel {

const char* word(SizeWanted wanted) {
  switch (wanted) {
    case SizeWanted::kEither:
      return "either";
    case SizeWanted::kSmallest:
      return "smallest";
    case SizeWanted::kLargest:
      return "largest";
  }
  return "";
}

const char* word(SizeEnd end) {
  switch (end) {
    case SizeEnd::kFound:
      return "found";
    case SizeEnd::kStretch:
      return "stretch";
    case SizeEnd::kAll:
      return "all";
    case SizeEnd::kNone:
      return "none";
    case SizeEnd::kUndecided:
      return "undecided";
  }
  return "";
}

namespace {

enum class State { kMeets, kFails, kOpen };

using Mask = std::vector<bool>;

bool any(const Mask& mask) { return std::find(mask.begin(), mask.end(), true) != mask.end(); }

State state_of(const SizeVerdicts& verdicts, const Mask& mask) {
  bool open = false;
  for (std::size_t e = 0; e < verdicts.size(); ++e) {
    if (!mask[e]) continue;
    if (verdicts[e] == Expected::kFails) return State::kFails;
    open = open || verdicts[e] == Expected::kUndecided;
  }
  return open ? State::kOpen : State::kMeets;
}

}  // namespace

bool is_enough(const SizeVerdicts& verdicts, const SizeNeed& need) {
  const State state = state_of(verdicts, need.expectations);
  if (state == State::kFails && need.one_failure_is_enough) return true;
  for (std::size_t e = 0; e < verdicts.size(); ++e)
    if (need.expectations[e] && verdicts[e] == Expected::kUndecided) return false;
  return true;
}

namespace {

std::size_t halvings(std::size_t values) {
  std::size_t count = 0;
  for (std::size_t left = values - 1; left > 0; left /= 2) ++count;
  return count;
}

class Search {
 public:
  Search(const SizeQuestion& question, const SizeProbe& probe)
      : question_(question), probe_(probe), left_(size_probes_most(question)) {
    found_.wanted = question.wanted;
  }

  SizeFound run() {
    std::size_t low = 0, high = question_.values - 1;
    if (question_.start ? gallop(low, high) : true) between(low, high);
    return std::move(found_);
  }

 private:
  Mask all() const { return Mask(question_.expectations, true); }

  // What is known there; asks only where that is not enough and asking may give more.
  std::optional<SizeVerdicts> ask(std::size_t value, const SizeNeed& need) {
    const auto had = seen_.find(value);
    const bool known = had != seen_.end();
    if (known && (is_enough(had->second, need) || !gives_more(value, need))) return had->second;
    if (!known && left_ == 0) ended_ = true;
    if (!ended_) {
      if (!known) --left_;
      if (auto told = probe_(value, need)) {
        CHECK(told->size() == question_.expectations, "a verdict of each expectation");
        remember(value, need, *told);
        return told;
      }
      ended_ = true;
    }
    return known ? std::optional(had->second) : std::nullopt;
  }
  // Whether something is needed that nobody asked for to its end with as much patience.
  bool gives_more(std::size_t value, const SizeNeed& need) const {
    const auto tried = tried_.find({value, need.patient});
    if (tried == tried_.end()) return true;
    for (std::size_t e = 0; e < need.expectations.size(); ++e)
      if (need.expectations[e] && !tried->second[e]) return true;
    return false;
  }
  void remember(std::size_t value, const SizeNeed& need, const SizeVerdicts& told) {
    seen_[value] = told;
    // Where one failure was enough the others may not have had their turn.
    if (need.one_failure_is_enough && state_of(told, need.expectations) == State::kFails) return;
    for (const bool patient : {false, true}) {
      if (patient && !need.patient) continue;
      Mask& mask = tried_.try_emplace({value, patient}, Mask(question_.expectations, false)).first->second;
      for (std::size_t e = 0; e < mask.size(); ++e) mask[e] = mask[e] || need.expectations[e];
    }
  }

  // From the start outwards until the state changes; false where it never does, and then all is said.
  bool gallop(std::size_t& low, std::size_t& high) {
    const SizeNeed need{all(), true, false};
    std::map<std::size_t, State> states;
    const auto look = [&](std::size_t value) {
      const auto told = ask(value, need);
      if (told) states[value] = state_of(*told, all());
      return told.has_value();
    };
    if (!look(*question_.start)) return false;
    const State first = states.begin()->second;
    const bool upward = question_.wanted == SizeWanted::kEither || first == State::kOpen ||
                        (question_.wanted == SizeWanted::kLargest) == (first == State::kMeets);
    const bool downward = question_.wanted == SizeWanted::kEither || first == State::kOpen || !upward;
    const std::size_t steps =
        std::max(upward ? question_.up.size() : 0, downward ? question_.down.size() : 0);
    for (std::size_t i = 0; i < steps; ++i)
      for (const auto& [go, places] :
           {std::pair(upward, &question_.up), std::pair(downward, &question_.down)}) {
        if (!go || i >= places->size()) continue;
        if (!look((*places)[i])) return false;
        if (bracket_in(states, low, high)) return true;
      }
    const auto all_are = [&](State state) {
      return std::all_of(states.begin(), states.end(),
                         [&](const auto& each) { return each.second == state; });
    };
    if (all_are(State::kMeets)) found_.end = SizeEnd::kAll, found_.answer = *question_.start;
    if (all_are(State::kFails)) found_.end = SizeEnd::kNone;
    return false;
  }
  // The nearest two of which one meets all and the other does not.
  static bool bracket_in(const std::map<std::size_t, State>& states, std::size_t& low, std::size_t& high) {
    const std::pair<const std::size_t, State>* last = nullptr;
    for (const auto& each : states) {
      if (each.second == State::kOpen) continue;
      if (last != nullptr && last->second != each.second) {
        low = last->first, high = each.first;
        return true;
      }
      last = &each;
    }
    return false;
  }

  void between(std::size_t low, std::size_t high) {
    const auto at_low = ask(low, {all(), false, false}), at_high = ask(high, {all(), false, false});
    if (!at_low || !at_high) return partial();
    Mask inside(question_.expectations, false);
    for (std::size_t e = 0; e < inside.size(); ++e)
      inside[e] = (*at_low)[e] == Expected::kFails && (*at_high)[e] == Expected::kFails;
    if (any(inside)) {
      const auto middle = middle_that_meets(low, high, inside);
      if (!middle) return;
      for (std::size_t e = 0; e < inside.size(); ++e)
        if (inside[e])
          found_.contradictions.push_back({e, *middle, found_.wanted == SizeWanted::kLargest ? low : high});
      (found_.wanted == SizeWanted::kLargest ? low : high) = *middle;
    }
    low_ = low, high_ = high;
    classify(low, high);
    if (found_.wanted == SizeWanted::kEither)
      found_.wanted = any(falls_) && !any(rises_) ? SizeWanted::kLargest : SizeWanted::kSmallest;
    const bool smallest = found_.wanted == SizeWanted::kSmallest;
    const Mask& set = smallest ? rises_ : falls_;
    bad_ = smallest ? low : high, good_ = smallest ? high : low;
    if (!any(set)) {
      // Nothing stands against the end that is asked for.
      const std::size_t end = bad_;
      check_a_middle(low, high);
      settle(end, std::nullopt, !any(smallest ? falls_ : rises_) ? SizeEnd::kAll : SizeEnd::kFound);
      return;
    }
    bisect(set, good_);
    if (!answer_) return partial();
    if (look_at_long_stretches(set)) bisect(set, *answer_);
    settle(*answer_, other_, decided_ ? SizeEnd::kFound : SizeEnd::kStretch);
  }

  std::optional<std::size_t> middle_that_meets(std::size_t low, std::size_t high, const Mask& inside) {
    bool open = false;
    for (const std::size_t quarter : {2, 1, 3}) {
      const std::size_t middle = low + (high - low) * quarter / 4;
      if (middle == low || middle == high) continue;
      const auto told = ask(middle, {inside, true, false});
      if (!told) {
        partial();
        return std::nullopt;
      }
      const State state = state_of(*told, inside);
      if (state == State::kMeets) return middle;
      open = open || state == State::kOpen;
    }
    found_.end = open ? SizeEnd::kUndecided : SizeEnd::kNone;
    return std::nullopt;
  }

  // By what is known at the two ends. What is open at both may be either.
  void classify(std::size_t low, std::size_t high) {
    rises_.assign(question_.expectations, false), falls_ = rises_;
    for (std::size_t e = 0; e < question_.expectations; ++e) {
      const Expected first = seen_.at(low)[e], last = seen_.at(high)[e];
      const auto rank = [](Expected verdict) {
        return verdict == Expected::kFails ? 0 : verdict == Expected::kUndecided ? 1 : 2;
      };
      if (rank(first) < rank(last)) rises_[e] = true;
      if (rank(first) > rank(last)) falls_[e] = true;
      if (first == Expected::kUndecided && last == Expected::kUndecided) rises_[e] = falls_[e] = true;
    }
  }

  // ---- bisection, in places: 0 is the bad end, and they rise towards the good one

  std::int64_t place_of(std::size_t value) const {
    return good_ >= bad_ ? static_cast<std::int64_t>(value) - static_cast<std::int64_t>(bad_)
                         : static_cast<std::int64_t>(bad_) - static_cast<std::int64_t>(value);
  }
  std::size_t value_at(std::int64_t place) const {
    return good_ >= bad_ ? bad_ + static_cast<std::size_t>(place) : bad_ - static_cast<std::size_t>(place);
  }

  // Between the bad end and `until`, which is open or meets; leaves answer_, other_ and decided_. First in a
  // hurry; what then stands in the way of an answer is asked again, patiently.
  void bisect(const Mask& set, std::size_t until) {
    const std::int64_t length = place_of(until);
    std::int64_t fails = -1, meets = length + 1;  // beyond the ends: not known
    std::set<std::int64_t> open;
    const auto take = [&](std::int64_t place, State state) {
      open.erase(place);
      if (state == State::kFails) {
        fails = std::max(fails, place);
        open.erase(open.begin(), open.upper_bound(fails));
      } else if (state == State::kMeets) {
        meets = std::min(meets, place);
        open.erase(open.lower_bound(meets), open.end());
      } else {
        open.insert(place);
      }
    };
    for (const bool patient : {false, true}) {
      const auto look = [&](std::int64_t place) {
        const auto told = ask(value_at(place), {set, true, patient});
        if (told) take(place, state_of(*told, set));
        return told.has_value();
      };
      if (!look(0) || !look(length)) break;
      if (patient) {
        // The nearest to what is known first: one verdict may settle the others.
        for (bool progress = true; progress && !open.empty() && !ended_;) {
          const std::size_t before = open.size();
          const std::int64_t first = *open.begin(), last = *open.rbegin();
          if (!look(first)) break;
          if (last != first && open.contains(last) && !look(last)) break;
          progress = open.size() < before;
        }
      }
      while (const auto place = next_place(fails, meets, open))
        if (!look(*place)) break;
      if (open.empty()) break;
    }
    decided_ = meets - fails == 1;
    answer_ = meets <= length ? std::optional(value_at(meets)) : std::nullopt;
    other_ = fails >= 0 ? std::optional(value_at(fails)) : std::nullopt;
  }
  static std::optional<std::int64_t> next_place(std::int64_t fails, std::int64_t meets,
                                                const std::set<std::int64_t>& open) {
    const auto middle = [](std::int64_t a, std::int64_t b) {
      return b - a > 1 ? std::optional(a + (b - a) / 2) : std::nullopt;
    };
    if (open.empty()) return middle(fails, meets);
    if (const auto below = middle(fails, *open.begin())) return below;
    return middle(*open.rbegin(), meets);
  }

  // The middle of the longest stretch that nobody looked at, on each side of the answer. True when a value
  // beyond the answer meets all after all: answer_ is then that one.
  bool look_at_long_stretches(const Mask& set) {
    const std::int64_t answer = place_of(*answer_);
    const std::int64_t other = other_ ? place_of(*other_) : -1;
    bool better = false;
    if (const auto place = middle_of_longest(0, other))
      if (const auto told = ask(value_at(*place), {set, true, false});
          told && state_of(*told, set) == State::kMeets)
        answer_ = value_at(*place), better = true;
    if (const auto place = middle_of_longest(answer, place_of(good_)))
      ask(value_at(*place), {set, true, false});
    return better;
  }
  std::optional<std::int64_t> middle_of_longest(std::int64_t from, std::int64_t to) const {
    std::set<std::int64_t> places;
    for (const auto& [value, verdicts] : seen_)
      if (const std::int64_t place = place_of(value); place >= from && place <= to) places.insert(place);
    std::int64_t begin = 0, longest = 1;
    for (auto at = places.begin(); at != places.end() && std::next(at) != places.end(); ++at)
      if (*std::next(at) - *at > longest) begin = *at, longest = *std::next(at) - *at;
    return longest > 1 ? std::optional(begin + longest / 2) : std::nullopt;
  }
  void check_a_middle(std::size_t low, std::size_t high) {
    if (high - low > 1) ask(low + (high - low) / 2, {all(), true, false});
  }

  // The answer has to meet all, those too that rise or fall the other way.
  void settle(std::size_t answer, std::optional<std::size_t> other, SizeEnd end) {
    const auto told = ask(answer, {all(), true, true});
    note_contradictions();
    if (!told || state_of(*told, all()) == State::kOpen) return;
    found_.other = other;
    if (state_of(*told, all()) == State::kFails) {
      found_.other = std::nullopt;
      found_.end = end != SizeEnd::kStretch || (other && fails_from(*other, *told)) ? SizeEnd::kNone
                                                                                    : SizeEnd::kUndecided;
      return;
    }
    found_.end = end;
    found_.answer = answer;
    const SizeVerdicts& far = seen_.at(found_.wanted == SizeWanted::kSmallest ? last_seen() : first_seen());
    for (std::size_t e = 0; e < far.size(); ++e)
      if (far[e] == Expected::kFails) found_.bound_beyond.push_back(e);
    if (end == SizeEnd::kAll && !found_.contradictions.empty()) found_.end = SizeEnd::kFound;
  }
  // Whether something that fails at the answer fails at the other end of the stretch too, and so all the way.
  bool fails_from(std::size_t other, const SizeVerdicts& at_answer) {
    for (std::size_t e = 0; e < at_answer.size(); ++e) {
      if (at_answer[e] != Expected::kFails) continue;
      Mask one(question_.expectations, false);
      one[e] = true;
      if (const auto told = ask(other, {one, false, false}); told && (*told)[e] == Expected::kFails)
        return true;
    }
    return false;
  }
  std::size_t first_seen() const { return seen_.begin()->first; }
  std::size_t last_seen() const { return seen_.rbegin()->first; }

  // The search ended before anything could be settled.
  void partial() {
    if (!rises_.empty()) note_contradictions();
    found_.end = SizeEnd::kUndecided;
    if (answer_) found_.answer = answer_, found_.other = other_, found_.end = SizeEnd::kStretch;
  }

  void note_contradictions() {
    for (std::size_t e = 0; e < question_.expectations; ++e) {
      const auto same = [e](const auto& each) { return each.expectation == e; };
      if (std::any_of(found_.contradictions.begin(), found_.contradictions.end(), same)) continue;
      std::optional<std::size_t> holds, fails;  // the last of each so far
      for (const auto& [value, verdicts] : seen_) {
        if (verdicts[e] == Expected::kUndecided || value < low_ || value > high_) continue;
        const bool good = verdicts[e] == Expected::kHolds;
        const bool against = good ? fails && !rises_[e] : holds && !falls_[e];
        if (against) {
          found_.contradictions.push_back({e, good ? value : *holds, good ? *fails : value});
          break;
        }
        (good ? holds : fails) = value;
      }
    }
  }

  const SizeQuestion& question_;
  const SizeProbe& probe_;
  std::size_t left_;
  SizeFound found_;
  bool ended_ = false;
  std::map<std::size_t, SizeVerdicts> seen_;
  std::map<std::pair<std::size_t, bool>, Mask> tried_;  // by value and patience
  Mask rises_, falls_;
  std::size_t low_ = 0, high_ = 0;  // what is searched between
  std::size_t bad_ = 0, good_ = 0;  // the same, by where the answer is sought from
  std::optional<std::size_t> answer_, other_;
  bool decided_ = false;
};

}  // namespace

std::size_t size_probes_most(const SizeQuestion& question) {
  const std::size_t bracket = question.start ? 1 + question.down.size() + question.up.size() : 2;
  return std::min(question.values, bracket + 2 * halvings(question.values) + 6);
}

SizeFound find_size(const SizeQuestion& question, const SizeProbe& probe) {
  CHECK(question.values >= 2 && question.expectations >= 1, "something to search among, and for");
  return Search(question, probe).run();
}

}  // namespace windtunnel
