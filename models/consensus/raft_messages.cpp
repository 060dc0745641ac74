// What Raft's messages and records weigh, and what they say to people.
//
// Weights are those of a plain binary form: fixed fields as a header, commands with their values.
#include "models/consensus/raft_messages.hpp"

namespace windtunnel::raft {
namespace {

// Term, index, kind and length of an entry; of a message, term, two indices with terms, and its framing.
constexpr Bytes kEntryHeader{24};
constexpr Bytes kMessageHeader{48};
constexpr Bytes kHardState{24};
std::string plural(std::size_t count, const char* word, const char* words) {
  return std::to_string(count) + " " + (count == 1 ? word : words);
}

struct Words {
  std::string operator()(const RequestVote& m) const {
    return std::string(m.pre ? "asks for a pre-vote: term " : "asks for a vote: term ") +
           std::to_string(m.term) + ", log ends at " + std::to_string(m.last_index) + " of term " +
           std::to_string(m.last_term) + (m.transfer ? ", handed over" : "");
  }
  std::string operator()(const Vote& m) const {
    return std::string(m.pre ? "pre-vote" : "vote") + (m.granted ? " granted: term " : " refused: term ") +
           std::to_string(m.term);
  }
  std::string operator()(const Append& m) const {
    const std::string what = m.entries.empty() ? "heartbeat" : "append";
    return what + ": term " + std::to_string(m.term) + ", after " + std::to_string(m.previous) +
           (m.entries.empty() ? "" : ", " + plural(m.entries.size(), "entry", "entries")) + ", commit " +
           std::to_string(m.commit);
  }
  std::string operator()(const Appended& m) const {
    if (m.ok) return "appended: term " + std::to_string(m.term) + ", up to " + std::to_string(m.index);
    return "append refused: term " + std::to_string(m.term) + ", nothing after " + std::to_string(m.index) +
           ", try " + std::to_string(m.hint);
  }
  std::string operator()(const InstallSnapshot& m) const {
    return "install snapshot: term " + std::to_string(m.term) + ", up to " +
           std::to_string(m.snapshot ? m.snapshot->index : 0);
  }
  std::string operator()(const TimeoutNow& m) const {
    return "begin an election now: term " + std::to_string(m.term);
  }
  std::string operator()(const Forward& m) const { return forwarding::words(m); }
  std::string operator()(const Answer& m) const { return forwarding::words(m); }
};

}  // namespace

Bytes bytes_of(const Entries& entries) {
  Bytes bytes = kEntryHeader * static_cast<std::int64_t>(entries.size());
  for (const Entry& entry : entries)
    if (const auto* operation = std::get_if<Operation>(&entry.what))
      bytes += forwarding::bytes_of(*operation);
  return bytes;
}

Bytes bytes_of(const Message& message) {
  if (const auto* append = std::get_if<Append>(&message)) return kMessageHeader + bytes_of(append->entries);
  if (const auto* forward = std::get_if<Forward>(&message))
    return kMessageHeader + forwarding::bytes_of(forward->operation);
  if (const auto* answer = std::get_if<Answer>(&message))
    return kMessageHeader + forwarding::bytes_of(answer->reply);
  if (const auto* install = std::get_if<InstallSnapshot>(&message))
    return kMessageHeader + (install->snapshot ? install->snapshot->data.size() : Bytes());
  return kMessageHeader;
}

Bytes bytes_of(const Record& record) {
  if (const auto* log = std::get_if<LogRecord>(&record)) return bytes_of(log->entries);
  if (const auto* snapshot = std::get_if<SnapshotRecord>(&record))
    return kMessageHeader + snapshot->snapshot->data.size();
  return kHardState;
}

std::string words(const Message& message) { return std::visit(Words{}, message); }

std::string record_words(const Record& record) {
  if (const auto* state = std::get_if<HardState>(&record))
    return "term " + std::to_string(state->term) +
           (state->vote.is_none() ? "" : ", votes for " + name_of(state->vote));
  if (const auto* log = std::get_if<LogRecord>(&record)) {
    const std::size_t count = log->entries.size();
    std::string words = count == 1 ? "entry " : "entries ";
    words += std::to_string(log->first) + (count == 1 ? "" : " to " + std::to_string(log->first + count - 1));
    return words + (count == 1 ? " of term " : ", the last of term ") +
           std::to_string(log->entries[count - 1].term);
  }
  const auto& taken = std::get<SnapshotRecord>(record);
  return "snapshot up to " + std::to_string(taken.snapshot->index) + ", log after " +
         std::to_string(taken.forget);
}

std::string words(const Membership& members) {
  return members.joint() ? members.outgoing.words() + " and " + members.incoming.words()
                         : members.incoming.words();
}

}  // namespace windtunnel::raft
