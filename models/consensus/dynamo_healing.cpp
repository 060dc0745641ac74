// How copies that differ become equal without a client: hints that are handed off, trees that are compared
// (DeCandia et al., SOSP 2007, sections 4.6 and 4.7).
#include <limits>
#include <utility>

#include "models/consensus/dynamo.hpp"

namespace windtunnel {

using namespace dynamo;

namespace {

// So many hints are on their way to a member that answers; to one that does not, a single one asks.
constexpr int kHandoffWindow = 64;

}  // namespace

void Dynamo::keep_hint(StoreKey key, MemberId target, const Versions& versions, Effects& out) {
  Versions& hint = hints_[{target, key}];
  if (!merge(hint, versions, options_.conflicts)) return;
  if (options_.mistake != DynamoMistake::kSkippedFsync) out.persist(HintRecord{key, target, hint});
  if (handing_off_ || !options_.hinted_handoff) return;
  handing_off_ = true;
  out.arm(kHandoff, options_.handoff_every, options_.handoff_every);
}

void Dynamo::hand_off(Effects& out) {
  handing_off_ = !hints_.empty();
  if (!handing_off_) return;
  for (std::uint32_t i = 0; i < members_; ++i) {
    handed_up_to_[i] = 0;
    const int window = suspected(MemberId(i), out.now()) ? 1 : kHandoffWindow;
    for (int sent = 0; sent < window; ++sent) hand_off_next(MemberId(i), out);
  }
  out.arm(kHandoff, options_.handoff_every, options_.handoff_every);
}

void Dynamo::hand_off_next(MemberId target, Effects& out) {
  StoreKey& from = handed_up_to_[target.index()];
  const auto hint = hints_.lower_bound({target, from});
  if (hint == hints_.end() || hint->first.first != target) return;
  const StoreKey key = hint->first.second;
  if (key == std::numeric_limits<StoreKey>::max()) return;
  from = key + 1;
  out.send(target, Handoff{key, hint->second});
}

void Dynamo::on(MemberId from, const Handoff& message, Effects& out) {
  take(message.key, message.versions, out);
  out.send(from, HandedOff{message.key, message.versions.hash()});
}

void Dynamo::on(MemberId from, const HandedOff& message, Effects& out) {
  const auto hint = hints_.find({from, message.key});
  if (hint == hints_.end() || hint->second.hash() != message.hash) return;
  hints_.erase(hint);
  out.persist(HintRecord{message.key, from, {}});
  hand_off_next(from, out);
}

void Dynamo::arm_anti_entropy(Effects& out) const {
  if (trees_.empty() || options_.replicas < 2) return;
  out.arm(kAntiEntropy, options_.anti_entropy / 2, options_.anti_entropy / 2 * 3);
}

// One of the homes whose keys this member holds, with another one that holds them.
void Dynamo::compare_with_somebody(Effects& out) const {
  const std::uint32_t copies = options_.replicas;
  const auto mine = static_cast<std::uint32_t>(out.luck() % copies);
  auto other = static_cast<std::uint32_t>((out.luck() >> 32) % (copies - 1));
  if (other >= mine) ++other;
  const std::uint32_t home = (self_.value() + members_ - mine) % members_;
  std::vector<NodeHash> root = {NodeHash{0, trees_[home].hash(0)}};
  out.send(MemberId((home + other) % members_), Compare{home, SharedSpan<NodeHash>(std::move(root))});
}

void Dynamo::on(MemberId from, const Compare& message, Effects& out) {
  if (trees_.empty()) return;
  const MerkleTree& tree = trees_[message.home];
  std::vector<NodeHash> below;
  std::vector<std::uint32_t> leaves;
  std::vector<KeyVersions> keys;
  for (const NodeHash& each : message.nodes) {
    if (tree.hash(each.node) == each.hash) continue;
    if (MerkleTree::is_leaf(each.node)) {
      leaves.push_back(each.node);
      for (const StoreKey key : tree.keys(each.node)) keys.push_back(KeyVersions{key, copies_[key]});
      continue;
    }
    const std::uint32_t first = MerkleTree::first_child(each.node);
    for (std::uint32_t node = first; node < first + MerkleTree::kChildren; ++node)
      below.push_back(NodeHash{node, tree.hash(node)});
  }
  if (!below.empty()) out.send(from, Compare{message.home, SharedSpan<NodeHash>(std::move(below))});
  if (!leaves.empty())
    out.send(from, Exchange{message.home, SharedSpan<std::uint32_t>(std::move(leaves)),
                            SharedSpan<KeyVersions>(std::move(keys))});
}

void Dynamo::on(MemberId from, const Exchange& message, Effects& out) {
  if (trees_.empty()) return;
  std::map<StoreKey, const Versions*> theirs;
  for (const KeyVersions& each : message.keys) {
    theirs[each.key] = &each.versions;
    take(each.key, each.versions, out);
  }
  std::vector<KeyVersions> more;
  for (const std::uint32_t leaf : message.leaves)
    for (const StoreKey key : trees_[message.home].keys(leaf)) {
      const auto their = theirs.find(key);
      if (their == theirs.end() || *their->second != copies_[key])
        more.push_back(KeyVersions{key, copies_[key]});
    }
  if (!more.empty()) out.send(from, Exchange{message.home, {}, SharedSpan<KeyVersions>(std::move(more))});
}

}  // namespace windtunnel
