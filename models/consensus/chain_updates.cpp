// How changes go down the chain, and acknowledgements up.
#include <algorithm>
#include <limits>
#include <utility>

#include "models/consensus/chain.hpp"
#include "models/consensus/told_changes.hpp"

namespace windtunnel {

using namespace chain;

namespace {

// All data are sent again when so many heartbeats have brought no answer.
constexpr std::uint32_t kInstallBeats = 10;

}  // namespace

void Chain::added(const Entry& entry) {
  copy_.add(entry);
  const StoreKey key = entry.operation.key;
  if (key >= dirty_.size()) dirty_.resize(key + std::size_t{1});
  ++dirty_[key];
}

void Chain::count_dirty() {
  std::fill(dirty_.begin(), dirty_.end(), 0);
  for (Slot slot = copy_.applied().slot + 1; slot <= copy_.last().slot; ++slot) {
    const StoreKey key = copy_.entry(slot).operation.key;
    if (key >= dirty_.size()) dirty_.resize(key + std::size_t{1});
    ++dirty_[key];
  }
}

// Without a configuration that holds, changes wait for one.
void Chain::flush(Effects& out) {
  if (gathering_.empty() || !active_) return;
  out.disarm(kBatch);
  const Slot first = copy_.last().slot + 1;
  for (const Asked& each : gathering_)
    added(Entry{.epoch = configuration_.id.epoch, .operation = each.operation, .asker = each.asker});
  gathering_.clear();
  Entries batch = copy_.entries(first, std::numeric_limits<std::size_t>::max());
  if (is_tail()) commit(copy_.last().slot, out);
  persist_entries(first, std::move(batch), out);
  ship(false, out);
}

void Chain::persist_entries(Slot first, Entries entries, Effects& out) {
  const Slot last = copy_.last().slot;
  const Slot forget = std::min(copy_.applied().slot, last > options_.keep ? last - options_.keep : 0);
  copy_.forget(forget);
  if (options_.mistake == ChainMistake::kSkippedFsync) return;
  out.persist(EntriesRecord{first, std::move(entries), copy_.applied().slot, forget});
}

// What the successor has not been sent; with `even_nothing`, at least where this member stands.
void Chain::ship(bool even_nothing, Effects& out) {
  const MemberId successor = after(self_);
  if (successor.is_none() || !synced_ || next_.installing > 0) return;
  if (next_.next <= copy_.last().slot && next_.next < copy_.first_kept()) return install(out);
  do {
    Entries entries = copy_.entries(next_.next, options_.message_most);
    if (entries.empty() && !even_nothing) return;
    const Position previous = copy_.at(next_.next - 1);
    next_.next += entries.size();
    const bool all = next_.next > copy_.last().slot;
    out.send(successor, Update{configuration_.id, previous, std::move(entries), all});
  } while (next_.next <= copy_.last().slot);
}

void Chain::install(Effects& out) {
  if (next_.installing > 0) return;
  next_.installing = kInstallBeats;
  next_.next = copy_.applied().slot + 1;
  out.send(after(self_), Install{configuration_.id, Shared<Copy>(copy_.whole())});
}

// Whoever has said nothing new since the last heartbeat may have missed something.
void Chain::resend_what_is_late(Effects& out) {
  if (after(self_).is_none() || !synced_ || (role_ == Role::kHead && !active_)) return;
  if (next_.installing > 0) --next_.installing;
  next_.resent = 0;
  const bool late = next_.match == next_.match_at_beat;
  next_.match_at_beat = next_.match;
  if (late && next_.match > 0 && next_.match < copy_.last().slot) next_.next = next_.match + 1;
  if (late) ship(true, out);
}

void Chain::acknowledge(bool missed, Effects& out) const {
  const MemberId predecessor = before(self_);
  if (!predecessor.is_none())
    out.send(predecessor, Acknowledge{configuration_.id, copy_.last(), copy_.applied(), missed});
}

// Changes up to there are on every member of the chain; `early` is a mistake that answers before they are.
void Chain::commit(Slot up_to, Effects& out, bool early) {
  const bool answers = early || (options_.answers == ChainAnswers::kTail ? is_tail() : role_ == Role::kHead);
  up_to = std::min(up_to, copy_.last().slot);
  while (copy_.applied().slot < up_to) {
    bool changed = false;
    Reply reply = copy_.apply_next(&changed);
    const Position at = copy_.applied();
    const Entry& entry = copy_.entry(at.slot);
    --dirty_[entry.operation.key];
    if (changed)
      out.apply(Applied{.id = entry.operation.id,
                        .key = entry.operation.key,
                        .version = copy_.data().find(entry.operation.key)->version,
                        .value = entry.operation.value,
                        .slot = at.slot});
    if (answers) answer(entry.asker, std::move(reply), out);
  }
}

// The first time under a configuration, or since a restart, that it holds what its predecessor held. What it
// holds beyond that of an earlier epoch was never committed; of this epoch it is what its predecessor sent
// before the restart.
void Chain::synchronise(Slot last, Effects& out) {
  synced_ = true;
  if (copy_.last().slot > last && copy_.epoch_at(last + 1) < configuration_.id.epoch) {
    copy_.take_back(last);
    count_dirty();
    persist_entries(last + 1, {}, out);
  }
  next_.next = copy_.last().slot + 1;
  if (is_tail()) commit(copy_.last().slot, out);
  acknowledge(false, out);
  ship(true, out);
}

// False when the entries do not follow what is here.
bool Chain::take(const Update& message, Effects& out) {
  if (!copy_.has(message.previous)) return false;
  const bool answers_early = options_.mistake == ChainMistake::kTailAcknowledgesEarly &&
                             !configuration_.chain.empty() && after(self_) == configuration_.chain.back();
  Slot slot = message.previous.slot;
  Slot first_new = 0;
  for (const Entry& entry : message.entries) {
    ++slot;
    if (slot <= copy_.last().slot) {
      if (copy_.epoch_at(slot) == entry.epoch) continue;
      if (slot <= copy_.applied().slot) return false;  // all that is here has to go
      copy_.take_back(slot - 1);
      count_dirty();
    }
    if (first_new == 0) first_new = slot;
    added(entry);
  }
  if (synced_ && (is_tail() || answers_early)) commit(copy_.last().slot, out, answers_early);
  if (first_new != 0)
    persist_entries(first_new,
                    message.entries.from(static_cast<std::size_t>(first_new - message.previous.slot - 1)),
                    out);
  if (!synced_ && message.all) {
    synchronise(slot, out);
  } else if (first_new == 0 || is_tail() || answers_early) {
    acknowledge(false, out);
    ship(false, out);
  } else {
    ship(false, out);
  }
  return true;
}

void Chain::on(MemberId from, const Update& message, Effects& out) {
  if (message.id != configuration_.id || from != before(self_)) return;
  if (!take(message, out)) acknowledge(true, out);
}

void Chain::on(MemberId from, const Install& message, Effects& out) {
  if (message.id != configuration_.id || from != before(self_)) return;
  if (!copy_.has(message.copy->last())) {
    const KeyValues before = copy_.data();
    copy_ = *message.copy;
    count_dirty();
    next_ = Next{.next = copy_.last().slot + 1};
    tell_changes(before, copy_.data(), out);
    if (options_.mistake != ChainMistake::kSkippedFsync) out.persist(CopyRecord{message.copy});
  }
  acknowledge(false, out);
}

void Chain::on(MemberId from, const Acknowledge& message, Effects& out) {
  if (message.id != configuration_.id || from != after(self_) || !synced_) return;
  Slot resend = 0;
  if (copy_.has(message.last)) {
    next_.match = std::max(next_.match, message.last.slot);
    next_.next = std::max(next_.next, next_.match + 1);
    if (next_.match + 1 >= copy_.first_kept()) next_.installing = 0;
    if (message.missed) resend = next_.match + 1;
  } else if (copy_.has(message.applied) && message.applied.slot + 1 >= copy_.first_kept()) {
    resend = message.applied.slot + 1;  // what is not committed there is taken back
  } else {
    install(out);
  }
  if (resend > 0 && next_.resent != resend) {
    next_.resent = resend;
    next_.next = resend;
  }
  ship(false, out);
  if (!copy_.has(message.applied) || message.applied.slot <= copy_.applied().slot) return;
  commit(message.applied.slot, out);
  acknowledge(false, out);
}

}  // namespace windtunnel
