// The fat tree of commodity switches: k pods, every switch with k ports, every host with the full bandwidth
// to every other.
//
// Al-Fares, Loukissas and Vahdat, SIGCOMM 2008, section 3: (k/2)^2 core switches; in each pod k/2 aggregation
// and k/2 edge switches; k/2 hosts on each edge switch; core switch (i, j) is cabled to aggregation switch i
// of every pod. It is rearrangeably non-blocking, so any half of the hosts can send to the other half at full
// speed: the bisection is half of the hosts' cables, k^3/8.
#include "models/topologies/topology_model.hpp"

namespace windtunnel {
namespace {

struct FatTreeFields : CableFields {
  std::int64_t k = 4;

  void describe(Schema& schema) {
    schema.field("k", k, "Ports of each switch; even. There are k^3/4 hosts in k pods.",
                 Range{std::int64_t{2}, std::int64_t{64}}, Required{});
    CableFields::describe(schema);
  }
  void check(Checker& checker) const {
    if (k % 2 != 0)
      checker.problem("k", "WT005", std::to_string(k),
                      "an even number: half of a switch's ports go up and half go down");
  }
};

Fabric draw_fat_tree(const FatTreeFields& fields, const Places& places, const Complain& complain) {
  const std::int64_t k = fields.k, half = k / 2;
  if (!one_region(places, complain) || !fits(k * k * k / 4 + 5 * k * k / 4, complain)) return {};
  FabricBuilder builder(places);
  const auto cable = [&](NodeIndex a, NodeIndex b) { builder.cable(a, b, fields.latency, fields.bandwidth); };
  const auto number = [](std::int64_t a, std::int64_t b) {
    return std::to_string(a + 1) + "-" + std::to_string(b + 1);
  };
  std::vector<NodeIndex> core;
  for (std::int64_t i = 0; i < half; ++i)
    for (std::int64_t j = 0; j < half; ++j)
      core.push_back(builder.hub("core-" + number(i, j), "core switch"));
  fields.let_clients_in(builder, core);
  for (std::int64_t pod = 0; pod < k; ++pod) {
    const std::string group = "pod " + std::to_string(pod + 1);
    std::vector<NodeIndex> aggregation;
    for (std::int64_t i = 0; i < half; ++i) {
      aggregation.push_back(builder.hub("agg-" + number(pod, i), "aggregation switch", group));
      for (std::int64_t j = 0; j < half; ++j)
        cable(aggregation.back(), core[static_cast<std::size_t>(i * half + j)]);
    }
    for (std::int64_t i = 0; i < half; ++i) {
      const std::string rack = "edge-" + number(pod, i);
      const NodeIndex edge = builder.hub(rack, "edge switch", group);
      for (const NodeIndex hub : aggregation) cable(edge, hub);
      for (std::int64_t j = 0; j < half; ++j)
        cable(edge, builder.host("host-" + number(pod, i) + "-" + std::to_string(j + 1), rack, group));
    }
  }
  const Bandwidth across = Bandwidth::from_bits_per_second(static_cast<double>(k * k * k / 8) *
                                                           fields.bandwidth.bits_per_second());
  builder.bisection(
      {across, across, "k^3/8 cables: any half reaches the other at full speed (Al-Fares 2008)"});
  builder.allot_racks(complain);
  return builder.finish(complain);
}

}  // namespace

Entry<TopologyModel> fat_tree() {
  return entry<TopologyModel, FatTreeFields>(
      {.name = "fat_tree",
       .meaning =
           "Pods of small equal switches that give every host its full bandwidth to every other; an edge "
           "switch is a rack.",
       .source = "Al-Fares, Loukissas and Vahdat 2008, section 3; Leiserson 1985",
       .leaves_out = "Two-level routing tables and flow scheduling: equal paths are chosen by hash (ECMP).",
       .validated_by = {"fat_tree_test", "topology_test"}},
      draw_fat_tree);
}

}  // namespace windtunnel
