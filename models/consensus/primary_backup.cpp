// Roles and operations of primaries and backups; failover and copying have files of their own.
#include "models/consensus/primary_backup.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace windtunnel {

using namespace primary_backup;

void PrimaryBackup::Stable::write(const Record& record) {
  if (const auto* granted = std::get_if<Grant>(&record)) {
    grant = *granted;
  } else if (const auto* whole = std::get_if<CopyRecord>(&record)) {
    copy = *whole->copy;
  } else {
    copy.write(std::get<EntriesRecord>(record));
  }
}

PrimaryBackup::PrimaryBackup(MemberId self, std::uint32_t members, const PrimaryBackupOptions& options)
    : self_(self), members_(members), options_(options), detector_(options.detector) {
  CHECK(members <= MemberSet::kMost && self.value() < members, "a member is one of at most 64");
  CHECK(options.acknowledgements < members, "only backups acknowledge");
}

void PrimaryBackup::start(Effects& out) {
  passed_.start(out.luck());
  heard_ = out.now();
  leader_ = grant_.primary;
  if (leader_ == self_) return lead(false, out);
  arm_failover(out);
}

void PrimaryBackup::restart(const Stable& stable, Effects& out) {
  passed_.start(out.luck());
  grant_ = stable.grant;
  copy_ = stable.copy;
  heard_ = out.now();
  // Whether its epoch is still the last nobody has told it; with an operator it is until he says otherwise.
  if (!automatic() && grant_.primary == self_) return lead(false, out);
  if (grant_.primary != self_) leader_ = grant_.primary;
  arm_failover(out);
}

void PrimaryBackup::on_message(MemberId from, const Message& message, Effects& out) {
  std::visit([&](const auto& each) { on(from, each, out); }, message);
}

void PrimaryBackup::on_timer(CoreTimer timer, Effects& out) {
  if (timer == kHeartbeat && role_ == Role::kPrimary) beat(out);
  if (timer == kFailover && role_ != Role::kPrimary) ask(out);
  if (timer == kBatch && role_ == Role::kPrimary) flush(out);
}

void PrimaryBackup::promote(Effects& out) {
  if (role_ == Role::kPrimary) return;
  // Epochs that two operators give at once differ by their remainder.
  Epoch epoch = grant_.epoch + 1;
  while (epoch % static_cast<Epoch>(members_) != static_cast<Epoch>(self_.value())) ++epoch;
  grant(epoch, self_, out);
  lead(true, out);
}

// With `begins` the epoch is new: its first entry says so, because entries of earlier epochs are never
// committed by counting (Ongaro & Ousterhout 2014, figure 8).
void PrimaryBackup::lead(bool begins, Effects& out) {
  role_ = Role::kPrimary;
  leader_ = self_;
  progress_.resize(members_);
  for (Progress& each : progress_) {
    each = Progress{.next = copy_.last().slot + 1, .heard = each.heard, .echo = each.echo};
    if (!begins) each.heard = false;
  }
  had_lease_ = false;
  if (begins) copy_.add(Entry{.epoch = grant_.epoch, .begins = true});
  inherited_ = copy_.last().slot;
  commit_ = 0;
  advance(out);
  if (begins) persist_entries(inherited_, copy_.entries(inherited_, 1), out);
  out.disarm(kFailover);
  beat(out);
}

void PrimaryBackup::resign(Effects& out) {
  if (role_ == Role::kPrimary) {
    out.disarm(kHeartbeat);
    out.disarm(kBatch);
    for (const Waiter& each : waiters_)
      answer(each.asker, Reply{.id = each.id, .status = ReplyStatus::kUnknown}, out);
    for (const auto* refused : {&gathering_, &held_})
      for (const Asked& each : *refused) answer(each.asker, not_leader(each.operation.id), out);
    waiters_.clear();
    gathering_.clear();
    held_.clear();
  }
  role_ = Role::kBackup;
  progress_.clear();
}

void PrimaryBackup::follow(MemberId primary, Epoch epoch, Effects& out) {
  if (role_ != Role::kBackup || epoch > grant_.epoch) {
    leader_ = primary;
    resign(out);
  }
  if (epoch > grant_.epoch) grant(epoch, primary, out);
  leader_ = primary;
  heard_ = out.now();
  arm_failover(out);
}

