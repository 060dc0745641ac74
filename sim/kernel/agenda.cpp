// The slow paths of the agenda: bringing the next bucket into order, and spreading lists that are too long to
// sort.
#include "sim/kernel/agenda.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

// A list up to this long is sorted, a longer one is spread over a rung of its own.
constexpr std::size_t kSortMax = 24;
// An insertion that would move more keys than this sends the sorted array back to a rung.
constexpr std::size_t kShiftMax = 48;
constexpr std::size_t kBucketsMax = std::size_t{1} << 21;
// From so many records on they do not fit into a second-level cache.
constexpr std::size_t kFarAway = 16'384;

// Writes a key in one piece. Keys are moved in pieces of 16 bytes, and reading such a piece soon after it was
// written in two halves makes the processor wait until both halves have left its store buffer.
void store(Agenda::Key& place, Agenda::Key key) {
  using Both = std::uint64_t __attribute__((vector_size(16)));
  const Both both = {static_cast<std::uint64_t>(key.time_ns), key.word};
  std::memcpy(&place, &both, sizeof both);
}

}  // namespace

Agenda::Agenda() : records_(1), heads_(1, kNone) {
  deepest_ = rungs_.data();
  records_[kNone] = {{0, 0}, kNone, kNone, {}};
  rungs_[0] = {0, std::numeric_limits<std::int64_t>::max(), 0, 0, 0, 63};
}

std::uint32_t Agenda::grow() {
  CHECK(records_.size() < (std::size_t{1} << kSlotBits), "more than 67 million pending events");
  const auto slot = static_cast<std::uint32_t>(records_.size());
  records_.push_back({{0, slot}, kNone, kNone, {}});
  return slot;
}

// What is due within the stretch that is in order already.
void Agenda::place_soon(Key key, Record& record) {
  record.previous = kInArray;
  if (key.time_ns == now_ns_) {
    instant_.push_back(key);
    return;
  }
  // A new key has the largest serial, so it stands before (fires after) all of its own time.
  sorted_.emplace_back();
  std::size_t place = sorted_.size() - 1;
  Key* keys = sorted_.data();
  while (place > 0 && keys[place - 1].time_ns <= key.time_ns) {
    keys[place] = keys[place - 1];
    --place;
  }
  store(keys[place], key);
  if (sorted_.size() - 1 - place > kShiftMax) spill();
}

// Makes the back of sorted_ the next event.
bool Agenda::prepare(std::int64_t until_ns) {
  if (instant_first_ == instant_.size()) return refill(until_ns);
  // Keys of this instant in sorted_ were planned before the instant came: they are older than all in
  // instant_.
  if (!sorted_.empty() && sorted_.back().time_ns == now_ns_) return true;
  sorted_.push_back(instant_[instant_first_++]);
  if (instant_first_ == instant_.size()) {
    instant_.clear();
    instant_first_ = 0;
  } else if (instant_first_ >= 4096 && instant_first_ * 2 >= instant_.size()) {
    instant_.erase(instant_.begin(), instant_.begin() + static_cast<std::ptrdiff_t>(instant_first_));
    instant_first_ = 0;
  }
  return true;
}

bool Agenda::peek(std::int64_t& time_ns, Event& event) {
  for (;;) {
    if ((sorted_.empty() || instant_first_ != instant_.size()) &&
        !prepare(std::numeric_limits<std::int64_t>::max())) {
      return false;
    }
    const Key key = sorted_.back();
    const Record& record = records_[slot_of(key)];
    if (record.key.word == key.word) {
      time_ns = key.time_ns;
      event = record.event;
      return true;
    }
    sorted_.pop_back();
  }
}

// Orders the next bucket, unless all of it is due after `until_ns`: what comes later is best left as it is,
// since more may be planned before it and among it.
bool Agenda::refill(std::int64_t until_ns) {
  for (;;) {
    Rung& rung = *deepest_;
    if (deepest_ == rungs_.data()) {
      if (heads_[0] == kNone) return false;
      take_list(0);
      const std::int64_t last_ns = std::max_element(taken_.begin(), taken_.end())->time_ns;
      if (taken_.size() > kSortMax) {
        spread_taken(last_ns);
        continue;
      }
      // So few in all: a sorted array alone is the fastest agenda there is, until it grows (spill).
      sort_taken();
      sorted_until_ns_ = std::numeric_limits<std::int64_t>::max();
      return true;
    }
    while (rung.current <= rung.overflow && heads_[rung.current] == kNone) ++rung.current;
    if (rung.current > rung.overflow) {
      --deepest_;
      continue;
    }
    const std::uint32_t head = rung.current;
    const std::int64_t first_ns =
        rung.base_ns + static_cast<std::int64_t>(std::uint64_t{head - rung.first} << rung.shift);
    if (first_ns > until_ns) {
      sorted_until_ns_ = std::max(sorted_until_ns_, first_ns - 1);
      return false;
    }
    if (records_.size() > kFarAway) walk_ahead(head);
    take_list(head);
    if (taken_.size() > kSortMax) {
      const auto [first, last] = std::minmax_element(taken_.begin(), taken_.end());
      if (first->time_ns == last->time_ns && first->time_ns <= until_ns) {
        // A crowd at one instant is put in order whatever its size. The bucket stays the current one: what is
        // planned after that instant must not be sorted in behind the crowd.
        sorted_until_ns_ = first->time_ns;
        sort_taken();
        return true;
      }
    }
    std::int64_t last_ns = rung.last_ns;
    if (head == rung.overflow) {
      --deepest_;
    } else {
      const std::uint64_t end_ns =
          static_cast<std::uint64_t>(rung.base_ns) + ((std::uint64_t{head - rung.first} + 1) << rung.shift);
      last_ns = static_cast<std::int64_t>(std::min(end_ns - 1, static_cast<std::uint64_t>(last_ns)));
      ++rung.current;
    }
    if (taken_.size() > kSortMax) {
      spread_taken(last_ns);
      continue;
    }
    sort_taken();
    sorted_until_ns_ = last_ns;
    return true;
  }
}

