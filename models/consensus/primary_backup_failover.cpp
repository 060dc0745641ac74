// Failover: how a backup that hears of no primary becomes one, in an epoch that a majority has granted it.
#include <algorithm>

#include "models/consensus/primary_backup.hpp"

namespace windtunnel {

using namespace primary_backup;

void PrimaryBackup::arm_failover(Effects& out) const {
  if (!automatic()) return;
  const Duration least = detector_.patience(out.now(), options_.failover_least);
  out.arm(kFailover, least, least + (options_.failover_most - options_.failover_least));
}

// First it asks whether the epoch would be granted, so that a member that nobody hears does not unsettle the
// others when it comes back (Raft's pre-vote: Ongaro 2014, section 9.6).
void PrimaryBackup::ask(Effects& out) {
  role_ = Role::kAsking;
  leader_ = MemberId::none();
  grants_ = MemberSet();
  grants_.add(self_);
  arm_failover(out);
  if (grants_.size() >= majority()) return seek(out);
  send_seek(true, out);
}

void PrimaryBackup::seek(Effects& out) {
  role_ = Role::kSeeking;
  grant(grant_.epoch + 1, self_, out);
  asked_ = out.now();
  grants_ = MemberSet();
  grants_.add(self_);
  progress_.assign(members_, Progress{});
  arm_failover(out);
  if (grants_.size() >= majority()) return lead(true, out);
  send_seek(false, out);
}

void PrimaryBackup::send_seek(bool pre, Effects& out) const {
  const Seek message{pre ? grant_.epoch + 1 : grant_.epoch, copy_.last(), pre, out.now()};
  for (std::uint32_t i = 0; i < members_; ++i)
    if (MemberId(i) != self_) out.send(MemberId(i), message);
}

void PrimaryBackup::grant(Epoch epoch, MemberId primary, Effects& out) {
  grant_ = Grant{epoch, primary};
  detector_ = FailureDetector(options_.detector);  // what it knows is of another's heartbeats
  if (options_.mistake != PrimaryBackupMistake::kForgetsItsGrant) out.persist(grant_);
}

bool PrimaryBackup::hears_a_primary(Time now) const {
  if (role_ == Role::kPrimary) return leased(now);
  return now < heard_ + options_.failover_least;
}

void PrimaryBackup::on(MemberId from, const Seek& message, Effects& out) {
  const bool again = !message.pre && grant_ == Grant{message.epoch, from};
  const bool granted = automatic() && !hears_a_primary(out.now()) && message.epoch > grant_.epoch &&
                       message.last >= copy_.last();
  if (granted && !message.pre) {
    leader_ = MemberId::none();
    resign(out);
    grant(message.epoch, from, out);
    heard_ = out.now();  // the new primary's lease begins when it asked
    arm_failover(out);
  }
  const bool yes = granted || again;
  out.send(from, Granted{yes ? message.epoch : grant_.epoch, yes, message.pre, message.sent});
}

void PrimaryBackup::on(MemberId from, const Granted& message, Effects& out) {
  if (!message.granted) {
    if (message.epoch <= grant_.epoch) return;
    leader_ = MemberId::none();
    resign(out);
    grant(message.epoch, MemberId::none(), out);
    return arm_failover(out);
  }
  if (message.pre) {
    if (role_ != Role::kAsking || message.epoch != grant_.epoch + 1) return;
    grants_.add(from);
    if (grants_.size() >= majority()) seek(out);
    return;
  }
  if (message.epoch != grant_.epoch || grant_.primary != self_) return;
  if (role_ != Role::kSeeking && role_ != Role::kPrimary) return;
  if (message.sent != asked_) return;  // of a life before
  Progress& progress = progress_[from.index()];
  progress.echo = progress.heard ? std::max(progress.echo, message.sent) : message.sent;
  progress.heard = true;
  grants_.add(from);
  if (role_ == Role::kSeeking && grants_.size() >= majority()) lead(true, out);
}

}  // namespace windtunnel
