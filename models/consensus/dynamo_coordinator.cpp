// What the coordinator of an operation does: asks, counts, answers, repairs.
#include <algorithm>
#include <utility>

#include "models/consensus/dynamo.hpp"

namespace windtunnel {

using namespace dynamo;

// Null when it is over.
Dynamo::Pending* Dynamo::pending(std::uint64_t ticket) {
  if (ticket < first_ticket_ || ticket - first_ticket_ >= pending_.size()) return nullptr;
  Pending& it = pending_[static_cast<std::size_t>(ticket - first_ticket_)];
  return it.phase == Phase::kOver ? nullptr : &it;
}

// Later than the member's own stamps, and than what the write replaces, whatever its clock says.
Version Dynamo::next_stamp(Time now, Version after) {
  constexpr Version kStep = Version{1} << 6;
  const Version least = (std::max(last_stamp_, after) / kStep + 1) * kStep + self_.value();
  last_stamp_ = std::max(stamp_of(now, self_), least);
  return last_stamp_;
}

// In sloppy quorums, whoever is taken to be down is not asked: the next one on the ring stands in.
void Dynamo::begin(Pending& it, Phase phase, std::uint64_t ticket, Effects& out) {
  it.phase = phase;
  it.asked = it.answered = it.stood_in_for = MemberSet();
  const Time now = out.now();
  for (std::uint32_t i = 0; i < options_.replicas; ++i) {
    const MemberId member = preferred(it.operation.key, i);
    MemberId instead = MemberId::none();
    if (options_.sloppy && member != self_ && suspected(member, now)) instead = stand_in(it, now);
    if (instead.is_none()) {
      ask(it, member, MemberId::none(), ticket, out);
    } else {
      it.stood_in_for.add(member);
      ask(it, instead, member, ticket, out);
    }
  }
  settle(it, ticket, out);
}

MemberId Dynamo::stand_in(const Pending& it, Time now) const {
  for (std::uint32_t i = options_.replicas; i < members_; ++i) {
    const MemberId member = preferred(it.operation.key, i);
    if (!it.asked.has(member) && (member == self_ || !suspected(member, now))) return member;
  }
  return MemberId::none();
}

void Dynamo::ask(Pending& it, MemberId member, MemberId hint_for, std::uint64_t ticket, Effects& out) {
  it.asked.add(member);
  const StoreKey key = it.operation.key;
  if (it.phase != Phase::kWrite) {
    if (member != self_) return out.send(member, Read{ticket, key});
    found(it, self_, known(key));
    return it.answered.add(self_);
  }
  if (member != self_) return out.send(member, Write{ticket, key, it.versions, hint_for});
  here_.push_back(Here{ticket, hint_for});
  out.arm(kWriteHere, Duration(), Duration());
}

void Dynamo::write_here(Effects& out) {
  for (const Here& each : std::exchange(here_, {})) {
    Pending* it = pending(each.ticket);
    if (it == nullptr || it->phase != Phase::kWrite) continue;
    if (each.hint_for.is_none())
      take(it->operation.key, it->versions, out);
    else if (options_.mistake != DynamoMistake::kLosesHints)
      keep_hint(it->operation.key, each.hint_for, it->versions, out);
    it->answered.add(self_);
    settle(*it, each.ticket, out);
  }
}

void Dynamo::on(MemberId from, const Wrote& message, Effects& out) {
  Pending* it = pending(message.ticket);
  if (it == nullptr || it->phase != Phase::kWrite || !it->asked.has(from)) return;
  it->answered.add(from);
  settle(*it, message.ticket, out);
}

void Dynamo::on(MemberId from, const Found& message, Effects& out) {
  Pending* it = pending(message.ticket);
  if (it == nullptr || it->phase == Phase::kWrite || !it->asked.has(from) || it->answered.has(from)) return;
  found(*it, from, message.versions);
  it->answered.add(from);
  settle(*it, message.ticket, out);
}

// Notes whose answers turn out to be old.
void Dynamo::found(Pending& it, MemberId from, const Versions& versions) const {
  if (merge(it.versions, versions, options_.conflicts)) it.older = it.older | it.answered;
  if (versions != it.versions) it.older.add(from);
}

void Dynamo::settle(Pending& it, std::uint64_t ticket, Effects& out) {
  const std::uint32_t answers = it.answered.size();
  if (it.phase == Phase::kContext && answers >= options_.reads) return write_with_context(it, ticket, out);
  std::uint32_t needed = options_.reads;
  if (it.phase == Phase::kWrite) {
    needed = options_.writes;
    if (options_.mistake == DynamoMistake::kQuorumOneShort && needed > 1) --needed;
  }
  if (!it.replied && answers >= needed) {
    it.replied = true;
    if (it.phase == Phase::kWrite) ++decided_;
    const Cell& cell = it.versions.youngest;
    out.reply(Reply{.id = it.operation.id, .value = cell.value, .version = cell.stamp});
  }
  if (it.replied && it.answered == it.asked) finish(it, out);
}

// It replaces all that the coordinator has read, which is nothing where the last write wins.
void Dynamo::write_with_context(Pending& it, std::uint64_t ticket, Effects& out) {
  Cell cell{.value = it.operation.value, .bytes = it.operation.bytes, .id = it.operation.id};
  cell.stamp = next_stamp(out.now(), it.versions.youngest.stamp);
  if (options_.conflicts == Conflicts::kVectorClocks) {
    join(cell.clock, it.versions.youngest.clock);
    for (const Cell& sibling : it.versions.siblings) join(cell.clock, sibling.clock);
    join(cell.clock, {ClockEntry{self_, cell.stamp}});
  }
  it.versions = Versions{std::move(cell), {}};
  begin(it, Phase::kWrite, ticket, out);
}

void Dynamo::repair(const Pending& it, Effects& out) {
  if (!options_.read_repair || options_.mistake == DynamoMistake::kDropsReadRepair) return;
  const StoreKey key = it.operation.key;
  it.older.for_each([&](MemberId member) {
    if (!holds(key, member)) return;
    if (member == self_)
      take(key, it.versions, out);
    else
      out.send(member, Repair{key, it.versions});
  });
}

void Dynamo::finish(Pending& it, Effects& out) {
  if (it.phase == Phase::kRead) repair(it, out);
  it.phase = Phase::kOver;
  while (!pending_.empty() && pending_.front().phase == Phase::kOver) {
    pending_.pop_front();
    ++first_ticket_;
  }
}

}  // namespace windtunnel
