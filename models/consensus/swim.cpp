// Probes: whom, when, and what their silence means; rumours have a file of their own.
#include "models/consensus/swim.hpp"

#include <algorithm>

#include "models/consensus/random_order.hpp"

namespace windtunnel {

using namespace swim;

namespace {

constexpr std::size_t kRelaysMost = 64;

}  // namespace

Swim::Swim(MemberId self, std::uint32_t members, const SwimOptions& options)
    : self_(self), members_(members), options_(options) {
  CHECK(members >= 2 && self.value() < members, "a group has two members at least");
}

void Swim::start(Effects& out) {
  order_ = mix64(out.luck());
  number_ =
      static_cast<std::uint32_t>(out.luck());  // so that answers to an earlier life are none to this one
  out.arm(kProbe, Duration(), options_.probe_interval);
}

void Swim::restart(const Stable& stable, Effects& out) {
  incarnation_ = stable.incarnation + 1;
  out.persist(incarnation_);
  start(out);
  spread(Rumour{{self_, incarnation_, MemberState::kAlive}, self_}, out);
}

void Swim::on_timer(CoreTimer timer, Effects& out) {
  if (timer == kProbe) probe_somebody(out);
  if (timer == kTimeout && !target_.is_none()) ask_others(out);
  if (timer == kSuspicion) end_suspicions(out);
  if (timer == kGossip) gossip(out);
  if (timer == kReconnect) reconnect(out);
}

void Swim::aware(int change) {
  const int most = static_cast<int>(options_.awareness_max) - 1;
  awareness_ =
      static_cast<std::uint32_t>(std::clamp(static_cast<int>(awareness_) + change, 0, std::max(most, 0)));
}

// The last probe has found nobody: its target is suspected. Then the next one.
void Swim::probe_somebody(Effects& out) {
  if (!target_.is_none()) {
    aware(+1);
    const MemberTable::Row row = table_.of(target_);
    if (row.state != MemberState::kDead)
      hear(Rumour{{target_, row.incarnation, MemberState::kSuspect}, self_}, out);
    target_ = MemberId::none();
  }
  const Duration interval = options_.probe_interval * (awareness_ + 1);
  out.arm(kProbe, interval, interval);
  target_ = next_target(out.luck());
  if (target_.is_none()) return;
  probing_ = ++number_;
  send(target_, Message::Kind::kPing, probing_, target_, out);
  const Duration patience = options_.probe_timeout * (awareness_ + 1);
  out.arm(kTimeout, patience, patience);
}

MemberId Swim::next_target(std::uint64_t luck) {
  if (options_.probing == SwimProbing::kRandom) return draw(luck, 0);
  // Around at most twice: the rest of this order, and a new one.
  for (std::uint32_t tried = 0; tried < 2 * members_; ++tried) {
    if (place_ == members_) {
      place_ = 0;
      order_ = mix64(order_ ^ luck);
    }
    const MemberId member(random_place(order_, members_, place_++));
    if (member != self_ && table_.of(member).state != MemberState::kDead) return member;
  }
  return MemberId::none();
}

MemberId Swim::draw(std::uint64_t luck, std::uint32_t i) const {
  for (std::uint64_t tried = 0; tried < 64; ++tried) {
    auto drawn = static_cast<std::uint32_t>(combine64(luck, i + (tried << 32)) % (members_ - 1));
    if (drawn >= self_.value()) ++drawn;
    if (table_.of(MemberId(drawn)).state != MemberState::kDead) return MemberId(drawn);
  }
  return MemberId::none();
}

void Swim::ask_others(Effects& out) {
  std::vector<MemberId> asked;
  for (std::uint32_t i = 0; i < 4 * options_.indirect && asked.size() < options_.indirect; ++i) {
    const MemberId member = draw(out.luck(), i);
    if (member.is_none() || member == target_) continue;
    if (std::find(asked.begin(), asked.end(), member) != asked.end()) continue;
    asked.push_back(member);
    send(member, Message::Kind::kPingRequest, probing_, target_, out);
  }
}

void Swim::send(MemberId to, Message::Kind kind, std::uint32_t number, MemberId target, Effects& out) {
  out.send(to, Message{kind, number, target, take_rumours(to)});
}

void Swim::on_message(MemberId from, const Message& message, Effects& out) {
  for (const Rumour& rumour : message.rumours) hear(rumour, out);
  switch (message.kind) {
    case Message::Kind::kPing:
      return send(from, Message::Kind::kAck, message.number, from, out);
    case Message::Kind::kPingRequest:
      if (message.target == self_) return send(from, Message::Kind::kAck, message.number, from, out);
      if (relays_.size() == kRelaysMost) relays_.erase(relays_.begin());
      relays_.push_back(Relay{++number_, from, message.number});
      return send(message.target, Message::Kind::kPing, relays_.back().number, message.target, out);
    case Message::Kind::kAck: {
      if (!target_.is_none() && message.number == probing_) {
        target_ = MemberId::none();
        aware(-1);
        return out.disarm(kTimeout);
      }
      const auto relay = std::find_if(relays_.begin(), relays_.end(),
                                      [&](const Relay& each) { return each.number == message.number; });
      if (relay == relays_.end()) return;
      send(relay->origin, Message::Kind::kAck, relay->origin_number, relay->origin, out);
      relays_.erase(relay);
      return;
    }
    case Message::Kind::kGossip:
      return;
  }
}

std::string Swim::words() const {
  return "incarnation " + std::to_string(incarnation_) + ", knows " + std::to_string(alive()) +
         " alive, suspects " + std::to_string(suspicions_.size());
}

Bytes Swim::bytes_of(const Message& message) {
  return Bytes(24 + 13 * static_cast<std::int64_t>(message.rumours.size()));
}

std::string Swim::words(const Message& message) {
  static constexpr std::string_view kKinds[] = {"ping", "ack", "ping request", "gossip"};
  std::string text(kKinds[static_cast<std::size_t>(message.kind)]);
  if (message.kind == Message::Kind::kPingRequest) text += " for " + name_of(message.target);
  static constexpr std::string_view kStates[] = {"alive", "suspect", "dead"};
  for (const Rumour& rumour : message.rumours)
    text += (&rumour == message.rumours.begin() ? ": " : ", ") + name_of(rumour.row.member) + " " +
            std::string(kStates[static_cast<std::size_t>(rumour.row.state)]) + " " +
            std::to_string(rumour.row.incarnation);
  return text;
}

std::string Swim::words(CoreTimer timer) {
  static constexpr std::string_view kNames[] = {"probe due", "probe not answered", "suspicion over",
                                                "gossip due", "reconnection due"};
  return std::string(kNames[timer]);
}

}  // namespace windtunnel
