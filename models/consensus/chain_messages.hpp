// What the members of a chain send and remember.
//
// The words are van Renesse & Schneider's (OSDI 2004) for updates, Terrace & Freedman's (USENIX ATC 2009) for
// queries, Lamport's for the agreement on a configuration.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "models/consensus/member_set.hpp"
#include "models/consensus/passed_on.hpp"
#include "models/consensus/primary_backup_copy.hpp"

namespace windtunnel::chain {

using primary_backup::Copy;
using primary_backup::Entries;
using primary_backup::EntriesRecord;
using primary_backup::Entry;
using primary_backup::Epoch;
using primary_backup::Position;
using primary_backup::Slot;
using primary_backup::version_of;

// One head makes all configurations of an epoch, one version after the other.
struct ConfigId {
  Epoch epoch = 0;
  std::uint32_t version = 0;
  auto operator<=>(const ConfigId&) const = default;
};

// The chain from head to tail, and which of its members hold all that was ever committed: one of them has to
// be the next head.
struct Configuration {
  ConfigId id;
  std::vector<MemberId> chain;
  MemberSet holders;
  bool operator==(const Configuration&) const = default;
};

// Take this configuration for yours; I have.
struct Configure {
  Configuration configuration;
  bool operator==(const Configure&) const = default;
};
struct Configured {
  ConfigId id;
  bool operator==(const Configured&) const = default;
};

// The head lives. `echo` is the receiver's own clock, as it said it last: until so much later than that no
// other head and no chain without the receiver can be.
struct Beat {
  ConfigId id;
  bool leases = false;
  Time sent;
  Time echo;
  Duration lease;
  bool operator==(const Beat&) const = default;
};
struct Beaten {
  ConfigId id;
  Epoch promised = 0;
  Time sent;  // the head's, echoed
  Time mine;
  bool synced = false;
  bool operator==(const Beaten&) const = default;
};

// Entries behind `previous`. `all`: with them the receiver holds what its predecessor held.
struct Update {
  ConfigId id;
  Position previous;
  Entries entries;
  bool all = false;
  bool operator==(const Update&) const = default;
};
struct Install {
  ConfigId id;
  Shared<Copy> copy;
  bool operator==(const Install&) const = default;
};
// To the predecessor: what is held, and what is known to be committed.
struct Acknowledge {
  ConfigId id;
  Position last, applied;
  bool missed = false;  // `previous` was not there
  bool operator==(const Acknowledge&) const = default;
};

// CRAQ: up to where is the tail?
struct Query {
  ConfigId id;
  std::uint64_t number = 0;
  bool operator==(const Query&) const = default;
};
struct Committed {
  ConfigId id;
  std::uint64_t number = 0;
  Position applied;
  bool operator==(const Committed&) const = default;
};

// May I be the head of this epoch?
struct Seek {
  Epoch epoch = 0;
  Position last;
  bool pre = false;  // would you grant it? Nobody is bound by the answer.
  Time sent;
  bool operator==(const Seek&) const = default;
};
struct Granted {
  Epoch epoch = 0;  // that was asked about; when refused, the one promised last
  bool granted = false;
  bool pre = false;
  Time sent;
  Configuration configuration;  // the last that the granter took
  bool operator==(const Granted&) const = default;
};

struct Forward {
  std::uint64_t ticket = 0;
  Operation operation;
  bool operator==(const Forward&) const = default;
};
struct Answer {
  std::uint64_t ticket = 0;
  Reply reply;
  bool operator==(const Answer&) const = default;
};
using Message = std::variant<Configure, Configured, Beat, Beaten, Update, Install, Acknowledge, Query,
                             Committed, Seek, Granted, Forward, Answer>;

// The epoch that was promised last, and to whom.
struct Promise {
  Epoch epoch = 1;
  MemberId to = MemberId(0);
  bool operator==(const Promise&) const = default;
};
struct CopyRecord {
  Shared<Copy> copy;
  bool operator==(const CopyRecord&) const = default;
};
using Record = std::variant<Promise, Configuration, EntriesRecord, CopyRecord>;

Bytes bytes_of(const Message& message);
Bytes bytes_of(const Record& record);
std::string words(const Message& message);
std::string record_words(const Record& record);
std::string words(const Configuration& configuration);

}  // namespace windtunnel::chain
