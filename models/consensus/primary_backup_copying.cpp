// How changes reach the backups, and when they count.
#include <algorithm>
#include <array>
#include <functional>
#include <limits>

#include "models/consensus/primary_backup.hpp"
#include "models/consensus/told_changes.hpp"

namespace windtunnel {

using namespace primary_backup;

namespace {

// A backup that has answered none of so many heartbeats is sent nothing else until it answers.
constexpr std::uint32_t kSilent = 3;
// All data are sent again when so many heartbeats have brought no answer.
constexpr std::uint32_t kInstallBeats = 10;

}  // namespace

void PrimaryBackup::flush(Effects& out) {
  if (gathering_.empty()) return;
  out.disarm(kBatch);
  const Slot first = copy_.last().slot + 1;
  const Position previous = copy_.last();
  for (const Asked& each : gathering_) {
    copy_.add(Entry{.epoch = grant_.epoch, .operation = each.operation});
    waiters_.push_back(Waiter{copy_.last().slot, each.operation.id, each.asker});
  }
  gathering_.clear();
  const Entries batch = copy_.entries(first, std::numeric_limits<std::size_t>::max());
  advance(out);
  persist_entries(first, batch, out);
  for (std::uint32_t i = 0; i < members_; ++i) {
    Progress& progress = progress_[i];
    if (MemberId(i) == self_) continue;
    if (progress.next != first || progress.installing > 0 || progress.silent >= kSilent) {
      ship(MemberId(i), false, out);
    } else {
      progress.next += batch.size();
      out.send(MemberId(i), Replicate{grant_.epoch, previous, batch, out.now()});
    }
  }
}

// Entries that were lost are sent again from here; whoever has been late for two heartbeats has lost some.
void PrimaryBackup::beat(Effects& out) {
  out.arm(kHeartbeat, options_.heartbeat, options_.heartbeat);
  for (std::uint32_t i = 0; i < members_; ++i) {
    if (MemberId(i) == self_) continue;
    Progress& progress = progress_[i];
    if (progress.known && progress.match == progress.match_at_beat) progress.next = progress.match + 1;
    progress.match_at_beat = progress.match;
    progress.resent = 0;
    if (progress.installing > 0) --progress.installing;
    if (progress.silent < kSilent) ++progress.silent;
    ship(MemberId(i), true, out);
  }
}

void PrimaryBackup::ship(MemberId to, bool heartbeat, Effects& out) {
  Progress& progress = progress_[to.index()];
  const bool silent = progress.silent >= kSilent;
  if (silent || progress.installing > 0 || progress.next > copy_.last().slot) {
    if (heartbeat) out.send(to, Replicate{grant_.epoch, copy_.last(), {}, out.now()});
    return;
  }
  if (progress.next < copy_.first_kept()) return install(to, out);
  while (progress.next <= copy_.last().slot) {
    Entries entries = copy_.entries(progress.next, options_.message_most);
    const Position previous = copy_.at(progress.next - 1);
    progress.next += entries.size();
    out.send(to, Replicate{grant_.epoch, previous, std::move(entries), out.now()});
  }
}

// The data that the primary shows, without what is not committed.
void PrimaryBackup::install(MemberId to, Effects& out) {
  Progress& progress = progress_[to.index()];
  if (progress.installing > 0) return;
  progress.installing = kInstallBeats;
  progress.next = copy_.applied().slot + 1;
  out.send(to, Install{grant_.epoch, Shared<Copy>(copy_.whole()), out.now()});
}

void PrimaryBackup::advance(Effects& out) {
  Slot written = copy_.last().slot;
  const std::uint32_t needed = options_.acknowledgements;
  if (needed > 0 && options_.mistake != PrimaryBackupMistake::kAcknowledgesEarly) {
    std::array<Slot, MemberSet::kMost> matches;
    std::size_t backups = 0;
    for (std::uint32_t i = 0; i < members_; ++i)
      if (MemberId(i) != self_) matches[backups++] = progress_[i].match;
    std::nth_element(matches.begin(), matches.begin() + (needed - 1), matches.begin() + backups,
                     std::greater<>());
    written = matches[needed - 1];
  }
  if (written > commit_ && copy_.epoch_at(written) == grant_.epoch) commit_ = written;
  while (copy_.applied().slot < commit_) apply_next(out);
  serve_held(out);
}

void PrimaryBackup::apply_next(Effects& out) {
  bool changed = false;
  const Reply reply = copy_.apply_next(&changed);
  const Position at = copy_.applied();
  const Entry& entry = copy_.entry(at.slot);
  if (changed) {
    const KeyValues::Item& item = *copy_.data().find(entry.operation.key);
    out.apply(Applied{.id = entry.operation.id,
                      .key = entry.operation.key,
                      .version = item.version,
                      .value = entry.operation.value,
                      .slot = at.slot});
  }
  if (waiters_.empty() || waiters_.front().slot != at.slot) return;
  answer(waiters_.front().asker, reply, out);
  waiters_.pop_front();
}

// What the disk has to learn: the entries from `first` to the last, and how many are applied.
void PrimaryBackup::persist_entries(Slot first, Entries entries, Effects& out) {
  const Slot last = copy_.last().slot;
  const Slot forget = std::min(copy_.applied().slot, last > options_.keep ? last - options_.keep : 0);
  copy_.forget(forget);
  if (options_.mistake == PrimaryBackupMistake::kSkippedFsync) return;
  out.persist(EntriesRecord{first, std::move(entries), copy_.applied().slot, forget});
}

// A copy that is replaced takes the changes of all keys that differ.
void PrimaryBackup::tell_all_data(const KeyValues& before, Effects& out) const {
  const KeyValues& now = copy_.data();
  tell_all_changes(before, now, out);
}

void PrimaryBackup::acknowledge(MemberId to, bool missed, Time sent, Effects& out) const {
  out.send(to, Copied{grant_.epoch, copy_.last(), copy_.applied(), missed, sent});
}

// False when the entries do not follow what is here.
bool PrimaryBackup::take(const Replicate& message, Effects& out) {
  if (!copy_.has(message.previous)) return false;
  Slot slot = message.previous.slot;
  Slot first_new = 0;
  for (const Entry& entry : message.entries) {
    ++slot;
    if (slot <= copy_.last().slot) {
      if (copy_.epoch_at(slot) == entry.epoch) continue;
      if (slot <= copy_.applied().slot) return false;  // all that is here has to go
      copy_.take_back(slot - 1);
    }
    if (first_new == 0) first_new = slot;
    copy_.add(entry);
  }
  const bool applies = copy_.applied().slot < slot;
  while (copy_.applied().slot < slot) apply_next(out);
  if (first_new != 0) {
    const bool all_new = first_new == message.previous.slot + 1;
    persist_entries(
        first_new,
        all_new ? message.entries
                : message.entries.from(static_cast<std::size_t>(first_new - message.previous.slot - 1)),
        out);
  } else if (applies) {
    persist_entries(copy_.last().slot + 1, {}, out);
  }
  return true;
}

void PrimaryBackup::on(MemberId from, const Replicate& message, Effects& out) {
  if (message.epoch == grant_.epoch && message.entries.empty()) detector_.heartbeat(out.now());
  if (message.epoch >= grant_.epoch) follow(from, message.epoch, out);
  const bool taken = message.epoch == grant_.epoch && take(message, out);
  acknowledge(from, !taken, message.sent, out);
}

void PrimaryBackup::on(MemberId from, const Install& message, Effects& out) {
  if (message.epoch >= grant_.epoch) follow(from, message.epoch, out);
  if (message.epoch == grant_.epoch && !copy_.has(message.copy->last())) {
    const KeyValues before = copy_.data();
    copy_ = *message.copy;
    tell_all_data(before, out);
    if (options_.mistake != PrimaryBackupMistake::kSkippedFsync) out.persist(CopyRecord{message.copy});
  }
  acknowledge(from, false, message.sent, out);
}

void PrimaryBackup::on(MemberId from, const Copied& message, Effects& out) {
  if (message.epoch > grant_.epoch) {
    leader_ = MemberId::none();
    resign(out);
    grant(message.epoch, MemberId::none(), out);
    return arm_failover(out);
  }
  if (role_ != Role::kPrimary || message.epoch < grant_.epoch) return;
  Progress& progress = progress_[from.index()];
  progress.echo = progress.heard ? std::max(progress.echo, message.sent) : message.sent;
  progress.heard = true;
  progress.silent = 0;
  Slot resend = 0;
  if (copy_.has(message.last)) {
    progress.known = true;
    progress.match = std::max(progress.match, message.last.slot);
    progress.next = std::max(progress.next, progress.match + 1);
    if (progress.match + 1 >= copy_.first_kept()) progress.installing = 0;
    if (message.missed) resend = progress.match + 1;
  } else if (copy_.has(message.applied) && message.applied.slot + 1 >= copy_.first_kept()) {
    resend = message.applied.slot + 1;  // what it has not applied is taken back
  } else {
    install(from, out);
  }
  if (resend > 0 && progress.resent != resend) {
    progress.resent = resend;
    progress.next = resend;
  }
  ship(from, false, out);
  advance(out);
}

}  // namespace windtunnel