// Whether no other member can be the primary of a later epoch: a majority has answered messages that are so
// young that it grants nothing yet. Both ends are measured from moments on this member's own clock.
bool PrimaryBackup::leased(Time now) const {
  if (!automatic() || !options_.lease || options_.mistake == PrimaryBackupMistake::kOutlivesItsLease)
    return true;
  const std::uint32_t others = majority() - 1;
  if (others == 0) return true;
  std::array<Time, MemberSet::kMost> echoes;
  std::size_t heard = 0;
  for (const Progress& each : progress_)
    if (each.heard) echoes[heard++] = each.echo;
  if (heard < others) return false;
  std::nth_element(echoes.begin(), echoes.begin() + (others - 1), echoes.begin() + heard, std::greater<>());
  return now < echoes[others - 1] + options_.failover_least * (1000 - options_.drift_per_mille) / 1000;
}

void PrimaryBackup::on_command(const Operation& operation, Effects& out) {
  const Asker here{self_, 0};
  const bool any_copy = options_.reads == BackupReads::kAny && only_reads(operation.kind);
  if (any_copy) return out.reply(copy_.data().read(operation));
  if (role_ == Role::kPrimary) return serve(operation, here, out);
  if (!options_.forward || leader_.is_none()) return out.reply(not_leader(operation.id));
  out.send(leader_, Forward{passed_.add(operation.id, only_reads(operation.kind)), operation});
}

void PrimaryBackup::serve(const Operation& operation, Asker asker, Effects& out) {
  if (role_ != Role::kPrimary) return answer(asker, not_leader(operation.id), out);
  const bool reads = only_reads(operation.kind);
  const bool leases = leased(out.now());
  had_lease_ |= leases;
  if (!leases && had_lease_)
    return answer(
        asker, Reply{.id = operation.id, .status = ReplyStatus::kNotLeader, .leader = MemberId::none()}, out);
  if (!leases || (reads && commit_ < inherited_)) return held_.push_back(Asked{operation, asker});
  if (reads) return answer(asker, copy_.data().read(operation), out);
  gathering_.push_back(Asked{operation, asker});
  if (gathering_.size() >= options_.batch_most || options_.batch_delay == Duration()) return flush(out);
  if (gathering_.size() == 1) out.arm(kBatch, options_.batch_delay, options_.batch_delay);
}

// What it had to hold back when it began to lead.
void PrimaryBackup::serve_held(Effects& out) {
  if (had_lease_ && held_.empty()) return;
  if (!leased(out.now())) return;
  had_lease_ = true;
  if (commit_ < inherited_) return;
  for (const Asked& each : std::exchange(held_, {})) serve(each.operation, each.asker, out);
}

void PrimaryBackup::answer(Asker asker, Reply reply, Effects& out) {
  if (asker.member == self_) return out.reply(std::move(reply));
  out.send(asker.member, Answer{asker.ticket, std::move(reply)});
}

Reply PrimaryBackup::not_leader(OperationId id) const {
  const bool knows = !leader_.is_none() && leader_ != self_;
  return Reply{.id = id, .status = ReplyStatus::kNotLeader, .leader = knows ? leader_ : MemberId::none()};
}

void PrimaryBackup::on(MemberId from, const Forward& message, Effects& out) {
  serve(message.operation, Asker{from, message.ticket}, out);
}

// Whoever asked learns who the primary is.
void PrimaryBackup::on(MemberId from, const Answer& message, Effects& out) {
  if (!passed_.close(message.ticket, message.reply.id)) return;
  Reply reply = message.reply;
  if (reply.leader.is_none()) reply.leader = from;
  out.reply(std::move(reply));
}

Probe PrimaryBackup::probe() const {
  const bool leads = role_ == Role::kPrimary;
  return Probe{leads, grant_.epoch, static_cast<std::int64_t>(leads ? commit_ : copy_.applied().slot)};
}

std::string PrimaryBackup::words() const {
  static constexpr std::string_view kRoles[] = {"backup", "asks for an epoch", "seeks an epoch", "primary"};
  return std::string(kRoles[static_cast<std::size_t>(role_)]) + ", epoch " + std::to_string(grant_.epoch) +
         ", holds up to " + std::to_string(copy_.last().slot) + ", applied " +
         std::to_string(copy_.applied().slot);
}

std::string PrimaryBackup::words(CoreTimer timer) {
  static constexpr std::string_view kNames[] = {"heartbeat due", "no primary heard of",
                                                "batch is old enough"};
  return std::string(kNames[timer]);
}

}  // namespace windtunnel
