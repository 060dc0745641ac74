// What Multi-Paxos' messages and records weigh, and what they say to people.
//
// Weights are those of a plain binary form: fixed fields as a header, commands with their values.
#include "models/consensus/paxos_messages.hpp"

namespace windtunnel::paxos {
namespace {

constexpr Bytes kValueHeader{24};  // slot, ballot, kind and length
constexpr Bytes kMessageHeader{48};
constexpr Bytes kPromise{16};

Bytes bytes_of(const Value& value) {
  const auto* operation = std::get_if<Operation>(&value);
  return kValueHeader + (operation == nullptr ? Bytes() : forwarding::bytes_of(*operation));
}
Bytes bytes_of(const Values& values) {
  Bytes bytes;
  for (const Value& value : values) bytes += bytes_of(value);
  return bytes;
}
Bytes bytes_of(const Shared<Snapshot>& snapshot) { return snapshot ? snapshot->data.size() : Bytes(); }

struct Weighs {
  Bytes operator()(const Prepare&) const { return {}; }
  Bytes operator()(const Promise& m) const {
    Bytes bytes = bytes_of(m.snapshot);
    for (const AcceptedValue& each : m.accepted) bytes += bytes_of(each.value);
    return bytes;
  }
  Bytes operator()(const Accept& m) const { return bytes_of(m.values); }
  Bytes operator()(const Accepted&) const { return {}; }
  Bytes operator()(const CatchUp&) const { return {}; }
  Bytes operator()(const Chosen& m) const { return bytes_of(m.values) + bytes_of(m.snapshot); }
  Bytes operator()(const Forward& m) const { return forwarding::bytes_of(m.operation); }
  Bytes operator()(const Answer& m) const { return forwarding::bytes_of(m.reply); }
};

std::string slots(Slot first, std::uint64_t count) {
  if (count == 1) return "slot " + std::to_string(first);
  return "slots " + std::to_string(first) + " to " + std::to_string(first + count - 1);
}

struct Words {
  std::string operator()(const Prepare& m) const {
    return "prepare: ballot " + m.ballot.words() + ", from slot " + std::to_string(m.from);
  }
  std::string operator()(const Promise& m) const {
    if (m.promised > m.ballot)
      return "no promise: ballot " + m.ballot.words() + ", promised " + m.promised.words();
    std::string words = "promise: ballot " + m.ballot.words() + ", accepted ";
    if (m.accepted.empty()) return words + "nothing";
    for (const AcceptedValue& each : m.accepted)
      words +=
          (&each == m.accepted.begin() ? "" : " ") + std::to_string(each.slot) + "@" + each.ballot.words();
    return words;
  }
  std::string operator()(const Accept& m) const {
    return (m.values.empty() ? "heartbeat: " : "accept: " + slots(m.first, m.values.size()) + ", ") +
           "ballot " + m.ballot.words() + ", commit " + std::to_string(m.commit);
  }
  std::string operator()(const Accepted& m) const {
    if (m.promised > m.ballot)
      return "not accepted: ballot " + m.ballot.words() + ", promised " + m.promised.words();
    return "accepted: " + (m.count == 0 ? std::string("nothing") : slots(m.first, m.count)) + ", ballot " +
           m.ballot.words();
  }
  std::string operator()(const CatchUp& m) const { return "catch up: from slot " + std::to_string(m.from); }
  std::string operator()(const Chosen& m) const {
    if (m.snapshot) return "snapshot: up to slot " + std::to_string(m.snapshot->slot);
    return "chosen: " + slots(m.first, m.values.size());
  }
  std::string operator()(const Forward& m) const { return forwarding::words(m); }
  std::string operator()(const Answer& m) const { return forwarding::words(m); }
};

}  // namespace

Bytes bytes_of(const Message& message) { return kMessageHeader + std::visit(Weighs{}, message); }

Bytes bytes_of(const Record& record) {
  if (const auto* accepted = std::get_if<AcceptRecord>(&record)) return bytes_of(accepted->values);
  if (const auto* taken = std::get_if<SnapshotRecord>(&record))
    return kMessageHeader + bytes_of(taken->snapshot);
  return kPromise;
}

std::string words(const Message& message) { return std::visit(Words{}, message); }

std::string record_words(const Record& record) {
  if (const auto* promise = std::get_if<PromiseRecord>(&record))
    return "promise: ballot " + promise->ballot.words();
  if (const auto* accepted = std::get_if<AcceptRecord>(&record))
    return slots(accepted->first, accepted->values.size()) + ", ballot " + accepted->ballot.words();
  const auto& taken = std::get<SnapshotRecord>(record);
  return "snapshot up to " + std::to_string(taken.snapshot->slot) + ", slots after " +
         std::to_string(taken.forget);
}

}  // namespace windtunnel::paxos
