// One member's copy under a primary: its data, and the entries that lead there and beyond.
//
// Each member's disk holds the same thing (Stable is one of these), so a restart needs no replay. Entries
// that are not applied can be taken back, which is what becomes of a dead primary's last writes; those that
// are applied can not: a copy that differs there is thrown away for another one's. An entry is named by its
// epoch and slot; because an epoch has one primary, equal names mean equal histories up to there.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "models/consensus/passed_on.hpp"
#include "sim/machine/key_values.hpp"
#include "sim/machine/shared_span.hpp"

namespace windtunnel::primary_backup {

using Epoch = std::int64_t;
using Slot = std::uint64_t;  // the first entry has 1

struct Position {
  Epoch epoch = 0;
  Slot slot = 0;
  auto operator<=>(const Position&) const = default;
};

// A change that a primary has put in order. With `begins` it is none: with it a primary begins its epoch.
struct Entry {
  Epoch epoch = 0;
  bool begins = false;
  Operation operation = {};
  Asker asker = {};  // in chains, where another member than the first answers
  bool operator==(const Entry&) const = default;
};
using Entries = SharedSpan<Entry>;

// The order in which changes take effect, over all epochs: what checkers know a version by.
constexpr Version version_of(Position at) { return static_cast<Version>(at.epoch) << 40 | at.slot; }

// What a disk learns: entries from `first` on take the place of whatever stood there; those up to `applied`
// are in the data, those up to `forget` are no longer needed.
struct EntriesRecord {
  Slot first = 0;
  Entries entries;
  Slot applied = 0;
  Slot forget = 0;
  bool operator==(const EntriesRecord&) const = default;
};

std::string record_words(const EntriesRecord& record);

class Copy {
 public:
  Position last() const { return at(last_); }
  Position applied() const { return at(applied_); }
  Slot first_kept() const { return last_ - kept_.size() + 1; }
  const KeyValues& data() const { return data_; }
  // Of a slot up to the last; 0 has epoch 0.
  Epoch epoch_at(Slot slot) const;
  Position at(Slot slot) const { return Position{epoch_at(slot), slot}; }
  bool has(Position position) const { return position.slot <= last_ && at(position.slot) == position; }
  const Entry& entry(Slot slot) const { return kept_[static_cast<std::size_t>(slot - first_kept())]; }
  // From `first`, which is kept, as many as there are up to `most`.
  Entries entries(Slot first, std::size_t most) const;

  void add(const Entry& entry);
  void take_back(Slot after);  // all entries after this one; none of them is applied
  Reply apply_next(bool* changed = nullptr);
  void forget(Slot up_to);  // entries that are applied
  void write(const EntriesRecord& record);
  // The data as of applied(), without the entries: what a member gets that is too late.
  Copy whole() const;
  bool operator==(const Copy&) const = default;

 private:
  struct Begin {
    Epoch epoch = 0;
    Slot first = 0;
    bool operator==(const Begin&) const = default;
  };

  KeyValues data_;  // after the entries up to applied_
  Slot applied_ = 0;
  Slot last_ = 0;
  std::deque<Entry> kept_;     // the last of them is last_
  std::vector<Begin> begins_;  // the epochs of all entries ever
};

}  // namespace windtunnel::primary_backup
