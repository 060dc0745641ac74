// Raft's elections: time-outs, pre-votes, votes, and what a leader does first (ATC 2014, section 5.2; thesis,
// sections 3.10, 4.2.3, 6.2 and 9.6).
#include "models/consensus/raft.hpp"

namespace windtunnel {

using namespace raft;

void Raft::election_due(Effects& out) {
  arm_election(out);
  if (role_ == Role::kLeader || !voter()) return;
  // The candidate's own vote is bound by the lease as everybody else's, whenever its timer fires.
  if (options_.reads == LogReads::kLeaderLease && hears_a_leader(out.now())) return;
  campaign(options_.pre_vote, false, out);
}

void Raft::campaign(bool pre, bool transfer, Effects& out) {
  leader_ = MemberId::none();
  passed_.give_up(leader_, out);
  role_ = pre ? Role::kPreCandidate : Role::kCandidate;
  transferred_ = transfer;
  votes_ = MemberSet();
  votes_.add(self_);
  if (!pre) {
    hard_ = HardState{hard_.term + 1, self_};
    if (options_.mistake == RaftMistake::kForgetsItsVote)
      out.persist(HardState{hard_.term, MemberId::none()});
    else
      out.persist(hard_);
    arm_election(out);
  }
  if (quorum(votes_)) return elected(pre, out);
  const RequestVote request{pre ? hard_.term + 1 : hard_.term, log_.last(), log_.last_term(), pre, transfer};
  members().all().for_each([&](MemberId member) {
    if (member != self_) out.send(member, request);
  });
}

void Raft::elected(bool pre, Effects& out) {
  if (pre)
    campaign(false, transferred_, out);
  else
    lead(out);
}

// Within the shortest election time-out after a leader was heard nobody needs another one.
bool Raft::hears_a_leader(Time now) const { return heard_any_ && now - heard_ < options_.election_least; }

void Raft::on(MemberId from, const RequestVote& m, Effects& out) {
  const bool sticks = (options_.stickiness || options_.reads == LogReads::kLeaderLease) && !m.transfer &&
                      (role_ == Role::kLeader ? options_.check_quorum : hears_a_leader(out.now()));
  if (sticks && m.term > hard_.term) return;
  const bool up_to_date =
      m.last_term > log_.last_term() || (m.last_term == log_.last_term() && m.last_index >= log_.last());
  if (m.pre) {
    const bool granted = m.term > hard_.term && up_to_date;
    return out.send(from, Vote{granted ? m.term : hard_.term, granted, true});
  }
  if (m.term > hard_.term) follow(m.term, MemberId::none(), out);
  const bool free = hard_.vote.is_none() || hard_.vote == from;
  const bool granted = m.term == hard_.term && role_ == Role::kFollower && free && up_to_date;
  if (granted) {
    if (hard_.vote.is_none()) {
      hard_.vote = from;
      if (options_.mistake != RaftMistake::kForgetsItsVote) out.persist(hard_);
    }
    arm_election(out);
  }
  out.send(from, Vote{hard_.term, granted, false});
}

void Raft::on(MemberId from, const Vote& m, Effects& out) {
  const bool of_pre_vote = m.pre && m.granted;
  if (!of_pre_vote && m.term > hard_.term) return follow(m.term, MemberId::none(), out);
  if (!m.granted) return;
  const bool counts = m.pre ? role_ == Role::kPreCandidate && m.term == hard_.term + 1
                            : role_ == Role::kCandidate && m.term == hard_.term;
  if (!counts) return;
  votes_.add(from);
  if (quorum(votes_)) elected(m.pre, out);
}

void Raft::on(MemberId, const TimeoutNow& m, Effects& out) {
  if (m.term != hard_.term || role_ == Role::kLeader || !voter()) return;
  campaign(false, true, out);
}

void Raft::lead(Effects& out) {
  role_ = Role::kLeader;
  leader_ = self_;
  progress_.assign(MemberSet::kMost - static_cast<std::size_t>(std::countl_zero(members().all().bits())),
                   unknown_progress());
  contacted_ = MemberSet();
  handed_over_ = false;
  out.disarm(kElection);
  out.arm(kHeartbeat, options_.heartbeat, options_.heartbeat);
  out.arm(kCheckQuorum, options_.election_least, options_.election_least);
  // Nothing of an earlier term is committed by counting copies, so the term needs an entry of its own
  // (5.4.2).
  propose(Entry{hard_.term, NoOp{}}, out);
  go_on_with_change(out);
}

void Raft::check_quorum(Effects& out) {
  if (role_ != Role::kLeader) return;
  contacted_.add(self_);
  const bool followed = quorum(contacted_);
  contacted_ = MemberSet();
  if (options_.check_quorum && !followed) return follow(hard_.term, MemberId::none(), out);
  out.arm(kCheckQuorum, options_.election_least, options_.election_least);
}

}  // namespace windtunnel
