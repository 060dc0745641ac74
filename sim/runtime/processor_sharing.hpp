// Processor sharing: jobs that run at once on c cores, each at speed * min(1, c / n) while n are there.
//
// All jobs progress alike, so one number says how far everybody has come: the attained service (virtual time)
// of a job that had been there from the start. A job that comes with work w at attained service v is done
// when it reaches v + w, whatever comes and goes in between (the classical argument for egalitarian processor
// sharing, Kleinrock 1976, "Queueing Systems" volume II, section 4.4; as a data structure the virtual clock
// of Demers, Keshav and Shenker 1989, "Analysis and simulation of a fair queueing algorithm"). So a change
// costs one heap operation, O(log n), and nobody else's end is touched.
//
// Rounding, which is part of the result: attained service is counted in 1/1024 ns of one core at speed 1,
// each stretch between two changes rounded to the nearest unit; an end is the first whole nanosecond at which
// the work is done. A job's end is thus late by less than 1 ns, plus at most 1/2048 ns for each change while
// it was there. Only + - * / on doubles are used, so the bits are the same everywhere.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/base/time.hpp"

namespace windtunnel {

// Job is whatever the owner wants back when the work is done: a small value.
template <class Job>
class ProcessorSharing {
 public:
  // Stale tickets are recognised, so removing what is done already is harmless.
  struct Ticket {
    std::uint32_t slot = 0xffffffffu;
    std::uint32_t generation = 0;
  };

  // `speed` is how many nanoseconds of work one core does in a nanosecond; 0 is a host that stands still.
  ProcessorSharing(std::int64_t cores, double speed) : cores_(static_cast<double>(cores)), speed_(speed) {
    CHECK(cores > 0 && speed >= 0.0, "cores " + std::to_string(cores) + ", speed " + std::to_string(speed));
  }

  std::size_t size() const { return heap_.size(); }
  bool empty() const { return heap_.empty(); }

  // `work` is the time it would take alone on one core of speed 1, at most 52 days. `now` never goes back,
  // nor past next_completion() while that has not been taken.
  Ticket add(Time now, Duration work, Job job) {
    CHECK(work.ns() >= 0 && work.ns() < kWorkMaxNs, "work of " + std::to_string(work.ns()) + " ns");
    advance(now);
    if (attained_ > kRebaseAt) rebase();
    std::uint32_t slot = free_;
    if (slot == kNone) {
      slot = static_cast<std::uint32_t>(slots_.size());
      CHECK(slot < kNone, "more than 67 million jobs on one host");
      slots_.push_back({});
    } else {
      free_ = slots_[slot].position;
    }
    slots_[slot].job = std::move(job);
    const std::uint64_t word = serial_++ << kSlotBits | slot;
    slots_[slot].word = word;
    heap_.push_back({});
    rise(heap_.size() - 1, {attained_ + static_cast<std::uint64_t>(work.ns()) * kUnitsPerNs, word});
    plan();
    return {slot, static_cast<std::uint32_t>(word >> kSlotBits)};
  }

  // Takes a job out before its end; the work that was left, or nothing when the ticket is stale.
  std::optional<Duration> remove(Time now, Ticket ticket) {
    if (ticket.slot >= slots_.size()) return std::nullopt;
    const Slot& slot = slots_[ticket.slot];
    if (slot.word == 0 || static_cast<std::uint32_t>(slot.word >> kSlotBits) != ticket.generation)
      return std::nullopt;
    advance(now);
    const std::uint64_t end = heap_[slot.position].end;
    const std::uint64_t left = end > attained_ ? end - attained_ : 0;
    erase(slot.position);
    plan();
    return Duration::from_ns(static_cast<std::int64_t>((left + kUnitsPerNs / 2) / kUnitsPerNs));
  }

  // When the next job is done if nothing changes; never when there is none or the host stands still.
  Time next_completion() const { return next_; }

  // Takes one job that is done at `now`; call until it gives nothing. Jobs done at one instant come in the
  // order of their true ends, then of their coming.
  std::optional<Job> take_completed(Time now) {
    if (now < next_) return std::nullopt;
    advance(now);
    if (heap_.empty() || heap_[0].end > attained_) {
      plan();
      return std::nullopt;
    }
    std::optional<Job> job(std::move(slots_[slot_of(heap_[0])].job));
    erase(0);
    plan();
    return job;
  }

  void set_speed(Time now, double speed) {
    CHECK(speed >= 0.0, "speed " + std::to_string(speed));
    advance(now);
    speed_ = speed;
    plan();
  }
  void set_cores(Time now, std::int64_t cores) {
    CHECK(cores > 0, "cores " + std::to_string(cores));
    advance(now);
    cores_ = static_cast<double>(cores);
    plan();
  }
  double speed() const { return speed_; }

