// Operations as Raft's members take them: the leader's batches and reads, and what followers pass on (thesis,
// sections 6.2, 6.3 and 6.4).
#include <algorithm>

#include "models/consensus/raft.hpp"

namespace windtunnel {

using namespace raft;

void Raft::on_command(const Operation& operation, Effects& out) {
  if (options_.reads == LogReads::kLocal && only_reads(operation.kind))
    return out.reply(data_.read(operation));
  if (role_ == Role::kLeader) return ask(operation, Asker{self_, 0}, out);
  if (options_.forward && !leader_.is_none())
    return out.send(leader_, Forward{passed_.add(operation.id, only_reads(operation.kind)), operation});
  out.reply(not_leader(operation.id));
}

// Of a leader.
void Raft::ask(const Operation& operation, Asker asker, Effects& out) {
  if (!transfer_to_.is_none()) return answer(asker, not_leader(operation.id), out);
  if (only_reads(operation.kind) && options_.reads != LogReads::kLog) return read(operation, asker, out);
  if (const Reply* before = data_.answered(operation.id)) return answer(asker, *before, out);
  gathering_.push_back(Asked{operation, asker});
  if (gathering_.size() >= options_.batch_most || options_.batch_delay == Duration()) return flush(out);
  if (batch_armed_) return;
  batch_armed_ = true;
  out.arm(kBatch, options_.batch_delay, options_.batch_delay);
}

void Raft::read(const Operation& operation, Asker asker, Effects& out) {
  const bool leased = options_.reads == LogReads::kLeaderLease && reads_.leased(out.now()) && !handed_over_ &&
                      committed_in_term();
  if (leased || options_.mistake == RaftMistake::kStaleLeaderReads)
    return answer(asker, data_.read(operation), out);
  reads_.add(Asked{operation, asker});
  if (reads_.asking() || batch_armed_) return;
  if (options_.batch_delay == Duration()) return begin_round(out);
  batch_armed_ = true;
  out.arm(kBatch, options_.batch_delay, options_.batch_delay);
}

// Asks everybody whether this is still the leader, for all reads that wait. What is committed now is what
// they may see, once a majority says so; before its term has committed something the leader does not know
// what is (thesis, section 6.4, step 1).
void Raft::begin_round(Effects& out) {
  if (role_ != Role::kLeader || !committed_in_term()) return;
  if (!reads_.waiting() && options_.reads != LogReads::kLeaderLease) return;
  reads_.begin(out.now());
  members().all().for_each([&](MemberId member) {
    if (member != self_) send_heartbeat(member, out);
  });
  confirm_round(out);
}

void Raft::confirm_round(Effects& out) {
  if (!reads_.asking()) return;
  MemberSet agreeing;
  agreeing.add(self_);
  for (std::size_t i = 0; i < progress_.size(); ++i)
    if (progress_[i].round >= reads_.asked()) agreeing.add(MemberId(static_cast<std::uint32_t>(i)));
  if (!quorum(agreeing)) return;
  for (const Asked& each : reads_.confirm(options_.lease()))
    answer(each.asker, data_.read(each.operation), out);
  if (reads_.waiting()) begin_round(out);
}

void Raft::answer(Asker asker, Reply reply, Effects& out) {
  if (asker.member == self_)
    out.reply(std::move(reply));
  else
    out.send(asker.member, Answer{asker.ticket, std::move(reply)});
}

Reply Raft::not_leader(OperationId id) const {
  const MemberId leads = transfer_to_.is_none() ? leader_ : transfer_to_;
  return Reply{.id = id, .status = ReplyStatus::kNotLeader, .leader = leads};
}

void Raft::on(MemberId from, const Forward& m, Effects& out) {
  if (role_ == Role::kLeader) return ask(m.operation, Asker{from, m.ticket}, out);
  out.send(from, Answer{m.ticket, not_leader(m.operation.id)});
}

// Whoever asked learns who leads.
void Raft::on(MemberId from, const Answer& m, Effects& out) {
  if (!passed_.close(m.ticket, m.reply.id)) return;
  Reply reply = m.reply;
  if (reply.leader.is_none()) reply.leader = from;
  out.reply(std::move(reply));
}

}  // namespace windtunnel
