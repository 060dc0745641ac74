// Processes: coroutines that live in simulated time.
//
//   Process probe(Kernel& kernel, Replica& replica) {
//     for (;;) {
//       co_await sleep(5_s);
//       co_await ask(kernel, replica);  // another Process: goes on here when that one has ended
//     }
//   }
//   spawn(probe(kernel, replica));
//
// A process names its kernel as its first parameter, or, as a member function, its object does so by kernel()
// or its second parameter. Nothing runs before it is spawned, started or awaited.
//
// Only the event loop resumes a process: awaiting plans an event and returns, starting a child and coming
// back from it are events of the same instant. Resuming one coroutine out of another (symmetric transfer) is
// not done, because g++ makes no tail calls at -O0 and under AddressSanitizer, and a long chain of them
// overflows the stack.
//
// What is suspended may be destroyed at any time, by its owner or by the kernel's end: its timers are
// cancelled and it leaves the signals it waits for. A process must not destroy itself while it runs, nor be
// kept beyond its kernel. An exception that leaves a process is a broken promise and ends the run. No
// co_await inside ?: and no capturing coroutine lambdas: compilers get them wrong, and the captures die with
// the lambda.
#pragma once

#include <coroutine>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "sim/base/check.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/frames.hpp"
#include "sim/kernel/kernel.hpp"

// g++ 12 takes the templated operator new below for a placement form that lacks its delete. The language says
// that a coroutine's frame is freed by the plain one; the warning stands where the coroutine is written, so
// it cannot be silenced here alone.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace windtunnel {

class Signal;

// co_await sleep(5_ms), co_await sleep_until(time). A span of zero lets everybody else of this instant go
// first.
struct Sleep {
  Duration delay;
};
struct SleepUntil {
  Time when;
};
// co_await signal.wait() and co_await signal.wait_for(5_ms): see Signal.
struct WaitFor {
  Signal& signal;
  Duration at_most;
};
inline Sleep sleep(Duration delay) { return {delay}; }
inline SleepUntil sleep_until(Time when) { return {when}; }

class [[nodiscard]] Process {
 public:
  class promise_type;
  using Handle = std::coroutine_handle<promise_type>;

