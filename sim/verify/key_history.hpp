// A history taken apart by key: what can be judged alone is judged alone.
//
// Linearizability is local (Herlihy & Wing 1990, theorem 1): a history has it exactly when each key's part
// has it. That is what makes checking affordable, since a search grows with what is concurrent on one key.
#pragma once

#include <optional>
#include <vector>

#include "sim/verify/key_model.hpp"

namespace windtunnel {

struct KeyHistory {
  StoreKey key = 0;
  // What the key holds; none when its operations do not agree on that.
  std::optional<KeyKind> kind;
  // Positions in the history, in its order; operations that failed did not happen and are not among them, nor
  // are reads whose end nobody knows.
  std::vector<std::uint32_t> operations;
};

// In ascending order of keys. A history has at most 2^32 - 1 operations.
std::vector<KeyHistory> by_key(const History& history);

// What matters of an operation to whoever puts operations in order.
inline bool took_part(const OperationRecord& operation) {
  return operation.status == OperationStatus::kOk ||
         (operation.status == OperationStatus::kInfo && !only_reads(operation.kind));
}

}  // namespace windtunnel
