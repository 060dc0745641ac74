// The jittered network: a constant part, and a random part drawn anew for each message.
//
// The random part comes from the stream of the pair of places, so one pair's luck never moves another's.
// Messages of one pair may overtake each other, as datagrams do. With a correlation time the draws of a pair
// remember each other (sim/wire/correlated_draw.hpp), and the law of each stays what it is.
#include "models/distributions/distribution.hpp"
#include "models/networks/network_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct JitteredNetworkFields {
  Duration latency;
  Choice<Distribution> jitter;
  Duration jitter_correlation;

  void describe(Schema& schema) {
    schema.field("latency", latency, "One way, between any two places: the part that never changes.",
                 AtLeast{Duration()});
    schema.field("jitter", jitter, "Added to each message; draws below zero count as zero.", Required{});
    schema.field("jitter_correlation", jitter_correlation,
                 "How long jitter remembers: messages of a pair this far apart are correlated by 1/e (0.37); "
                 "0 s draws each anew.",
                 AtLeast{Duration()});
  }
};

}  // namespace

Entry<NetworkModel> jittered_network() {
  return entry<NetworkModel, JitteredNetworkFields>(
      {.name = "jittered",
       .meaning = "A constant latency and a random part for each message, which may remember the last.",
       .source = "none: the usual first approximation; correlation after Cario and Nelson 1996",
       .leaves_out = "Distance and bandwidth; loss and connection set-up where nobody asked for them.",
       .validated_by = {"jittered_test", "correlated_draw_test"}},
      [](const JitteredNetworkFields& fields, const Places& places, const Complain&) {
        NetworkPlan plan;
        plan.places = places.count();
        const std::size_t pairs = static_cast<std::size_t>(plan.places) * plan.places;
        plan.one_way.assign(pairs, fields.latency);
        plan.jitter.assign(pairs, fields.jitter.make());
        plan.jitter_memory = fields.jitter_correlation;
        return plan;
      });
}

}  // namespace windtunnel