 private:
  static constexpr std::uint64_t kUnitsPerNs = 1024;
  static constexpr std::int64_t kWorkMaxNs = std::int64_t{1} << 52;
  static constexpr std::uint64_t kRebaseAt = std::uint64_t{1} << 62;
  static constexpr unsigned kSlotBits = 26;
  static constexpr std::uint32_t kNone = (std::uint32_t{1} << kSlotBits) - 1;

  struct Entry {
    std::uint64_t end;   // the attained service at which the job is done
    std::uint64_t word;  // serial and slot, as in the agenda
    friend bool operator<(const Entry& a, const Entry& b) {
      return a.end != b.end ? a.end < b.end : a.word < b.word;
    }
  };
  struct Slot {
    std::uint64_t word = 0;      // 0 when free
    std::uint32_t position = 0;  // in the heap; the next free slot when free
    Job job{};
  };

  static std::uint32_t slot_of(const Entry& entry) { return static_cast<std::uint32_t>(entry.word) & kNone; }

  double units_per_ns() const {
    const auto jobs = static_cast<double>(heap_.size());
    const double share = jobs <= cores_ ? 1.0 : cores_ / jobs;
    return speed_ * share * static_cast<double>(kUnitsPerNs);
  }

  // Brings everybody forward to `now`. What next_ promised is kept to the letter: nobody is done before, and
  // at next_ the first one is, however the doubles were rounded.
  void advance(Time now) {
    CHECK(now >= last_,
          "time went back from " + std::to_string(last_.ns()) + " to " + std::to_string(now.ns()) + " ns");
    CHECK(now <= next_, "a job is done at " + std::to_string(next_.ns()) + " and was not taken until " +
                            std::to_string(now.ns()) + " ns");
    if (heap_.empty()) {
      attained_ = 0;
    } else if (now > last_) {
      const double units = static_cast<double>((now - last_).ns()) * units_per_ns_;
      const std::uint64_t first = heap_[0].end;
      std::uint64_t reached = attained_ + static_cast<std::uint64_t>(units + 0.5);
      if (now == next_) {
        reached = std::max(reached, first);
      } else if (reached >= first && first > attained_) {
        reached = first - 1;
      }
      attained_ = std::max(attained_, reached);
    }
    last_ = now;
  }

  // Finds next_ anew after a change at last_.
  void plan() {
    next_ = Time::never();
    if (heap_.empty()) return;
    units_per_ns_ = units_per_ns();
    const std::uint64_t first = heap_[0].end;
    if (first <= attained_) {
      next_ = last_;
    } else if (units_per_ns_ > 0.0) {
      const double ns = static_cast<double>(first - attained_) / units_per_ns_;
      if (ns >= 4e18) return;  // beyond all time
      auto whole = static_cast<std::int64_t>(ns);
      if (static_cast<double>(whole) < ns) ++whole;
      if (whole < (Time::never() - last_).ns())
        next_ = last_ + Duration::from_ns(std::max<std::int64_t>(whole, 1));
    }
  }

  void rebase() {
    for (Entry& entry : heap_) entry.end -= std::min(entry.end, attained_);
    attained_ = 0;
  }

  // A heap of four children each, with positions kept in the slots.
  void put(std::size_t position, const Entry& entry) {
    heap_[position] = entry;
    slots_[slot_of(entry)].position = static_cast<std::uint32_t>(position);
  }
  void rise(std::size_t position, const Entry& entry) {
    while (position > 0) {
      const std::size_t parent = (position - 1) / 4;
      if (!(entry < heap_[parent])) break;
      put(position, heap_[parent]);
      position = parent;
    }
    put(position, entry);
  }
  void sink(std::size_t position, const Entry& entry) {
    for (;;) {
      const std::size_t first = 4 * position + 1;
      if (first >= heap_.size()) break;
      std::size_t least = first;
      for (std::size_t child = first + 1; child < std::min(first + 4, heap_.size()); ++child) {
        if (heap_[child] < heap_[least]) least = child;
      }
      if (!(heap_[least] < entry)) break;
      put(position, heap_[least]);
      position = least;
    }
    put(position, entry);
  }
  void erase(std::size_t position) {
    const std::uint32_t slot = slot_of(heap_[position]);
    slots_[slot].word = 0;
    slots_[slot].position = free_;
    free_ = slot;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (position == heap_.size()) return;
    if (position > 0 && last < heap_[(position - 1) / 4]) {
      rise(position, last);
    } else {
      sink(position, last);
    }
  }

  double cores_;
  double speed_;
  double units_per_ns_ = 0.0;  // since last_
  Time last_;
  Time next_ = Time::never();
  std::uint64_t attained_ = 0;
  std::uint64_t serial_ = 1;
  std::uint32_t free_ = kNone;
  std::vector<Entry> heap_;
  std::vector<Slot> slots_;
};

}  // namespace windtunnel
