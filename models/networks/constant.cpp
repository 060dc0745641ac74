// The constant network: every message between two places takes the same time.
//
// Zero is a good default for studies of queues alone, and makes a tandem of tiers a tandem of queues.
#include "models/networks/network_model.hpp"
#include "sim/config/schema.hpp"

namespace windtunnel {
namespace {

struct ConstantNetworkFields {
  Duration latency;

  void describe(Schema& schema) {
    schema.field("latency", latency,
                 "One way, between any two places, also within a zone and to the clients.",
                 AtLeast{Duration()});
  }
};

}  // namespace

Entry<NetworkModel> constant_network() {
  return entry<NetworkModel, ConstantNetworkFields>(
      {.name = "constant",
       .meaning = "Every message takes the same time, wherever it goes.",
       .source = "none: a deliberate simplification",
       .leaves_out =
           "Distance, jitter and bandwidth; loss and connection set-up where nobody asked for them.",
       .validated_by = {"A-MM1"},
       .short_form = "latency"},
      [](const ConstantNetworkFields& fields, const Places& places, const Complain&) {
        NetworkPlan plan;
        plan.places = places.count();
        plan.one_way.assign(static_cast<std::size_t>(plan.places) * plan.places, fields.latency);
        return plan;
      });
}

}  // namespace windtunnel