  Process() = default;
  Process(Process&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Process& operator=(Process&& other) noexcept {
    if (this != &other) {
      cancel();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  ~Process() { cancel(); }

  // Begins at this instant, as an event. The owner keeps it: when this object goes, the process ends where it
  // stands.
  void start();
  bool done() const { return !handle_ || handle_.done(); }
  // Destroys the process and every child it awaits. Not to be called by that process itself.
  void cancel() {
    if (handle_) std::exchange(handle_, nullptr).destroy();
  }

 private:
  explicit Process(Handle handle) : handle_(handle) {}
  friend void spawn(Process process);
  Handle handle_;
};

// Starts a process that nobody keeps; the kernel frees it when it has ended, or when the kernel goes.
void spawn(Process process);

class Process::promise_type : private FrameLink {
 public:
  template <class... Args>
  explicit promise_type(Args&&... args) : kernel_(kernel_of(args...)) {}
  promise_type(const promise_type&) = delete;
  promise_type& operator=(const promise_type&) = delete;
  ~promise_type() {
    kernel_.cancel(wake_);
    unlink();
  }

  Kernel& kernel() { return kernel_; }

  // The one way in: an event resumes this process at `when`.
  void wake_at(Time when) {
    wake_ = kernel_.at(when, Event{[](void* frame, std::uint64_t) { Handle::from_address(frame).resume(); },
                                   Handle::from_promise(*this).address(), 0});
  }
  void wake() { wake_at(kernel_.now()); }
  bool cancel_wake() { return kernel_.cancel(wake_); }

  void begin() {
    CHECK(!begun_, "a process begins once");
    begun_ = true;
    wake();
  }
  void begin_alone();
  // Whoever waits for the end of this one; the one and only.
  void set_parent(promise_type& parent) {
    CHECK(parent_ == nullptr, "two processes wait for one");
    parent_ = &parent;
  }
  bool begun() const { return begun_; }

  Process get_return_object() { return Process(Handle::from_promise(*this)); }
  std::suspend_always initial_suspend() noexcept { return {}; }
  auto final_suspend() noexcept {
    struct Last {
      bool await_ready() noexcept { return false; }
      // The frame of a process that runs alone is freed here: it is suspended, and nothing of it is touched
      // after.
      void await_suspend(Handle handle) noexcept {
        promise_type& self = handle.promise();
        if (self.parent_ != nullptr) self.parent_->wake();
        if (self.linked()) handle.destroy();
      }
      void await_resume() noexcept {}
    };
    return Last{};
  }
  void return_void() {}
  void unhandled_exception();

  auto await_transform(Sleep sleep) { return Wake{kernel_.now() + sleep.delay}; }
  auto await_transform(SleepUntil sleep) { return Wake{sleep.when}; }
  auto await_transform(Process&& child) { return Join{child.handle_}; }
  auto await_transform(Process& child) { return Join{child.handle_}; }
  auto await_transform(WaitFor wait);

  template <class... Args>
  static void* operator new(std::size_t bytes, Args&&... args) {
    FramePool& pool = kernel_of(args...).frames();
    auto* const memory = static_cast<std::byte*>(pool.take(bytes + kHeader));
    ::new (memory) FramePool*(&pool);
    return memory + kHeader;
  }
  static void operator delete(void* frame, std::size_t bytes) {
    std::byte* const memory = static_cast<std::byte*>(frame) - kHeader;
    (*reinterpret_cast<FramePool**>(memory))->give_back(memory, bytes + kHeader);
  }

 private:
  static constexpr std::size_t kHeader = 16;  // where the frame came from; 16 keeps its alignment

  struct Wake {
    Time when;
    bool await_ready() const noexcept { return false; }
    void await_suspend(Handle handle) const { handle.promise().wake_at(when); }
    void await_resume() const noexcept {}
  };
  struct Join {
    Handle child;
    bool await_ready() const {
      CHECK(child, "a process that has been moved from or cancelled");
      return child.done();
    }
    void await_suspend(Handle parent) const {
      child.promise().set_parent(parent.promise());
      if (!child.promise().begun()) child.promise().begin();
    }
    void await_resume() const noexcept {}
  };

  template <class First, class... Rest>
  static Kernel& kernel_of(First& first, Rest&... rest) {
    if constexpr (std::is_convertible_v<First&, Kernel&>) {
      return first;
    } else if constexpr (requires {
                           { first.kernel() } -> std::convertible_to<Kernel&>;
                         }) {
      return first.kernel();
    } else {
      static_assert(sizeof...(Rest) > 0, "a process takes its Kernel& as its first parameter");
      return kernel_of_second(rest...);
    }
  }
  template <class Second, class... Rest>
  static Kernel& kernel_of_second(Second& second, Rest&...) {
    static_assert(std::is_convertible_v<Second&, Kernel&>,
                  "a process takes its Kernel& as its first parameter");
    return second;
  }

  friend class ::windtunnel::Kernel;
  Kernel& kernel_;
  promise_type* parent_ = nullptr;
  Timer wake_;
  bool begun_ = false;
};

inline void Process::start() {
  CHECK(handle_, "a process that has been moved from or cancelled");
  handle_.promise().begin();
}

// Something that processes wait for: `co_await signal.wait()`, and one of them, or all, go on when it is
// raised.
//
// A signal has no memory: raising it when nobody waits does nothing. Those it wakes go on at the same
// instant, in the order in which they came, as events behind all that is planned for that instant already. A
// signal that goes leaves its waiters waiting for ever.
class Signal {
 public:
  // co_await gives true when the signal was raised; within a span, false when that span ran out first.
  WaitFor wait() { return {*this, Duration::max()}; }
  WaitFor wait_for(Duration at_most) { return {*this, at_most}; }

  bool anybody_waits() { return waiting_.first() != nullptr; }
  bool wake_one();
  void wake_all() {
    // Those who wait again at once have come later: they are not in this list before they run.
    while (wake_one()) {
    }
  }

 private:
  friend class Process::promise_type;
  class Wait;
  FrameList waiting_;
};

class Signal::Wait : private FrameLink {
 public:
  explicit Wait(WaitFor wait) : signal_(wait.signal), at_most_(wait.at_most) {}
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait() { unlink(); }

  bool await_ready() const noexcept { return false; }
  void await_suspend(Process::Handle handle) {
    process_ = &handle.promise();
    signal_.waiting_.push_back(*this);
    if (limited()) process_->wake_at(process_->kernel().now() + at_most_);
  }
  bool await_resume() {
    unlink();
    return raised_;
  }

 private:
  friend class Signal;
  bool limited() const { return at_most_ != Duration::max(); }

  Signal& signal_;
  Process::promise_type* process_ = nullptr;
  Duration at_most_;
  bool raised_ = false;
};

inline auto Process::promise_type::await_transform(WaitFor wait) { return Signal::Wait(wait); }

// Wakes whoever has waited longest; false when nobody waits.
inline bool Signal::wake_one() {
  FrameLink* const link = waiting_.first();
  if (link == nullptr) return false;
  link->unlink();
  auto& wait = static_cast<Wait&>(*link);
  wait.raised_ = true;
  if (wait.limited()) wait.process_->cancel_wake();
  wait.process_->wake();
  return true;
}

}  // namespace windtunnel
