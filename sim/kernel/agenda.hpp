// The agenda: all pending events in the total order (time, serial), with removal at once of what is
// cancelled.
//
// It is a ladder queue (Tang, Goh and Thng 2005, "Ladder queue: an O(1) priority queue structure for
// large-scale discrete event simulation"): a small sorted array holds the next few events, rungs of buckets
// hold the rest, and a bucket is only put in order when its turn comes. Two things differ from the paper. A
// bucket is a doubly linked list threaded through the records themselves, so that cancelling unlinks in O(1)
// and memory is that of what is pending: time-outs, which nearly always get cancelled, were what a lazy
// ladder choked on. And what is planned for the very instant that is being fired goes into a plain queue, so
// that a million events at one instant cost no sorting.
//
// Widths are powers of two, so that finding a bucket is a subtraction and a shift. Costs are O(1) amortised
// for every distribution that was measured (docs/performance.md); a record is one cache line.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/kernel/event.hpp"

namespace windtunnel {

class Agenda {
 public:
  // One pending event as its order sees it. `word` is the serial in the high 38 bits and the record's slot in
  // the low 26, so comparing words compares serials, and a record that was used anew has another word.
  struct alignas(16) Key {
    std::int64_t time_ns;
    std::uint64_t word;
    friend bool operator<(const Key& a, const Key& b) {
      return a.time_ns != b.time_ns ? a.time_ns < b.time_ns : a.word < b.word;
    }
  };

  static constexpr unsigned kSlotBits = 26;  // at most 67 million pending events
  static constexpr std::uint64_t kSerialMax = (std::uint64_t{1} << (64 - kSlotBits)) - 1;

  Agenda();
  Agenda(const Agenda&) = delete;
  Agenda& operator=(const Agenda&) = delete;

  // `time_ns` must not be before the time of the last event that was taken.
  Timer push(std::int64_t time_ns, Event event) {
    std::uint32_t slot = free_;
    if (slot == kNone) [[unlikely]]
      slot = grow();
    Record& record = records_[slot];
    free_ = record.next;
    const std::uint64_t word = (serial_++ << kSlotBits) | slot;
    record.event = event;
    record.key = {time_ns, word};
    ++size_;
    if (time_ns > sorted_until_ns_) [[likely]] {
      place(slot, record);
    } else {
      place_soon({time_ns, word}, record);
    }
    return {slot, static_cast<std::uint32_t>(word >> kSlotBits)};
  }

  // False when the ticket is stale: fired or cancelled already, or never given.
  bool cancel(Timer timer) {
    if (timer.slot >= records_.size()) return false;
    Record& record = records_[timer.slot];
    const std::uint64_t serial = record.key.word >> kSlotBits;
    if (serial == 0 || static_cast<std::uint32_t>(serial) != timer.generation) return false;
    if (record.previous != kInArray) unlink(record);
    release(timer.slot, record);
    return true;
  }

  // Takes the earliest event if it is not after `until_ns`; false when there is none.
  bool pop(std::int64_t until_ns, Event& event) {
    for (;;) {
      if (sorted_.empty() || instant_first_ != instant_.size()) [[unlikely]] {
        if (!prepare(until_ns)) return false;
      }
      const Key key = sorted_.back();
      if (key.time_ns > until_ns) [[unlikely]]
        return false;
      sorted_.pop_back();
      const std::uint32_t slot = slot_of(key);
      Record& record = records_[slot];
      if (record.key.word != key.word) [[unlikely]]
        continue;  // cancelled while it stood in an array
      now_ns_ = key.time_ns;
      event = record.event;
      release(slot, record);
      return true;
    }
  }

  // What pop() would take next, left in place.
  bool peek(std::int64_t& time_ns, Event& event);

  // The time of the event taken last.
  std::int64_t now_ns() const { return now_ns_; }
  void set_now_ns(std::int64_t now_ns) { now_ns_ = now_ns; }
  std::size_t size() const { return size_; }
  std::uint64_t serials_used() const { return serial_; }
  void reserve(std::size_t events) { records_.reserve(events + 1); }

