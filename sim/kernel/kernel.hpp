// The kernel: a clock, the agenda of pending events, and the loop that fires them in the total order (time,
// serial).
//
// Everything here is a function of what was planned: no wall clock, no addresses. The loop looks at what may
// end a run (budget, stop token, livelock) only between blocks of a few thousand events, so that guarding
// costs nothing.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/base/check.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/agenda.hpp"
#include "sim/kernel/event.hpp"
#include "sim/kernel/frames.hpp"

namespace windtunnel {

enum class StopReason { kEmpty, kUntil, kStopped, kEventBudget, kNoProgress, kToken };

struct RunLimits {
  Time until = Time::never();  // events at `until` itself still fire, and the clock ends there
  std::uint64_t events_max = ~std::uint64_t{0};  // the event budget, over the whole life of the kernel
  std::uint64_t events_per_instant_max =
      10'000'000;  // the progress watchdog: this many events at one instant, give or
                   // take a block of 4,096, are a livelock
  const std::atomic<bool>* stop_token = nullptr;  // looked at each few thousand events
};

class Kernel {
 public:
  Kernel() = default;
  ~Kernel();  // ends all processes that were spawned and still wait for something
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  Time now() const { return Time::from_ns(agenda_.now_ns()); }
  std::uint64_t events_fired() const { return fired_at_block_end_ - block_left_; }
  std::size_t pending() const { return agenda_.size(); }
  // When the next pending event is due; never() when none is. For whoever drives this kernel from another
  // clock.
  Time next_due();

  // `when` may be now: the event then fires after all that is already planned for this instant.
  Timer at(Time when, Event event) {
    if (when.ns() < agenda_.now_ns()) [[unlikely]]
      refuse_the_past(when);
    return agenda_.push(when.ns(), event);
  }
  Timer after(Duration delay, Event event) { return at(now() + delay, event); }

  // True when the event was still pending; it will not fire. Cancelling what has fired or was cancelled does
  // nothing.
  bool cancel(Timer timer) { return agenda_.cancel(timer); }

  // Room for that many pending events, to spare the growing.
  void reserve(std::size_t events) { agenda_.reserve(events); }

  // The event that is being fired is the last one of this run(); what is pending stays.
  void stop() {
    stopped_ = true;
    fired_at_block_end_ -= block_left_;
    block_left_ = 0;
  }
  StopReason run(const RunLimits& limits = {});

  // Why the last run() ended, in words for whoever has to find the cause.
  std::string why_stopped() const;

  // Where its processes' frames come from (process.hpp).
  FramePool& frames() { return frames_; }

 private:
  friend class Process;
  [[noreturn]] void refuse_the_past(Time when) const;
  std::string describe_livelock();
  StopReason loop(const RunLimits& limits);

  Agenda agenda_;
  // Events are counted down within a block; events_fired() is the block's end less what is left of it.
  std::uint64_t fired_at_block_end_ = 0;
  std::uint64_t block_left_ = 0;
  bool stopped_ = false;
  StopReason reason_ = StopReason::kEmpty;
  std::uint64_t fired_this_instant_ = 0;
  std::string stuck_text_;
  FramePool frames_;
  FrameList processes_;
};

}  // namespace windtunnel
