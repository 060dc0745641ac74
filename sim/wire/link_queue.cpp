// The ring of waiting packets, and what CoDel asks of the one at its head.
#include "sim/wire/link_queue.hpp"

#include <cmath>

#include "sim/wire/retransmission.hpp"

namespace windtunnel {

bool LinkQueue::push(const QueuedPacket& packet) {
  if (plan_.bytes_max > 0 && bytes_ + packet.bytes > plan_.bytes_max) return false;
  if (plan_.packets_max > 0 && static_cast<std::int64_t>(packets()) >= plan_.packets_max) return false;
  if (packets() == ring_.size()) grow();
  ring_[tail_++ & mask_] = packet;
  bytes_ += packet.bytes;
  return true;
}

LinkQueue::Look LinkQueue::take(Time now) {
  Look look;
  if (empty()) {
    first_above_time_.reset();
    return look;
  }
  look.packet = ring_[head_++ & mask_];
  bytes_ -= look.packet->bytes;
  // A packet must have waited too long, and more than one full packet must still be waiting.
  if (now - look.packet->came < plan_.target || bytes_ <= kPacketBytes + kHeaderBytes) {
    first_above_time_.reset();
  } else if (!first_above_time_) {
    first_above_time_ = now + plan_.interval;
  } else if (now >= *first_above_time_) {
    look.ok_to_drop = true;
  }
  return look;
}

Time LinkQueue::control_law(Time from) const {
  return from + Duration::from_seconds(plan_.interval.seconds() / std::sqrt(static_cast<double>(count_)));
}

void LinkQueue::grow() {
  std::vector<QueuedPacket> larger(ring_.empty() ? 16 : ring_.size() * 2);
  const std::size_t waiting = packets();
  for (std::size_t i = 0; i < waiting; ++i) larger[i] = ring_[(head_ + i) & mask_];
  ring_.swap(larger);
  mask_ = ring_.size() - 1;
  head_ = 0;
  tail_ = waiting;
}

}  // namespace windtunnel
