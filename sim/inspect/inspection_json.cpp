// The inspection for programs: every figure with its unit in the key, and which side a bound bounds.
#include "sim/inspect/inspection.hpp"

namespace windtunnel {
namespace {

Node words(const std::vector<std::string>& list) {
  Node node = Node::array();
  for (const std::string& each : list) node.items().push_back(Node::string(each));
  return node;
}

Node count(std::size_t value) { return Node::integer(static_cast<std::int64_t>(value)); }

class Printer {
 public:
  Printer(const Loaded& loaded, const Inspection& seen)
      : plan_(loaded.flight.plan), seen_(seen), topology_(*seen.fabric->topology) {}

  Node network(const std::string& kind) const {
    Node node = Node::object();
    node.add("kind", Node::string(kind));
    node.add("of_places", Node::boolean(seen_.of_places));
    std::size_t hosts = 0, switches = 0;
    for (const TopologyNode& each : topology_.nodes()) {
      hosts += each.kind == NodeKind::kHost;
      switches += each.kind == NodeKind::kSwitch;
    }
    node.add("hosts", count(hosts));
    node.add("switches", count(switches));
    node.add("links", count(topology_.links().size()));
    return node;
  }

  Node diameter() const {
    if (!seen_.across) return Node::null();
    Node node = Node::object();
    node.add("latency_ns", Node::integer(seen_.across->latency.ns()));
    node.add("cables", count(seen_.across->hops));
    node.add("from", Node::string(topology_.nodes()[seen_.across->from].name));
    node.add("to", Node::string(topology_.nodes()[seen_.across->to].name));
    return node;
  }

  Node bisection() const {
    if (!seen_.crossing) return Node::null();
    const Crossing& crossing = *seen_.crossing;
    const std::string unit = crossing.in_cables ? "_cables" : "_bits_per_second";
    Node node = Node::object();
    node.add("exact", Node::boolean(crossing.exact()));
    node.add("at_most" + unit, Node::number(crossing.at_most));
    node.add("at_least" + unit, crossing.has_least ? Node::number(crossing.at_least) : Node::null());
    node.add("because", Node::string(crossing.because));
    return node;
  }

  Node weak() const {
    Node list = Node::array();
    for (const WeakSpot& spot : seen_.weak) {
      if (seen_.of_places && spot.link != kNoIndex) continue;
      Node node = Node::object();
      node.add("what",
               Node::string(spot.node != kNoIndex ? seen_.fabric->roles[seen_.fabric->role_of[spot.node]]
                                                  : "cable"));
      node.add("name",
               Node::string(spot.node != kNoIndex ? topology_.nodes()[spot.node].name : cable(spot.link)));
      node.add("hosts_lost", count(spot.hosts.size()));
      std::vector<std::string> replicas, clients;
      for (const NodeIndex host : spot.hosts)
        for (const std::uint32_t replica : seen_.on_host[host])
          replicas.push_back(replica_title(plan_, replica));
      for (const NodeIndex edge : spot.edges) clients.push_back(topology_.nodes()[edge].name);
      node.add("replicas_lost", words(replicas));
      node.add("clients_lost", words(clients));
      list.items().push_back(std::move(node));
    }
    return list;
  }

  Node tiers() const {
    Node all = Node::object();
    for (const TierShape& shape : seen_.tiers) {
      Node node = Node::object();
      node.add("replicas", count(shape.replicas));
      node.add("needs", count(shape.needs));
      node.add("cut_below_needs", cuts(shape.nodes, shape.cables));
      const bool told = shape.majority > 0 && shape.majority != shape.needs;
      node.add("cut_below_majority", shape.majority == 0 ? Node::null()
                                     : told              ? cuts(shape.majority_nodes, shape.majority_cables)
                                                         : cuts(shape.nodes, shape.cables));
      Node fates = Node::array();
      for (const SharedFate& fate : shape.fates) {
        Node each = Node::object();
        each.add("what", Node::string(fate.what));
        std::vector<std::string> replicas;
        for (const std::uint32_t replica : fate.replicas) replicas.push_back(replica_title(plan_, replica));
        each.add("replicas", words(replicas));
        each.add("left", count(fate.left));
        each.add("below_needs", Node::boolean(fate.below_needs));
        each.add("no_majority", Node::boolean(fate.no_majority));
        fates.items().push_back(std::move(each));
      }
      node.add("shared_fate", std::move(fates));
      all.add(plan_.tiers[shape.tier].name, std::move(node));
    }
    return all;
  }

 private:
  std::string cable(LinkIndex link) const {
    return topology_.nodes()[topology_.links()[link].from].name + " - " +
           topology_.nodes()[topology_.links()[link].to].name;
  }

  Node cuts(const Cut& nodes, const Cut& cables) const {
    std::vector<std::string> node_names, cable_names;
    for (const NodeIndex each : nodes.nodes) node_names.push_back(topology_.nodes()[each].name);
    for (const LinkIndex each : cables.links) cable_names.push_back(cable(each));
    Node node = Node::object();
    node.add("exact", Node::boolean(nodes.exact));
    node.add("nodes", words(node_names));
    if (!seen_.of_places) node.add("cables", words(cable_names));
    return node;
  }

  const Plan& plan_;
  const Inspection& seen_;
  const Topology& topology_;
};

}  // namespace

Node inspection_json(const Loaded& loaded, const Inspection& seen) {
  const Printer printer(loaded, seen);
  Node node = Node::object();
  node.add("scenario", Node::string(loaded.document.file()));
  node.add("hash", Node::string(loaded.hash));
  node.add("network", printer.network(loaded.scenario.network.kind()));
  node.add("diameter", printer.diameter());
  node.add("clients_farthest_ns",
           seen.clients_farthest ? Node::integer(seen.clients_farthest->ns()) : Node::null());
  node.add("bisection", printer.bisection());
  node.add("single_points_of_failure", printer.weak());
  node.add("tiers", printer.tiers());
  return node;
}

}  // namespace windtunnel
