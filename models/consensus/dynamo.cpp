// What a member does for its own copies; coordinating, patience and healing have files of their own.
#include "models/consensus/dynamo.hpp"

#include <utility>

namespace windtunnel {

using namespace dynamo;

void Dynamo::Stable::write(const Record& record) {
  if (const auto* copy = std::get_if<VersionsRecord>(&record)) {
    if (copy->key >= copies.size()) copies.resize(copy->key + std::size_t{1});
    copies[copy->key] = copy->versions;
    return;
  }
  const auto& hint = std::get<HintRecord>(record);
  if (hint.versions.empty())
    hints.erase({hint.target, hint.key});
  else
    hints[{hint.target, hint.key}] = hint.versions;
}

Dynamo::Dynamo(MemberId self, std::uint32_t members, const DynamoOptions& options)
    : self_(self), members_(members), options_(options), handed_up_to_(members), suspected_until_(members) {
  CHECK(members <= MemberSet::kMost && self.value() < members, "a member is one of at most 64");
  CHECK(1 <= options.replicas && options.replicas <= members, "a key is held by one to all members");
  CHECK(1 <= options.reads && options.reads <= options.replicas, "a read waits for one to all replicas");
  CHECK(1 <= options.writes && options.writes <= options.replicas, "a write waits for one to all replicas");
  if (options.anti_entropy > Duration()) trees_.resize(members);
}

void Dynamo::start(Effects& out) {
  first_ticket_ = out.luck() >> 1;
  arm_anti_entropy(out);
}

void Dynamo::restart(const Stable& stable, Effects& out) {
  copies_ = stable.copies;
  hints_ = stable.hints;
  for (StoreKey key = 0; key < copies_.size() && !trees_.empty(); ++key)
    if (!copies_[key].empty()) trees_[home_of(key)].change(key, 0, copies_[key].hash());
  if (!hints_.empty() && options_.hinted_handoff) {
    handing_off_ = true;
    out.arm(kHandoff, options_.handoff_every, options_.handoff_every);
  }
  start(out);
}

void Dynamo::on_message(MemberId from, const Message& message, Effects& out) {
  suspected_until_[from.index()] = Time();
  std::visit([&](const auto& each) { on(from, each, out); }, message);
}

void Dynamo::on_timer(CoreTimer timer, Effects& out) {
  if (timer == kSuspect) watched(suspicion_, timer, options_.suspect_after, out);
  if (timer == kPatience) watched(patience_, timer, options_.patience, out);
  if (timer == kWriteHere) write_here(out);
  if (timer == kHandoff) hand_off(out);
  if (timer == kAntiEntropy) compare_with_somebody(out), arm_anti_entropy(out);
}

void Dynamo::on_command(const Operation& operation, Effects& out) {
  const bool writes = operation.kind == OperationKind::kWrite;
  if (!writes && operation.kind != OperationKind::kRead)
    return out.reply(Reply{.id = operation.id, .status = ReplyStatus::kRejected});
  const std::uint64_t ticket = first_ticket_ + pending_.size();
  pending_.push_back(Pending{.operation = operation, .asked_at = out.now()});
  watch(suspicion_, kSuspect, options_.suspect_after, ticket, out);
  watch(patience_, kPatience, options_.patience, ticket, out);
  Pending& it = pending_.back();
  if (!writes) return begin(it, Phase::kRead, ticket, out);
  if (options_.conflicts == Conflicts::kVectorClocks) return begin(it, Phase::kContext, ticket, out);
  write_with_context(it, ticket, out);
}

const Versions* Dynamo::find(StoreKey key) const {
  return key < copies_.size() && !copies_[key].empty() ? &copies_[key] : nullptr;
}

std::vector<Applied> Dynamo::contents() const {
  std::vector<Applied> all;
  for (StoreKey key = 0; key < copies_.size(); ++key) {
    const Versions* versions = find(key);
    if (versions == nullptr) continue;
    const Cell& cell = versions->youngest;
    all.push_back(Applied{.id = cell.id, .key = key, .version = cell.stamp, .value = cell.value});
  }
  return all;
}

// What a read finds here: the copy, or what is kept for those who should have it.
Versions Dynamo::known(StoreKey key) const {
  Versions versions;
  if (const Versions* copy = find(key)) versions = *copy;
  if (hints_.empty()) return versions;
  for (std::uint32_t i = 0; i < options_.replicas; ++i) {
    const auto hint = hints_.find({preferred(key, i), key});
    if (hint != hints_.end()) merge(versions, hint->second, options_.conflicts);
  }
  return versions;
}

// False when the copy knew it all.
bool Dynamo::take(StoreKey key, const Versions& versions, Effects& out) {
  if (key >= copies_.size()) copies_.resize(key + std::size_t{1});
  Versions& copy = copies_[key];
  const Version youngest = copy.youngest.stamp;
  const std::uint64_t hash = trees_.empty() ? 0 : copy.hash();
  if (!merge(copy, versions, options_.conflicts)) return false;
  if (!trees_.empty()) trees_[home_of(key)].change(key, hash, copy.hash());
  if (options_.mistake != DynamoMistake::kSkippedFsync) out.persist(VersionsRecord{key, copy});
  const Cell& cell = copy.youngest;
  if (cell.stamp != youngest)
    out.apply(Applied{.id = cell.id, .key = key, .version = cell.stamp, .value = cell.value});
  return true;
}

void Dynamo::on(MemberId from, const Write& message, Effects& out) {
  if (message.hint_for.is_none())
    take(message.key, message.versions, out);
  else if (options_.mistake != DynamoMistake::kLosesHints)
    keep_hint(message.key, message.hint_for, message.versions, out);
  out.send(from, Wrote{message.ticket});
}

void Dynamo::on(MemberId from, const Read& message, Effects& out) {
  out.send(from, Found{message.ticket, known(message.key)});
}

void Dynamo::on(MemberId, const Repair& message, Effects& out) { take(message.key, message.versions, out); }

std::string Dynamo::words() const {
  std::size_t keys = 0;
  for (const Versions& copy : copies_) keys += copy.empty() ? 0 : 1;
  return "holds " + std::to_string(keys) + " keys, keeps " + std::to_string(hints_.size()) +
         " hints, coordinates " + std::to_string(pending_.size());
}

std::string Dynamo::words(CoreTimer timer) {
  static constexpr std::string_view kNames[] = {"answers overdue", "out of patience", "hand-off due",
                                                "anti-entropy due", "own write"};
  return std::string(kNames[timer]);
}

}  // namespace windtunnel
