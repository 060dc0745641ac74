// What Multi-Paxos' members write, send and remember (Lamport, "Paxos Made Simple", 2001; names are its own).
//
// One prepare covers all slots from one on, an accept covers a row of them; heartbeats are accepts of
// nothing.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "models/consensus/forwarding.hpp"
#include "sim/machine/key_values.hpp"
#include "sim/machine/operation.hpp"
#include "sim/machine/shared_span.hpp"

namespace windtunnel::paxos {

using forwarding::Answer;
using forwarding::Forward;

using Slot = std::uint64_t;  // of the log; the first has 1

// Ballots are in a total order, and belong to one member each.
class Ballot {
 public:
  Ballot() = default;
  Ballot(std::int64_t round, MemberId member) : number_(round * 64 + member.value()) {}

  bool none() const { return number_ == 0; }
  std::int64_t number() const { return number_; }
  std::int64_t round() const { return number_ / 64; }
  MemberId member() const { return MemberId(static_cast<std::uint32_t>(number_ % 64)); }
  std::string words() const {
    return std::to_string(round()) + "." + name_of(MemberId(static_cast<std::uint32_t>(number_ % 64)));
  }
  auto operator<=>(const Ballot&) const = default;

 private:
  std::int64_t number_ = 0;  // rounds begin with 1
};

// What fills a gap.
struct NoOp {
  bool operator==(const NoOp&) const = default;
};
using Value = std::variant<NoOp, Operation>;
using Values = SharedSpan<Value>;

// The state after all slots up to `slot`.
struct Snapshot {
  Slot slot = 0;
  KeyValues data;
  bool operator==(const Snapshot&) const = default;
};

// Phase 1: promise nothing older than this ballot, and tell what you have accepted from this slot on.
struct Prepare {
  Ballot ballot;
  Slot from = 1;
  bool operator==(const Prepare&) const = default;
};
struct AcceptedValue {
  Slot slot = 0;
  Ballot ballot;
  bool chosen = false;
  Value value;
  bool operator==(const AcceptedValue&) const = default;
};
struct Promise {
  Ballot ballot;    // that was asked about
  Ballot promised;  // a higher one where this is a refusal
  SharedSpan<AcceptedValue> accepted;
  Shared<Snapshot> snapshot;  // where some of these slots are kept no more
  bool operator==(const Promise&) const = default;
};
// Phase 2: accept these values for the slots from `first` on; all slots up to `commit` are chosen.
struct Accept {
  Ballot ballot;
  Slot first = 1;
  Slot commit = 0;
  std::uint64_t round = 0;  // echoed: who answers has followed this leader after the round began
  Values values;
  bool operator==(const Accept&) const = default;
};
struct Accepted {
  Ballot ballot;    // that was asked about
  Ballot promised;  // a higher one where this is a refusal
  Slot first = 1;
  std::uint64_t count = 0;
  std::uint64_t round = 0;
  bool operator==(const Accepted&) const = default;
};
// A member that knows less than is chosen asks for it, and is told.
struct CatchUp {
  Slot from = 1;
  bool operator==(const CatchUp&) const = default;
};
struct Chosen {
  Ballot ballot;
  Slot first = 1;
  Slot commit = 0;
  Values values;
  Shared<Snapshot> snapshot;
  bool operator==(const Chosen&) const = default;
};
using Message = std::variant<Prepare, Promise, Accept, Accepted, CatchUp, Chosen, Forward, Answer>;

struct PromiseRecord {
  Ballot ballot;
  bool operator==(const PromiseRecord&) const = default;
};
struct AcceptRecord {
  Ballot ballot;
  Slot first = 1;
  Values values;
  bool operator==(const AcceptRecord&) const = default;
};
// The snapshot, and up to where slots are no longer needed.
struct SnapshotRecord {
  Shared<Snapshot> snapshot;
  Slot forget = 0;
  bool operator==(const SnapshotRecord&) const = default;
};
using Record = std::variant<PromiseRecord, AcceptRecord, SnapshotRecord>;

Bytes bytes_of(const Message& message);
Bytes bytes_of(const Record& record);
std::string words(const Message& message);
std::string record_words(const Record& record);

}  // namespace windtunnel::paxos
