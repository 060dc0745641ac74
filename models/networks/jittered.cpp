// The jittered network: a constant part, and a random part drawn anew for each message.
//
// The random part comes from the stream of the pair of places, so one pair's luck never moves another's.
// Messages of one pair may overtake each other, as datagrams do; jitter that is correlated in time is not
// modelled.
#include "models/distributions/distribution.hpp"
#include "models/networks/network_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct JitteredNetworkFields {
  Duration latency;
  Choice<Distribution> jitter;

  void describe(Schema& schema) {
    schema.field("latency", latency, "One way, between any two places: the part that never changes.",
                 AtLeast{Duration()});
    schema.field("jitter", jitter, "Added to each message; draws below zero count as zero.", Required{});
  }
};

}  // namespace

Entry<NetworkModel> jittered_network() {
  return entry<NetworkModel, JitteredNetworkFields>(
      {.name = "jittered",
       .meaning = "A constant latency and a random part, drawn anew for each message.",
       .source = "none: the usual first approximation",
       .leaves_out = "Distance, correlation of jitter in time, loss, bandwidth and connection set-up.",
       .validated_by = {"jittered_test"}},
      [](const JitteredNetworkFields& fields, const Places& places, const Complain&) {
        NetworkPlan plan;
        plan.places = places.count();
        const std::size_t pairs = static_cast<std::size_t>(plan.places) * plan.places;
        plan.one_way.assign(pairs, fields.latency);
        plan.jitter.assign(pairs, fields.jitter.make());
        return plan;
      });
}

}  // namespace windtunnel
