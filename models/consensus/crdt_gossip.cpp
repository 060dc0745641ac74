// How a member answers from its own copy and tells others of it.
#include "models/consensus/crdt_gossip.hpp"

#include <algorithm>
#include <utility>

namespace windtunnel {

using namespace crdt;

void CrdtGossip::Stable::write(const Record& record) {
  if (record.key >= states.size()) states.resize(record.key + std::size_t{1});
  states[record.key] = record.state;
}

CrdtGossip::CrdtGossip(MemberId self, std::uint32_t members, const CrdtOptions& options)
    : self_(self), members_(members), options_(options), acknowledged_(members) {
  CHECK(members <= 64 && self.value() < members, "a member is one of at most 64");
}

void CrdtGossip::start(Effects& out) {
  life_ = out.luck();
  if (members_ > 1) arm(out);
}

// Whatever it holds, others may not have.
void CrdtGossip::restart(const Stable& stable, Effects& out) {
  states_ = stable.states;
  changed_at_.resize(states_.size());
  for (StoreKey key = 0; key < states_.size(); ++key) {
    if (states_[key].empty()) continue;
    changed_at_[key] = ++changes_;
    by_change_[changes_] = key;
  }
  start(out);
}

State& CrdtGossip::state(StoreKey key) {
  if (key >= states_.size()) {
    states_.resize(key + std::size_t{1});
    changed_at_.resize(key + std::size_t{1});
  }
  return states_[key];
}

void CrdtGossip::changed(StoreKey key, Effects& out) {
  const State& now = states_[key];
  by_change_.erase(changed_at_[key]);
  changed_at_[key] = ++changes_;
  by_change_[changes_] = key;
  if (options_.mistake != CrdtMistake::kSkippedFsync) out.persist(KeyState{key, now});
  out.apply(Applied{
      .id = now.id, .key = key, .version = now.stamp, .value = now.shares.empty() ? now.value : now.sum()});
}

std::vector<Applied> CrdtGossip::contents() const {
  std::vector<Applied> all;
  for (StoreKey key = 0; key < states_.size(); ++key) {
    const crdt::State& state = states_[key];
    if (!state.empty())
      all.push_back(Applied{.id = state.id,
                            .key = key,
                            .version = state.stamp,
                            .value = state.shares.empty() ? state.value : state.sum()});
  }
  return all;
}

void CrdtGossip::on_command(const Operation& operation, Effects& out) {
  switch (operation.kind) {
    case OperationKind::kRead:
    case OperationKind::kReadCounter:
    case OperationKind::kReadSet: {
      static const State kNothing;
      const bool there = operation.key < states_.size();
      return out.reply((there ? states_[operation.key] : kNothing).read(operation));
    }
    case OperationKind::kWrite:
    case OperationKind::kAdd:
    case OperationKind::kInsert:
    case OperationKind::kRemove:
      break;
    default:
      return out.reply(Reply{.id = operation.id, .status = ReplyStatus::kRejected});
  }
  if (operation.kind == OperationKind::kRemove && operation.key >= states_.size())
    return out.reply(Reply{.id = operation.id, .value = operation.value});
  State& it = state(operation.key);
  // The member's clock and number, later than its own before and than what it changes; nanoseconds last nine
  // years.
  constexpr Version kStep = Version{1} << 6;
  const auto ns = static_cast<Version>(std::max<std::int64_t>(out.now().ns(), 0));
  const bool writes = operation.kind == OperationKind::kWrite;
  const Version last = writes ? last_stamp_ : std::max(last_stamp_, it.stamp);
  const Version stamp = std::max((ns + 1) * kStep, (last / kStep + 1) * kStep) + self_.value();
  last_stamp_ = stamp;
  // A write by a slower clock than the one that the register holds is lost as soon as it is made.
  if (writes && stamp < it.stamp)
    return out.reply(Reply{.id = operation.id, .value = operation.value, .version = stamp});
  if (it.apply(operation, self_, stamp)) changed(operation.key, out);
  Reply reply{.id = operation.id, .value = operation.value, .version = it.stamp};
  if (operation.kind == OperationKind::kAdd) reply.value = it.sum();
  out.reply(std::move(reply));
}

void CrdtGossip::on_timer(CoreTimer, Effects& out) {
  arm(out);
  auto peer = static_cast<std::uint32_t>(out.luck() % (members_ - 1));
  if (peer >= self_.value()) ++peer;
  const bool all = options_.gossip == GossipOf::kState;
  std::vector<KeyState> keys;
  for (auto each = by_change_.upper_bound(all ? 0 : acknowledged_[peer]); each != by_change_.end(); ++each)
    keys.push_back(KeyState{each->second, states_[each->second]});
  if (keys.empty()) return;
  if (options_.mistake == CrdtMistake::kTakesSentForReceived) acknowledged_[peer] = changes_;
  out.send(MemberId(peer), Message{false, life_, changes_, SharedSpan<KeyState>(std::move(keys))});
}

void CrdtGossip::on_message(MemberId from, const Message& message, Effects& out) {
  if (message.acknowledges) {
    if (message.life == life_)
      acknowledged_[from.index()] = std::max(acknowledged_[from.index()], message.up_to);
    return;
  }
  const bool regards_seen = options_.mistake != CrdtMistake::kForgetsWhatIsSeen;
  for (const KeyState& each : message.keys)
    if (state(each.key).merge(each.state, regards_seen)) changed(each.key, out);
  if (options_.gossip == GossipOf::kDelta) out.send(from, Message{true, message.life, message.up_to, {}});
}

std::string CrdtGossip::words() const {
  return "holds " + std::to_string(by_change_.size()) + " keys after " + std::to_string(changes_) +
         " changes";
}

Bytes CrdtGossip::bytes_of(const Message& message) {
  std::int64_t bytes = 24;
  for (const KeyState& each : message.keys) bytes += 4 + each.state.weight();
  return Bytes(bytes);
}

std::string CrdtGossip::words(const Message& message) {
  if (message.acknowledges) return "acknowledge: up to change " + std::to_string(message.up_to);
  const std::size_t keys = message.keys.size();
  return "gossip: " + std::to_string(keys) + (keys == 1 ? " key" : " keys") + ", up to change " +
         std::to_string(message.up_to);
}

}  // namespace windtunnel
