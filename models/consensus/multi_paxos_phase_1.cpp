// Phase 1 of Multi-Paxos: a member takes over, and finds out what may have been chosen (Lamport 2001,
// sections 2.2 and 3).
//
// One prepare asks for all slots from the first that is not known to be chosen. Of what the promises tell,
// the value of the highest ballot is the only one that may have been chosen; a slot of which nobody knows
// anything is filled with a no-op.
#include <algorithm>

#include "models/consensus/multi_paxos.hpp"

namespace windtunnel {

using namespace paxos;

void MultiPaxos::election_due(Effects& out) {
  arm_election(out);
  if (role_ == Role::kLeader) return;
  // Its own promise is bound by the lease as everybody else's, whenever its timer fires.
  if (options_.reads == LogReads::kLeaderLease && hears_a_leader(out.now())) return;
  prepare(out);
}

void MultiPaxos::prepare(Effects& out) {
  leader_ = MemberId::none();
  passed_.give_up(leader_, out);
  role_ = Role::kPreparing;
  ballot_ = Ballot(std::max(promised_, ballot_).round() + 1, self_);
  promised_ = ballot_;
  if (options_.mistake != PaxosMistake::kForgetsItsPromise) out.persist(PromiseRecord{promised_});
  promises_ = MemberSet();
  promises_.add(self_);
  found_.clear();
  for (std::uint32_t i = 0; i < members_; ++i)
    if (MemberId(i) != self_) out.send(MemberId(i), Prepare{ballot_, commit_ + 1});
  if (promises_.size() >= phase_1_) lead(out);
}

void MultiPaxos::on(MemberId from, const Prepare& m, Effects& out) {
  const bool sticks =
      (options_.stickiness || options_.reads == LogReads::kLeaderLease) &&
      (role_ == Role::kLeader ? options_.check_quorum : leader_ != from && hears_a_leader(out.now()));
  if (sticks && m.ballot > promised_) return;
  if (m.ballot < promised_) return out.send(from, Promise{m.ballot, promised_, {}, {}});
  if (m.ballot > promised_) {
    promised_ = m.ballot;
    if (options_.mistake != PaxosMistake::kForgetsItsPromise) out.persist(PromiseRecord{promised_});
    follow(MemberId::none(), out);
    arm_election(out);
  }
  std::vector<AcceptedValue> accepted;
  for (Slot slot = std::max(m.from, base_ + 1); slot <= last(); ++slot) {
    const Cell& held = cell(slot);
    if (!held.ballot.none()) accepted.push_back({slot, held.ballot, slot <= commit_, held.value});
  }
  // What it has forgotten it knows to be chosen: the snapshot tells.
  out.send(from, Promise{m.ballot, promised_, SharedSpan<AcceptedValue>(std::move(accepted)),
                         m.from <= base_ ? snapshot_ : Shared<Snapshot>()});
}

void MultiPaxos::on(MemberId from, const Promise& m, Effects& out) {
  if (m.ballot != ballot_ || role_ != Role::kPreparing) return;
  if (m.promised > ballot_) {  // somebody is ahead: wait for it, or outbid it later
    if (m.promised > promised_) {
      promised_ = m.promised;
      if (options_.mistake != PaxosMistake::kForgetsItsPromise) out.persist(PromiseRecord{promised_});
    }
    return follow(MemberId::none(), out);
  }
  if (m.snapshot && m.snapshot->slot > commit_) install(m.snapshot, out);
  found_.insert(found_.end(), m.accepted.begin(), m.accepted.end());
  promises_.add(from);
  if (promises_.size() >= phase_1_) lead(out);
}

void MultiPaxos::lead(Effects& out) {
  role_ = Role::kLeader;
  leader_ = self_;
  contacted_ = MemberSet();
  std::fill(rounds_.begin(), rounds_.end(), 0);
  unwritten_ = resend_up_to_ = 0;
  persisted_ = commit_;
  out.disarm(kElection);
  out.arm(kHeartbeat, options_.heartbeat, options_.heartbeat);
  out.arm(kCheckQuorum, options_.election_least, options_.election_least);
  if (options_.mistake == PaxosMistake::kIgnoresAcceptedValues) {
    found_.clear();
    while (last() > commit_) cells_.pop_back();
  }
  Slot end = last();
  for (const AcceptedValue& each : found_) end = std::max(end, each.slot);
  for (const AcceptedValue& each : found_) {
    if (each.slot <= commit_) continue;
    Cell& held = cell_at(each.slot);
    if (held.chosen || (!each.chosen && each.ballot <= held.ballot)) continue;
    held.ballot = each.ballot;
    held.value = each.value;
    held.chosen = each.chosen;
  }
  found_.clear();
  std::vector<Value> values;
  for (Slot slot = commit_ + 1; slot <= end; ++slot) values.push_back(cell_at(slot).value);  // else a no-op
  recovered_to_ = end;
  propose(commit_ + 1, Values(std::move(values)), out);
  apply_chosen(out);
}

}  // namespace windtunnel
