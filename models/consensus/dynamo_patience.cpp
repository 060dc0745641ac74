// What a coordinator does about members that do not answer, and about quorums that do not come.
#include <algorithm>

#include "models/consensus/dynamo.hpp"

namespace windtunnel {

using namespace dynamo;

void Dynamo::watch(Watch& watch, CoreTimer timer, Duration wait, std::uint64_t ticket, Effects& out) {
  if (watch.armed) return;
  watch = Watch{true, ticket, out.now()};
  out.arm(timer, wait, wait);
}

void Dynamo::watched(Watch& watch, CoreTimer timer, Duration wait, Effects& out) {
  watch.armed = false;
  const std::uint64_t ticket = watch.ticket;
  if (Pending* it = pending(ticket)) timer == kSuspect ? overdue(*it, ticket, out) : give_up(*it, out);
  for (std::uint64_t next = std::max(ticket + 1, first_ticket_); next < first_ticket_ + pending_.size();
       ++next) {
    const Pending* it = pending(next);
    if (it == nullptr) continue;
    const Duration rest = std::clamp(it->asked_at - watch.asked_at, Duration(), wait);
    watch = Watch{true, next, it->asked_at};
    return out.arm(timer, rest, rest);
  }
}

// Members whose answers are overdue are stood in for, or what they missed is kept for them.
void Dynamo::overdue(Pending& it, std::uint64_t ticket, Effects& out) {
  const Time now = out.now();
  MemberSet late(it.asked.bits() & ~it.answered.bits());
  late.remove(self_);
  late.for_each([&](MemberId member) { suspected_until_[member.index()] = now + options_.suspect_for; });
  const bool writes = it.phase == Phase::kWrite;
  late.for_each([&](MemberId member) {
    if (!holds(it.operation.key, member) || it.stood_in_for.has(member)) return;
    it.stood_in_for.add(member);
    const MemberId instead = options_.sloppy ? stand_in(it, now) : MemberId::none();
    if (!instead.is_none())
      ask(it, instead, writes ? member : MemberId::none(), ticket, out);
    else if (writes && options_.hinted_handoff)
      keep_hint(it.operation.key, member, it.versions, out);
  });
  settle(it, ticket, out);
  // Nobody waits for it any longer: what is known by now is what is repaired.
  if (Pending* still = pending(ticket); still != nullptr && still->replied) finish(*still, out);
}

void Dynamo::give_up(Pending& it, Effects& out) {
  if (!it.replied) {
    const bool may_be_done = it.phase == Phase::kWrite;
    out.reply(
        Reply{.id = it.operation.id, .status = may_be_done ? ReplyStatus::kUnknown : ReplyStatus::kRejected});
    it.replied = true;
  }
  finish(it, out);
}

}  // namespace windtunnel
