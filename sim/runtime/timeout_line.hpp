// A line of time-outs of one fixed length: first armed is first due, so arming is a push and cancelling is
// nothing.
//
// Nearly every time-out of a cloud system is disarmed long before it is due. When all of them have the same
// length they stand in a line in order, one kernel timer stands for the head, and a disarmed one is dropped
// when it reaches the head. Whether an entry still counts is the owner's to say (by slot and generation).
// Memory stays within twice the entries that still count: the line is swept when more than half of it is
// stale.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/time.hpp"
#include "sim/kernel/event.hpp"

namespace windtunnel {

// Owner: bool still_waits(slot, generation) const; void timed_out(slot).
template <class Runtime, class Owner>
class TimeoutLine {
 public:
  TimeoutLine(Runtime& runtime, Owner& owner, Duration length)
      : runtime_(&runtime), owner_(&owner), length_(length) {}

  void arm(std::uint32_t slot, std::uint32_t generation) {
    if (size() == ring_.size()) make_room();
    ring_[tail_++ & mask_] = Entry{runtime_->now() + length_, slot, generation};
    if (!armed_) plan();
  }

  std::size_t size() const { return tail_ - head_; }

 private:
  struct Entry {
    Time due;
    std::uint32_t slot;
    std::uint32_t generation;
  };

  void plan() {
    runtime_->at(ring_[head_ & mask_].due, event<&TimeoutLine::due>(*this));
    armed_ = true;
  }

  void due(std::uint64_t) {
    armed_ = false;
    while (head_ != tail_) {
      const Entry entry = ring_[head_ & mask_];
      if (!owner_->still_waits(entry.slot, entry.generation)) {
        ++head_;
      } else if (entry.due <= runtime_->now()) {
        ++head_;
        owner_->timed_out(entry.slot);
      } else {
        break;
      }
    }
    if (!armed_ && head_ != tail_) plan();
  }

  // Full: first drop what no longer counts, and grow only when that freed less than half.
  void make_room() {
    std::vector<Entry> kept;
    kept.reserve(ring_.size());
    for (std::size_t i = head_; i != tail_; ++i) {
      const Entry& entry = ring_[i & mask_];
      if (i == head_ || owner_->still_waits(entry.slot, entry.generation)) kept.push_back(entry);
    }
    std::size_t capacity = ring_.empty() ? 64 : ring_.size();
    while (kept.size() * 2 > capacity) capacity *= 2;
    tail_ = kept.size();
    head_ = 0;
    kept.resize(capacity);
    ring_.swap(kept);
    mask_ = capacity - 1;
  }

  Runtime* runtime_;
  Owner* owner_;
  Duration length_;
  std::vector<Entry> ring_;  // a power of two
  std::size_t mask_ = 0;
  std::size_t head_ = 0;  // ever growing; index = value & mask
  std::size_t tail_ = 0;
  bool armed_ = false;
};

}  // namespace windtunnel
