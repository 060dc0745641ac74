// Operations as Raft's members take them: the leader's batches and reads, and what followers pass on (thesis,
// sections 6.2, 6.3 and 6.4).
#include <algorithm>

#include "models/consensus/raft.hpp"

namespace windtunnel {

using namespace raft;

namespace {

// Operations that one member has passed on and not yet heard of; the oldest is given up for one more.
constexpr std::size_t kPassedMost = 65'536;

}  // namespace

void Raft::on_command(const Operation& operation, Effects& out) {
  if (options_.reads == RaftReads::kLocal && only_reads(operation.kind))
    return out.reply(data_.read(operation));
  if (role_ == Role::kLeader) return ask(operation, Asker{self_, 0}, out);
  if (options_.forward && !leader_.is_none()) return pass_on(operation, out);
  out.reply(not_leader(operation.id));
}

// Of a leader.
void Raft::ask(const Operation& operation, Asker asker, Effects& out) {
  if (!transfer_to_.is_none()) return answer(asker, not_leader(operation.id), out);
  if (only_reads(operation.kind) && options_.reads != RaftReads::kLog) return read(operation, asker, out);
  if (const Reply* before = data_.answered(operation.id)) return answer(asker, *before, out);
  gathering_.push_back(Asked{operation, asker});
  if (gathering_.size() >= options_.batch_most || options_.batch_delay == Duration()) return flush(out);
  if (batch_armed_) return;
  batch_armed_ = true;
  out.arm(kBatch, options_.batch_delay, options_.batch_delay);
}

void Raft::read(const Operation& operation, Asker asker, Effects& out) {
  const bool leased = options_.reads == RaftReads::kLeaderLease && out.now() < lease_until_ &&
                      !handed_over_ && committed_in_term();
  if (leased || options_.mistake == RaftMistake::kStaleLeaderReads)
    return answer(asker, data_.read(operation), out);
  reads_waiting_.push_back(Asked{operation, asker});
  if (asked_round_ != 0 || batch_armed_) return;
  if (options_.batch_delay == Duration()) return begin_round(out);
  batch_armed_ = true;
  out.arm(kBatch, options_.batch_delay, options_.batch_delay);
}

// Asks everybody whether this is still the leader, for all reads that wait. What is committed now is what
// they may see, once a majority says so; before its term has committed something the leader does not know
// what is (thesis, section 6.4, step 1).
void Raft::begin_round(Effects& out) {
  if (role_ != Role::kLeader || !committed_in_term()) return;
  if (reads_waiting_.empty() && options_.reads != RaftReads::kLeaderLease) return;
  for (Asked& each : reads_waiting_) reads_asked_.push_back(std::move(each));
  reads_waiting_.clear();
  asked_round_ = ++round_;
  round_began_ = out.now();
  members().all().for_each([&](MemberId member) {
    if (member != self_) send_heartbeat(member, out);
  });
  confirm_round(out);
}

void Raft::confirm_round(Effects& out) {
  if (asked_round_ == 0) return;
  MemberSet agreeing;
  agreeing.add(self_);
  for (std::size_t i = 0; i < progress_.size(); ++i)
    if (progress_[i].round >= asked_round_) agreeing.add(MemberId(static_cast<std::uint32_t>(i)));
  if (!quorum(agreeing)) return;
  asked_round_ = 0;
  // Whoever agreed has followed this leader after the round began, and votes for nobody else for the shortest
  // election time-out.
  lease_until_ = round_began_ + options_.election_least * (1'000 - options_.drift_per_mille) / 1'000;
  for (const Asked& each : reads_asked_) answer(each.asker, data_.read(each.operation), out);
  reads_asked_.clear();
  if (!reads_waiting_.empty()) begin_round(out);
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

void Raft::pass_on(const Operation& operation, Effects& out) {
  if (passed_.size() == kPassedMost) passed_.pop_front(), ++first_ticket_;
  passed_.push_back(Passed{operation.id, only_reads(operation.kind), true});
  out.send(leader_, Forward{first_ticket_ + passed_.size() - 1, operation});
}

void Raft::on(MemberId from, const Forward& m, Effects& out) {
  if (role_ == Role::kLeader) return ask(m.operation, Asker{from, m.ticket}, out);
  out.send(from, Answer{m.ticket, not_leader(m.operation.id)});
}

void Raft::on(MemberId, const Answer& m, Effects& out) {
  const std::uint64_t place = m.ticket - first_ticket_;
  if (place >= passed_.size() || !passed_[place].open || passed_[place].id != m.reply.id) return;
  passed_[place].open = false;
  while (!passed_.empty() && !passed_.front().open) passed_.pop_front(), ++first_ticket_;
  out.reply(m.reply);
}

// The leader that they went to is none any more, as far as this member knows.
void Raft::give_up_passed(Effects& out) {
  for (const Passed& each : passed_) {
    if (!each.open) continue;
    out.reply(each.reads ? not_leader(each.id) : Reply{.id = each.id, .status = ReplyStatus::kUnknown});
  }
  first_ticket_ += passed_.size();
  passed_.clear();
}

}  // namespace windtunnel
