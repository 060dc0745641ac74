// A Dynamo-style store as a pure state machine (DeCandia et al., "Dynamo: Amazon's Highly Available Key-value
// Store", SOSP 2007): every member coordinates what it is asked, N members hold a key, R answer a read, W
// acknowledge a write.
//
// Keys are hashed to a home; the N members from there on, around the ring of members, hold them (the paper's
// third strategy, section 6.2, with equal shares). The coordinator asks all N, answers its client at the R-th
// or W-th answer, and mends what it then learns: copies that were older are repaired when all have answered
// or are overdue; what a member missed is kept for it, and handed off when it answers; trees of hashes find
// the rest. Where quorums are sloppy, members behind the N stand in for those that do not answer, and their
// word counts.
//
// As in Cassandra the coordinator need not hold the key. Under vector clocks it reads R copies before it
// writes, as a client that gets before it puts; so a write replaces what is known there, and what is not
// known stands beside it until a later write has seen both.
#pragma once

#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "models/consensus/dynamo_messages.hpp"
#include "models/consensus/member_set.hpp"
#include "models/consensus/merkle_tree.hpp"

namespace windtunnel {

class Dynamo {
 public:
  using Message = dynamo::Message;
  using Record = dynamo::Record;
  using Command = Operation;
  using Effects = Outbox<Message, Record, Applied, Reply>;
  using Hints = std::map<std::pair<MemberId, StoreKey>, dynamo::Versions>;  // for whom, of what
  struct Stable {
    std::vector<dynamo::Versions> copies;  // by key
    Hints hints;
    void write(const Record& record);
    bool operator==(const Stable&) const = default;
  };
  enum : CoreTimer { kSuspect, kPatience, kHandoff, kAntiEntropy, kWriteHere };

  Dynamo(MemberId self, std::uint32_t members, const DynamoOptions& options);

  void start(Effects& out);
  void restart(const Stable& stable, Effects& out);
  void on_message(MemberId from, const Message& message, Effects& out);
  void on_timer(CoreTimer timer, Effects& out);
  void on_command(const Operation& operation, Effects& out);

  Probe probe() const { return Probe{false, 0, decided_}; }
  std::string words() const;
  static Bytes bytes_of(const Message& message) { return dynamo::bytes_of(message); }
  static Bytes bytes_of(const Record& record) { return dynamo::bytes_of(record); }
  static std::string words(const Message& message) { return dynamo::words(message); }
  static std::string record_words(const Record& record) { return dynamo::record_words(record); }
  static std::string words(CoreTimer timer);
  bool operator==(const Dynamo&) const = default;

  // The i-th member from the key's home on: the first N hold it, the others may stand in.
  MemberId preferred(StoreKey key, std::uint32_t i) const { return MemberId((home_of(key) + i) % members_); }
  std::uint32_t home_of(StoreKey key) const {
    return static_cast<std::uint32_t>(combine64(0x64796e616d6f, key) % members_);
  }
  // Null when nothing was ever written there.
  const dynamo::Versions* find(StoreKey key) const;
  std::vector<Applied> contents() const;
  const std::vector<dynamo::Versions>& data() const { return copies_; }
  const Hints& hints() const { return hints_; }
  bool holds(StoreKey key, MemberId member) const {
    return (member.value() + members_ - home_of(key)) % members_ < options_.replicas;
  }

