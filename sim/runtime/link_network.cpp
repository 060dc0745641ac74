// Packets from link to link.
#include "sim/runtime/link_network.hpp"

#include <algorithm>

#include "sim/base/check.hpp"
#include "sim/wire/retransmission.hpp"

namespace windtunnel {

LinkNetwork::LinkNetwork(Kernel& kernel, const Wiring& wiring) : kernel_(kernel), topology_(wiring.topology) {
  links_.reserve(topology_->links().size());
  for (const TopologyLink& each : topology_->links()) {
    const bool from_switch = topology_->nodes()[each.from].kind == NodeKind::kSwitch;
    Link& link = links_.emplace_back(from_switch ? wiring.queue : LinkQueuePlan{});
    link.latency = Duration::from_ns(
        static_cast<std::int64_t>(static_cast<double>(each.latency.ns()) * wiring.latency_factor + 0.5));
    link.bandwidth =
        Bandwidth::from_bits_per_second(each.bandwidth.bits_per_second() * wiring.bandwidth_factor);
  }
}

void LinkNetwork::transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow, Duration above,
                           Event delivered, Event lost) {
  std::uint32_t index;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(messages_.size());
    messages_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  Message& message = messages_[index];
  message.delivered = delivered;
  message.lost = lost;
  message.from = from;
  message.to = to;
  message.flow = flow;
  message.packets = packets_of(size);
  message.accounted = 0;
  message.losses = Losses{};
  message.last_lost = -1;
  CHECK(message.packets < kPacketsMax, "a message of more than 24 GB");
  message.last_bytes =
      static_cast<std::int32_t>(size.count() - (message.packets - 1) * kPacketBytes + kHeaderBytes);
  topology_->path(from, to, flow, message.path);
  CHECK(message.path.size() <= kHopsMax, "a path of more than 255 links");
  kernel_.after(above, event<&LinkNetwork::enter>(*this, index));
}

void LinkNetwork::enter(std::uint64_t index) {
  const auto number = static_cast<std::uint32_t>(index);
  const std::int64_t packets = messages_[number].packets;
  for (std::int64_t i = 0; i < packets; ++i)
    arrives(word_of(QueuedPacket{number, 0, 0, static_cast<std::uint32_t>(i), Time()}));
}

QueuedPacket LinkNetwork::packet_of(std::uint64_t word) const {
  QueuedPacket packet;
  packet.message = static_cast<std::uint32_t>(word >> 32);
  packet.hop = static_cast<std::uint32_t>(word >> 24) & 0xffu;
  packet.number = static_cast<std::uint32_t>(word) & 0xffffffu;
  const Message& message = messages_[packet.message];
  packet.bytes = packet.number + 1 == message.packets
                     ? message.last_bytes
                     : static_cast<std::int32_t>(kPacketBytes + kHeaderBytes);
  packet.came = kernel_.now();
  return packet;
}

// At the node behind its `hop`-th link: on to the next one, or it is there.
void LinkNetwork::arrives(std::uint64_t word) {
  const QueuedPacket packet = packet_of(word);
  const std::vector<LinkIndex>& path = messages_[packet.message].path;
  if (packet.hop == path.size()) return account(packet, false);
  offer(path[packet.hop], packet);
}

void LinkNetwork::offer(LinkIndex index, QueuedPacket packet) {
  Link& link = links_[index];
  if (link.bandwidth == Bandwidth()) {
    ++packet.hop;
    ++link.totals.packets;
    link.totals.bytes += packet.bytes;
    kernel_.after(link.latency, event<&LinkNetwork::arrives>(*this, word_of(packet)));
    return;
  }
  if (!link.busy && link.queue.empty()) {
    // Straight onto the wire: a queue without room is for those who have to wait.
    link.sending = packet;
    link.busy = true;
    kernel_.after(transmission_time(Bytes(packet.bytes), link.bandwidth),
                  event<&LinkNetwork::sent>(*this, index));
    return;
  }
  if (link.queue.push(packet)) return;
  ++link.totals.dropped;
  account(packet, true);
}

void LinkNetwork::send_next(LinkIndex index) {
  const auto next = links_[index].queue.pop(kernel_.now(), [&](const QueuedPacket& packet) {
    ++links_[index].totals.dropped;
    account(packet, true);
  });
  Link& link = links_[index];
  link.busy = next.has_value();
  if (!next) return;
  link.sending = *next;
  kernel_.after(transmission_time(Bytes(next->bytes), link.bandwidth),
                event<&LinkNetwork::sent>(*this, index));
}

void LinkNetwork::sent(std::uint64_t index) {
  Link& link = links_[index];
  QueuedPacket packet = link.sending;
  ++packet.hop;
  ++link.totals.packets;
  link.totals.bytes += packet.bytes;
  link.totals.busy += transmission_time(Bytes(packet.bytes), link.bandwidth);
  kernel_.after(link.latency, event<&LinkNetwork::arrives>(*this, word_of(packet)));
  send_next(static_cast<LinkIndex>(index));
}

// One packet less to wait for. Packets of a message take one path and never overtake each other, so none that
// is behind a dropped one has arrived before it was dropped; those ahead of it may still be waiting.
void LinkNetwork::account(const QueuedPacket& packet, bool dropped) {
  const std::uint32_t number = packet.message;
  Message& message = messages_[number];
  if (dropped) {
    ++message.losses.lost;
    if (packet.number > message.last_lost) {
      message.last_lost = packet.number;
      message.losses.behind_last = 0;
    }
  } else if (message.losses.lost > 0 && packet.number > message.last_lost) {
    ++message.losses.behind_last;
  }
  if (++message.accounted < message.packets) return;
  if (message.losses.lost > 0 && message.lost.fire == nullptr) {
    message.packets = message.losses.lost;
    message.accounted = 0;
    message.losses = Losses{};
    message.last_lost = -1;
    kernel_.after(TransportPlan{}.timeout_min, event<&LinkNetwork::enter>(*this, number));
    return;
  }
  losses_ = message.losses;
  const Event tell = losses_.lost > 0 ? message.lost : message.delivered;
  free_.push_back(number);
  // Not from within the queue's own work: whoever is told may send at once.
  if (losses_.lost == 0) return tell.fire(tell.self, tell.payload);
  const Losses losses = losses_;
  pending_.push_back({tell, losses});
  kernel_.after(Duration(), event<&LinkNetwork::tell_lost>(*this));
}

void LinkNetwork::tell_lost(std::uint64_t) {
  const Told told = pending_.front();
  pending_.erase(pending_.begin());
  losses_ = told.losses;
  told.event.fire(told.event.self, told.event.payload);
}

}  // namespace windtunnel
