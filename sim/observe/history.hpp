// What clients saw of a replicated store: every operation, from its invocation to what became of it.
//
// The form is Jepsen's: an operation ends ok, fail (it did not happen, and never will) or info (nobody can
// tell; it may still happen). The version that an operation read or made is the simulator's own knowledge: no
// client sees it, a checker may use it as a witness, and a history from outside has none.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/machine/operation.hpp"

namespace windtunnel {

enum class OperationStatus : std::uint8_t { kOk, kFail, kInfo };
inline constexpr std::array<std::string_view, 3> kOperationStatusNames = {"ok", "fail", "info"};

struct OperationRecord {
  static constexpr std::uint32_t kNoReplica = 0xffffffffu;

  std::uint32_t process = 0;  // a session: one operation open at a time; after an info it is not used again
  OperationKind kind = OperationKind::kRead;
  OperationStatus status = OperationStatus::kInfo;
  std::uint16_t region = 0;  // of the client
  StoreKey key = 0;
  StoreValue value = kNoValue;            // written, added, inserted, appended
  StoreValue expected = kNoValue;         // of compare-and-set
  StoreValue read = kNoValue;             // of a read of a register or counter that ended ok
  std::vector<StoreValue> elements = {};  // of a read of a set or list that ended ok
  Time invoked;
  Time ended = Time::never();          // when the client knew; never for info
  std::uint32_t replica = kNoReplica;  // who answered, by the plan's number
  Version version = 0;                 // that was read or made; meaningful where `witnessed`
  bool witnessed = false;

  // From the process of another engine (sim/study/foreign.hpp).
  template <class Archive>
  void archive(Archive& a) {
    a(process, kind, status, region, key, value, expected, read, elements, invoked, ended, replica, version,
      witnessed);
  }
};

// In the order of invocation.
struct History {
  std::vector<OperationRecord> operations;

  template <class Archive>
  void archive(Archive& a) {
    a(operations);
  }
};

}  // namespace windtunnel
