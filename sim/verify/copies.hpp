// What the members hold when all is over: whether they hold the same, and whether what was acknowledged is
// among it.
//
// An acknowledged write is lost when the client was told that it had happened and in the end it had not. By
// the members' final copies, of key k and version v, it is lost exactly when one of these is true:
//
//   gone       no copy holds version v of k or a later one
//   replaced   another acknowledged write made the same version v of k, and was acknowledged later
//   discarded  members that had applied it took it back (AppliedOrder::discarded in agreement.hpp)
//   missing    the newest copy's content is known and lacks the appended or inserted element, which nobody
//              may have removed
//
// A write that a later version overwrote is not lost, though nobody may ever have read it.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "sim/observe/history.hpp"
#include "sim/verify/verdict.hpp"

namespace windtunnel {

// One key in one member's copy.
struct FinalCopy {
  StoreKey key = 0;
  Version version = 0;
  std::optional<StoreValue> value = {};                  // of a register or counter, where it is known
  std::optional<std::vector<StoreValue>> elements = {};  // of a set or list, where they are known
};
using MemberCopy = std::vector<FinalCopy>;  // a key that is not there has version 0

struct ConvergenceReport {
  CheckVerdict verdict;
  std::int64_t keys = 0;  // that some member holds
  std::int64_t keys_apart =
      0;  // that two members hold differently, by version or by what is known of content

  template <class Archive>
  void archive(Archive& a) {
    a(verdict, keys, keys_apart);
  }
};
// Of the members that are up. They are called n1, n2, ... in their order.
ConvergenceReport check_convergence(std::span<const MemberCopy> members);

struct LostWritesReport {
  CheckVerdict verdict;                   // witness: the first writes that were lost, at most ten
  std::int64_t acknowledged = 0;          // changes that ended ok
  std::int64_t lost = 0;                  // of them
  std::vector<std::uint32_t> operations;  // their positions in the history

  template <class Archive>
  void archive(Archive& a) {
    a(verdict, acknowledged, lost, operations);
  }
};
using KeyVersions = std::set<std::pair<StoreKey, Version>>;
LostWritesReport check_lost_writes(const History& history, std::span<const MemberCopy> members,
                                   const KeyVersions& discarded = {});

}  // namespace windtunnel
