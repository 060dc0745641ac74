// Contents and their numbers: sets by their elements, lists by what was appended to which list.
#include "sim/verify/key_model.hpp"

#include <algorithm>

namespace windtunnel {

KeyKind key_kind(OperationKind kind) {
  switch (kind) {
    case OperationKind::kRead:
    case OperationKind::kWrite:
    case OperationKind::kCompareAndSet:
      return KeyKind::kRegister;
    case OperationKind::kAdd:
    case OperationKind::kReadCounter:
      return KeyKind::kCounter;
    case OperationKind::kInsert:
    case OperationKind::kRemove:
    case OperationKind::kReadSet:
      return KeyKind::kSet;
    case OperationKind::kAppend:
    case OperationKind::kReadList:
      return KeyKind::kList;
  }
  return KeyKind::kRegister;
}

KeyModel::KeyModel(KeyKind kind) : kind_(kind), initial_(kind == KeyKind::kRegister ? kNoValue : 0) {
  if (kind == KeyKind::kSet) set_number({});
}

KeyModel::Move KeyModel::move(const OperationRecord& operation) {
  Move move{operation.kind, operation.value, operation.expected, operation.read};
  if (operation.kind == OperationKind::kReadSet) {
    Elements elements = operation.elements;
    std::sort(elements.begin(), elements.end());
    move.seen = set_number(std::move(elements));
  } else if (operation.kind == OperationKind::kReadList) {
    move.seen = 0;
    for (const StoreValue value : operation.elements) move.seen = list_number(move.seen, value);
  }
  return move;
}

std::optional<KeyModel::State> KeyModel::step(State state, const Move& move) {
  switch (move.kind) {
    case OperationKind::kRead:
    case OperationKind::kReadCounter:
    case OperationKind::kReadSet:
    case OperationKind::kReadList:
      return move.seen == state ? std::optional(state) : std::nullopt;
    case OperationKind::kWrite:
      return move.value;
    case OperationKind::kCompareAndSet:
      return move.expected == state ? std::optional(move.value) : std::nullopt;
    case OperationKind::kAdd:
      return static_cast<State>(static_cast<std::uint64_t>(state) + static_cast<std::uint64_t>(move.value));
    case OperationKind::kInsert:
      return changed_set(state, move.value, true);
    case OperationKind::kRemove:
      return changed_set(state, move.value, false);
    case OperationKind::kAppend:
      return list_number(state, move.value);
  }
  return std::nullopt;
}

KeyModel::State KeyModel::set_number(Elements elements) {
  const auto [at, fresh] = set_numbers_.try_emplace(std::move(elements), static_cast<State>(sets_.size()));
  if (fresh) sets_.push_back(&at->first);
  return at->second;
}

KeyModel::State KeyModel::changed_set(State set, StoreValue value, bool insert) {
  auto& known = insert ? insertions_ : removals_;
  if (const auto at = known.find({set, value}); at != known.end()) return at->second;
  Elements elements = *sets_[static_cast<std::size_t>(set)];
  const auto at = std::lower_bound(elements.begin(), elements.end(), value);
  const bool there = at != elements.end() && *at == value;
  if (insert && !there) elements.insert(at, value);
  if (!insert && there) elements.erase(at);
  const State after = there == insert ? set : set_number(std::move(elements));
  known.emplace(std::pair(set, value), after);
  return after;
}

KeyModel::State KeyModel::list_number(State list, StoreValue value) {
  const auto [at, fresh] = list_numbers_.try_emplace({list, value}, lists_);
  if (fresh) ++lists_;
  return at->second;
}

}  // namespace windtunnel
