// Raft's roles and terms: how a member starts, comes back, follows, and gives up leading.
//
// Elections, replication, operations and what is rare have files of their own; here is what all of them
// share.
#include "models/consensus/raft.hpp"

namespace windtunnel {

using namespace raft;

void Raft::Stable::write(const Record& record) {
  if (const auto* state = std::get_if<HardState>(&record)) {
    hard = *state;
  } else if (const auto* written = std::get_if<LogRecord>(&record)) {
    log.cut_after(written->first - 1);
    log.append(written->entries);
  } else {
    const auto& taken = std::get<SnapshotRecord>(record);
    snapshot = taken.snapshot;
    // One that came from the leader may be ahead of the log, or of another history.
    if (log.has_term(snapshot->index) && log.term(snapshot->index) == snapshot->term)
      log.forget(taken.forget);
    else
      log.reset(snapshot->index, snapshot->term);
  }
}

Raft::Raft(MemberId self, std::uint32_t members, const RaftOptions& options)
    : Raft(self, MemberSet::first(members), options) {}

Raft::Raft(MemberId self, MemberSet voters, const RaftOptions& options)
    : self_(self), options_(options), memberships_{{0, Membership{voters, {}}}} {
  CHECK(!voters.empty() && self.value() < MemberSet::kMost, "a cluster has voters, and at most 64 members");
}

void Raft::start(Effects& out) {
  passed_.start(out.luck());
  arm_election(out);
}

void Raft::restart(const Stable& stable, Effects& out) {
  passed_.start(out.luck());
  hard_ = stable.hard;
  log_ = stable.log;
  persisted_ = log_.last();
  snapshot_ = stable.snapshot;
  if (snapshot_) {
    data_ = snapshot_->data;
    commit_ = snapshot_->index;
    tell_all_data(KeyValues(), out);
  }
  find_memberships();
  // Before the crash it may have promised a leader, by following it, not to vote for another one so soon.
  heard_ = out.now();
  heard_any_ = options_.reads == LogReads::kLeaderLease;
  arm_election(out);
}

void Raft::on_message(MemberId from, const Message& message, Effects& out) {
  std::visit([&](const auto& each) { on(from, each, out); }, message);
}

void Raft::on_timer(CoreTimer timer, Effects& out) {
  switch (timer) {
    case kElection:
      return election_due(out);
    case kHeartbeat:
      return beat(out);
    case kCheckQuorum:
      return check_quorum(out);
    case kBatch:
      batch_armed_ = false;
      flush(out);
      if (!reads_.asking()) begin_round(out);
      return;
    case kWrite:
      return write_entries(out);
    case kTransfer:
      transfer_to_ = MemberId::none();
      return;
    default:
      CHECK(false, "a timer that Raft has");
  }
}

void Raft::arm_election(Effects& out) const {
  out.arm(kElection, options_.election_least, options_.election_most);
}

// Learns of a term at least as new as its own; `leader` is none when it is not known. A candidate that steps
// down keeps its timer.
void Raft::follow(Term term, MemberId leader, Effects& out) {
  CHECK(term >= hard_.term, "terms only grow");
  if (term > hard_.term) {
    hard_ = HardState{term, MemberId::none()};
    out.persist(hard_);
  }
  const bool led = role_ == Role::kLeader, other = leader != leader_;
  role_ = Role::kFollower;
  leader_ = leader;
  if (other) passed_.give_up(leader_, out);
  if (led) resign(out);
}

// What a leader leaves behind: its log written, whoever waits told.
void Raft::resign(Effects& out) {
  persist_entries(out);
  for (const CoreTimer timer : {kHeartbeat, kCheckQuorum, kBatch, kWrite, kTransfer}) out.disarm(timer);
  for (const Asked& each : gathering_) answer(each.asker, not_leader(each.operation.id), out);
  for (const Asked& each : reads_.drop()) answer(each.asker, not_leader(each.operation.id), out);
  for (const Waiter& each : waiters_)
    answer(each.asker, Reply{.id = each.id, .status = ReplyStatus::kUnknown}, out);
  gathering_.clear();
  waiters_.clear();
  progress_.clear();
  batch_armed_ = false;
  transfer_to_ = MemberId::none();
  arm_election(out);
}

bool Raft::majority(MemberSet agreeing, MemberSet of) const {
  const std::uint32_t enough =
      options_.mistake == RaftMistake::kQuorumOfHalf ? of.size() / 2 : of.size() / 2 + 1;
  return (agreeing & of).size() >= enough;
}

bool Raft::quorum(MemberSet agreeing) const {
  const Membership& now = members();
  return majority(agreeing, now.incoming) && (!now.joint() || majority(agreeing, now.outgoing));
}

Probe Raft::probe() const {
  return Probe{role_ == Role::kLeader, hard_.term, static_cast<std::int64_t>(commit_)};
}

std::string Raft::words() const {
  static constexpr const char* kRoles[] = {"follower", "pre-candidate", "candidate", "leader"};
  std::string words = kRoles[static_cast<std::size_t>(role_)];
  words += ", term " + std::to_string(hard_.term);
  if (role_ == Role::kFollower && !leader_.is_none()) words += " of " + name_of(leader_);
  words += ", log to " + std::to_string(log_.last()) + ", committed " + std::to_string(commit_);
  return words;
}

std::string Raft::words(CoreTimer timer) {
  static constexpr const char* kTimers[] = {"election time-out", "heartbeat", "quorum check",
                                            "batch is due",      "write",     "transfer is over"};
  CHECK(timer < std::size(kTimers), "a timer that Raft has");
  return kTimers[timer];
}

}  // namespace windtunnel
