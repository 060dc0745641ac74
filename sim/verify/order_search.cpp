// The search for an order of one key's operations.
//
// Operations that ended ok and operations whose end is unknown lie in two lists, each in the order of
// invocation, out of which an operation is lifted when it is taken and put back when the search returns. Only
// those that ended ok hold others up, so the first scan also finds until when an operation may have been
// invoked to be next; unknown ones are tried last, since most histories need few of them.
#include <algorithm>
#include <bit>
#include <map>
#include <set>
#include <tuple>

#include "sim/verify/linearizability.hpp"
#include "sim/verify/visited.hpp"

namespace windtunnel {
namespace {

using State = KeyModel::State;

constexpr std::uint32_t kNone = 0xffffffffu;

// Unknown operations that may matter. Of a register: writes of values that somebody saw or compared with; of
// a list: appends of elements that somebody saw.
std::vector<const OperationRecord*> unknown_that_matter(std::span<const OperationRecord* const> operations,
                                                        KeyKind kind) {
  std::vector<const OperationRecord*> unknown;
  std::set<StoreValue> seen;
  for (const OperationRecord* each : operations) {
    if (each->status == OperationStatus::kInfo) {
      if (!only_reads(each->kind)) unknown.push_back(each);
      continue;
    }
    if (each->status != OperationStatus::kOk) continue;
    if (each->kind == OperationKind::kRead) seen.insert(each->read);
    if (each->kind == OperationKind::kCompareAndSet) seen.insert(each->expected);
    if (each->kind == OperationKind::kReadList) seen.insert(each->elements.begin(), each->elements.end());
  }
  if (kind == KeyKind::kCounter || kind == KeyKind::kSet) return unknown;
  // What an unknown compare-and-set that matters compares with matters too.
  for (std::size_t before = seen.size() + 1; before != seen.size();) {
    before = seen.size();
    for (const OperationRecord* each : unknown)
      if (each->kind == OperationKind::kCompareAndSet && seen.contains(each->value))
        seen.insert(each->expected);
  }
  std::erase_if(unknown, [&](const OperationRecord* each) { return !seen.contains(each->value); });
  return unknown;
}

class OrderSearch {
 public:
  OrderSearch(std::span<const OperationRecord* const> operations, KeyKind kind, std::int64_t states_max)
      : model_(kind), states_max_(states_max) {
    std::vector<const OperationRecord*> known;
    for (const OperationRecord* each : operations)
      if (each->status == OperationStatus::kOk) known.push_back(each);
    std::vector<const OperationRecord*> unknown = unknown_that_matter(operations, kind);
    const auto earlier = [](const OperationRecord* a, const OperationRecord* b) {
      return a->invoked < b->invoked;
    };
    std::stable_sort(known.begin(), known.end(), earlier);
    std::stable_sort(unknown.begin(), unknown.end(), earlier);
    for (const OperationRecord* each : known) add(*each);
    known_ = static_cast<std::uint32_t>(items_.size());
    for (const OperationRecord* each : unknown) add(*each);
    link();
  }

  SearchResult run() {
    left_ = known_;
    state_ = model_.initial();
    arrive();
    while (left_ > 0) {
      if (!seek()) {
        if (!go_back()) return {Truth::kViolated, states_};
      } else if (!take()) {
        pass();
      } else if (states_ > states_max_) {
        return {Truth::kUnknown, states_};
      }
    }
    return {Truth::kHolds, states_};
  }

 private:
  struct Item {
    Time invoked, ended;
    KeyModel::Move move;
    bool reads = false;
    // Of one that ended ok: its process's operation before it. Of an unknown one: the one invoked before it
    // that does the same. Has to be taken before this one.
    std::uint32_t after = kNone;
    bool taken = false;
  };
  struct Taken {
    std::uint32_t item = 0;
    bool no_choice = false;  // a read that fitted
    State before = 0;
    Time until;  // of the scan that found it
  };

  void add(const OperationRecord& operation) {
    Item item;
    const auto position = static_cast<std::uint32_t>(items_.size());
    item.invoked = operation.invoked;
    item.move = model_.move(operation);
    item.reads = only_reads(operation.kind);
    if (operation.status == OperationStatus::kOk) {
      item.ended = operation.ended;
      const auto [at, fresh] = of_process_.try_emplace(operation.process, position);
      if (!fresh && items_[at->second].ended <= item.invoked) item.after = at->second;
      at->second = position;
    } else {
      item.ended = Time::never();
      const auto same = std::tuple(item.move.kind, item.move.value, item.move.expected);
      const auto [at, fresh] = of_move_.try_emplace(same, position);
      if (!fresh) item.after = at->second;
      at->second = position;
    }
    items_.push_back(item);
  }

  // Both lists are rings; their ends stand behind all items.
  void link() {
    const auto count = static_cast<std::uint32_t>(items_.size());
    known_end_ = count, unknown_end_ = count + 1;
    next_.resize(count + 2), previous_.resize(count + 2);
    const auto ring = [this](std::uint32_t first, std::uint32_t last, std::uint32_t end) {
      std::uint32_t before = end;
      for (std::uint32_t i = first; i < last; ++i) {
        next_[before] = i, previous_[i] = before;
        before = i;
      }
      next_[before] = end, previous_[end] = before;
    };
    ring(0, known_, known_end_);
    ring(known_, count, unknown_end_);
    known_bits_.assign(known_ / 64 + 1, 0);
    unknown_bits_.assign((count - known_) / 64 + 1, 0);
  }

