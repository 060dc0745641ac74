// The queue in front of a link: who waits, who is dropped, who is sent next.
//
// Two disciplines. Tail drop refuses what does not fit (a limit in bytes, in packets, or both), and a full
// buffer is a standing delay. CoDel (Nichols and Jacobson 2012; RFC 8289, section 5) looks at how long the
// packet at the head has waited: once that was above `target` for a whole `interval` it drops at the head,
// then again after interval / sqrt(count), until the wait is below the target. It never drops while less than
// one full packet waits. The queue is a value: it knows no clock and plans no event; whoever owns it calls
// `push` when a packet comes and `pop` when the link is free.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/base/time.hpp"

namespace windtunnel {

enum class QueueKind : std::uint8_t { kTailDrop, kCodel };

struct LinkQueuePlan {
  QueueKind kind = QueueKind::kTailDrop;
  std::int64_t bytes_max = 0;    // waiting, without the packet on the wire; 0 is no limit
  std::int64_t packets_max = 0;  // likewise
  Duration target = Duration::from_ns(5'000'000);
  Duration interval = Duration::from_ns(100'000'000);
};

struct QueuedPacket {
  std::uint32_t message = 0;
  std::int32_t bytes = 0;
  std::uint32_t hop = 0;     // for its owner: how far it has come
  std::uint32_t number = 0;  // for its owner: within its message
  Time came;
};

class LinkQueue {
 public:
  explicit LinkQueue(const LinkQueuePlan& plan) : plan_(plan) {}

  // False: there was no room, and it is dropped.
  bool push(const QueuedPacket& packet);

  // The packet to be sent next. Those that CoDel drops on the way are handed to `dropped(packet)`.
  template <class Dropped>
  std::optional<QueuedPacket> pop(Time now, Dropped&& dropped);

  std::size_t packets() const { return tail_ - head_; }
  std::int64_t bytes() const { return bytes_; }
  bool empty() const { return head_ == tail_; }

 private:
  struct Look {  // at the packet at the head
    std::optional<QueuedPacket> packet;
    bool ok_to_drop = false;
  };
  Look take(Time now);
  Time control_law(Time from) const;
  void grow();

  LinkQueuePlan plan_;
  std::vector<QueuedPacket> ring_;  // a power of two
  std::size_t mask_ = 0, head_ = 0, tail_ = 0;
  std::int64_t bytes_ = 0;

  // CoDel, by the names of RFC 8289, section 5.3.
  std::optional<Time> first_above_time_;
  Time drop_next_;
  std::uint32_t count_ = 0, lastcount_ = 0;
  bool dropping_ = false;
};

template <class Dropped>
std::optional<QueuedPacket> LinkQueue::pop(Time now, Dropped&& dropped) {
  Look look = take(now);
  if (plan_.kind == QueueKind::kTailDrop) return look.packet;
  if (dropping_) {
    if (!look.ok_to_drop) dropping_ = false;  // the wait is below the target
    while (dropping_ && now >= drop_next_) {
      dropped(*look.packet);
      ++count_;
      look = take(now);
      if (!look.ok_to_drop)
        dropping_ = false;
      else
        drop_next_ = control_law(drop_next_);
    }
  } else if (look.ok_to_drop) {
    dropped(*look.packet);
    look = take(now);
    dropping_ = true;
    // Back soon after the last time: the rate that held the queue then is a better start than one.
    const std::uint32_t delta = count_ - lastcount_;
    count_ = delta > 1 && now - drop_next_ < plan_.interval * 16 ? delta : 1;
    drop_next_ = control_law(now);
    lastcount_ = count_;
  }
  return look.packet;
}

}  // namespace windtunnel
