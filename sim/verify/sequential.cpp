// The three steps of the check: circles among versions, single keys, all keys together.
#include "sim/verify/sequential.hpp"

#include <algorithm>
#include <map>

#include "sim/base/text.hpp"
#include "sim/verify/shrink.hpp"
#include "sim/verify/visited.hpp"
#include "sim/verify/witnessed.hpp"

namespace windtunnel {
namespace {

using State = KeyModel::State;

// Operations of each process that ended ok, in its order, and for each unknown one how many come before it.
struct Processes {
  struct Unknown {
    std::uint32_t position, process, behind;
  };
  std::vector<std::vector<std::uint32_t>> known;
  std::vector<Unknown> unknown;
};
Processes by_process(const History& history, const std::vector<std::uint32_t>& positions) {
  Processes result;
  std::map<std::uint32_t, std::uint32_t> number;
  for (const std::uint32_t position : positions) {
    const OperationRecord& operation = history.operations[position];
    const auto [at, fresh] =
        number.try_emplace(operation.process, static_cast<std::uint32_t>(result.known.size()));
    if (fresh) result.known.emplace_back();
    if (operation.status == OperationStatus::kOk)
      result.known[at->second].push_back(position);
    else
      result.unknown.push_back(
          {position, at->second, static_cast<std::uint32_t>(result.known[at->second].size())});
  }
  return result;
}

// Whether the versions' order of every key and the order of every process go together.
class VersionGraph {
 public:
  explicit VersionGraph(const History& history) : history_(history) {}

  bool proves(const std::vector<KeyHistory>& keys, const std::vector<std::uint32_t>& positions) {
    for (const KeyHistory& key : keys)
      if (!add_key(key)) return false;
    const Processes processes = by_process(history_, positions);
    for (const auto& known : processes.known)
      for (std::size_t i = 1; i < known.size(); ++i) edge(known[i - 1], known[i]);
    for (const Processes::Unknown& each : processes.unknown)
      if (each.behind > 0) edge(processes.known[each.process][each.behind - 1], each.position);
    return has_no_circle();
  }

 private:
  void edge(std::uint32_t from, std::uint32_t to) { edges_.push_back((std::uint64_t{from} << 32) | to); }

  // Changes in a chain, each read between the change it saw and the next one.
  bool add_key(const KeyHistory& key) {
    const std::vector<std::uint32_t> order = order_by_versions(history_, key);
    if (order.empty() && std::any_of(key.operations.begin(), key.operations.end(), [this](std::uint32_t i) {
          return history_.operations[i].status == OperationStatus::kOk;
        }))
      return false;
    std::optional<std::uint32_t> change;
    std::vector<std::uint32_t> reads;
    for (const std::uint32_t position : order) {
      if (change) edge(*change, position);
      if (only_reads(history_.operations[position].kind)) {
        reads.push_back(position);
        continue;
      }
      for (const std::uint32_t read : reads) edge(read, position);
      reads.clear();
      change = position;
    }
    return true;
  }

  // Kahn (1962): take what nothing precedes until all is taken.
  bool has_no_circle() {
    std::sort(edges_.begin(), edges_.end());
    std::vector<std::uint32_t> before(history_.operations.size(), 0);
    for (const std::uint64_t each : edges_) ++before[static_cast<std::uint32_t>(each)];
    std::vector<std::uint32_t> ready;
    for (std::uint32_t i = 0; i < before.size(); ++i)
      if (before[i] == 0) ready.push_back(i);
    for (std::size_t i = 0; i < ready.size(); ++i) {
      const std::uint64_t from = std::uint64_t{ready[i]} << 32;
      for (auto at = std::lower_bound(edges_.begin(), edges_.end(), from);
           at != edges_.end() && (*at >> 32) == ready[i]; ++at)
        if (--before[static_cast<std::uint32_t>(*at)] == 0) ready.push_back(static_cast<std::uint32_t>(*at));
    }
    return ready.size() == before.size();
  }

