// A star: every host on one switch, as in a small office or in the first drawing of any design.
//
// Its bisection is half of the hosts' cables; its one switch is what everything depends on.
#include "models/topologies/topology_model.hpp"

namespace windtunnel {
namespace {

struct StarFields : CableFields {
  std::int64_t hosts = 8;

  void describe(Schema& schema) {
    schema.field("hosts", hosts, "Hosts on the switch.", Range{std::int64_t{1}, std::int64_t{65536}},
                 Required{});
    CableFields::describe(schema);
  }
};

Fabric draw_star(const StarFields& fields, const Places& places, const Complain& complain) {
  if (!one_region(places, complain)) return {};
  FabricBuilder builder(places);
  const NodeIndex hub = builder.hub("hub", "switch");
  fields.let_clients_in(builder, {hub});
  for (std::int64_t host = 1; host <= fields.hosts; ++host)
    builder.cable(hub, builder.host("host-" + std::to_string(host), ""), fields.latency, fields.bandwidth);
  const Bandwidth across = Bandwidth::from_bits_per_second(static_cast<double>(fields.hosts / 2) *
                                                           fields.bandwidth.bits_per_second());
  builder.bisection({across, across, "half of the hosts' cables"});
  builder.allot_racks(complain);
  return builder.finish(complain);
}

}  // namespace

Entry<TopologyModel> star() {
  return entry<TopologyModel, StarFields>(
      {.name = "star",
       .meaning = "Every host on one switch; hosts are shared out evenly among zones and their racks.",
       .source = "none: the smallest fabric there is",
       .leaves_out = "What the switch can forward in all; its ports are the only limit.",
       .validated_by = {"star_test"}},
      draw_star);
}

}  // namespace windtunnel
