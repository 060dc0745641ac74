// Multi-Paxos as a pure state machine (Lamport, "Paxos Made Simple", 2001; Chandra, Griesemer & Redstone,
// "Paxos Made Live", PODC 2007), with quorums of any sizes that meet (Howard, Malkhi & Spiegelman, "Flexible
// Paxos", OPODIS 2016).
//
// A stable leader runs phase 1 once, for all slots that it does not know to be chosen, proposes again what it
// finds there, fills gaps with no-ops, and then runs phase 2 alone, pipelined and in batches. The commit
// travels on accepts and heartbeats; a member that lacks what is chosen, or holds it of an older ballot, asks
// for it. What is lost is sent again with the next heartbeat. Members that hear from a leader promise nothing
// to others, or two that are impatient would never let each other finish.
//
// The state machine is KeyValues, with its sessions; reads and operations that are passed on are as in Raft,
// and so is the leader's own write, which is handed over beside its accepts.
#pragma once

#include <deque>
#include <vector>

#include "models/consensus/member_set.hpp"
#include "models/consensus/paxos_messages.hpp"
#include "models/consensus/paxos_options.hpp"

namespace windtunnel {

class MultiPaxos {
 public:
  using Message = paxos::Message;
  using Record = paxos::Record;
  using Command = Operation;
  using Effects = Outbox<Message, Record, Applied, Reply>;
  // One slot of an acceptor.
  struct Cell {
    paxos::Ballot ballot;  // none: nothing accepted
    paxos::Value value;
    bool chosen = false;
    MemberSet accepted_by;  // of a leader: in its ballot
    bool operator==(const Cell&) const = default;
  };
  struct Stable {
    paxos::Ballot promised;
    Shared<paxos::Snapshot> snapshot;
    paxos::Slot base = 0;  // up to there slots are forgotten
    std::deque<Cell> cells;
    void write(const Record& record);
    bool operator==(const Stable&) const = default;
  };
  enum class Role : std::uint8_t { kFollower, kPreparing, kLeader };
  enum : CoreTimer { kElection, kHeartbeat, kCheckQuorum, kBatch, kWrite };

  MultiPaxos(MemberId self, std::uint32_t members, const PaxosOptions& options);

  void start(Effects& out);
  void restart(const Stable& stable, Effects& out);
  void on_message(MemberId from, const Message& message, Effects& out);
  void on_timer(CoreTimer timer, Effects& out);
  void on_command(const Operation& operation, Effects& out);

  Probe probe() const;
  std::string words() const;
  static Bytes bytes_of(const Message& message) { return paxos::bytes_of(message); }
  static Bytes bytes_of(const Record& record) { return paxos::bytes_of(record); }
  static std::string words(const Message& message) { return paxos::words(message); }
  static std::string record_words(const Record& record) { return paxos::record_words(record); }
  static std::string words(CoreTimer timer);
  bool operator==(const MultiPaxos&) const = default;

  // What checkers of its invariants may see.
  Role role() const { return role_; }
  paxos::Ballot promised() const { return promised_; }
  paxos::Ballot ballot() const { return ballot_; }
  MemberId leader() const { return leader_; }
  paxos::Slot committed() const { return commit_; }
  paxos::Slot base() const { return base_; }
  paxos::Slot last() const { return base_ + cells_.size(); }
  // Of a slot from base() + 1 to last().
  const Cell& cell(paxos::Slot slot) const {
    CHECK(base_ < slot && slot <= last(), "a slot that is kept");
    return cells_[slot - base_ - 1];
  }
  std::uint32_t phase_1_quorum() const { return phase_1_; }
  std::uint32_t phase_2_quorum() const { return phase_2_; }
  const KeyValues& data() const { return data_; }
  std::vector<Applied> contents() const { return data_.contents(); }

 private:
  struct Waiter {
    paxos::Slot slot = 0;
    OperationId id;
    Asker asker;
    bool operator==(const Waiter&) const = default;
  };