  const History& history_;
  std::vector<std::uint64_t> edges_;  // from above to
};

// The search: which process goes next. What fits and changes nothing goes at once, as for linearizability.
class ProgramOrderSearch {
 public:
  ProgramOrderSearch(const History& history, const std::vector<const KeyHistory*>& keys,
                     std::int64_t states_max)
      : states_max_(states_max) {
    std::vector<std::uint32_t> positions;
    std::map<std::uint32_t, Step> steps;
    for (const KeyHistory* key : keys) {
      models_.emplace_back(*key->kind);
      states_.push_back(models_.back().initial());
      for (const std::uint32_t position : key->operations) {
        const OperationRecord& operation = history.operations[position];
        positions.push_back(position);
        steps[position] = {models_.back().move(operation), static_cast<std::uint32_t>(models_.size() - 1),
                           only_reads(operation.kind), operation.invoked};
      }
    }
    std::sort(positions.begin(), positions.end());
    const Processes processes = by_process(history, positions);
    for (const auto& known : processes.known) {
      queues_.emplace_back();
      for (const std::uint32_t position : known) queues_.back().push_back(steps[position]);
      left_ += known.size();
    }
    for (const Processes::Unknown& each : processes.unknown)
      unknown_.push_back({steps[each.position], each.process, each.behind, false});
    at_.assign(queues_.size(), 0);
  }

  SearchResult run() {
    arrive();
    while (left_ > 0) {
      if (choice_ == choices_.size()) {
        if (!go_back()) return {Truth::kViolated, seen_};
      } else if (!take(choices_[choice_++])) {
        continue;
      } else if (seen_ > states_max_) {
        return {Truth::kUnknown, seen_};
      }
    }
    return {Truth::kHolds, seen_};
  }

 private:
  struct Step {
    KeyModel::Move move;
    std::uint32_t key = 0;
    bool reads = false;
    Time invoked;
  };
  struct Unknown {
    Step step;
    std::uint32_t process = 0, behind = 0;
    bool taken = false;
  };
  struct Taken {
    std::uint32_t who = 0;  // a process, or an unknown operation behind all processes
    bool no_choice = false;
    State before = 0;
    std::vector<std::uint32_t> choices;  // that stood open when it was taken
    std::size_t choice = 0;
  };

  const Step& step(std::uint32_t who) const {
    return who < queues_.size() ? queues_[who][at_[who]] : unknown_[who - queues_.size()].step;
  }
  void move(std::uint32_t who, bool forward) {
    if (who >= queues_.size()) {
      unknown_[who - queues_.size()].taken = forward;
    } else if (forward) {
      ++at_[who], --left_;
    } else {
      --at_[who], ++left_;
    }
  }

  void arrive() {
    for (bool again = true; again;) {
      again = false;
      for (std::uint32_t who = 0; who < queues_.size(); ++who)
        while (at_[who] < queues_[who].size() && step(who).reads &&
               step(who).move.seen == states_[step(who).key]) {
          taken_.push_back({who, true, states_[step(who).key], {}, 0});
          move(who, true);
          again = true;
        }
    }
    choices_.clear();
    choice_ = 0;
    for (std::uint32_t who = 0; who < queues_.size(); ++who)
      if (at_[who] < queues_[who].size() && !step(who).reads) choices_.push_back(who);
    // What was invoked first is the best guess.
    std::stable_sort(choices_.begin(), choices_.end(),
                     [this](std::uint32_t a, std::uint32_t b) { return step(a).invoked < step(b).invoked; });
    for (std::uint32_t i = 0; i < unknown_.size(); ++i)
      if (!unknown_[i].taken && unknown_[i].behind <= at_[unknown_[i].process])
        choices_.push_back(static_cast<std::uint32_t>(queues_.size()) + i);
  }

  bool take(std::uint32_t who) {
    const Step chosen = step(who);
    const State before = states_[chosen.key];
    const std::optional<State> after = models_[chosen.key].step(before, chosen.move);
    if (!after) return false;
    move(who, true);
    states_[chosen.key] = *after;
    if (!visited_.insert(situation())) {
      move(who, false);
      states_[chosen.key] = before;
      return false;
    }
    ++seen_;
    taken_.push_back({who, false, before, choices_, choice_});
    arrive();
    return true;
  }

  bool go_back() {
    while (!taken_.empty() && taken_.back().no_choice) {
      move(taken_.back().who, false);
      taken_.pop_back();
    }
    if (taken_.empty()) return false;
    Taken last = std::move(taken_.back());
    taken_.pop_back();
    move(last.who, false);
    states_[step(last.who).key] = last.before;
    choices_ = std::move(last.choices);
    choice_ = last.choice;
    return true;
  }

  const std::vector<std::uint64_t>& situation() {
    situation_.clear();
    for (const State state : states_) situation_.push_back(static_cast<std::uint64_t>(state));
    for (const std::uint32_t at : at_) situation_.push_back(at);
    for (std::size_t i = 0; i < unknown_.size(); ++i) {
      if (i % 64 == 0) situation_.push_back(0);
      situation_.back() |= std::uint64_t{unknown_[i].taken} << (i % 64);
    }
    return situation_;
  }

