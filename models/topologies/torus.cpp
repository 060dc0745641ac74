// A torus: switches at the points of a grid whose ends are joined, each cabled to its neighbours, each with
// its hosts.
//
// Dally and Seitz 1986; Blue Gene and Google's TPU pods are tori. A dimension of two has one cable, not two.
// Cutting across the longest dimension k, where that is even, costs 2N/k cables (N/2 of a hypercube, whose
// dimensions are all two), and no half is cheaper: s of the N switches, s <= N/2, have at least 4 s / k
// cables to the others (Bollobas and Leader 1991, theorem 8). So a cut that puts s switches on one side and
// lets hosts' own cables make up for the rest costs at least 4 s / k u + (N/2 - s) h b, least at s = 0 or
// N/2. Where the longest dimension is odd the same gives a bound from below, and a staircase one from above.
#include <algorithm>

#include "models/topologies/topology_model.hpp"

namespace windtunnel {
namespace {

struct TorusFields : CableFields {
  std::vector<std::int64_t> dimensions;
  std::int64_t hosts_per_switch = 1;
  std::optional<Bandwidth> trunk;

  void describe(Schema& schema) {
    schema.field("dimensions", dimensions, "Switches along each dimension, such as [4, 4, 4].",
                 Range{std::int64_t{2}, std::int64_t{1024}}, Required{}, NonEmpty{});
    schema.field("hosts_per_switch", hosts_per_switch, "Hosts on each.",
                 Range{std::int64_t{1}, std::int64_t{1024}});
    CableFields::describe(schema);
    schema.field("trunk", trunk, "Bandwidth of each cable between switches; as `bandwidth` when absent.",
                 Positive{});
  }

  std::int64_t switches() const {
    std::int64_t product = 1;
    for (const std::int64_t each : dimensions) product = std::min<std::int64_t>(product * each, 1 << 30);
    return product;
  }
};

// A set of half of the switches, filled row by row along the longest dimension: for a torus whose dimensions
// are all odd the cheapest that is known, one row after the other being cut in its middle.
double staircase(std::vector<std::int64_t> dimensions, double switches) {
  std::sort(dimensions.rbegin(), dimensions.rend());
  double cables = 0, rows = switches;
  for (const std::int64_t size : dimensions) {
    rows /= static_cast<double>(size);
    cables += (size == 2 ? 1 : 2) * rows;
    if (size % 2 == 0) break;
  }
  return cables;
}

Bisection bisection_of(const TorusFields& fields) {
  const double trunk = fields.trunk.value_or(fields.bandwidth).bits_per_second();
  const double host = fields.bandwidth.bits_per_second();
  const std::int64_t switches = fields.switches(), half = switches * fields.hosts_per_switch / 2;
  const double by_hosts = static_cast<double>(half) * host;
  // The hosts of an odd switch out, on whichever side.
  const double left_over = static_cast<double>(half - switches / 2 * fields.hosts_per_switch) * host;
  double isoperimetric = 4, cables = staircase(fields.dimensions, static_cast<double>(switches));
  for (const std::int64_t size : fields.dimensions) {
    const double ways = size == 2 ? 1 : 2;
    isoperimetric = std::min(isoperimetric, 2 * ways / static_cast<double>(size));
    if (size % 2 == 0)
      cables = std::min(cables, ways * static_cast<double>(switches) / static_cast<double>(size));
  }
  const double least = isoperimetric * static_cast<double>(switches / 2) * trunk + left_over;
  const double most = cables * trunk + left_over;
  const auto bandwidth = [](double bits) { return Bandwidth::from_bits_per_second(bits); };
  return {bandwidth(std::min(by_hosts, least)), bandwidth(std::min(by_hosts, most)),
          by_hosts <= most ? "half of the hosts' own cables" : "a cut across the longest dimension"};
}

Fabric draw_torus(const TorusFields& fields, const Places& places, const Complain& complain) {
  if (!one_region(places, complain) || !fits(fields.switches() * (fields.hosts_per_switch + 1), complain))
    return {};
  FabricBuilder builder(places);
  builder.look(Look::kGrid);
  const auto count = static_cast<std::size_t>(fields.switches());
  std::vector<NodeIndex> hubs;
  for (std::size_t at = 0; at < count; ++at) {
    std::string where;
    std::size_t rest = at;
    for (const std::int64_t size : fields.dimensions) {
      where += (where.empty() ? "" : "-") + std::to_string(rest % static_cast<std::size_t>(size) + 1);
      rest /= static_cast<std::size_t>(size);
    }
    const std::string name = "switch-" + where;
    hubs.push_back(builder.hub(name, "switch", name));
    for (std::int64_t host = 1; host <= fields.hosts_per_switch; ++host)
      builder.cable(hubs.back(), builder.host("host-" + where + "." + std::to_string(host), name, name),
                    fields.latency, fields.bandwidth);
  }
  std::size_t stride = 1;
  for (const std::int64_t dimension : fields.dimensions) {
    const auto size = static_cast<std::size_t>(dimension);
    for (std::size_t at = 0; at < count; ++at) {
      const std::size_t along = at / stride % size;
      if (size == 2 && along == 1) continue;
      const std::size_t to = along + 1 < size ? at + stride : at - along * stride;
      builder.cable(hubs[at], hubs[to], fields.latency, fields.trunk.value_or(fields.bandwidth));
    }
    stride *= size;
  }
  fields.let_clients_in(builder, {hubs.front()});
  builder.bisection(bisection_of(fields));
  builder.allot_racks(complain);
  return builder.finish(complain);
}

}  // namespace

Entry<TopologyModel> torus() {
  return entry<TopologyModel, TorusFields>(
      {.name = "torus",
       .meaning =
           "Switches on a grid whose ends are joined, each with its hosts as a rack; clients enter at the "
           "first.",
       .source = "Dally and Seitz 1986; Bollobas and Leader 1991 for its bisection",
       .leaves_out = "Dimension-order routing and virtual channels: all shortest paths are used alike.",
       .validated_by = {"torus_test"}},
      draw_torus);
}

}  // namespace windtunnel