  // Bytes held, for tests of what cancelling leaves behind.
  std::size_t memory_bytes() const;

 private:
  static constexpr std::uint32_t kNone = 0;  // slot 0 is nobody: the end of lists, and a place to scribble
  static constexpr std::uint32_t kInArray = 0x40000000;  // a record whose key stands in sorted_ or instant_
  static constexpr std::uint32_t kHead =
      0x80000000;  // this bit in `previous`: the rest is an index into heads_

  struct alignas(64) Record {
    Key key;  // serial 0 when free
    std::uint32_t next;
    std::uint32_t previous;  // a slot, or kHead | the list's head, or kInArray
    Event event;
  };
  static_assert(sizeof(Record) == 64);

  // Buckets of 2^shift nanoseconds from `base_ns` on. The last one also takes whatever is later, up to
  // `last_ns`.
  struct Rung {
    std::int64_t base_ns;
    std::int64_t last_ns;  // inclusive
    std::uint32_t first;   // index of the first bucket's head in heads_
    std::uint32_t current;
    std::uint32_t overflow;  // index of the last bucket's head
    std::uint32_t shift;
  };

  static std::uint32_t slot_of(const Key& key) {
    return static_cast<std::uint32_t>(key.word) & ((std::uint32_t{1} << kSlotBits) - 1);
  }

  void release(std::uint32_t slot, Record& record) {
    record.key.word = slot;
    record.next = free_;
    free_ = slot;
    --size_;
  }

  static std::uint32_t bucket(const Rung& rung, std::int64_t time_ns) {
    const std::uint64_t index = static_cast<std::uint64_t>(time_ns - rung.base_ns) >> rung.shift;
    const std::uint64_t last = rung.overflow - rung.first;
    return rung.first + static_cast<std::uint32_t>(index < last ? index : last);
  }

  void place(std::uint32_t slot, Record& record) {
    const Rung* rung = deepest_;
    while (record.key.time_ns > rung->last_ns) --rung;
    link(bucket(*rung, record.key.time_ns), slot, record);
  }

  void link(std::uint32_t head, std::uint32_t slot, Record& record) {
    const std::uint32_t next = heads_[head];
    record.next = next;
    record.previous = kHead | head;
    records_[next].previous = slot;  // scribbles on nobody when the list was empty
    heads_[head] = slot;
  }

  void unlink(Record& record) {
    if (record.previous & kHead) {
      heads_[record.previous & ~kHead] = record.next;
    } else {
      records_[record.previous].next = record.next;
    }
    records_[record.next].previous = record.previous;
  }

  std::uint32_t grow();
  void place_soon(Key key, Record& record);
  bool prepare(std::int64_t until_ns);
  bool refill(std::int64_t until_ns);
  void take_list(std::uint32_t head);
  void sort_taken();
  void spread_taken(std::int64_t last_ns);
  void spill();
  void gather_all_unsorted();
  void walk_ahead(std::uint32_t head);

  std::vector<Record> records_;
  std::uint32_t free_ = kNone;
  std::vector<std::uint32_t>
      heads_;                // of all rungs, one after the other; heads_[0] is the list beyond all rungs
  Rung* deepest_;            // rungs_[0] is everything beyond all rungs
  std::vector<Key> sorted_;  // latest first, so that the next event is at the back
  std::int64_t sorted_until_ns_ = -1;  // what is due until then (inclusive) belongs into sorted_
  std::vector<Key> instant_;  // planned for now_ns_ while now_ns_ was being fired, first come first fired
  std::size_t instant_first_ = 0;
  std::vector<Key> taken_;
  std::array<std::uint32_t, 16> ahead_{};
  std::uint64_t serial_ = 1;
  std::size_t size_ = 0;
  std::int64_t now_ns_ = 0;
  std::uint64_t spread_serial_ =
      0;  // when the whole agenda was spread last: how many had been planned, and the time
  std::int64_t spread_ns_ = 0;
  std::array<Rung, 72> rungs_{};
};

}  // namespace windtunnel
