// Multi-Paxos' roles: how a member starts, comes back, follows, and gives up leading.
//
// The two phases, the state machine and operations have files of their own.
#include "models/consensus/multi_paxos.hpp"

namespace windtunnel {

using namespace paxos;

void MultiPaxos::Stable::write(const Record& record) {
  if (const auto* promise = std::get_if<PromiseRecord>(&record)) {
    promised = promise->ballot;
  } else if (const auto* accepted = std::get_if<AcceptRecord>(&record)) {
    promised = std::max(promised, accepted->ballot);
    for (std::size_t i = 0; i < accepted->values.size(); ++i) {
      const Slot slot = accepted->first + i;
      if (slot <= base) continue;
      if (cells.size() < slot - base) cells.resize(slot - base);
      Cell& cell = cells[slot - base - 1];
      cell.ballot = std::max(cell.ballot, accepted->ballot);
      cell.value = accepted->values[i];
    }
  } else {
    const auto& taken = std::get<SnapshotRecord>(record);
    snapshot = taken.snapshot;
    if (base + cells.size() < snapshot->slot) base = snapshot->slot, cells.clear();
    while (base < taken.forget) cells.pop_front(), ++base;
  }
}

MultiPaxos::MultiPaxos(MemberId self, std::uint32_t members, const PaxosOptions& options)
    : self_(self), members_(members), options_(options), rounds_(members) {
  CHECK(members > 0 && members <= MemberSet::kMost, "a cluster has members, and at most 64");
  phase_2_ = options.phase_2 == 0 ? members / 2 + 1 : options.phase_2;
  phase_1_ = options.phase_1 == 0 ? members - phase_2_ + 1 : options.phase_1;
  CHECK(phase_1_ <= members && phase_2_ <= members && phase_1_ + phase_2_ > members,
        "every quorum of phase 1 meets every one of phase 2");
  if (options.mistake == PaxosMistake::kQuorumsThatMiss) --phase_1_;
}

void MultiPaxos::start(Effects& out) {
  passed_.start(out.luck());
  arm_election(out);
}

void MultiPaxos::restart(const Stable& stable, Effects& out) {
  passed_.start(out.luck());
  promised_ = stable.promised;
  base_ = stable.base;
  cells_ = stable.cells;
  snapshot_ = stable.snapshot;
  if (snapshot_) {
    data_ = snapshot_->data;
    commit_ = snapshot_->slot;
    tell_all_data(KeyValues(), out);
  }
  // Before the crash it may have promised a leader, by following it, to promise nothing to others so soon.
  heard_ = out.now();
  heard_any_ = options_.reads == LogReads::kLeaderLease;
  arm_election(out);
}

void MultiPaxos::on_message(MemberId from, const Message& message, Effects& out) {
  std::visit([&](const auto& each) { on(from, each, out); }, message);
}

void MultiPaxos::on_timer(CoreTimer timer, Effects& out) {
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
      return write_values(out);
    default:
      CHECK(false, "a timer that Multi-Paxos has");
  }
}

void MultiPaxos::arm_election(Effects& out) const {
  out.arm(kElection, options_.election_least, options_.election_most);
}

bool MultiPaxos::hears_a_leader(Time now) const {
  return heard_any_ && now - heard_ < options_.election_least;
}

void MultiPaxos::hear(MemberId leader, Effects& out) {
  follow(leader, out);
  heard_ = out.now();
  heard_any_ = true;
  arm_election(out);
}

// `leader` is none when it is not known.
void MultiPaxos::follow(MemberId leader, Effects& out) {
  const bool led = role_ == Role::kLeader, other = leader != leader_;
  role_ = Role::kFollower;
  leader_ = leader;
  if (other) passed_.give_up(leader, out);
  if (led) resign(out);
}

void MultiPaxos::resign(Effects& out) {
  persist_values(out);
  unwritten_ = 0;
  for (const CoreTimer timer : {kHeartbeat, kCheckQuorum, kBatch, kWrite}) out.disarm(timer);
  for (const Asked& each : gathering_) answer(each.asker, not_leader(each.operation.id), out);
  for (const Asked& each : reads_.drop()) answer(each.asker, not_leader(each.operation.id), out);
  for (const Waiter& each : waiters_)
    answer(each.asker, Reply{.id = each.id, .status = ReplyStatus::kUnknown}, out);
  gathering_.clear();
  waiters_.clear();
  batch_armed_ = false;
  arm_election(out);
}

void MultiPaxos::check_quorum(Effects& out) {
  if (role_ != Role::kLeader) return;
  contacted_.add(self_);
  const bool followed = contacted_.size() >= phase_2_;
  contacted_ = MemberSet();
  if (options_.check_quorum && !followed) return follow(MemberId::none(), out);
  out.arm(kCheckQuorum, options_.election_least, options_.election_least);
}

Probe MultiPaxos::probe() const {
  return Probe{role_ == Role::kLeader, std::max(promised_, ballot_).number(),
               static_cast<std::int64_t>(commit_)};
}

std::string MultiPaxos::words() const {
  static constexpr const char* kRoles[] = {"follower", "preparing", "leader"};
  std::string words = kRoles[static_cast<std::size_t>(role_)];
  const Ballot ballot = role_ == Role::kFollower ? promised_ : ballot_;
  words += ballot.none() ? ", no ballot" : ", ballot " + ballot.words();
  return words + ", slots to " + std::to_string(last()) + ", chosen " + std::to_string(commit_);
}

std::string MultiPaxos::words(CoreTimer timer) {
  static constexpr const char* kTimers[] = {"election time-out", "heartbeat", "quorum check", "batch is due",
                                            "write"};
  CHECK(timer < std::size(kTimers), "a timer that Multi-Paxos has");
  return kTimers[timer];
}

}  // namespace windtunnel