  // multi_paxos.cpp: roles.
  void follow(MemberId leader, Effects& out);
  void resign(Effects& out);
  void arm_election(Effects& out) const;
  bool hears_a_leader(Time now) const;
  void hear(MemberId leader, Effects& out);
  void check_quorum(Effects& out);
  template <class What>
  void tell_others(const What& message, Effects& out) const;

  // multi_paxos_phase_1.cpp
  void election_due(Effects& out);
  void prepare(Effects& out);
  void on(MemberId from, const paxos::Prepare& message, Effects& out);
  void on(MemberId from, const paxos::Promise& message, Effects& out);
  void lead(Effects& out);

  // multi_paxos_phase_2.cpp: values, and what is chosen.
  void on(MemberId from, const paxos::Accept& message, Effects& out);
  void on(MemberId from, const paxos::Accepted& message, Effects& out);
  void flush(Effects& out);
  void propose(paxos::Slot first, const paxos::Values& values, Effects& out);
  void persist_values(Effects& out);
  void write_values(Effects& out);
  void beat(Effects& out);
  void count_acceptance(paxos::Slot first, std::uint64_t count, MemberId member, Effects& out);
  void take(paxos::Slot first, const paxos::Values& values, paxos::Ballot ballot, bool chosen, Effects& out);
  paxos::Values values_from(paxos::Slot first, paxos::Slot last) const;
  Cell& cell_at(paxos::Slot slot);

  // multi_paxos_apply.cpp: the state machine, catching up, snapshots.
  void learn(paxos::Slot commit, paxos::Ballot ballot, Effects& out);
  void apply_chosen(Effects& out);
  void apply(paxos::Slot slot, Effects& out);
  void maybe_snapshot(Effects& out);
  void install(const Shared<paxos::Snapshot>& snapshot, Effects& out);
  void forget(paxos::Slot slot);
  void tell_all_data(const KeyValues& before, Effects& out) const;
  void on(MemberId from, const paxos::CatchUp& message, Effects& out);
  void on(MemberId from, const paxos::Chosen& message, Effects& out);

  // multi_paxos_commands.cpp
  void ask(const Operation& operation, Asker asker, Effects& out);
  void read(const Operation& operation, Asker asker, Effects& out);
  void begin_round(Effects& out);
  void confirm_round(Effects& out);
  void arm_batch(Effects& out);
  void answer(Asker asker, Reply reply, Effects& out);
  Reply not_leader(OperationId id) const;
  void on(MemberId from, const paxos::Forward& message, Effects& out);
  void on(MemberId from, const paxos::Answer& message, Effects& out);
  // Everything that earlier leaders may have had chosen is known.
  bool recovered() const { return commit_ >= recovered_to_; }

  MemberId self_;
  std::uint32_t members_;
  PaxosOptions options_;
  std::uint32_t phase_1_, phase_2_;

  // The acceptor.
  paxos::Ballot promised_;
  paxos::Slot base_ = 0;
  std::deque<Cell> cells_;  // from base_ + 1 on

  // The learner.
  paxos::Slot commit_ = 0;  // all slots up to there are chosen, and applied
  KeyValues data_;
  Shared<paxos::Snapshot> snapshot_;

  // The proposer.
  Role role_ = Role::kFollower;
  MemberId leader_ = MemberId::none();
  Time heard_;
  bool heard_any_ = false;
  paxos::Ballot ballot_;  // its own latest
  MemberSet promises_;
  std::vector<paxos::AcceptedValue> found_;  // in phase 1
  MemberSet contacted_;
  paxos::Slot unwritten_ = 0;     // from there on its own acceptance is not counted yet; 0 none
  paxos::Slot persisted_ = 0;     // what it proposed is handed to the disk up to there
  paxos::Slot resend_up_to_ = 0;  // slots that are open since the last heartbeat
  paxos::Slot recovered_to_ = 0;
  std::vector<Asked> gathering_;
  bool batch_armed_ = false;
  std::deque<Waiter> waiters_;  // by slot
  ReadRounds reads_;
  std::vector<std::uint64_t> rounds_;  // the last that each member echoed
  PassedOn passed_;
};
static_assert(StoreMachine<MultiPaxos>);

}  // namespace windtunnel
