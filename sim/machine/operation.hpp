// What a client asks of a replicated store, and what it is told: the commands of every protocol core that
// keeps data.
//
// A key holds one thing: a register, a counter, a set or a list, told by the operations that come to it. A
// value is a 64-bit name that stands for `bytes` of content, so that histories can tell writes apart.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "sim/machine/machine.hpp"

namespace windtunnel {

enum class OperationKind : std::uint8_t {
  kRead,           // of a register: Reply::value
  kWrite,          // of a register
  kCompareAndSet,  // of a register: writes `value` where it holds `expected`, else is refused
  kAdd,            // to a counter; `value` may be negative
  kReadCounter,    // Reply::value
  kInsert,         // into a set
  kRemove,         // from a set
  kReadSet,        // Reply::elements, in ascending order
  kAppend,         // to a list
  kReadList,       // Reply::elements, in the order of appending
};
inline constexpr std::array<std::string_view, 10> kOperationNames = {
    "read", "write", "cas", "add", "read_counter", "insert", "remove", "read_set", "append", "read_list"};
constexpr bool only_reads(OperationKind kind) {
  return kind == OperationKind::kRead || kind == OperationKind::kReadCounter ||
         kind == OperationKind::kReadSet || kind == OperationKind::kReadList;
}

using StoreKey = std::uint32_t;
using StoreValue = std::int64_t;
// What a register holds that nobody has written.
inline constexpr StoreValue kNoValue = std::numeric_limits<StoreValue>::min();

// A session numbers its operations 1, 2, 3, ... and has one open at a time; a retry bears the same number, so
// that a protocol that remembers sessions applies it once (Raft thesis, section 6.3). Number 0 is of no
// session: nobody remembers it.
struct OperationId {
  std::uint32_t session = 0;
  std::uint32_t number = 0;
  auto operator<=>(const OperationId&) const = default;
};

struct Operation {
  OperationId id = {};
  OperationKind kind = OperationKind::kRead;
  StoreKey key = 0;
  StoreValue value = kNoValue;
  StoreValue expected = kNoValue;  // of compare-and-set
  std::uint32_t bytes = 0;         // of the value
  bool operator==(const Operation&) const = default;
};

enum class ReplyStatus : std::uint8_t {
  kOk,         // done
  kRefused,    // not done, and never will be: the compare did not hold
  kNotLeader,  // not done by this member; `leader` may, when it is known
  kRejected,   // not done, and never will be: overloaded, no quorum in sight, not a member
  kUnknown,    // may or may not be done, now or later: Jepsen's `info`
};

// Which state of a key a reply speaks of: ground truth for checkers, that no client sees. Versions of one key
// are in the order in which the protocol lets writes take effect; 0 is before the first write.
using Version = std::uint64_t;

struct Reply {
  OperationId id = {};
  ReplyStatus status = ReplyStatus::kOk;
  StoreValue value = kNoValue;
  Version version = 0;   // that was read, or that the write made
  MemberId leader = {};  // with kNotLeader; none when unknown
  std::vector<StoreValue> elements = {};
  bool operator==(const Reply&) const = default;
};

// One change that a member's copy has taken, in its own order.
struct Applied {
  OperationId id = {};
  StoreKey key = 0;
  Version version = 0;
  StoreValue value = kNoValue;
  std::uint64_t slot = 0;  // of the log, from 1, where there is one: all members apply equal slots alike
  bool operator==(const Applied&) const = default;
  static constexpr bool kPlainBytes = true;  // sim/base/archive.hpp
};

// A core that keeps data for clients. By `std::vector<Applied> contents() const` it says what it holds: keys
// ascending, each with its version and value. It answers each operation at the member that was asked, once or
// not at all.
template <class Core>
concept StoreMachine = Machine<Core> && std::same_as<typename Core::Command, Operation> &&
    std::same_as<typename Core::Effects,
                 Outbox<typename Core::Message, typename Core::Record, Applied, Reply>> &&
    requires(const Core& core) {
  { core.contents() } -> std::same_as<std::vector<Applied>>;
};

}  // namespace windtunnel
