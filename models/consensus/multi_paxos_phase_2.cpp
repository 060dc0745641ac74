// Phase 2 of Multi-Paxos: values are proposed, accepted and chosen (Lamport 2001, section 2.2), many at a
// time.
//
// A value is chosen once a phase-2 quorum has accepted it in one ballot; the leader counts, slot by slot.
#include <algorithm>
#include <utility>

#include "models/consensus/multi_paxos.hpp"

namespace windtunnel {

using namespace paxos;

MultiPaxos::Cell& MultiPaxos::cell_at(Slot slot) {
  CHECK(slot > base_, "what is forgotten is chosen");
  if (slot > last()) cells_.resize(slot - base_);
  return cells_[slot - base_ - 1];
}

Values MultiPaxos::values_from(Slot first, Slot to) const {
  std::vector<Value> values;
  for (Slot slot = first; slot <= to; ++slot) values.push_back(cell(slot).value);
  return Values(std::move(values));
}

void MultiPaxos::flush(Effects& out) {
  if (gathering_.empty()) return;
  std::vector<Value> values;
  values.reserve(gathering_.size());
  const Slot first = last() + 1;
  Slot slot = first;
  for (const Asked& each : gathering_) {
    values.emplace_back(each.operation);
    waiters_.push_back(Waiter{slot++, each.operation.id, each.asker});
  }
  gathering_.clear();
  propose(first, Values(std::move(values)), out);
}

// To everybody; its own disk in a call behind this one, so that they are written at once.
void MultiPaxos::propose(Slot first, const Values& values, Effects& out) {
  Slot slot = first;
  for (const Value& value : values) {
    Cell& held = cell_at(slot++);
    held.ballot = ballot_;
    held.value = value;
    held.accepted_by = MemberSet();
  }
  const Accept message{ballot_, first, commit_, reads_.latest(), values};
  for (std::uint32_t i = 0; i < members_; ++i)
    if (MemberId(i) != self_) out.send(MemberId(i), message);
  if (values.empty()) return;
  if (unwritten_ == 0) unwritten_ = first;
  out.arm(kWrite, Duration(), Duration());
}

// Hands what is proposed to the disk.
void MultiPaxos::persist_values(Effects& out) {
  if (unwritten_ == 0) return;
  const Slot first = std::max({unwritten_, persisted_ + 1, base_ + 1});
  persisted_ = last();
  if (first <= persisted_ && options_.mistake != PaxosMistake::kSkippedFsync)
    out.persist(AcceptRecord{ballot_, first, values_from(first, persisted_)});
}

void MultiPaxos::write_values(Effects& out) {
  if (unwritten_ == 0) return;
  persist_values(out);
  const Slot first = std::exchange(unwritten_, 0);
  if (role_ == Role::kLeader) count_acceptance(first, last() + 1 - first, self_, out);
}

void MultiPaxos::on(MemberId from, const Accept& m, Effects& out) {
  if (m.ballot < promised_) {
    return out.send(from, Accepted{m.ballot, promised_, m.first, 0, 0});
  }
  CHECK(role_ != Role::kLeader || m.ballot != ballot_, "a ballot has one leader");
  if (m.ballot > promised_) {
    promised_ = m.ballot;
    if (options_.mistake != PaxosMistake::kForgetsItsPromise) out.persist(PromiseRecord{promised_});
  }
  hear(from, out);
  take(m.first, m.values, m.ballot, false, out);
  learn(m.commit, m.ballot, out);
  // What is lost comes again with a heartbeat, what was missed is asked for with one.
  if (m.values.empty() && commit_ < m.commit) out.send(from, CatchUp{commit_ + 1});
  out.send(from, Accepted{m.ballot, promised_, m.first, m.values.size(), m.round});
}

// Writes down what it takes: values of a ballot, or values that are chosen.
void MultiPaxos::take(Slot first, const Values& values, Ballot ballot, bool chosen, Effects& out) {
  bool news = false;
  Slot slot = first;
  for (const Value& value : values) {
    const Slot here = slot++;
    if (here <= commit_) continue;
    Cell& held = cell_at(here);
    if (!held.chosen && (chosen || ballot > held.ballot)) {
      held.ballot = std::max(held.ballot, ballot);
      held.value = value;
      news = true;
    }
    held.chosen |= chosen;
  }
  if (news && options_.mistake != PaxosMistake::kSkippedFsync)
    out.persist(AcceptRecord{ballot, first, values});
}

void MultiPaxos::on(MemberId from, const Accepted& m, Effects& out) {
  if (m.ballot != ballot_ || role_ != Role::kLeader) return;
  if (m.promised > ballot_) {
    promised_ = std::max(promised_, m.promised);
    if (options_.mistake != PaxosMistake::kForgetsItsPromise) out.persist(PromiseRecord{promised_});
    return follow(MemberId::none(), out);
  }
  contacted_.add(from);
  if (m.round > rounds_[from.index()]) {
    rounds_[from.index()] = m.round;
    confirm_round(out);
  }
  if (m.count > 0) count_acceptance(m.first, m.count, from, out);
}

void MultiPaxos::count_acceptance(Slot first, std::uint64_t count, MemberId member, Effects& out) {
  const Slot end = std::min(first + count - 1, last());
  bool chosen = false;
  for (Slot slot = std::max(first, commit_ + 1); slot <= end; ++slot) {
    Cell& held = cell_at(slot);
    held.accepted_by.add(member);
    if (held.chosen || held.accepted_by.size() < phase_2_) continue;
    held.chosen = chosen = true;
  }
  if (!chosen) return;
  const bool was_recovered = recovered();
  apply_chosen(out);
  if (!was_recovered && recovered()) begin_round(out);
}

void MultiPaxos::beat(Effects& out) {
  if (role_ != Role::kLeader) return;
  out.arm(kHeartbeat, options_.heartbeat, options_.heartbeat);
  if (options_.reads == LogReads::kLeaderLease &&
      (!reads_.asking() || reads_.stalled(out.now(), options_.election_least)))
    begin_round(out);
  const Slot old = std::min(resend_up_to_, last());
  for (std::uint32_t i = 0; i < members_; ++i) {
    const MemberId to(i);
    if (to == self_) continue;
    out.send(to, Accept{ballot_, last() + 1, commit_, reads_.latest(), {}});
    Slot first = commit_ + 1;
    while (first <= old && cell(first).accepted_by.has(to)) ++first;
    if (first > old) continue;
    const Slot end = std::min(old, first + options_.message_most - 1);
    out.send(to, Accept{ballot_, first, commit_, reads_.latest(), values_from(first, end)});
  }
  resend_up_to_ = last();
}

}  // namespace windtunnel
