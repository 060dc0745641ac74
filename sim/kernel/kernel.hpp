// The kernel: a clock, the agenda of pending events, and the loop that fires them in the total order (time, serial).
#pragma once

#include <atomic>
#include <cstdint>
#include <queue>
#include <string>
#include <vector>

#include "sim/base/check.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/event.hpp"

namespace windtunnel {

enum class StopReason { kEmpty, kUntil, kStopped, kEventBudget, kNoProgress, kToken };

struct RunLimits {
  Time until = Time::never();                     // events at `until` itself still fire
  std::uint64_t events_max = ~std::uint64_t{0};   // the event budget
  std::uint64_t events_per_instant_max = 10'000'000;  // the progress watchdog: this many events at one instant is a livelock
  const std::atomic<bool>* stop_token = nullptr;  // looked at each few thousand events
};

class Kernel {
 public:
  Time now() const { return now_; }
  std::uint64_t events_fired() const { return fired_; }
  std::size_t pending() const { return live_; }

  Timer at(Time when, Event event) {
    CHECK(when >= now_, "an event in the past");
    std::uint32_t slot;
    if (!free_.empty()) { slot = free_.back(); free_.pop_back(); } else { slot = static_cast<std::uint32_t>(slots_.size()); slots_.push_back({}); }
    slots_[slot].event = event;
    slots_[slot].live = true;
    queue_.push({when, serial_++, slot, slots_[slot].generation});
    ++live_;
    return {slot, slots_[slot].generation};
  }
  Timer after(Duration delay, Event event) { return at(now_ + delay, event); }

  // True when the event was still pending; it will not fire.
  bool cancel(Timer timer) {
    if (timer.slot >= slots_.size()) return false;
    Slot& slot = slots_[timer.slot];
    if (!slot.live || slot.generation != timer.generation) return false;
    slot.live = false; ++slot.generation; --live_;
    return true;
  }

  void stop() { stopped_ = true; }
  StopReason run(const RunLimits& limits = {}) {
    stopped_ = false;
    while (!queue_.empty()) {
      const Entry top = queue_.top();
      Slot& slot = slots_[top.slot];
      if (!slot.live || slot.generation != top.generation) { queue_.pop(); free_.push_back(top.slot); continue; }
      if (top.when > limits.until) { now_ = limits.until; return StopReason::kUntil; }
      if (fired_ >= limits.events_max) return StopReason::kEventBudget;
      if (limits.stop_token && (fired_ & 4095) == 0 && limits.stop_token->load(std::memory_order_relaxed)) return StopReason::kToken;
      queue_.pop();
      now_ = top.when;
      const Event event = slot.event;
      slot.live = false; ++slot.generation; --live_;
      free_.push_back(top.slot);
      ++fired_;
      event.fire(event.self, event.payload);
      if (stopped_) return StopReason::kStopped;
    }
    if (limits.until != Time::never()) { now_ = limits.until; return StopReason::kUntil; }
    return StopReason::kEmpty;
  }

 private:
  struct Slot { Event event; std::uint32_t generation = 0; bool live = false; };
  struct Entry {
    Time when; std::uint64_t serial; std::uint32_t slot; std::uint32_t generation;
    bool operator<(const Entry& other) const { return when != other.when ? when > other.when : serial > other.serial; }
  };
  Time now_;
  std::uint64_t serial_ = 0, fired_ = 0;
  std::size_t live_ = 0;
  bool stopped_ = false;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::priority_queue<Entry> queue_;
};

}  // namespace windtunnel
