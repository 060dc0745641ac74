// What in Raft is rare: snapshots (ATC 2014, section 7), changes of members by joint consensus (section 6),
// and leadership that is handed over (thesis, section 3.10).
#include <algorithm>

#include "models/consensus/raft.hpp"
#include "models/consensus/told_changes.hpp"

namespace windtunnel {

using namespace raft;

void Raft::maybe_snapshot(Effects& out) {
  const Index last = snapshot_ ? snapshot_->index : 0;
  if (options_.snapshot_every == 0 || commit_ - last < options_.snapshot_every) return;
  // Everything may be committed that the leader's own disk does not hold yet.
  persist_entries(out);
  const auto after =
      std::upper_bound(memberships_.begin(), memberships_.end(), commit_,
                       [](Index index, const MembershipAt& each) { return index < each.index; });
  const auto now = after - 1;
  snapshot_ = Shared<Snapshot>(Snapshot{commit_, log_.term(commit_), now->members, data_});
  memberships_.erase(memberships_.begin(), now);
  const Index forget = std::max(log_.base(), commit_ - std::min(commit_, options_.keep));
  log_.forget(forget);
  out.persist(SnapshotRecord{snapshot_, forget});
}

void Raft::send_snapshot(MemberId to, Effects& out) {
  Progress& progress = progress_[to.index()];
  progress.installing = snapshot_->index;
  progress.install_again = out.now() + options_.election_most;
  progress.next = snapshot_->index + 1;
  progress.probing = true;
  out.send(to, InstallSnapshot{hard_.term, reads_.latest(), snapshot_});
}

void Raft::on(MemberId from, const InstallSnapshot& m, Effects& out) {
  if (m.term < hard_.term)
    return out.send(from, Appended{.term = hard_.term, .ok = false, .index = m.snapshot->index});
  CHECK(m.term > hard_.term || role_ != Role::kLeader, "one leader a term");
  follow(m.term, from, out);
  heard_ = out.now();
  heard_any_ = true;
  arm_election(out);
  const Snapshot& snapshot = *m.snapshot;
  if (snapshot.index > commit_) {
    const KeyValues before = std::move(data_);
    snapshot_ = m.snapshot;
    data_ = snapshot.data;
    commit_ = snapshot.index;
    if (log_.has_term(snapshot.index) && log_.term(snapshot.index) == snapshot.term)
      log_.forget(snapshot.index);
    else
      log_.reset(snapshot.index, snapshot.term);
    persisted_ = log_.last();
    out.persist(SnapshotRecord{snapshot_, snapshot.index});
    find_memberships();
    tell_all_data(before, out);
  }
  out.send(from, Appended{.term = hard_.term, .ok = true, .index = snapshot.index, .round = m.round});
}

// The copy has taken all changes that it has not seen one by one; whose they were is not in a snapshot.
void Raft::tell_all_data(const KeyValues& before, Effects& out) const { tell_changes(before, data_, out); }

// From what is kept: the snapshot's members, and every change in the log behind it.
void Raft::find_memberships() {
  Index index = 0;
  if (snapshot_) {
    index = snapshot_->index;
    memberships_.assign(1, MembershipAt{index, snapshot_->members});
  } else {
    memberships_.resize(1);
  }
  while (++index <= log_.last())
    if (const auto* change = std::get_if<Membership>(&log_.at(index).what))
      memberships_.push_back({index, *change});
}

bool Raft::change_members(MemberSet voters, Effects& out) {
  const MembershipAt& now = memberships_.back();
  if (role_ != Role::kLeader || !committed_in_term() || now.members.joint() || now.index > commit_ ||
      voters.empty() || voters == now.members.incoming || !transfer_to_.is_none())
    return false;
  propose(Entry{hard_.term, Membership{voters, now.members.incoming}}, out);
  return true;
}

// What the leader does once the change in force is committed: of a joint one, the second half; and one that
// leaves it out makes it leave.
void Raft::go_on_with_change(Effects& out) {
  if (role_ != Role::kLeader || memberships_.back().index > commit_) return;
  const Membership now = members();
  if (now.joint()) return propose(Entry{hard_.term, Membership{now.incoming, {}}}, out);
  if (now.incoming.has(self_)) return;
  now.incoming.for_each([&](MemberId member) { send_heartbeat(member, out); });
  follow(hard_.term, MemberId::none(), out);
}

bool Raft::transfer(MemberId to, Effects& out) {
  if (role_ != Role::kLeader || to == self_ || !members().incoming.has(to)) return false;
  flush(out);
  transfer_to_ = to;
  out.arm(kTransfer, options_.election_least, options_.election_least);
  if (progress_[to.index()].match < log_.last()) {
    send_appends(to, out);
  } else {
    handed_over_ = true;
    out.send(to, TimeoutNow{hard_.term});
  }
  return true;
}

}  // namespace windtunnel
