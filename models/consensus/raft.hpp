// Raft as a pure state machine (Ongaro & Ousterhout, USENIX ATC 2014; Ongaro's thesis, Stanford 2014).
//
// Elections with pre-vote, stickiness and check of the quorum; replication that is batched and pipelined,
// with the leader's own write beside its followers'; snapshots; changes of members by joint consensus; reads
// by read index or lease; leadership transfer. Its state machine is KeyValues, so a session's operation is
// applied once however often it is asked. An operation of no session (number 0) that a follower passes on and
// the network doubles is applied twice.
//
// Because the driver lets no effect of a call overtake a write of that call or of one before, whatever was
// handed to out.persist counts as written: an acknowledgement that needs it waits for the disk. The leader
// hands its own entries over in a call of their own, behind the one that sends them, so that both disks turn
// at once (thesis, section 10.2.1).
//
// Followers learn of a commit from the next append or heartbeat, as in LogCabin.
#pragma once

#include <optional>

#include "models/consensus/raft_log.hpp"
#include "models/consensus/raft_messages.hpp"
#include "models/consensus/raft_options.hpp"

namespace windtunnel {

class Raft {
 public:
  using Message = raft::Message;
  using Record = raft::Record;
  using Command = Operation;
  using Effects = Outbox<Message, Record, Applied, Reply>;
  struct Stable {
    raft::HardState hard;
    Shared<raft::Snapshot> snapshot;
    raft::Log log;
    void write(const Record& record);
    bool operator==(const Stable&) const = default;
  };
  enum class Role : std::uint8_t { kFollower, kPreCandidate, kCandidate, kLeader };
  enum : CoreTimer { kElection, kHeartbeat, kCheckQuorum, kBatch, kWrite, kTransfer };

  Raft(MemberId self, std::uint32_t members, const RaftOptions& options);
  // `voters` decide at first; whoever is none of them waits to be made one.
  Raft(MemberId self, MemberSet voters, const RaftOptions& options);

  void start(Effects& out);
  void restart(const Stable& stable, Effects& out);
  void on_message(MemberId from, const Message& message, Effects& out);
  void on_timer(CoreTimer timer, Effects& out);
  void on_command(const Operation& operation, Effects& out);

  // Calls that no message makes. Begins a change of members; false when this is not the leader, or another
  // change is under way, or nothing of its term is committed yet.
  bool change_members(MemberSet voters, Effects& out);
  // Hands leadership to a voter; false when this is not the leader, or that one is no voter or itself.
  bool transfer(MemberId to, Effects& out);

  Probe probe() const;
  std::string words() const;
  static Bytes bytes_of(const Message& message) { return raft::bytes_of(message); }
  static Bytes bytes_of(const Record& record) { return raft::bytes_of(record); }
  static std::string words(const Message& message) { return raft::words(message); }
  static std::string record_words(const Record& record) { return raft::record_words(record); }
  static std::string words(CoreTimer timer);
  bool operator==(const Raft&) const = default;

  // What checkers of its invariants may see.
  Role role() const { return role_; }
  raft::Term term() const { return hard_.term; }
  MemberId vote() const { return hard_.vote; }
  MemberId leader() const { return leader_; }
  const raft::Log& log() const { return log_; }
  raft::Index committed() const { return commit_; }
  const raft::Membership& members() const { return memberships_.back().members; }
  const KeyValues& data() const { return data_; }
  std::vector<Applied> contents() const { return data_.contents(); }

 private:
  struct MembershipAt {
    raft::Index index = 0;
    raft::Membership members;
    bool operator==(const MembershipAt&) const = default;
  };
  // What the leader believes of a follower.
  struct Progress {
    raft::Index match = 0;
    raft::Index next = 1;
    std::uint64_t round = 0;     // the last that it echoed
    bool probing = true;         // where its log matches is not known: one message at a time
    bool paused = false;         // and that one is on its way
    raft::Index installing = 0;  // a snapshot up to there is on its way
    Time install_again;
    bool operator==(const Progress&) const = default;
  };
  struct Waiter {
    raft::Index index = 0;
    OperationId id;
    Asker asker;
    bool operator==(const Waiter&) const = default;
  };
  // raft.cpp: roles and terms.
  void follow(raft::Term term, MemberId leader, Effects& out);
  void resign(Effects& out);
  void arm_election(Effects& out) const;
  bool quorum(MemberSet agreeing) const;
  bool majority(MemberSet agreeing, MemberSet of) const;
  bool voter() const { return members().all().has(self_); }

