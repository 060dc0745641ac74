// What the messages of a Dynamo-style store weigh and how they read.
#include "models/consensus/dynamo_messages.hpp"

namespace windtunnel::dynamo {
namespace {

constexpr std::int64_t kHeader = 24;  // ticket or home, key, kind

struct Weight {
  std::int64_t operator()(const Write& message) const { return 8 + message.versions.bytes(); }
  std::int64_t operator()(const Wrote&) const { return 0; }
  std::int64_t operator()(const Read&) const { return 0; }
  std::int64_t operator()(const Found& message) const { return message.versions.bytes(); }
  std::int64_t operator()(const Repair& message) const { return message.versions.bytes(); }
  std::int64_t operator()(const Handoff& message) const { return message.versions.bytes(); }
  std::int64_t operator()(const HandedOff&) const { return 8; }
  std::int64_t operator()(const Compare& message) const {
    return 10 * static_cast<std::int64_t>(message.nodes.size());
  }
  std::int64_t operator()(const Exchange& message) const {
    std::int64_t bytes = 2 * static_cast<std::int64_t>(message.leaves.size());
    for (const KeyVersions& each : message.keys) bytes += 8 + each.versions.bytes();
    return bytes;
  }
};

std::string of_key(StoreKey key) { return " key " + std::to_string(key); }
std::string versions_words(const Versions& versions) {
  if (versions.empty()) return " is not kept any more";
  std::string words = " = " + std::to_string(versions.youngest.value);
  for (const Cell& sibling : versions.siblings) words += ", beside it " + std::to_string(sibling.value);
  return words;
}

struct Words {
  std::string operator()(const Write& message) const {
    const std::string words = "write:" + of_key(message.key);
    return message.hint_for.is_none() ? words : words + ", hint for " + name_of(message.hint_for);
  }
  std::string operator()(const Wrote&) const { return "wrote"; }
  std::string operator()(const Read& message) const { return "read:" + of_key(message.key); }
  std::string operator()(const Found& message) const {
    if (message.versions.empty()) return "found nothing";
    const std::size_t siblings = message.versions.siblings.size();
    return "found " + std::to_string(message.versions.youngest.value) +
           (siblings == 0 ? "" : " and " + std::to_string(siblings) + " beside it");
  }
  std::string operator()(const Repair& message) const { return "repair:" + of_key(message.key); }
  std::string operator()(const Handoff& message) const { return "hand-off:" + of_key(message.key); }
  std::string operator()(const HandedOff& message) const { return "handed off:" + of_key(message.key); }
  std::string operator()(const Compare& message) const {
    const std::size_t nodes = message.nodes.size();
    return "compare: home " + name_of(MemberId(message.home)) + ", " + std::to_string(nodes) +
           (nodes == 1 ? " hash" : " hashes");
  }
  std::string operator()(const Exchange& message) const {
    const std::size_t keys = message.keys.size();
    return "exchange: home " + name_of(MemberId(message.home)) + ", " + std::to_string(keys) +
           (keys == 1 ? " key" : " keys");
  }
};

}  // namespace

Bytes bytes_of(const Message& message) { return Bytes(kHeader + std::visit(Weight(), message)); }

Bytes bytes_of(const Record& record) {
  return std::visit([](const auto& each) { return Bytes(16 + each.versions.bytes()); }, record);
}

std::string words(const Message& message) { return std::visit(Words(), message); }

std::string record_words(const Record& record) {
  if (const auto* copy = std::get_if<VersionsRecord>(&record))
    return "key " + std::to_string(copy->key) + versions_words(copy->versions);
  const auto& hint = std::get<HintRecord>(record);
  return "hint for " + name_of(hint.target) + ":" + of_key(hint.key) + versions_words(hint.versions);
}

}  // namespace windtunnel::dynamo
