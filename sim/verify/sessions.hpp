// The four session guarantees (Terry et al. 1994), judged by the versions that a session read and made.
//
//   read your writes       a read sees the session's own earlier write, or a later version
//   monotonic reads        a read sees no older version than an earlier read of the session
//   monotonic writes       a write comes after the session's earlier writes
//   writes follow reads    a write comes after what the session has read before
//
// Each is judged key by key: an operation reads one key, so what it says about another key's copy is nothing,
// and a guarantee broken across keys shows only in operations that read several. "Earlier" is the session's
// own order; versions of a key are in the order in which writes take effect. Operations that did not end ok
// promise nothing. Without versions there is no verdict.
#pragma once

#include <array>
#include <string_view>

#include "sim/observe/history.hpp"
#include "sim/verify/verdict.hpp"

namespace windtunnel {

enum class SessionGuarantee : std::uint8_t {
  kReadYourWrites,
  kMonotonicReads,
  kMonotonicWrites,
  kWritesFollowReads
};
inline constexpr std::array<std::string_view, 4> kSessionGuaranteeNames = {
    "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads"};

struct GuaranteeReport {
  CheckVerdict verdict;         // witness: the first two operations that contradict each other
  std::int64_t checked = 0;     // operations that something earlier obliged
  std::int64_t violations = 0;  // of them

  template <class Archive>
  void archive(Archive& a) {
    a(verdict, checked, violations);
  }
};
struct SessionReport {
  std::array<GuaranteeReport, 4> guarantees;  // by SessionGuarantee

  const GuaranteeReport& operator[](SessionGuarantee which) const {
    return guarantees[static_cast<std::size_t>(which)];
  }
  template <class Archive>
  void archive(Archive& a) {
    a(guarantees);
  }
};
SessionReport check_sessions(const History& history);

}  // namespace windtunnel