  std::int64_t states_max_;
  std::vector<KeyModel> models_;  // by key, as are the states
  std::vector<State> states_;
  std::vector<std::vector<Step>> queues_;  // by process
  std::vector<Unknown> unknown_;
  std::vector<std::uint32_t> at_;  // how many of each process are taken
  std::size_t left_ = 0;
  std::vector<std::uint32_t> choices_;
  std::size_t choice_ = 0;
  std::vector<Taken> taken_;
  Visited visited_;
  std::vector<std::uint64_t> situation_;
  std::int64_t seen_ = 0;
};

// The verdict that these keys together have no order, and the few operations that show it.
void accuse(const History& history, const std::vector<const KeyHistory*>& keys, const SearchBounds& bounds,
            CheckVerdict& verdict) {
  std::vector<std::size_t> positions;
  for (const KeyHistory* key : keys)
    positions.insert(positions.end(), key->operations.begin(), key->operations.end());
  std::sort(positions.begin(), positions.end());
  const Judge judge = [&](const std::vector<const OperationRecord*>& some, std::int64_t& effort) {
    History part;
    for (const OperationRecord* each : some) part.operations.push_back(*each);
    const std::vector<KeyHistory> parts = by_key(part);
    std::vector<const KeyHistory*> pointers;
    for (const KeyHistory& each : parts) pointers.push_back(&each);
    const SearchResult found = ProgramOrderSearch(part, pointers, bounds.states_max).run();
    effort += found.states;
    return found.truth;
  };
  verdict.truth = Truth::kViolated;
  verdict.witness = shrink_violation(history, positions, judge, false, bounds.shrink_max);
  verdict.reason =
      (keys.size() == 1 ? "key " + std::to_string(keys.front()->key) + ": no" : std::string("no")) +
      " order of " + (verdict.witness.size() == positions.size() ? "all " : "these ") +
      grouped(static_cast<std::int64_t>(verdict.witness.size())) +
      " operations explains what clients saw and keeps each process's order";
}

}  // namespace

SequentialReport check_sequential_consistency(const History& history, const SearchBounds& bounds) {
  SequentialReport report;
  CheckVerdict& verdict = report.verdict;
  const std::vector<KeyHistory> keys = by_key(history);
  std::vector<std::uint32_t> positions;
  std::vector<const KeyHistory*> all;
  for (const KeyHistory& key : keys) {
    positions.insert(positions.end(), key.operations.begin(), key.operations.end());
    all.push_back(&key);
  }
  std::sort(positions.begin(), positions.end());
  for (const KeyHistory& key : keys)
    if (!key.kind) {
      verdict.truth = Truth::kUnknown;
      verdict.reason =
          "key " + std::to_string(key.key) + " is used as more than one of register, counter, set and list";
      return report;
    }
  if (VersionGraph(history).proves(keys, positions)) return report;
  // A key alone may use a quarter of what is left of the bound; one that its versions explain needs no
  // search.
  const auto search = [&](const std::vector<const KeyHistory*>& some, std::size_t operations,
                          std::int64_t share) {
    const std::int64_t left = (bounds.states_max - report.states) / share;
    if (operations > bounds.operations_max || left <= 0) return SearchResult{Truth::kUnknown, 0};
    const SearchResult result = ProgramOrderSearch(history, some, left).run();
    report.states += result.states;
    return result;
  };
  if (keys.size() > 1)
    for (const KeyHistory& key : keys) {
      if (versions_explain(history, key)) continue;
      if (search({&key}, key.operations.size(), 4).truth != Truth::kViolated) continue;
      accuse(history, {&key}, bounds, verdict);
      return report;
    }
  const SearchResult together = search(all, positions.size(), 1);
  verdict.truth = together.truth;
  if (together.truth == Truth::kViolated) {
    accuse(history, all, bounds, verdict);
  } else if (together.truth == Truth::kUnknown) {
    verdict.reason =
        positions.size() > bounds.operations_max
            ? "versions prove no order, and " + grouped(static_cast<std::int64_t>(positions.size())) +
                  " operations are more than the " +
                  grouped(static_cast<std::int64_t>(bounds.operations_max)) + " that are searched"
            : "the search saw " + grouped(bounds.states_max) + " states, its bound, and had not finished";
  }
  return report;
}

}  // namespace windtunnel