// When many are pending, their records are far away, and a list is a chain of misses. So each bucket's list
// is walked ahead of its turn, one step each time a bucket before it is taken. A cursor that has gone stale
// only costs a needless prefetch: it is a slot that exists, whoever lives there.
void Agenda::walk_ahead(std::uint32_t head) {
  for (std::uint32_t& cursor : ahead_) {
    cursor = records_[cursor].next;
    __builtin_prefetch(&records_[cursor]);
  }
  const std::uint32_t entering = head + static_cast<std::uint32_t>(ahead_.size());
  if (entering >= heads_.size()) return;
  ahead_[entering % ahead_.size()] = heads_[entering];
  __builtin_prefetch(&records_[heads_[entering]]);
}

void Agenda::take_list(std::uint32_t head) {
  taken_.clear();
  std::uint32_t slot = heads_[head];
  heads_[head] = kNone;
  while (slot != kNone) {
    Record& record = records_[slot];
    taken_.push_back(record.key);
    record.previous = kInArray;
    slot = record.next;
  }
}

// Moves taken_ into the empty sorted_, latest first.
void Agenda::sort_taken() {
  const auto later = [](const Key& a, const Key& b) { return b < a; };
  std::swap(sorted_, taken_);
  if (sorted_.size() > kSortMax) {
    if (!std::is_sorted(sorted_.begin(), sorted_.end(), later))
      std::sort(sorted_.begin(), sorted_.end(), later);
    return;
  }
  Key* keys = sorted_.data();
  for (std::size_t i = 1; i < sorted_.size(); ++i) {
    const Key key = keys[i];
    std::size_t place = i;
    while (place > 0 && keys[place - 1] < key) {
      keys[place] = keys[place - 1];
      --place;
    }
    keys[place] = key;
  }
}

// Spreads taken_ over a new rung that is responsible up to `last_ns`.
void Agenda::spread_taken(std::int64_t last_ns) {
  if (deepest_ == &rungs_.back()) {
    gather_all_unsorted();
    last_ns = std::max_element(taken_.begin(), taken_.end())->time_ns;
  }
  const auto [first, last] = std::minmax_element(taken_.begin(), taken_.end());
  const std::int64_t base_ns = first->time_ns;
  const auto span = static_cast<std::uint64_t>(last->time_ns - base_ns);
  const bool whole = deepest_ == rungs_.data();

  // Aim at a few events a bucket. Over the whole agenda's rung many more events will pass than stand there
  // now: as many as its span at the pace since the last time, though never so many that walking empty buckets
  // would count.
  std::size_t buckets = taken_.size();
  if (whole) {
    const double elapsed_ns = static_cast<double>(std::max<std::int64_t>(base_ns - spread_ns_, 1));
    const double passing =
        static_cast<double>(serial_ - spread_serial_) / elapsed_ns * static_cast<double>(span);
    const double most = static_cast<double>(8 * taken_.size());
    buckets = std::max(buckets, static_cast<std::size_t>(std::min(passing, most) / 2));
    spread_serial_ = serial_;
    spread_ns_ = base_ns;
  }
  buckets = std::clamp<std::size_t>(buckets, 16, std::max(kBucketsMax, taken_.size()));
  const auto shift = static_cast<std::uint32_t>(std::bit_width(span / buckets));

  Rung rung{};
  rung.base_ns = base_ns;
  rung.last_ns = last_ns;
  rung.first = deepest_->overflow + 1;
  rung.current = rung.first;
  rung.overflow = rung.first + static_cast<std::uint32_t>(span >> shift) + 1;
  rung.shift = shift;
  if (rung.overflow >= heads_.size()) heads_.resize(rung.overflow + 1, kNone);
  *++deepest_ = rung;
  for (const Key& key : taken_) {
    const std::uint32_t slot = slot_of(key);
    link(bucket(rung, key.time_ns), slot, records_[slot]);
  }
  sorted_until_ns_ = base_ns - 1;
}

// Sends what is in order but not of this very instant back to a rung: too much had become due too soon. At
// least the key that was one too many is among it.
void Agenda::spill() {
  const auto later = [](const Key& key, std::int64_t time_ns) { return key.time_ns > time_ns; };
  const auto now_first = std::lower_bound(sorted_.begin(), sorted_.end(), now_ns_, later);
  taken_.clear();
  for (auto key = sorted_.begin(); key != now_first; ++key) {
    if (records_[slot_of(*key)].key.word == key->word) taken_.push_back(*key);
  }
  sorted_.erase(sorted_.begin(), now_first);
  spread_taken(sorted_until_ns_);
}

// The way out when rungs stand too deep (only programs that plan ever nearer batches without firing anything
// get here): everything that is not in order is taken anew.
void Agenda::gather_all_unsorted() {
  std::vector<Key> all = taken_;
  for (std::uint32_t head = 0; head <= deepest_->overflow; ++head) {
    if (heads_[head] == kNone) continue;
    take_list(head);
    all.insert(all.end(), taken_.begin(), taken_.end());
  }
  taken_ = std::move(all);
  deepest_ = rungs_.data();
}

std::size_t Agenda::memory_bytes() const {
  return records_.capacity() * sizeof(Record) + heads_.capacity() * sizeof(std::uint32_t) +
         (sorted_.capacity() + instant_.capacity() + taken_.capacity()) * sizeof(Key);
}

}  // namespace windtunnel
