// What Raft's members write, send and remember: entries, messages, records (Ongaro & Ousterhout, "In Search
// of an Understandable Consensus Algorithm", USENIX ATC 2014, figure 2; Ongaro, "Consensus: Bridging Theory
// and Practice", 2014, figures 3.1, 5.3).
//
// Names are the paper's. Entries travel as shared immutable spans. What a message weighs on the wire is its
// fixed fields, rounded up to a header, and its commands with their values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "models/consensus/forwarding.hpp"
#include "models/consensus/member_set.hpp"
#include "sim/machine/key_values.hpp"
#include "sim/machine/operation.hpp"
#include "sim/machine/shared_span.hpp"

namespace windtunnel::raft {

using forwarding::Answer;
using forwarding::Forward;

using Term = std::int64_t;
using Index = std::uint64_t;  // of the log; the first entry has 1

// Who decides. While a change of members is under way both halves have to agree (ATC 2014, section 6).
struct Membership {
  MemberSet incoming;  // C_new, or all there is
  MemberSet outgoing;  // C_old; empty when no change is under way

  bool joint() const { return !outgoing.empty(); }
  MemberSet all() const { return incoming | outgoing; }
  bool operator==(const Membership&) const = default;
};

// The entry with which a leader begins its term.
struct NoOp {
  bool operator==(const NoOp&) const = default;
};
struct Entry {
  Term term = 0;
  std::variant<NoOp, Operation, Membership> what;
  bool operator==(const Entry&) const = default;
};
using Entries = SharedSpan<Entry>;

struct HardState {
  Term term = 0;
  MemberId vote = MemberId::none();
  bool operator==(const HardState&) const = default;
};

// The state after all entries up to `index`.
struct Snapshot {
  Index index = 0;
  Term term = 0;
  Membership members;
  KeyValues data;
  bool operator==(const Snapshot&) const = default;
};

struct RequestVote {
  Term term = 0;  // the candidate's; of a pre-vote, the term it would begin
  Index last_index = 0;
  Term last_term = 0;
  bool pre = false;       // would you vote for me? (thesis, section 9.6)
  bool transfer = false;  // the leader itself wants this election (section 3.10)
  bool operator==(const RequestVote&) const = default;
};
struct Vote {
  Term term = 0;  // the voter's; of a pre-vote that is granted, the one asked about
  bool granted = false;
  bool pre = false;
  bool operator==(const Vote&) const = default;
};
struct Append {
  Term term = 0;
  Index previous = 0;
  Term previous_term = 0;
  Index commit = 0;
  std::uint64_t round = 0;  // echoed: who answers has followed this leader after the round began
  Entries entries;          // none in a heartbeat
  bool operator==(const Append&) const = default;
};
struct Appended {
  Term term = 0;
  bool ok = false;
  Index index = 0;     // ok: the logs match up to here; else the `previous` that did not match
  Index hint = 0;      // where they may match instead
  Term hint_term = 0;  // of the follower's entry there
  std::uint64_t round = 0;
  bool operator==(const Appended&) const = default;
};
struct InstallSnapshot {
  Term term = 0;
  std::uint64_t round = 0;
  Shared<Snapshot> snapshot;
  bool operator==(const InstallSnapshot&) const = default;
};
// Begin an election at once: leadership is handed over.
struct TimeoutNow {
  Term term = 0;
  bool operator==(const TimeoutNow&) const = default;
};
using Message =
    std::variant<RequestVote, Vote, Append, Appended, InstallSnapshot, TimeoutNow, Forward, Answer>;

// Entries from `first` on take the place of whatever stood there.
struct LogRecord {
  Index first = 0;
  Entries entries;
  bool operator==(const LogRecord&) const = default;
};
// The snapshot, and up to where the log is no longer needed.
struct SnapshotRecord {
  Shared<Snapshot> snapshot;
  Index forget = 0;
  bool operator==(const SnapshotRecord&) const = default;
};
using Record = std::variant<HardState, LogRecord, SnapshotRecord>;

Bytes bytes_of(const Entries& entries);
Bytes bytes_of(const Message& message);
Bytes bytes_of(const Record& record);
std::string words(const Message& message);
std::string record_words(const Record& record);
std::string words(const Membership& members);

}  // namespace windtunnel::raft
