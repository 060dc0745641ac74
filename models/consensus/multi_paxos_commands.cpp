// Operations as Multi-Paxos' members take them: the leader's batches and reads, and what others pass on.
//
// A read is safe once a phase-2 quorum still follows the leader: it meets every quorum of phase 1, so nobody
// can have taken over before the round began (Howard et al. 2016, applied to Ongaro's read index).
#include "models/consensus/multi_paxos.hpp"

namespace windtunnel {

using namespace paxos;

void MultiPaxos::on_command(const Operation& operation, Effects& out) {
  if (options_.reads == LogReads::kLocal && only_reads(operation.kind))
    return out.reply(data_.read(operation));
  if (role_ == Role::kLeader) return ask(operation, Asker{self_, 0}, out);
  if (options_.forward && !leader_.is_none())
    return out.send(leader_, Forward{passed_.add(operation.id, only_reads(operation.kind)), operation});
  out.reply(not_leader(operation.id));
}

void MultiPaxos::arm_batch(Effects& out) {
  if (batch_armed_) return;
  batch_armed_ = true;
  out.arm(kBatch, options_.batch_delay, options_.batch_delay);
}

void MultiPaxos::ask(const Operation& operation, Asker asker, Effects& out) {
  if (only_reads(operation.kind) && options_.reads != LogReads::kLog) return read(operation, asker, out);
  if (const Reply* before = data_.answered(operation.id)) return answer(asker, *before, out);
  gathering_.push_back(Asked{operation, asker});
  if (gathering_.size() >= options_.batch_most || options_.batch_delay == Duration()) return flush(out);
  arm_batch(out);
}

void MultiPaxos::read(const Operation& operation, Asker asker, Effects& out) {
  const bool leased = options_.reads == LogReads::kLeaderLease && reads_.leased(out.now()) && recovered();
  if (leased || options_.mistake == PaxosMistake::kStaleLeaderReads)
    return answer(asker, data_.read(operation), out);
  reads_.add(Asked{operation, asker});
  if (reads_.asking()) return;
  if (options_.batch_delay == Duration()) return begin_round(out);
  arm_batch(out);
}

void MultiPaxos::begin_round(Effects& out) {
  if (role_ != Role::kLeader || !recovered()) return;
  if (!reads_.waiting() && options_.reads != LogReads::kLeaderLease) return;
  reads_.begin(out.now());
  for (std::uint32_t i = 0; i < members_; ++i)
    if (MemberId(i) != self_)
      out.send(MemberId(i), Accept{ballot_, last() + 1, commit_, reads_.latest(), {}});
  confirm_round(out);
}

void MultiPaxos::confirm_round(Effects& out) {
  if (!reads_.asking()) return;
  std::uint32_t agreeing = 1;
  for (const std::uint64_t round : rounds_) agreeing += round >= reads_.asked() ? 1 : 0;
  if (agreeing < phase_2_) return;
  for (const Asked& each : reads_.confirm(options_.lease()))
    answer(each.asker, data_.read(each.operation), out);
  if (reads_.waiting()) begin_round(out);
}

void MultiPaxos::answer(Asker asker, Reply reply, Effects& out) {
  if (asker.member == self_)
    out.reply(std::move(reply));
  else
    out.send(asker.member, Answer{asker.ticket, std::move(reply)});
}

Reply MultiPaxos::not_leader(OperationId id) const {
  return Reply{.id = id, .status = ReplyStatus::kNotLeader, .leader = leader_};
}

void MultiPaxos::on(MemberId from, const Forward& m, Effects& out) {
  if (role_ == Role::kLeader) return ask(m.operation, Asker{from, m.ticket}, out);
  out.send(from, Answer{m.ticket, not_leader(m.operation.id)});
}

// Whoever asked learns who leads.
void MultiPaxos::on(MemberId from, const Answer& m, Effects& out) {
  if (!passed_.close(m.ticket, m.reply.id)) return;
  Reply reply = m.reply;
  if (reply.leader.is_none()) reply.leader = from;
  out.reply(std::move(reply));
}

}  // namespace windtunnel
