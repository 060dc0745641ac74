// What members tell each other of others, and what they come to believe.
#include <algorithm>

#include "models/consensus/membership_timers.hpp"
#include "models/consensus/swim.hpp"

namespace windtunnel {

using namespace swim;

// A few of those sent least; they go behind the others, or out of the queue when they were sent often enough.
SharedSpan<Rumour> Swim::take_rumours(MemberId to) {
  const MemberTable::Row receiver = table_.of(to);
  const bool doubted = receiver.state != MemberState::kAlive;
  if (queue_.empty() && !doubted) return {};
  const std::uint32_t limit = retransmit_limit(options_.retransmit_mult, alive());
  const std::size_t count = std::min<std::size_t>(queue_.size(), options_.rumours_most);
  std::vector<Rumour> taken;
  if (doubted) taken.push_back(Rumour{receiver, self_});
  std::vector<Queued> again;
  for (std::size_t i = 0; i < count; ++i) {
    Queued& queued = queue_[i];
    taken.push_back(queued.rumour);
    if (++queued.sent < limit) again.push_back(queued);
  }
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
  for (const Queued& queued : again) {
    const auto at = std::upper_bound(queue_.begin(), queue_.end(), queued.sent,
                                     [](std::uint32_t sent, const Queued& each) { return sent < each.sent; });
    queue_.insert(at, queued);
  }
  return SharedSpan<Rumour>(std::move(taken));
}

// What was said of the member before is overtaken.
void Swim::spread(const Rumour& rumour, Effects& out) {
  queue_.erase(
      std::remove_if(queue_.begin(), queue_.end(),
                     [&](const Queued& each) { return each.rumour.row.member == rumour.row.member; }),
      queue_.end());
  queue_.insert(queue_.begin(), Queued{rumour, 0});
  if (gossips_ || options_.gossip_interval == Duration()) return;
  gossips_ = true;
  out.arm(kGossip, Duration(), options_.gossip_interval);
}

void Swim::hear(const Rumour& rumour, Effects& out) {
  const MemberTable::Row& row = rumour.row;
  if (row.member == self_) return hear_of_self(rumour, out);
  const MemberTable::Row known = table_.of(row.member);
  switch (row.state) {
    case MemberState::kAlive:
      if (row.incarnation > known.incarnation) believe(rumour, out);
      return;
    case MemberState::kSuspect:
      if (row.incarnation >= known.incarnation && known.state != MemberState::kDead) suspect(rumour, out);
      return;
    case MemberState::kDead:
      if (row.incarnation >= known.incarnation && known.state != MemberState::kDead) believe(rumour, out);
      return;
  }
}

// Not so: it lives, in an incarnation that no such rumour knows. Who has not heard that is told again.
void Swim::hear_of_self(const Rumour& rumour, Effects& out) {
  if (rumour.row.state == MemberState::kAlive) return;
  if (rumour.row.incarnation >= incarnation_) {
    incarnation_ = rumour.row.incarnation + 1;
    out.persist(incarnation_);
    aware(+1);
  }
  spread(Rumour{{self_, incarnation_, MemberState::kAlive}, self_}, out);
}

// The first to say so begins it; each of the next few who says so on its own brings its end nearer, and is
// told on.
void Swim::suspect(const Rumour& rumour, Effects& out) {
  const MemberTable::Row known = table_.of(rumour.row.member);
  if (known.state == MemberState::kAlive || rumour.row.incarnation > known.incarnation) {
    believe(rumour, out);
    suspicions_.push_back(Suspicion{rumour.row.member, rumour.row.incarnation, out.now(), {rumour.from}});
    return arm_suspicions(out);
  }
  for (Suspicion& each : suspicions_) {
    if (each.member != rumour.row.member) continue;
    auto& by = each.confirmed_by;
    if (by.size() > options_.confirmations || std::find(by.begin(), by.end(), rumour.from) != by.end())
      return;
    by.push_back(rumour.from);
    spread(rumour, out);
    return arm_suspicions(out);
  }
}

void Swim::believe(const Rumour& rumour, Effects& out) {
  table_.set(rumour.row);
  suspicions_.erase(std::remove_if(suspicions_.begin(), suspicions_.end(),
                                   [&](const Suspicion& each) { return each.member == rumour.row.member; }),
                    suspicions_.end());
  if (rumour.row.state == MemberState::kDead && target_ == rumour.row.member) target_ = MemberId::none();
  out.apply(rumour.row);
  spread(rumour, out);
  if (table_.dead() == 0 || reconnects_ || options_.reconnect_interval == Duration()) return;
  reconnects_ = true;
  out.arm(kReconnect, options_.reconnect_interval / 2, options_.reconnect_interval / 2 * 3);
}

Duration Swim::left(const Suspicion& suspicion, Time now) const {
  const Duration least = suspicion_time(options_.suspicion_mult, alive(), options_.probe_interval);
  // In a group too small for confirmations nobody waits for them.
  const std::uint32_t needed = alive() < options_.confirmations + 2 ? 0 : options_.confirmations;
  const auto confirmed = static_cast<std::uint32_t>(suspicion.confirmed_by.size() - 1);
  return suspicion_left(confirmed, needed, now - suspicion.since, least, options_.suspicion_max_mult * least);
}

void Swim::end_suspicions(Effects& out) {
  std::vector<MemberTable::Row> dead;
  for (const Suspicion& each : suspicions_)
    if (left(each, out.now()) <= Duration())
      dead.push_back({each.member, each.incarnation, MemberState::kDead});
  for (const MemberTable::Row& row : dead) hear(Rumour{row, self_}, out);
  arm_suspicions(out);
}

void Swim::arm_suspicions(Effects& out) const {
  if (suspicions_.empty()) return out.disarm(kSuspicion);
  Duration first = Duration::max();
  for (const Suspicion& each : suspicions_) first = std::min(first, left(each, out.now()));
  first = std::max(first, Duration());
  out.arm(kSuspicion, first, first);
}

// One of the dead, if it is not, hears what is said of it; its answer says better.
void Swim::reconnect(Effects& out) {
  reconnects_ = table_.dead() > 0;
  if (!reconnects_) return;
  std::uint64_t drawn = out.luck() % table_.dead();
  for (const MemberTable::Row& row : table_.differences()) {
    if (row.state != MemberState::kDead || drawn-- > 0) continue;
    send(row.member, Message::Kind::kPing, ++number_, row.member, out);
    break;
  }
  out.arm(kReconnect, options_.reconnect_interval / 2, options_.reconnect_interval / 2 * 3);
}

void Swim::gossip(Effects& out) {
  for (std::uint32_t i = 0; i < options_.gossip_nodes && !queue_.empty(); ++i) {
    const MemberId to = draw(out.luck(), i);
    if (!to.is_none()) send(to, Message::Kind::kGossip, 0, to, out);
  }
  gossips_ = !queue_.empty();
  if (gossips_) out.arm(kGossip, options_.gossip_interval, options_.gossip_interval);
}

}  // namespace windtunnel
