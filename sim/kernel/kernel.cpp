// The event loop, and what it says when it ends.
#include "sim/kernel/kernel.hpp"

#include <cxxabi.h>
#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace windtunnel {
namespace {

constexpr std::uint64_t kBlock = 4096;
// A block of events may plan as many as it likes, but hardly a thousand million: far enough from the last
// serial.
constexpr std::uint64_t kSerialsMax = Agenda::kSerialMax - (std::uint64_t{1} << 32);

std::string in_seconds(Time time) {
  char text[48];
  std::snprintf(text, sizeof text, "%lld.%09lld s", static_cast<long long>(time.ns() / 1'000'000'000),
                static_cast<long long>(time.ns() % 1'000'000'000));
  return text;
}

// The handler's name where the linker kept it, else its place in the program, which addr2line understands.
std::string name_of(Event::Fire fire) {
  Dl_info info{};
  void* const address = reinterpret_cast<void*>(fire);
  if (dladdr(address, &info) == 0) return "a handler without a name";
  if (info.dli_sname != nullptr) {
    int status = 0;
    char* const plain = abi::__cxa_demangle(info.dli_sname, nullptr, nullptr, &status);
    std::string name = status == 0 ? plain : info.dli_sname;
    std::free(plain);
    return name;
  }
  char text[32];
  std::snprintf(
      text, sizeof text, "+0x%llx",
      static_cast<unsigned long long>(static_cast<char*>(address) - static_cast<char*>(info.dli_fbase)));
  return std::string(info.dli_fname) + text;
}

}  // namespace

void Kernel::refuse_the_past(Time when) const {
  broken_promise("when >= now", __FILE__, __LINE__,
                 "an event for " + in_seconds(when) + ", which is past: it is " + in_seconds(now()));
}

Time Kernel::next_due() {
  std::int64_t next_ns = 0;
  Event next;
  return agenda_.peek(next_ns, next) ? Time::from_ns(next_ns) : Time::never();
}

StopReason Kernel::run(const RunLimits& limits) {
  stopped_ = false;
  fired_this_instant_ = 0;
  fired_at_block_end_ -= block_left_;  // of a run that a broken promise ended
  block_left_ = 0;
  reason_ = loop(limits);
  fired_at_block_end_ -= block_left_;
  block_left_ = 0;
  if (reason_ == StopReason::kNoProgress) stuck_text_ = describe_livelock();
  return reason_;
}

std::string Kernel::describe_livelock() {
  std::string text = "time stands still: " + std::to_string(fired_this_instant_) + " events were fired at " +
                     in_seconds(now()) + " and " + std::to_string(pending()) + " are pending";
  std::int64_t next_ns = 0;
  Event event;
  if (!agenda_.peek(next_ns, event)) return text;
  return text + "; the next is " + name_of(event.fire) + ", payload " + std::to_string(event.payload);
}

StopReason Kernel::loop(const RunLimits& limits) {
  const std::int64_t until_ns = limits.until.ns();
  const std::uint64_t block_max = std::clamp<std::uint64_t>(limits.events_per_instant_max, 1, kBlock);
  for (;;) {
    // Between two blocks.
    const std::uint64_t fired = fired_at_block_end_;
    if (stopped_) return StopReason::kStopped;
    if (fired_this_instant_ >= limits.events_per_instant_max) return StopReason::kNoProgress;
    if (limits.stop_token != nullptr && limits.stop_token->load(std::memory_order_relaxed))
      return StopReason::kToken;
    if (fired >= limits.events_max || agenda_.serials_used() > kSerialsMax) {
      std::int64_t next_ns = 0;
      Event next;
      const bool more = agenda_.peek(next_ns, next) && next_ns <= until_ns;
      if (more) return StopReason::kEventBudget;
    }
    const std::uint64_t block =
        fired < limits.events_max ? std::min(block_max, limits.events_max - fired) : std::uint64_t{1};
    const std::int64_t began_ns = agenda_.now_ns();
    fired_at_block_end_ += block;
    block_left_ = block;
    while (block_left_ != 0) {
      Event event;  // never in memory: reading it back from there would wait for its pieces
      if (!agenda_.pop(until_ns, event)) {
        if (limits.until == Time::never()) return StopReason::kEmpty;
        if (agenda_.now_ns() < until_ns) agenda_.set_now_ns(until_ns);
        return StopReason::kUntil;
      }
      --block_left_;
      event.fire(event.self, event.payload);
    }
    fired_this_instant_ = agenda_.now_ns() == began_ns ? fired_this_instant_ + block : 0;
  }
}

std::string Kernel::why_stopped() const {
  switch (reason_) {
    case StopReason::kEmpty:
      return "nothing is pending any more";
    case StopReason::kUntil:
      return "the end of the run was reached at " + in_seconds(now());
    case StopReason::kStopped:
      return "a handler stopped the run at " + in_seconds(now());
    case StopReason::kToken:
      return "the run was interrupted at " + in_seconds(now());
    case StopReason::kEventBudget:
      return "the event budget was used up: " + std::to_string(events_fired()) + " events fired, " +
             std::to_string(pending()) + " pending at " + in_seconds(now());
    case StopReason::kNoProgress:
      break;
  }
  return stuck_text_;
}

}  // namespace windtunnel
