// Leaf and spine: every leaf switch, with its rack of hosts, is cabled to every spine switch.
//
// The two-level folded Clos network (Clos 1953; Greenberg et al., VL2, SIGCOMM 2009). Oversubscription is
// what the hosts of a leaf could send over what its uplinks can carry. Its bisection: with L leaves of H
// hosts at b and S spines at u, a cut puts x whole leaves on one side, x <= L/2, and cuts the cables of the
// hosts that are then missing: S u x + (n/2 - x H) b. That is linear in x, so its least is at x = 0 or x =
// L/2.
#include <algorithm>

#include "models/topologies/topology_model.hpp"

namespace windtunnel {
namespace {

struct LeafSpineFields : CableFields {
  std::int64_t leaves = 4;
  std::int64_t spines = 2;
  std::int64_t hosts_per_leaf = 16;
  std::optional<Bandwidth> uplink;
  std::optional<double> oversubscription;

  void describe(Schema& schema) {
    schema.field("leaves", leaves, "Leaf switches: racks.", Range{std::int64_t{1}, std::int64_t{4096}},
                 Required{});
    schema.field("spines", spines, "Spine switches.", Range{std::int64_t{1}, std::int64_t{1024}}, Required{});
    schema.field("hosts_per_leaf", hosts_per_leaf, "Hosts of each leaf.",
                 Range{std::int64_t{1}, std::int64_t{1024}}, Required{});
    CableFields::describe(schema);
    schema.field("uplink", uplink,
                 "Bandwidth of each cable between a leaf and a spine; or `oversubscription`.", Positive{});
    schema.field("oversubscription", oversubscription,
                 "What the hosts of a leaf could send, over what its uplinks carry; 1 when neither is given.",
                 Range{0.01, 1000.0});
  }
  void check(Checker& checker) const { checker.not_both("uplink", "oversubscription"); }

  Bandwidth up() const {
    if (uplink) return *uplink;
    return Bandwidth::from_bits_per_second(static_cast<double>(hosts_per_leaf) * bandwidth.bits_per_second() /
                                           (static_cast<double>(spines) * oversubscription.value_or(1)));
  }
};

Bisection bisection_of(const LeafSpineFields& fields) {
  const double host = fields.bandwidth.bits_per_second(), up = fields.up().bits_per_second();
  const auto half = static_cast<double>(fields.leaves * fields.hosts_per_leaf / 2);
  const auto whole = static_cast<double>(fields.leaves / 2);
  const double by_leaves = whole * static_cast<double>(fields.spines) * up +
                           (half - whole * static_cast<double>(fields.hosts_per_leaf)) * host;
  const Bandwidth across = Bandwidth::from_bits_per_second(std::min(half * host, by_leaves));
  return {across, across,
          half * host <= by_leaves ? "half of the hosts' own cables" : "the uplinks of half of the leaves"};
}

Fabric draw_leaf_spine(const LeafSpineFields& fields, const Places& places, const Complain& complain) {
  if (!one_region(places, complain) ||
      !fits(fields.leaves * (fields.hosts_per_leaf + 1) + fields.spines, complain))
    return {};
  FabricBuilder builder(places);
  std::vector<NodeIndex> spines;
  for (std::int64_t spine = 1; spine <= fields.spines; ++spine)
    spines.push_back(builder.hub("spine-" + std::to_string(spine), "spine switch"));
  fields.let_clients_in(builder, spines);
  for (std::int64_t leaf = 1; leaf <= fields.leaves; ++leaf) {
    const std::string name = "leaf-" + std::to_string(leaf);
    const NodeIndex hub = builder.hub(name, "leaf switch", name);
    for (const NodeIndex spine : spines) builder.cable(hub, spine, fields.latency, fields.up());
    for (std::int64_t host = 1; host <= fields.hosts_per_leaf; ++host)
      builder.cable(hub,
                    builder.host("host-" + std::to_string(leaf) + "-" + std::to_string(host), name, name),
                    fields.latency, fields.bandwidth);
  }
  builder.bisection(bisection_of(fields));
  builder.allot_racks(complain);
  return builder.finish(complain);
}

}  // namespace

Entry<TopologyModel> leaf_spine() {
  return entry<TopologyModel, LeafSpineFields>(
      {.name = "leaf_spine",
       .meaning = "Every leaf switch is cabled to every spine switch; a leaf is a rack.",
       .source = "Clos 1953, folded; Greenberg et al. 2009 (VL2)",
       .leaves_out = "Hosts with two cables and switches in pairs; kind explicit draws those.",
       .validated_by = {"leaf_spine_test"}},
      draw_leaf_spine);
}

}  // namespace windtunnel
