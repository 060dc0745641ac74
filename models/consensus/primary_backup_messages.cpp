// What the messages of primaries and backups weigh and how they read.
#include "models/consensus/primary_backup_messages.hpp"

namespace windtunnel::primary_backup {
namespace {

constexpr std::int64_t kHeader = 32;     // epoch, position, time, kind
constexpr std::int64_t kOperation = 32;  // kind, key, identity, expected value

std::int64_t weight(const Operation& operation) { return kOperation + operation.bytes; }
std::int64_t weight(const Entries& entries) {
  std::int64_t bytes = 0;
  for (const Entry& entry : entries) bytes += weight(entry.operation);
  return bytes;
}
std::string count(std::size_t entries) {
  return std::to_string(entries) + (entries == 1 ? " entry" : " entries");
}

struct Weight {
  std::int64_t operator()(const Replicate& message) const { return weight(message.entries); }
  std::int64_t operator()(const Install& message) const { return message.copy->data().size().count(); }
  std::int64_t operator()(const Copied&) const { return 16; }
  std::int64_t operator()(const Seek&) const { return 0; }
  std::int64_t operator()(const Granted&) const { return 0; }
  std::int64_t operator()(const Forward& message) const { return weight(message.operation); }
  std::int64_t operator()(const Answer& message) const {
    return 8 + 8 * static_cast<std::int64_t>(message.reply.elements.size());
  }
};

struct Words {
  std::string operator()(const Replicate& message) const {
    if (message.entries.empty()) return "heartbeat: epoch " + std::to_string(message.epoch);
    return "replicate: epoch " + std::to_string(message.epoch) + ", after " +
           std::to_string(message.previous.slot) + ", " + count(message.entries.size());
  }
  std::string operator()(const Install& message) const {
    return "install: epoch " + std::to_string(message.epoch) + ", all data up to " +
           std::to_string(message.copy->last().slot);
  }
  std::string operator()(const Copied& message) const {
    return std::string(message.missed ? "missed" : "copied") + ": epoch " + std::to_string(message.epoch) +
           ", holds up to " + std::to_string(message.last.slot);
  }
  std::string operator()(const Seek& message) const {
    return std::string(message.pre ? "would you grant" : "grant me") + ": epoch " +
           std::to_string(message.epoch) + ", holds up to " + std::to_string(message.last.slot) +
           " of epoch " + std::to_string(message.last.epoch);
  }
  std::string operator()(const Granted& message) const {
    return std::string(message.pre ? (message.granted ? "would grant" : "would refuse")
                                   : (message.granted ? "granted" : "refused")) +
           ": epoch " + std::to_string(message.epoch);
  }
  std::string operator()(const Forward& message) const { return forwarding::words(message); }
  std::string operator()(const Answer& message) const { return forwarding::words(message); }
};

}  // namespace

Bytes bytes_of(const Message& message) { return Bytes(kHeader + std::visit(Weight(), message)); }

Bytes bytes_of(const Record& record) {
  if (const auto* entries = std::get_if<EntriesRecord>(&record)) return Bytes(16 + weight(entries->entries));
  if (const auto* copy = std::get_if<CopyRecord>(&record)) return Bytes(16) + copy->copy->data().size();
  return Bytes(16);
}

std::string words(const Message& message) { return std::visit(Words(), message); }

std::string record_words(const Record& record) {
  if (const auto* granted = std::get_if<Grant>(&record))
    return "epoch " + std::to_string(granted->epoch) +
           (granted->primary.is_none() ? ", granted to nobody" : ", granted to " + name_of(granted->primary));
  if (const auto* entries = std::get_if<EntriesRecord>(&record)) return record_words(*entries);
  return "all data up to " + std::to_string(std::get<CopyRecord>(record).copy->last().slot);
}

}  // namespace windtunnel::primary_backup