  void lift(std::uint32_t item) {
    next_[previous_[item]] = next_[item];
    previous_[next_[item]] = previous_[item];
    items_[item].taken = true;
    flip(item);
    if (item < known_) --left_;
  }
  void put_back(std::uint32_t item) {
    next_[previous_[item]] = item;
    previous_[next_[item]] = item;
    items_[item].taken = false;
    flip(item);
    if (item < known_) ++left_;
  }
  void flip(std::uint32_t item) {
    if (item < known_)
      known_bits_[item / 64] ^= std::uint64_t{1} << (item % 64);
    else
      unknown_bits_[(item - known_) / 64] ^= std::uint64_t{1} << ((item - known_) % 64);
  }
  bool may_be_next(const Item& item) const { return item.after == kNone || items_[item.after].taken; }

  // In a state that is new: what fits without a choice is taken, and the scan for the next begins.
  void arrive() {
    until_ = Time::never();
    for (cursor_ = next_[known_end_]; cursor_ != known_end_ && items_[cursor_].invoked <= until_;) {
      const Item& item = items_[cursor_];
      if (item.reads && item.move.seen == state_ && may_be_next(item)) {
        taken_.push_back({cursor_, true, state_, until_});
        lift(cursor_);
        // What it held up comes behind it in the list, or was passed only because it held it up.
        until_ = Time::never();
        cursor_ = next_[known_end_];
        continue;
      }
      pass();
    }
    until_ = Time::never();
    cursor_ = next_[known_end_];
  }

  // Whether the cursor stands, or can be moved, before one that may be next by its time.
  bool seek() {
    if (cursor_ < known_ || cursor_ == known_end_) {
      if (cursor_ != known_end_ && items_[cursor_].invoked <= until_) return true;
      cursor_ = next_[unknown_end_];
    }
    return cursor_ != unknown_end_ && items_[cursor_].invoked <= until_;
  }
  void pass() {
    until_ = std::min(until_, items_[cursor_].ended);
    cursor_ = next_[cursor_];
  }

  // Takes what stands at the cursor, where that leads to what was not seen before.
  bool take() {
    const Item& item = items_[cursor_];
    if (!may_be_next(item)) return false;
    const std::optional<State> after = model_.step(state_, item.move);
    if (!after) return false;
    lift(cursor_);
    if (!visited_.insert(situation(*after))) {
      put_back(cursor_);
      return false;
    }
    ++states_;
    taken_.push_back({cursor_, false, state_, until_});
    state_ = *after;
    arrive();
    return true;
  }

  // Before the last choice, the cursor behind it.
  bool go_back() {
    while (!taken_.empty() && taken_.back().no_choice) {
      put_back(taken_.back().item);
      taken_.pop_back();
    }
    if (taken_.empty()) return false;
    const Taken last = taken_.back();
    taken_.pop_back();
    put_back(last.item);
    state_ = last.before;
    until_ = last.until;
    cursor_ = last.item;
    pass();
    return true;
  }

  // The state and what has been taken: all up to a point, and bits from there on.
  const std::vector<std::uint64_t>& situation(State state) {
    const std::uint32_t first = next_[known_end_] == known_end_ ? known_ : next_[known_end_];
    situation_.assign({static_cast<std::uint64_t>(state), first});
    // What is taken lies within what was concurrent: so many items on, at most.
    std::uint32_t ahead = known_ - left_ - first;
    for (std::size_t word = first / 64; ahead > 0 && word < known_bits_.size(); ++word) {
      std::uint64_t bits = known_bits_[word];
      if (word == first / 64) bits &= ~std::uint64_t{0} << (first % 64);
      ahead -= static_cast<std::uint32_t>(std::popcount(bits));
      situation_.push_back(bits);
    }
    situation_.push_back(situation_.size());
    situation_.insert(situation_.end(), unknown_bits_.begin(), unknown_bits_.end());
    return situation_;
  }

  KeyModel model_;
  std::int64_t states_max_;
  std::vector<Item> items_;  // those that ended ok, then the unknown ones
  std::uint32_t known_ = 0, known_end_ = 0, unknown_end_ = 0;
  std::vector<std::uint32_t> next_, previous_;
  std::vector<std::uint64_t> known_bits_, unknown_bits_;  // taken
  std::map<std::uint32_t, std::uint32_t> of_process_;
  std::map<std::tuple<OperationKind, StoreValue, StoreValue>, std::uint32_t> of_move_;

  std::uint32_t left_ = 0;  // of those that ended ok
  State state_ = 0;
  std::uint32_t cursor_ = 0;
  Time until_;  // what is invoked later has to wait for one that was passed
  std::vector<Taken> taken_;
  Visited visited_;
  std::vector<std::uint64_t> situation_;
  std::int64_t states_ = 0;
};

}  // namespace

SearchResult search_order(std::span<const OperationRecord* const> operations, KeyKind kind,
                          const SearchBounds& bounds) {
  if (operations.size() > bounds.operations_max) return {Truth::kUnknown, 0};
  return OrderSearch(operations, kind, bounds.states_max).run();
}

}  // namespace windtunnel