 private:
  enum class Phase : std::uint8_t { kRead, kContext, kWrite, kOver };
  // An operation that this member coordinates.
  struct Pending {
    Operation operation;
    Phase phase = Phase::kRead;
    Time asked_at;
    MemberSet asked = {}, answered = {};
    MemberSet older = {};            // answered a read with less than is known by now
    MemberSet stood_in_for = {};     // of these, others were asked
    dynamo::Versions versions = {};  // read so far, or to be written
    bool replied = false;
    bool operator==(const Pending&) const = default;
  };
  // A write that this member coordinates and has to make, too: in a call of its own, behind the one that asks
  // the others, so that all disks turn at once.
  struct Here {
    std::uint64_t ticket = 0;
    MemberId hint_for;
    bool operator==(const Here&) const = default;
  };
  // One timer for all operations, which wait equally long: it is armed for the first that is not over, and
  // then for the next one by how much later that was asked. Only differences of the clock count, so one that
  // is set does little harm.
  struct Watch {
    bool armed = false;
    std::uint64_t ticket = 0;
    Time asked_at;
    bool operator==(const Watch&) const = default;
  };

  // dynamo.cpp: copies, and messages about them.
  bool take(StoreKey key, const dynamo::Versions& versions, Effects& out);
  void on(MemberId from, const dynamo::Write& message, Effects& out);
  void on(MemberId from, const dynamo::Read& message, Effects& out);
  void on(MemberId from, const dynamo::Repair& message, Effects& out);
  dynamo::Versions known(StoreKey key) const;

  // dynamo_coordinator.cpp
  void on(MemberId from, const dynamo::Wrote& message, Effects& out);
  void on(MemberId from, const dynamo::Found& message, Effects& out);
  Pending* pending(std::uint64_t ticket);
  void begin(Pending& it, Phase phase, std::uint64_t ticket, Effects& out);
  void ask(Pending& it, MemberId member, MemberId hint_for, std::uint64_t ticket, Effects& out);
  void write_here(Effects& out);
  MemberId stand_in(const Pending& it, Time now) const;
  bool suspected(MemberId member, Time now) const { return now < suspected_until_[member.index()]; }
  void found(Pending& it, MemberId from, const dynamo::Versions& versions) const;
  void settle(Pending& it, std::uint64_t ticket, Effects& out);
  void write_with_context(Pending& it, std::uint64_t ticket, Effects& out);
  void repair(const Pending& it, Effects& out);
  void finish(Pending& it, Effects& out);
  Version next_stamp(Time now, Version after);

  // dynamo_patience.cpp: members and quorums that do not answer.
  void watch(Watch& watch, CoreTimer timer, Duration wait, std::uint64_t ticket, Effects& out);
  void watched(Watch& watch, CoreTimer timer, Duration wait, Effects& out);
  void overdue(Pending& it, std::uint64_t ticket, Effects& out);
  void give_up(Pending& it, Effects& out);

  // dynamo_healing.cpp: hints and trees.
  void keep_hint(StoreKey key, MemberId target, const dynamo::Versions& versions, Effects& out);
  void hand_off(Effects& out);
  void hand_off_next(MemberId target, Effects& out);
  void on(MemberId from, const dynamo::Handoff& message, Effects& out);
  void on(MemberId from, const dynamo::HandedOff& message, Effects& out);
  void arm_anti_entropy(Effects& out) const;
  void compare_with_somebody(Effects& out) const;
  void on(MemberId from, const dynamo::Compare& message, Effects& out);
  void on(MemberId from, const dynamo::Exchange& message, Effects& out);

  MemberId self_;
  std::uint32_t members_;
  DynamoOptions options_;
  std::vector<dynamo::Versions> copies_;  // by key
  std::vector<MerkleTree> trees_;         // by home; none without anti-entropy
  Hints hints_;
  bool handing_off_ = false;

  std::vector<StoreKey> handed_up_to_;  // by target: the first key that was not sent in this round

  std::deque<Pending> pending_;
  std::uint64_t first_ticket_ = 0;  // of pending_.front(); begins anywhere, so that lives differ
  std::vector<Here> here_;
  Watch suspicion_, patience_;
  std::vector<Time> suspected_until_;  // by member
  Version last_stamp_ = 0;
  std::int64_t decided_ = 0;  // writes of this coordinator that had their quorum
};
static_assert(StoreMachine<Dynamo>);

}  // namespace windtunnel
