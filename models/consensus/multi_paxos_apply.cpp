// What a Multi-Paxos member does with what is chosen: applies it in order, catches up, takes snapshots.
//
// That a slot is chosen a member knows from its leader's commit, if it accepted the slot in that leader's
// ballot; what it accepted in an older one may be another value, and it asks.
#include <algorithm>

#include "models/consensus/multi_paxos.hpp"
#include "models/consensus/told_changes.hpp"

namespace windtunnel {

using namespace paxos;

void MultiPaxos::learn(Slot commit, Ballot ballot, Effects& out) {
  for (Slot slot = commit_ + 1; slot <= std::min(commit, last()); ++slot) {
    Cell& held = cell_at(slot);
    if (held.ballot != ballot && !held.chosen) break;
    held.chosen = true;
  }
  apply_chosen(out);
}

void MultiPaxos::apply_chosen(Effects& out) {
  while (commit_ < last() && cell(commit_ + 1).chosen) apply(++commit_, out);
  maybe_snapshot(out);
}

void MultiPaxos::apply(Slot slot, Effects& out) {
  const auto* operation = std::get_if<Operation>(&cell(slot).value);
  Reply reply;
  if (operation != nullptr) {
    bool changed = false;
    reply = data_.apply(*operation, slot, &changed);
    if (changed)
      out.apply(Applied{operation->id, operation->key, Version{slot}, operation->value, std::uint64_t{slot}});
  }
  if (waiters_.empty() || waiters_.front().slot != slot) return;
  const Asker asker = waiters_.front().asker;
  waiters_.pop_front();
  answer(asker, std::move(reply), out);
}

void MultiPaxos::maybe_snapshot(Effects& out) {
  const Slot before = snapshot_ ? snapshot_->slot : 0;
  if (options_.snapshot_every == 0 || commit_ - before < options_.snapshot_every) return;
  // Everything may be chosen that the leader's own disk does not hold yet.
  persist_values(out);
  snapshot_ = Shared<Snapshot>(Snapshot{commit_, data_});
  const Slot old = std::max(base_, commit_ - std::min(commit_, options_.keep));
  forget(old);
  out.persist(SnapshotRecord{snapshot_, old});
}

void MultiPaxos::forget(Slot slot) {
  while (base_ < slot && !cells_.empty()) cells_.pop_front(), ++base_;
  base_ = std::max(base_, slot);
}

void MultiPaxos::install(const Shared<Snapshot>& snapshot, Effects& out) {
  const KeyValues before = std::move(data_);
  snapshot_ = snapshot;
  data_ = snapshot->data;
  commit_ = snapshot->slot;
  forget(commit_);
  out.persist(SnapshotRecord{snapshot_, commit_});
  tell_all_data(before, out);
  apply_chosen(out);
}

// The copy has taken all changes that it has not seen one by one; whose they were is not in a snapshot.
void MultiPaxos::tell_all_data(const KeyValues& before, Effects& out) const {
  tell_changes(before, data_, out);
}

void MultiPaxos::on(MemberId from, const CatchUp& m, Effects& out) {
  if (role_ != Role::kLeader || m.from > commit_) return;
  if (m.from <= base_) return out.send(from, Chosen{ballot_, m.from, commit_, {}, snapshot_});
  const Slot end = std::min(commit_, m.from + options_.message_most - 1);
  out.send(from, Chosen{ballot_, m.from, commit_, values_from(m.from, end), {}});
}

void MultiPaxos::on(MemberId from, const Chosen& m, Effects& out) {
  const Slot before = commit_;
  if (m.snapshot) {
    if (m.snapshot->slot > commit_) install(m.snapshot, out);
  } else {
    // Older news of a leader that was one are as true; they are filed under the ballot that is followed now.
    take(m.first, m.values, m.ballot, true, out);
    apply_chosen(out);
  }
  if (commit_ > before && commit_ < m.commit) out.send(from, CatchUp{commit_ + 1});
}

}  // namespace windtunnel
