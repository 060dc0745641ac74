// Raft's replication: appends, acknowledgements, what is committed, and the state machine (ATC 2014, sections
// 5.3 and 5.4; thesis, sections 10.2.1 and 10.2.2).
//
// A follower whose log is known to match is sent entries as they come, without waiting for acknowledgements;
// a heartbeat stands behind the last of them and so finds what was lost. One whose log is not known to match
// is probed with one message at a time; a refusal names the last place where its terms may still agree, so
// that a term costs one probe at most.
#include <algorithm>
#include <array>

#include "models/consensus/raft.hpp"

namespace windtunnel {

using namespace raft;

void Raft::on(MemberId from, const Append& m, Effects& out) {
  if (m.term < hard_.term) return refuse(from, m, out);
  CHECK(m.term > hard_.term || role_ != Role::kLeader,
        "one leader a term, not " + name_of(from) + " and " + name_of(self_));
  follow(m.term, from, out);
  heard_ = out.now();
  heard_any_ = true;
  arm_election(out);
  // Up to its commit every log is the leader's.
  const bool matches =
      m.previous <= commit_ || (m.previous <= log_.last() && log_.term(m.previous) == m.previous_term);
  if (!matches) return refuse(from, m, out);
  take_entries(m.previous, m.entries, out);
  const Index end = m.previous + m.entries.size();
  commit(std::min(m.commit, end), out);
  out.send(from, Appended{.term = hard_.term, .ok = true, .index = end, .round = m.round});
}

void Raft::refuse(MemberId from, const Append& m, Effects& out) const {
  const Index hint = log_.last_up_to(m.previous, m.previous_term);
  out.send(from, Appended{.term = hard_.term,
                          .ok = false,
                          .index = m.previous,
                          .hint = hint,
                          .hint_term = log_.term(hint),
                          .round = m.term == hard_.term ? m.round : 0});
}

void Raft::take_entries(Index previous, const Entries& entries, Effects& out) {
  std::size_t known = 0;
  for (; known < entries.size(); ++known) {
    const Index index = previous + 1 + known;
    if (index <= commit_) continue;
    if (index > log_.last() || log_.term(index) != entries[known].term) break;
  }
  if (known == entries.size()) return;
  const Index first = previous + 1 + known;
  if (first <= log_.last()) {
    log_.cut_after(first - 1);
    while (memberships_.back().index >= first) memberships_.pop_back();
    persisted_ = std::min(persisted_, first - 1);
  }
  add(entries.from(known));
  persist_entries(out);
}

// Behind the log; a change of members counts from here on.
void Raft::add(Entries entries) {
  Index index = log_.last();
  for (const Entry& entry : entries) {
    ++index;
    const auto* change = std::get_if<Membership>(&entry.what);
    if (change == nullptr) continue;
    memberships_.push_back({index, *change});
    const auto known = MemberSet::kMost - static_cast<std::size_t>(std::countl_zero(change->all().bits()));
    if (role_ == Role::kLeader && progress_.size() < known) progress_.resize(known, unknown_progress());
  }
  log_.append(std::move(entries));
}

Raft::Progress Raft::unknown_progress() const {
  Progress progress;
  progress.next = log_.last() + 1;
  return progress;
}

void Raft::propose(Entry entry, Effects& out) {
  flush(out);
  add(Entries({std::move(entry)}));
  replicate(out);
  out.arm(kWrite, Duration(), Duration());
}

void Raft::flush(Effects& out) {
  if (gathering_.empty()) return;
  std::vector<Entry> entries;
  entries.reserve(gathering_.size());
  Index index = log_.last();
  for (const Asked& each : gathering_) {
    entries.push_back(Entry{hard_.term, each.operation});
    waiters_.push_back(Waiter{++index, each.operation.id, each.asker});
  }
  gathering_.clear();
  add(Entries(std::move(entries)));
  replicate(out);
  out.arm(kWrite, Duration(), Duration());
}

void Raft::replicate(Effects& out) {
  members().all().for_each([&](MemberId member) {
    if (member != self_) send_appends(member, out);
  });
}

void Raft::send_appends(MemberId to, Effects& out) {
  Progress& progress = progress_[to.index()];
  if (progress.installing != 0) return;
  if (progress.probing) {
    if (!progress.paused) send_append(to, options_.message_most, out);
    progress.paused = true;
    return;
  }
  // What it lacks may be in no log any more; it then is sent a snapshot, and probed.
  while (!progress.probing && progress.next <= log_.last() &&
         progress.next - progress.match <= options_.window)
    send_append(to, options_.message_most, out);
}

void Raft::send_append(MemberId to, std::size_t most, Effects& out) {
  Progress& progress = progress_[to.index()];
  const Index previous = progress.next - 1;
  if (previous < log_.base()) return send_snapshot(to, out);
  Entries entries = log_.slice(progress.next, most);
  if (!progress.probing) progress.next += entries.size();
  out.send(to,
           Append{hard_.term, previous, log_.term(previous), commit_, reads_.latest(), std::move(entries)});
}

// While a snapshot is on its way nothing is claimed about the log, only that there is a leader.
void Raft::send_heartbeat(MemberId to, Effects& out) {
  const Progress& progress = progress_[to.index()];
  if (progress.installing != 0 || progress.next - 1 < log_.base())
    out.send(to, Append{.term = hard_.term, .round = reads_.latest(), .entries = {}});
  else
    send_append(to, 0, out);
}

void Raft::beat(Effects& out) {
  if (role_ != Role::kLeader) return;
  out.arm(kHeartbeat, options_.heartbeat, options_.heartbeat);
  if (options_.reads == LogReads::kLeaderLease &&
      (!reads_.asking() || reads_.stalled(out.now(), options_.election_least)))
    begin_round(out);
  members().all().for_each([&](MemberId member) {
    if (member == self_) return;
    Progress& progress = progress_[member.index()];
    if (progress.installing != 0 && out.now() >= progress.install_again) progress.installing = 0;
    // Whoever has not answered the last probe is asked again without entries: they would be sent in vain for
    // as long as it can not be reached (etcd-io/raft does the same).
    if (progress.probing && !progress.paused && progress.installing == 0)
      send_appends(member, out);
    else
      send_heartbeat(member, out);
  });
}

void Raft::on(MemberId from, const Appended& m, Effects& out) {
  if (m.term > hard_.term) return follow(m.term, MemberId::none(), out);
  if (m.term < hard_.term || role_ != Role::kLeader || from.index() >= progress_.size()) return;
  Progress& progress = progress_[from.index()];
  contacted_.add(from);
  if (m.round > progress.round) {
    progress.round = m.round;
    confirm_round(out);
  }
  if (!m.ok) {
    if (progress.installing != 0 || m.index <= progress.match) return;
    if (progress.probing && m.index != progress.next - 1) return;  // of an earlier probe
    Index next = m.hint + 1;
    if (m.hint >= log_.base()) {
      const Index agrees = log_.last_up_to(m.hint, m.hint_term);
      next = log_.term(agrees) <= m.hint_term ? agrees + 1 : agrees;
    }
    progress.next = std::max(progress.match + 1, std::min(next, m.index));
    progress.probing = true;
    progress.paused = false;
    return send_appends(from, out);
  }
  const bool news = m.index > progress.match;
  if (news) progress.match = m.index;
  if (progress.installing != 0 && progress.match < progress.installing) return;
  progress.installing = 0;
  if (!progress.probing || m.index + 1 >= progress.next) {  // else of an earlier probe
    if (progress.probing) progress.next = progress.match + 1;
    progress.next = std::max(progress.next, progress.match + 1);
    progress.probing = progress.paused = false;
  } else if (progress.next - 1 < log_.base()) {
    progress.paused = false;  // it answers again, and what it lacks is in no log any more
  }
  if (news) advance(out);
  if (role_ != Role::kLeader) return;
  if (transfer_to_ == from && progress.match == log_.last()) {
    handed_over_ = true;
    out.send(from, TimeoutNow{hard_.term});
  }
  send_appends(from, out);
}

// Hands what is new in the log to the disk.
void Raft::persist_entries(Effects& out) {
  if (persisted_ == log_.last()) return;
  if (options_.mistake != RaftMistake::kSkippedFsync)
    out.persist(LogRecord{persisted_ + 1, log_.slice(persisted_ + 1, log_.last() - persisted_)});
  persisted_ = log_.last();
}

void Raft::write_entries(Effects& out) {
  persist_entries(out);
  if (role_ == Role::kLeader) advance(out);
}

// Up to where a majority of these members has the log.
Index Raft::decided_by(MemberSet members) const {
  std::array<Index, MemberSet::kMost> matches;
  std::size_t count = 0;
  members.for_each([&](MemberId member) {
    const Index match = member == self_ ? persisted_ : progress_[member.index()].match;
    std::size_t at = count++;
    for (; at > 0 && matches[at - 1] < match; --at) matches[at] = matches[at - 1];
    matches[at] = match;
  });
  const std::size_t enough = options_.mistake == RaftMistake::kQuorumOfHalf ? count / 2 : count / 2 + 1;
  return enough == 0 ? log_.last() : matches[enough - 1];
}

void Raft::advance(Effects& out) {
  const Membership& now = members();
  Index decided = decided_by(now.incoming);
  if (now.joint()) decided = std::min(decided, decided_by(now.outgoing));
  if (decided <= commit_) return;
  // Copies of an entry of an earlier term decide nothing: it may still be overwritten (figure 8).
  if (log_.term(decided) != hard_.term && options_.mistake != RaftMistake::kCommitsOldTerms) return;
  const bool first_of_term = !committed_in_term();
  commit(decided, out);
  go_on_with_change(out);
  if (role_ == Role::kLeader && first_of_term) begin_round(out);
}

void Raft::commit(Index index, Effects& out) {
  if (options_.mistake == RaftMistake::kReorderedApply && role_ != Role::kLeader && index >= commit_ + 2) {
    apply(commit_ + 2, out);
    apply(commit_ + 1, out);
    commit_ += 2;
  }
  if (index <= commit_) return;
  while (commit_ < index) apply(++commit_, out);
  maybe_snapshot(out);
}

void Raft::apply(Index index, Effects& out) {
  const auto* operation = std::get_if<Operation>(&log_.at(index).what);
  if (operation == nullptr) return;
  bool changed = false;
  Reply reply = data_.apply(*operation, index, &changed);
  if (changed)
    out.apply(Applied{operation->id, operation->key, Version{index}, operation->value, std::uint64_t{index}});
  if (waiters_.empty() || waiters_.front().index != index) return;
  const Asker asker = waiters_.front().asker;
  waiters_.pop_front();
  answer(asker, std::move(reply), out);
}

}  // namespace windtunnel
