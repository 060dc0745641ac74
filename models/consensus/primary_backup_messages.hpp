// What a primary and its backups send and remember.
//
// What a message weighs on the wire is its fixed fields, rounded up to a header, and its operations with
// their values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "models/consensus/forwarding.hpp"
#include "models/consensus/passed_on.hpp"
#include "models/consensus/primary_backup_copy.hpp"

namespace windtunnel::primary_backup {

// An epoch, and the one primary that may have it.
struct Grant {
  Epoch epoch = 1;
  MemberId primary =
      MemberId(0);  // of the first epoch; none while this member has granted the epoch to nobody
  bool operator==(const Grant&) const = default;
};

// Entries behind `previous`; none in a heartbeat.
struct Replicate {
  Epoch epoch = 0;
  Position previous;
  Entries entries;
  Time sent;  // by the primary's clock; echoed
  bool operator==(const Replicate&) const = default;
};
// All data, to a backup that is too late or has another history.
struct Install {
  Epoch epoch = 0;
  Shared<Copy> copy;
  Time sent;
  bool operator==(const Install&) const = default;
};
// What a backup has written: the answer to both.
struct Copied {
  Epoch epoch = 0;
  Position last, applied;
  bool missed = false;  // `previous` was not there
  Time sent;
  bool operator==(const Copied&) const = default;
};
// May I be the primary of this epoch?
struct Seek {
  Epoch epoch = 0;
  Position last;
  bool pre = false;  // would you grant it? Nobody is bound by the answer.
  Time sent;         // by the seeker's clock; echoed
  bool operator==(const Seek&) const = default;
};
struct Granted {
  Epoch epoch = 0;  // that was asked about; when refused, the one that this member has granted last
  bool granted = false;
  bool pre = false;
  Time sent;
  bool operator==(const Granted&) const = default;
};
using forwarding::Answer;
using forwarding::Forward;
using Message = std::variant<Replicate, Install, Copied, Seek, Granted, Forward, Answer>;

// All data are these now.
struct CopyRecord {
  Shared<Copy> copy;
  bool operator==(const CopyRecord&) const = default;
};
using Record = std::variant<Grant, EntriesRecord, CopyRecord>;

Bytes bytes_of(const Message& message);
Bytes bytes_of(const Record& record);
std::string words(const Message& message);
std::string record_words(const Record& record);

}  // namespace windtunnel::primary_backup
