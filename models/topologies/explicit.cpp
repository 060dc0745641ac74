// An explicit topology: nodes and links by name, as somebody drew them on a board.
//
// Nothing is added and nothing guessed: a host says where it stands where there is more than one zone, every
// region has its edge, and a link is both ways unless it says otherwise.
#include "models/topologies/node_fields.hpp"
#include "models/topologies/topology_model.hpp"

namespace windtunnel {
namespace {

struct NodeFields {
  NodeIs is = NodeIs::kSwitch;
  std::optional<std::string> at;

  void describe(Schema& schema) {
    schema.field("is", is, "What it is.");
    schema.field(
        "at", at,
        "Where it stands: region/zone or region/zone/rack of a host, the region of an edge; may be left "
        "out where there is only one.");
  }
};

struct LinkFields {
  std::string from, to;
  Duration latency;
  Bandwidth bandwidth;
  bool one_way = false;

  void describe(Schema& schema) {
    schema.field("from", from, "The node it leaves.", Required{}, NonEmpty{});
    schema.field("to", to, "The node it leads to.", Required{}, NonEmpty{});
    schema.field("latency", latency, "One way.", Required{},
                 Range{Duration(), Duration::from_ns(60'000'000'000)});
    schema.field("bandwidth", bandwidth, "Each way; 0 is never a bottleneck.", AtLeast{Bandwidth()});
    schema.field("one_way", one_way, "From `from` to `to` only.");
  }
};

struct ExplicitFields {
  Map<NodeFields> nodes;
  Map<LinkFields> links;

  void describe(Schema& schema) {
    schema.field("nodes", nodes, "Hosts, switches and the edges where clients enter, by name.", Required{},
                 NonEmpty{});
    schema.field("links", links, "What joins them, by name.", Required{}, NonEmpty{});
  }
};

Fabric draw_explicit(const ExplicitFields& fields, const Places& places, const Complain& complain) {
  FabricBuilder builder(places);
  PlacedNodes placed(builder, places, complain);
  std::vector<std::string> names;
  for (const auto& item : fields.nodes) {
    names.push_back(item.name);
    placed.add(item.name, item.value.is, item.value.at, "nodes." + item.name);
  }
  bool whole = placed.check_edges("nodes");
  for (const auto& item : fields.links) {
    const std::string path = "links." + item.name;
    const NodeIndex from = builder.named(item.value.from), to = builder.named(item.value.to);
    for (const auto& [node, name, key] :
         {std::tuple(from, &item.value.from, ".from"), std::tuple(to, &item.value.to, ".to")})
      if (node == kNoIndex) {
        // A node that is there and could not be placed was complained of already.
        if (fields.nodes.find(*name) == nullptr)
          complain(path + key, "WT011", "\"" + *name + "\"", "a node of `nodes`", *name, names);
        whole = false;
      }
    if (from == kNoIndex || to == kNoIndex) continue;
    if (from == to) {
      complain(path, "WT030", "a link from " + item.value.from + " to itself", "a link between two nodes", {},
               {});
      whole = false;
      continue;
    }
    builder.link(from, to, item.value.latency, item.value.bandwidth);
    if (!item.value.one_way) builder.link(to, from, item.value.latency, item.value.bandwidth);
  }
  return whole && placed.fine() ? builder.finish(complain) : Fabric{};
}

}  // namespace

Entry<TopologyModel> explicit_topology() {
  return entry<TopologyModel, ExplicitFields>(
      {.name = "explicit",
       .meaning = "Nodes and links by name, each link both ways unless it says otherwise.",
       .source = "the scenario itself",
       .leaves_out = "Everything that is not written down.",
       .validated_by = {"explicit_test"}},
      draw_explicit);
}

}  // namespace windtunnel
