// Links with queues: messages cut into packets that are sent one after the other, wait, and are dropped.
//
// The native engine's own account of a network in which bytes stand in each other's way. A message's packets
// enter the first link of its path back to back; each link sends one packet at a time and passes it on when
// its last byte has left (store and forward), a latency later. In front of a link stands a LinkQueue: tail
// drop or CoDel. A host's own card never drops: it holds its sender back. When all packets of a message have
// arrived or been dropped, its sender is told which; what a loss means is decided above. Costs two events a
// packet and hop, so bulk belongs on a network of flows. Left out: congestion control (a sender's packets go
// out as fast as its card can), pauses of Ethernet, and packets of acknowledgements.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/base/units.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/topology/wiring.hpp"
#include "sim/wire/link_queue.hpp"
#include "sim/wire/loss.hpp"

namespace windtunnel {

struct LinkTotals {
  std::int64_t packets = 0;  // sent
  std::int64_t bytes = 0;    // sent, headers included
  std::int64_t dropped = 0;  // packets
  Duration busy;             // with a packet on it
};

class LinkNetwork {
 public:
  LinkNetwork(Kernel& kernel, const Wiring& wiring);
  LinkNetwork(const LinkNetwork&) = delete;
  LinkNetwork& operator=(const LinkNetwork&) = delete;

  // `delivered` fires when the last packet has arrived, `lost` when the last one has arrived or been dropped
  // and some were dropped. Without a `lost` the missing ones are sent again, a retransmission's least
  // time-out later.
  void transfer(NodeIndex from, NodeIndex to, Bytes size, std::uint64_t flow, Duration above, Event delivered,
                Event lost);

  // Of the message whose `lost` is firing.
  const Losses& losses() const { return losses_; }
  const LinkTotals& totals(LinkIndex link) const { return links_[link].totals; }

 private:
  struct Message {
    Event delivered, lost;
    NodeIndex from = 0, to = 0;
    std::uint64_t flow = 0;
    std::int64_t packets = 0;    // of this flight
    std::int64_t accounted = 0;  // arrived or dropped
    Losses losses;
    std::int64_t last_lost = -1;  // its number
    std::int32_t last_bytes = 0;  // on the wire, of the last packet
    std::vector<LinkIndex> path;
  };
  struct Link {
    explicit Link(const LinkQueuePlan& plan) : queue(plan) {}
    LinkQueue queue;
    Duration latency;
    Bandwidth bandwidth;  // zero: never a bottleneck
    QueuedPacket sending;
    bool busy = false;
    LinkTotals totals;
  };

  // A packet in an event: its message, its hop and its number there.
  static constexpr std::int64_t kPacketsMax = std::int64_t{1} << 24;
  static constexpr std::size_t kHopsMax = 255;
  static std::uint64_t word_of(const QueuedPacket& packet) {
    return (std::uint64_t{packet.message} << 32) | (std::uint64_t{packet.hop} << 24) | packet.number;
  }
  QueuedPacket packet_of(std::uint64_t word) const;

  void enter(std::uint64_t message);
  void arrives(std::uint64_t packet);
  void offer(LinkIndex link, QueuedPacket packet);
  void send_next(LinkIndex link);
  void sent(std::uint64_t link);
  void account(const QueuedPacket& packet, bool dropped);
  void tell_lost(std::uint64_t);

  Kernel& kernel_;
  std::shared_ptr<const Topology> topology_;
  std::vector<Link> links_;
  std::vector<Message> messages_;
  std::vector<std::uint32_t> free_;
  struct Told {
    Event event;
    Losses losses;
  };
  std::vector<Told> pending_;  // losses to be told at this instant, first come first
  Losses losses_;
};

}  // namespace windtunnel
