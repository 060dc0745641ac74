// What a chain's messages weigh and how they read; weights are fixed fields, rounded up, and values.
#include "models/consensus/chain_messages.hpp"

#include "models/consensus/forwarding.hpp"

namespace windtunnel::chain {
namespace {

constexpr std::int64_t kHeader = 32;     // configuration, position, kind
constexpr std::int64_t kOperation = 40;  // kind, key, identity, expected value, who asked

std::int64_t weight(const Operation& operation) { return kOperation + operation.bytes; }
std::int64_t weight(const Entries& entries) {
  std::int64_t bytes = 0;
  for (const Entry& entry : entries) bytes += weight(entry.operation);
  return bytes;
}
std::int64_t weight(const Configuration& configuration) {
  return 24 + static_cast<std::int64_t>(configuration.chain.size());
}
std::string named(ConfigId id) { return std::to_string(id.epoch) + "." + std::to_string(id.version); }

struct Weight {
  std::int64_t operator()(const Configure& message) const { return weight(message.configuration); }
  std::int64_t operator()(const Configured&) const { return 0; }
  std::int64_t operator()(const Beat&) const { return 8; }
  std::int64_t operator()(const Beaten&) const { return 8; }
  std::int64_t operator()(const Update& message) const { return weight(message.entries); }
  std::int64_t operator()(const Install& message) const { return message.copy->data().size().count(); }
  std::int64_t operator()(const Acknowledge&) const { return 16; }
  std::int64_t operator()(const Query&) const { return 0; }
  std::int64_t operator()(const Committed&) const { return 8; }
  std::int64_t operator()(const Seek&) const { return 0; }
  std::int64_t operator()(const Granted& message) const { return weight(message.configuration); }
  std::int64_t operator()(const Forward& message) const { return weight(message.operation); }
  std::int64_t operator()(const Answer& message) const {
    return 8 + 8 * static_cast<std::int64_t>(message.reply.elements.size());
  }
};

struct Words {
  std::string operator()(const Configure& message) const {
    return "configure: " + chain::words(message.configuration);
  }
  std::string operator()(const Configured& message) const { return "configured: " + named(message.id); }
  std::string operator()(const Beat& message) const { return "heartbeat: " + named(message.id); }
  std::string operator()(const Beaten& message) const { return "hears: " + named(message.id); }
  std::string operator()(const Update& message) const {
    const std::size_t count = message.entries.size();
    return "update: " + named(message.id) + ", after " + std::to_string(message.previous.slot) + ", " +
           std::to_string(count) + (count == 1 ? " entry" : " entries");
  }
  std::string operator()(const Install& message) const {
    return "install: " + named(message.id) + ", all data up to " + std::to_string(message.copy->last().slot);
  }
  std::string operator()(const Acknowledge& message) const {
    return std::string(message.missed ? "missed" : "acknowledge") + ": " + named(message.id) + ", holds " +
           std::to_string(message.last.slot) + ", committed " + std::to_string(message.applied.slot);
  }
  std::string operator()(const Query& message) const { return "query: " + named(message.id); }
  std::string operator()(const Committed& message) const {
    return "committed: up to " + std::to_string(message.applied.slot);
  }
  std::string operator()(const Seek& message) const {
    return std::string(message.pre ? "would you grant" : "grant me") + ": epoch " +
           std::to_string(message.epoch) + ", holds up to " + std::to_string(message.last.slot);
  }
  std::string operator()(const Granted& message) const {
    return std::string(message.pre ? (message.granted ? "would grant" : "would refuse")
                                   : (message.granted ? "granted" : "refused")) +
           ": epoch " + std::to_string(message.epoch);
  }
  std::string operator()(const Forward& message) const {
    return "forward: " + std::string(kOperationNames[static_cast<std::size_t>(message.operation.kind)]) +
           " of key " + std::to_string(message.operation.key);
  }
  std::string operator()(const Answer& message) const { return forwarding::answer_words(message.reply); }
};

}  // namespace

Bytes bytes_of(const Message& message) { return Bytes(kHeader + std::visit(Weight(), message)); }

Bytes bytes_of(const Record& record) {
  if (const auto* entries = std::get_if<EntriesRecord>(&record)) return Bytes(16 + weight(entries->entries));
  if (const auto* copy = std::get_if<CopyRecord>(&record)) return Bytes(16) + copy->copy->data().size();
  if (const auto* taken = std::get_if<Configuration>(&record)) return Bytes(weight(*taken));
  return Bytes(16);
}

std::string words(const Message& message) { return std::visit(Words(), message); }

std::string record_words(const Record& record) {
  if (const auto* promised = std::get_if<Promise>(&record))
    return "epoch " + std::to_string(promised->epoch) +
           (promised->to.is_none() ? ", promised to nobody" : ", promised to " + name_of(promised->to));
  if (const auto* taken = std::get_if<Configuration>(&record)) return "chain " + words(*taken);
  if (const auto* entries = std::get_if<EntriesRecord>(&record))
    return primary_backup::record_words(*entries);
  return "all data up to " + std::to_string(std::get<CopyRecord>(record).copy->last().slot);
}

// "2.1: n1 n2"
std::string words(const Configuration& configuration) {
  std::string text = named(configuration.id) + ":";
  for (const MemberId member : configuration.chain) text += " " + name_of(member);
  return text;
}

}  // namespace windtunnel::chain
