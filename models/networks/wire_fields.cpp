// The fields of the wire: their meaning and range, and how they are laid beside a network's own.
#include "models/networks/wire_fields.hpp"

namespace windtunnel {
namespace {

// A network's own fields and those of the wire, as one object of the file.
class WiredFields final : public AnyFields {
 public:
  WiredFields(std::unique_ptr<AnyFields> held, bool with_jitter) : own(std::move(held)) {
    if (with_jitter) jitter.emplace();
  }
  void describe(Schema& schema) override {
    own->describe(schema);
    if (jitter) schema.part(*jitter);
    schema.part(wire);
  }
  void check(Checker& checker) const override {
    own->check(checker);
    wire.check(checker);
  }
  std::unique_ptr<AnyFields> clone() const override {
    auto copy = std::make_unique<WiredFields>(own->clone(), false);
    copy->jitter = jitter;
    copy->wire = wire;
    return copy;
  }

  std::unique_ptr<AnyFields> own;
  std::optional<JitterFields> jitter;
  WireFields wire;
};

Entry<NetworkModel> wrap(const Entry<NetworkModel>& network, bool with_jitter) {
  Entry<NetworkModel> wrapped = network;
  wrapped.fields = [fields = network.fields, with_jitter] {
    return std::make_unique<WiredFields>(fields(), with_jitter);
  };
  wrapped.make = [make = network.make](const AnyFields& fields, const Places& places,
                                       const Complain& complain) {
    const auto* both = dynamic_cast<const WiredFields*>(&fields);
    CHECK(both != nullptr, "the fields given belong to another entry");
    NetworkPlan plan = make(*both->own, places, complain);
    if (both->jitter && both->jitter->jitter) {
      plan.jitter.assign(plan.one_way.size(), both->jitter->jitter->make());
      plan.jitter_memory = both->jitter->jitter_correlation;
    }
    plan.wire = both->wire.make();
    return plan;
  };
  return wrapped;
}

}  // namespace

void TransportFields::describe(Schema& schema) {
  schema.field("protocol", protocol, "What becomes of a packet that is lost.");
  schema.field("timeout_min", timeout_min,
               "TCP sends again after max(this, 3 round trips); Linux's value is 200 ms.", Positive{});
  schema.field("timeout_max", timeout_max, "It doubles its time-out each time, up to this.", Positive{});
  schema.field("retries", retries, "How often it tries again before it gives a connection up.",
               Range{std::int64_t{0}, std::int64_t{100}});
  schema.field("retries_opening", retries_opening,
               "The same for a connection's first packet, whose first time-out is 1 s (RFC 6298, 2.1).",
               Range{std::int64_t{0}, std::int64_t{100}});
}

void TransportFields::check(Checker& checker) const {
  if (timeout_max < timeout_min)
    checker.problem("timeout_max", "WT026", detail::bound_text(timeout_max),
                    "at least `timeout_min`, which is " + detail::bound_text(timeout_min));
}

TransportPlan TransportFields::make() const {
  TransportPlan plan;
  plan.reliable = protocol == TransportProtocol::kTcp;
  plan.timeout_min = timeout_min;
  plan.timeout_max = timeout_max;
  plan.retries = retries;
  plan.retries_opening = retries_opening;
  return plan;
}

void ReorderFields::describe(Schema& schema) {
  schema.field("probability", probability, "That a message is held back while later ones pass.", Required{},
               Range{0.0, 1.0});
  schema.field("by", by, "For how long.", Required{});
}

void ConnectionFields::describe(Schema& schema) {
  schema.field("encryption", encryption, "What opening a connection takes beside TCP's round trip.");
  schema.field("resumption", resumption,
               "A caller that has met the replica sends with TLS's first packet (0-RTT): its round trip is "
               "saved.");
  schema.field("limit", limit,
               "Connections of one caller to one replica; requests beyond wait in line. All clients of a "
               "region are one caller.",
               Range{std::int64_t{1}, std::int64_t{1'000'000}});
  schema.field(
      "streams", streams,
      "Requests on one connection at the same time: 1 as in HTTP/1.1; HTTP/2 allows 100 and more, and "
      "a lost packet then holds up all behind it.",
      Range{std::int64_t{1}, std::int64_t{1'000'000}});
  schema.field("idle", idle,
               "How long a connection is kept without use (90 s in Go's http.Transport); 0 s: closed after "
               "each request.",
               AtLeast{Duration()});
}

ConnectionPlan ConnectionFields::make() const {
  ConnectionPlan plan;
  plan.limit = limit;
  plan.streams = streams;
  plan.idle = idle;
  plan.opening_round_trips = encryption == Encryption::kTls13 ? 2 : 1;
  plan.resuming_round_trips = resumption ? 1 : plan.opening_round_trips;
  return plan;
}

void WireFields::describe(Schema& schema) {
  schema.field("transport", transport, "What a lost packet means.");
  schema.field("loss", loss, "Packets that are lost, everywhere: a probability, or a law with bursts.");
  schema.field(
      "duplicate", duplicate,
      "Probability that a message comes twice: TCP drops the second, a server of datagrams serves it.",
      Range{0.0, 1.0});
  schema.field("corrupt", corrupt,
               "Probability that a packet is spoilt on its way: its checksum finds it out and it is lost.",
               Range{0.0, 1.0});
  schema.field("reorder", reorder, "Messages that later ones overtake.");
  schema.field("connections", connections,
               "Requests go over connections that have to be opened; when absent they are always there.");
}

void WireFields::check(Checker& checker) const {
  if (connections && transport.protocol == TransportProtocol::kDatagrams)
    checker.problem("connections", "WT013", "connections over datagrams",
                    "connections with `transport.protocol` tcp, or no connections");
}

WirePlan WireFields::make() const {
  WirePlan plan;
  plan.transport = transport.make();
  if (loss) plan.effect.loss = loss->make();
  plan.effect.duplicate = duplicate;
  plan.effect.corrupt = corrupt;
  if (reorder) {
    plan.effect.reorder = reorder->probability;
    plan.effect.reorder_by = reorder->by.make();
  }
  if (connections) plan.connections = connections->make();
  return plan;
}

void JitterFields::describe(Schema& schema) {
  schema.field("jitter", jitter, "Added to each message, one way; draws below zero count as zero.");
  schema.field("jitter_correlation", jitter_correlation,
               "How long jitter remembers: messages of a pair this far apart are correlated by 1/e (0.37); "
               "0 s draws each anew.",
               AtLeast{Duration()});
}

Entry<NetworkModel> wired(const Entry<NetworkModel>& network) { return wrap(network, false); }
Entry<NetworkModel> wired_with_jitter(const Entry<NetworkModel>& network) { return wrap(network, true); }

}  // namespace windtunnel
