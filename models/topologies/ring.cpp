// A ring of switches, each with its hosts: two ways to everywhere, and little bandwidth between halves.
//
// Pierce 1972 (Bell System Technical Journal 51); metro networks are still built so. Its bisection: an arc of
// x switches costs two ring cables, and each host that the arc lacks or has too many costs its own; so the
// least is two cables with half of the switches, or none with x = 0.
#include <algorithm>

#include "models/topologies/topology_model.hpp"

namespace windtunnel {
namespace {

struct RingFields : CableFields {
  std::int64_t switches = 8;
  std::int64_t hosts_per_switch = 1;
  std::optional<Bandwidth> trunk;

  void describe(Schema& schema) {
    schema.field("switches", switches, "Switches in the ring.", Range{std::int64_t{3}, std::int64_t{4096}},
                 Required{});
    schema.field("hosts_per_switch", hosts_per_switch, "Hosts on each.",
                 Range{std::int64_t{1}, std::int64_t{1024}});
    CableFields::describe(schema);
    schema.field("trunk", trunk, "Bandwidth of each cable of the ring; as `bandwidth` when absent.",
                 Positive{});
  }
};

Bisection bisection_of(const RingFields& fields) {
  const double host = fields.bandwidth.bits_per_second();
  const double ring = fields.trunk.value_or(fields.bandwidth).bits_per_second();
  const std::int64_t half = fields.switches * fields.hosts_per_switch / 2;
  const std::int64_t left = half - fields.switches / 2 * fields.hosts_per_switch;
  const double by_arc = 2 * ring + static_cast<double>(left) * host;
  const double by_hosts = static_cast<double>(half) * host;
  const Bandwidth across = Bandwidth::from_bits_per_second(std::min(by_arc, by_hosts));
  return {across, across,
          by_hosts <= by_arc ? "half of the hosts' own cables"
          : left > 0         ? "two cables of the ring, and those of the hosts on the odd switch"
                             : "two cables of the ring"};
}

Fabric draw_ring(const RingFields& fields, const Places& places, const Complain& complain) {
  if (!one_region(places, complain) || !fits(fields.switches * (fields.hosts_per_switch + 1), complain))
    return {};
  FabricBuilder builder(places);
  builder.look(Look::kCircle);
  std::vector<NodeIndex> ring;
  for (std::int64_t i = 1; i <= fields.switches; ++i) {
    const std::string name = "switch-" + std::to_string(i);
    ring.push_back(builder.hub(name, "switch", name));
    for (std::int64_t host = 1; host <= fields.hosts_per_switch; ++host)
      builder.cable(ring.back(),
                    builder.host("host-" + std::to_string(i) + "-" + std::to_string(host), name, name),
                    fields.latency, fields.bandwidth);
  }
  for (std::size_t i = 0; i < ring.size(); ++i)
    builder.cable(ring[i], ring[(i + 1) % ring.size()], fields.latency,
                  fields.trunk.value_or(fields.bandwidth));
  fields.let_clients_in(builder, {ring.front()});
  builder.bisection(bisection_of(fields));
  builder.allot_racks(complain);
  return builder.finish(complain);
}

}  // namespace

Entry<TopologyModel> ring() {
  return entry<TopologyModel, RingFields>(
      {.name = "ring",
       .meaning = "Switches in a ring, each with its hosts as a rack; clients enter at the first.",
       .source = "Pierce 1972",
       .leaves_out = "Protection switching; messages take the shorter way round, always.",
       .validated_by = {"ring_test"}},
      draw_ring);
}

}  // namespace windtunnel
