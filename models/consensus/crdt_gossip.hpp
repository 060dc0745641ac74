// Replicated data types that gossip, as a pure state machine: each member answers from its own copy, always,
// and tells others what it has (state-based: Shapiro et al. 2011; by deltas: Almeida, Shoker & Baquero,
// "Delta State Replicated Data Types", 2018, with a key's whole state for the smallest delta).
//
// Now and then a member draws another one and sends it what that one has not acknowledged. Merging is
// commutative, associative and idempotent, so loss, doubling and reordering do no harm: once gossip gets
// through, copies are equal. An addition that a client asks twice counts twice; writes of a register are
// ordered by the clock of whoever took them.
#pragma once

#include <map>
#include <vector>

#include "models/consensus/crdt_options.hpp"
#include "models/consensus/crdt_state.hpp"
#include "sim/machine/shared_span.hpp"

namespace windtunnel {

namespace crdt {

struct KeyState {
  StoreKey key = 0;
  State state;
  bool operator==(const KeyState&) const = default;
};
// What a gossip tells; the answer says up to where of the sender's changes the receiver has all. Counting
// begins anew with each life of a sender.
struct Message {
  bool acknowledges = false;
  std::uint64_t life = 0;
  std::uint64_t up_to = 0;
  SharedSpan<KeyState> keys;
  bool operator==(const Message&) const = default;
};

}  // namespace crdt

class CrdtGossip {
 public:
  using Message = crdt::Message;
  using Record = crdt::KeyState;
  using Command = Operation;
  using Effects = Outbox<Message, Record, Applied, Reply>;
  struct Stable {
    std::vector<crdt::State> states;  // by key
    void write(const Record& record);
    bool operator==(const Stable&) const = default;
  };
  enum : CoreTimer { kGossip };

  CrdtGossip(MemberId self, std::uint32_t members, const CrdtOptions& options);

  void start(Effects& out);
  void restart(const Stable& stable, Effects& out);
  void on_message(MemberId from, const Message& message, Effects& out);
  void on_timer(CoreTimer timer, Effects& out);
  void on_command(const Operation& operation, Effects& out);

  Probe probe() const { return Probe{false, 0, static_cast<std::int64_t>(changes_)}; }
  std::string words() const;
  static Bytes bytes_of(const Message& message);
  static Bytes bytes_of(const Record& record) { return Bytes(8 + record.state.weight()); }
  static std::string words(const Message& message);
  static std::string record_words(const Record& record) { return "key " + std::to_string(record.key); }
  static std::string words(CoreTimer) { return "gossip due"; }
  bool operator==(const CrdtGossip&) const = default;

  const std::vector<crdt::State>& data() const { return states_; }
  std::vector<Applied> contents() const;

 private:
  crdt::State& state(StoreKey key);
  void changed(StoreKey key, Effects& out);
  void arm(Effects& out) const { out.arm(kGossip, options_.gossip_every / 2, options_.gossip_every / 2 * 3); }

  MemberId self_;
  std::uint32_t members_;
  CrdtOptions options_;
  std::vector<crdt::State> states_;  // by key
  Version last_stamp_ = 0;

  std::uint64_t life_ = 0;
  std::uint64_t changes_ = 0;
  std::vector<std::uint64_t> changed_at_;        // by key: which change was its last
  std::map<std::uint64_t, StoreKey> by_change_;  // the same, the other way round
  std::vector<std::uint64_t> acknowledged_;      // by member: it has all up to this change
};
static_assert(StoreMachine<CrdtGossip>);

}  // namespace windtunnel
