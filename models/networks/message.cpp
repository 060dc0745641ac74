// The message network: messages are packets that leave links one behind the other, wait in queues and are
// dropped.
//
// What the flow network leaves out: a short message behind a long one, a burst that overflows a switch, a
// buffer that is always full. It costs two events a packet and hop, so it is for requests and not for bulk.
#include <array>

#include "models/networks/laid_out.hpp"
#include "models/networks/network_model.hpp"
#include "sim/base/text.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {

constexpr auto enum_names(QueueKind) {
  return std::array{
      EnumName{"tail_drop", QueueKind::kTailDrop, "What does not fit is dropped."},
      EnumName{"codel", QueueKind::kCodel,
               "Also at the head, once it has waited above `target` for an `interval` (RFC 8289)."}};
}

namespace {

struct LinkQueueFields {
  QueueKind discipline = QueueKind::kTailDrop;
  Bytes bytes_max = Bytes(1'048'576);
  std::int64_t packets_max = 0;
  Duration target = Duration::from_ns(5'000'000);
  Duration interval = Duration::from_ns(100'000'000);

  void describe(Schema& schema) {
    schema.field("discipline", discipline, "Who is dropped.");
    schema.field("bytes_max", bytes_max, "What may wait for one link, headers included; 0 B is no limit.",
                 AtLeast{Bytes(0)});
    schema.field("packets_max", packets_max, "The same in packets; 0 is no limit.",
                 Range{std::int64_t{0}, std::int64_t{1'000'000'000}});
    schema.field("target", target, "CoDel's: a wait that is acceptable for ever.", Positive{});
    schema.field("interval", interval, "CoDel's: about the longest round trip.", Positive{});
  }
  void check(Checker& checker) const {
    if (interval < target)
      checker.problem("interval", "WT026", text(interval), "at least `target`, which is " + text(target));
  }
};

struct MessageNetworkFields {
  Choice<TopologyModel> topology;
  LinkQueueFields queue;

  void describe(Schema& schema) {
    schema.field("topology", topology, "Hosts, switches and cables, with their bandwidth.", Required{});
    schema.field("queue", queue,
                 "In front of each link that leaves a switch; a host's own card holds its sender back.");
  }
};

}  // namespace

Entry<NetworkModel> message_network() {
  return entry<NetworkModel, MessageNetworkFields>(
      {.name = "message",
       .meaning = "Messages are packets that leave each link one behind the other, wait, and may be dropped.",
       .source = "store and forward; CoDel: Nichols and Jacobson 2012, RFC 8289",
       .leaves_out =
           "Congestion control: a sender's packets go out as fast as its card can. Acknowledgements take no "
           "room, and so do the packets that open a connection.",
       .validated_by = {"link_network_test", "link_queue_test", "message_in_flight_test"},
       .engines = {"native"}},
      [](const MessageNetworkFields& fields, const Places& places, const Complain& complain) {
        NetworkPlan plan = laid_out(fields.topology, places, complain);
        plan.wiring.sharing = Sharing::kQueues;
        plan.wiring.queue =
            LinkQueuePlan{fields.queue.discipline, fields.queue.bytes_max.count(), fields.queue.packets_max,
                          fields.queue.target, fields.queue.interval};
        return plan;
      });
}

}  // namespace windtunnel
