// What a key may hold, as states with names: a register, a counter, a set or a list, and what each operation
// makes of it.
//
// A search asks two things of a state: whether it has seen it before, and whether an operation that ended as
// the history says may happen in it. So states are numbers: a register's value, a counter's sum, and for sets
// and lists the number under which their content is kept. Each content is kept once, so equal numbers mean
// equal contents, and a read of a thousand elements is compared in one step.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/observe/history.hpp"

namespace windtunnel {

enum class KeyKind : std::uint8_t { kRegister, kCounter, kSet, kList };
inline constexpr std::array<std::string_view, 4> kKeyKindNames = {"register", "counter", "set", "list"};
KeyKind key_kind(OperationKind kind);

class KeyModel {
 public:
  using State = std::int64_t;
  // An operation as this model knows it.
  struct Move {
    OperationKind kind = OperationKind::kRead;
    StoreValue value = kNoValue;     // that it writes, adds, inserts, removes or appends
    StoreValue expected = kNoValue;  // of compare-and-set
    State seen = 0;                  // of a read that ended ok: the state that it saw
    bool operator==(const Move&) const = default;
  };

  explicit KeyModel(KeyKind kind);

  KeyKind kind() const { return kind_; }
  State initial() const { return initial_; }
  Move move(const OperationRecord& operation);
  // The state after it, or none when it can not have ended so in this state. Of an operation whose end nobody
  // knows: the state after it if it happens here; a compare-and-set only where the compare holds.
  std::optional<State> step(State state, const Move& move);

 private:
  using Elements = std::vector<StoreValue>;
  State set_number(Elements elements);
  State list_number(State list, StoreValue value);
  State changed_set(State set, StoreValue value, bool insert);

  KeyKind kind_;
  State initial_;
  std::map<Elements, State> set_numbers_;
  std::vector<const Elements*> sets_;  // by number; the keys of the map above
  std::map<std::pair<State, StoreValue>, State> insertions_, removals_;  // (set, element): the set afterwards
  std::map<std::pair<State, StoreValue>, State> list_numbers_;  // (list, element): the list one longer
  State lists_ = 1;                                             // 0 is the empty one
};

}  // namespace windtunnel
