// The state machine that a log drives: keys, their versions, and the last answer of each session.
//
// Deterministic: members that apply equal operations in equal order hold equal data and give equal replies. A
// session's operation that comes again is answered again and not applied again (Raft thesis, section 6.3);
// number 0 belongs to no session, and is applied each time.
// Keys and sessions are dense numbers from 0, and are looked up by position.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/machine/operation.hpp"

namespace windtunnel {

class KeyValues {
 public:
  struct Item {
    StoreValue value = kNoValue;       // of a register, or the sum of a counter
    Version version = 0;               // of the last change; 0 before the first
    std::uint32_t bytes = 0;           // of the value; of all elements together
    std::vector<StoreValue> elements;  // of a set (ascending) or a list (as appended)
    bool operator==(const Item&) const = default;
  };

  // Applies an operation that may change data, or answers again what its session has asked before. `version`
  // becomes the key's if data change, which `changed` then says. A read is answered and leaves no trace.
  Reply apply(const Operation& operation, Version version, bool* changed = nullptr);
  Reply read(const Operation& operation) const;

  // The reply to the session's last operation when that was this one; else null.
  const Reply* answered(OperationId id) const;
  // Whether the session has gone on since: what comes so late is neither applied nor known to have failed.
  bool outdated(OperationId id) const;

  // Null when nothing was ever written there.
  const Item* find(StoreKey key) const;
  std::size_t keys() const { return items_.size(); }  // one more than the largest that was ever written
  // Every key that was ever written, ascending: its version, and its value where it is a register or counter.
  std::vector<Applied> contents() const;
  // What a snapshot of all data weighs.
  Bytes size() const { return Bytes(bytes_); }
  bool operator==(const KeyValues&) const = default;

 private:
  std::vector<Item> items_;      // by key
  std::vector<Reply> sessions_;  // by session: the last reply; number 0 when there was none
  std::int64_t bytes_ = 0;
};

}  // namespace windtunnel