  // raft_election.cpp
  void election_due(Effects& out);
  void campaign(bool pre, bool transfer, Effects& out);
  void elected(bool pre, Effects& out);
  void lead(Effects& out);
  bool hears_a_leader(Time now) const;
  void on(MemberId from, const raft::RequestVote& message, Effects& out);
  void on(MemberId from, const raft::Vote& message, Effects& out);
  void on(MemberId from, const raft::TimeoutNow& message, Effects& out);
  void check_quorum(Effects& out);

  // raft_replication.cpp
  void on(MemberId from, const raft::Append& message, Effects& out);
  void on(MemberId from, const raft::Appended& message, Effects& out);
  void take_entries(raft::Index previous, const raft::Entries& entries, Effects& out);
  void refuse(MemberId from, const raft::Append& message, Effects& out) const;
  void add(raft::Entries entries);
  Progress unknown_progress() const;
  void propose(raft::Entry entry, Effects& out);
  void flush(Effects& out);
  void replicate(Effects& out);
  void send_appends(MemberId to, Effects& out);
  void send_append(MemberId to, std::size_t most, Effects& out);
  void beat(Effects& out);
  void send_heartbeat(MemberId to, Effects& out);
  void persist_entries(Effects& out);
  void write_entries(Effects& out);
  void advance(Effects& out);
  bool committed_in_term() const { return log_.term(commit_) == hard_.term; }
  raft::Index decided_by(MemberSet members) const;
  void commit(raft::Index index, Effects& out);
  void apply(raft::Index index, Effects& out);

  // raft_commands.cpp: operations, reads, and those passed on.
  void ask(const Operation& operation, Asker asker, Effects& out);
  void read(const Operation& operation, Asker asker, Effects& out);
  void begin_round(Effects& out);
  void confirm_round(Effects& out);
  void answer(Asker asker, Reply reply, Effects& out);
  Reply not_leader(OperationId id) const;
  void on(MemberId from, const raft::Forward& message, Effects& out);
  void on(MemberId from, const raft::Answer& message, Effects& out);

  // raft_snapshot.cpp: snapshots, and changes of members.
  void maybe_snapshot(Effects& out);
  void send_snapshot(MemberId to, Effects& out);
  void on(MemberId from, const raft::InstallSnapshot& message, Effects& out);
  void tell_all_data(const KeyValues& before, Effects& out) const;
  void find_memberships();
  void go_on_with_change(Effects& out);

  MemberId self_;
  RaftOptions options_;
  raft::HardState hard_;
  raft::Log log_;
  raft::Index persisted_ = 0;  // handed to out.persist up to there
  Shared<raft::Snapshot> snapshot_;
  KeyValues data_;  // after all entries up to commit_
  raft::Index commit_ = 0;
  std::vector<MembershipAt> memberships_;  // the last is in force

  Role role_ = Role::kFollower;
  MemberId leader_ = MemberId::none();
  Time heard_;                // from a leader, or the start: no vote is given soon after
  bool heard_any_ = false;    // heard_ means something
  MemberSet votes_;           // for this candidate
  bool transferred_ = false;  // this candidacy was the leader's wish

  // Of a leader.
  std::vector<Progress> progress_;
  MemberSet contacted_;  // since the quorum was last checked
  std::vector<Asked> gathering_;
  bool batch_armed_ = false;
  std::deque<Waiter> waiters_;  // by index
  ReadRounds reads_;
  MemberId transfer_to_ = MemberId::none();
  bool handed_over_ = false;  // in this term: the other may be elected at any time, lease or not

  PassedOn passed_;  // of a follower
};
static_assert(StoreMachine<Raft>);

}  // namespace windtunnel
