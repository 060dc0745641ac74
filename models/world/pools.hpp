// The two things that move through the world: a request, which is what a client knows, and an attempt, which
// is what the servers work on.
//
// They are apart because abandoned work goes on: a client that gives up forgets its attempt, and the attempt
// stays in queues and on cores until it ends on its own. Both live in pools and are named by slot; a slot's
// generation tells a stale name.
#pragma once

#include <cstdint>
#include <vector>

#include "models/world/plan.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/event.hpp"
#include "sim/observe/outcome.hpp"
#include "sim/runtime/activity.hpp"

namespace windtunnel {

inline constexpr std::uint32_t kNobody = 0xffffffffu;
inline constexpr std::int64_t kWholeRetry = 1'000'000;  // a budget counts in millionths

struct Request {
  std::uint64_t number = 0;
  Time intended;
  Time sent;
  Duration deadline;
  Timer timer;  // its deadline, when that is drawn; else a line of time-outs holds it
  std::uint32_t generation = 0;
  std::uint32_t attempt = kNobody;  // the one it waits for; nobody while it backs off
  std::uint32_t client = kNobody;   // of a closed loop
  std::uint32_t window = 0;
  std::uint16_t request_class = 0;
  std::uint16_t origin = 0;
  std::uint8_t attempts = 0;
  bool open = false;
  bool traced = false;
};

enum class AttemptState : std::uint8_t {
  kFree,
  kMoving,   // on the wire, or waiting for what it called
  kQueued,   // at a station, no core yet
  kServing,  // on a core
  kOnDisk,   // its server's disk reads or writes for it
  kAsking,   // its server's protocol core was asked and has not replied
  kLost,     // its server died without a word; it waits for its client to give up
};

struct Attempt {
  std::uint64_t number = 0;  // of its request: what belongs to it is drawn by that
  Time departed;             // on its last crossing of the network
  Time arrived;              // at the present station
  Time began;                // its service there
  Duration work;             // left, at speed 1
  Duration drawn;            // work as first drawn
  Duration held;             // a core, before it was interrupted
  Duration waited;           // at the last station it left, for a core
  Activity activity;
  Timer patience;
  std::uint32_t generation = 0;
  std::uint32_t request = kNobody;   // nobody once its client gave up
  std::uint32_t replica = kNobody;   // where it is
  std::uint32_t previous = kNobody;  // in its station's queue, or among those in service
  std::uint32_t next = kNobody;
  std::uint32_t visits = 0;  // so far (a walk may come by again)
  std::uint16_t request_class = 0;
  std::uint16_t origin = 0;
  std::uint8_t step = 0;  // index into the path
  std::uint8_t attempt_number = 0;
  AttemptState state = AttemptState::kFree;
  Outcome outcome = Outcome::kOk;  // of the reply on its way back
  bool traced = false;
};

// One call on the chain of a path: whom it went to, and who is waiting there for the answer.
struct Call {
  std::uint32_t replica = kNobody;
  std::uint32_t balancer = 0;
  std::uint32_t member = 0;
  std::uint32_t incarnation = 0;  // of the replica, when it was called
  Endpoint caller;
  Time sent;
};

template <class T>
class Pool {
 public:
  std::uint32_t take() {
    if (!free_.empty()) {
      const std::uint32_t slot = free_.back();
      free_.pop_back();
      return slot;
    }
    items_.emplace_back();
    return static_cast<std::uint32_t>(items_.size() - 1);
  }
  void give_back(std::uint32_t slot) {
    ++items_[slot].generation;
    free_.push_back(slot);
  }
  T& operator[](std::uint32_t slot) { return items_[slot]; }
  const T& operator[](std::uint32_t slot) const { return items_[slot]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(items_.size()); }
  std::uint32_t in_use() const { return static_cast<std::uint32_t>(items_.size() - free_.size()); }

 private:
  std::vector<T> items_;
  std::vector<std::uint32_t> free_;
};

}  // namespace windtunnel
