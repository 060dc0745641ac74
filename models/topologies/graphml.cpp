// A topology from a GraphML file, as graph editors and the Internet Topology Zoo write them.
//
// GraphML (Brandes et al., GD 2001) says which nodes and edges there are; what they mean stands in attributes
// that everybody names as he likes. Read are `name` or `label`, `is` (host, switch, edge) and `at` of a node,
// `latency` and `bandwidth` of an edge, with their units; anything else is ignored. A file that knows no
// hosts describes switches: each then gets hosts of its own, and clients enter where the scenario says.
#include "models/topologies/graphml_file.hpp"
#include "models/topologies/node_fields.hpp"
#include "models/topologies/topology_model.hpp"
#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

struct GraphmlFields {
  FileRef file;
  Duration latency = Duration::from_ns(1'000'000);
  Bandwidth bandwidth;
  std::int64_t hosts_per_node = 1;
  std::optional<std::string> clients_at;

  void describe(Schema& schema) {
    schema.field("file", file, "The file, relative to this one.", Required{});
    schema.field("latency", latency, "One way, of edges that have none in the file.",
                 Range{Duration(), Duration::from_ns(60'000'000'000)});
    schema.field("bandwidth", bandwidth,
                 "Each way, of edges that have none in the file; 0 is never a bottleneck.",
                 AtLeast{Bandwidth()});
    schema.field("hosts_per_node", hosts_per_node,
                 "Hosts at each node, without distance, where the file knows no hosts.",
                 Range{std::int64_t{1}, std::int64_t{1024}});
    schema.field(
        "clients_at", clients_at,
        "The node where clients enter, by its name, where the file knows no edge; the first when absent.");
  }
};

class Drawing {
 public:
  Drawing(const GraphmlFields& fields, const Places& places, const Complain& complain)
      : fields_(fields),
        places_(places),
        complain_(complain),
        builder_(places),
        placed_(builder_, places, complain_at_file_) {}

  Fabric draw() {
    std::string wrong;
    const auto graph = read_graphml_text(fields_.file->text(), wrong);
    if (!graph) {
      complain_("file", "WT022", "\"" + fields_.file.name + "\": " + wrong, "a GraphML file", {}, {});
      return {};
    }
    if (!fits(static_cast<std::int64_t>(graph->nodes.size()) * (fields_.hosts_per_node + 1), complain_))
      return {};
    for (const GraphmlNode& node : graph->nodes) add(node);
    for (const GraphmlEdge& edge : graph->edges) add(edge, graph->directed);
    if (!fine_ || !placed_.fine()) return {};
    if (!knows_hosts_)
      for (std::size_t i = 0; i < graph->nodes.size(); ++i)
        if (builder_.is_switch(nodes_[i])) add_hosts(graph->nodes[i].name, nodes_[i]);
    if (!let_clients_in(*graph)) return {};
    if (!knows_hosts_ || !knows_places_) builder_.allot_racks(complain_);
    return builder_.finish(complain_);
  }

 private:
  // An attribute as a quantity: "5 ms".
  template <class T>
  bool quantity(const std::optional<std::string>& text, const std::string& what, T& out) {
    if (!text) return true;
    const auto misfit = parse_quantity(*text, out);
    if (!misfit) return true;
    complain_("file", "WT022", "\"" + *text + "\" as " + what, misfit->expected, {}, {});
    return fine_ = false;
  }

  void add(const GraphmlNode& node) {
    NodeIs is = NodeIs::kSwitch;
    quantity(node.is, "what " + node.name + " is", is);
    if (builder_.named(node.name) != kNoIndex) {
      complain_("file", "WT022", "two nodes called \"" + node.name + "\"", "each name once", {}, {});
      fine_ = false;
    }
    knows_hosts_ = knows_hosts_ || is == NodeIs::kHost;
    knows_places_ = knows_places_ || (is == NodeIs::kHost && node.at);
    // Hosts without a place are handed out to the zones in the file's order.
    if (is == NodeIs::kHost && !node.at)
      nodes_.push_back(builder_.host(node.name, "", ""));
    else
      nodes_.push_back(placed_.add(node.name, is, node.at, "file"));
  }

  void add(const GraphmlEdge& edge, bool directed) {
    const NodeIndex from = nodes_[edge.from], to = nodes_[edge.to];
    const std::string name = edge_name(edge);
    Duration latency = fields_.latency;
    Bandwidth bandwidth = fields_.bandwidth;
    if (!quantity(edge.latency, "the latency of " + name, latency) ||
        !quantity(edge.bandwidth, "the bandwidth of " + name, bandwidth))
      return;
    if (latency < Duration() || latency > Duration::from_ns(60'000'000'000)) {
      complain_("file", "WT022", text(latency) + " as the latency of " + name, "from nothing to a minute", {},
                {});
      fine_ = false;
      return;
    }
    if (from == to || from == kNoIndex || to == kNoIndex) return;  // a loop carries nothing
    builder_.link(from, to, latency, bandwidth);
    if (!directed) builder_.link(to, from, latency, bandwidth);
  }

  static std::string edge_name(const GraphmlEdge& edge) { return "the edge " + std::to_string(edge.number); }

  void add_hosts(const std::string& name, NodeIndex hub) {
    for (std::int64_t host = 1; host <= fields_.hosts_per_node; ++host)
      builder_.cable(hub, builder_.host(name + " host " + std::to_string(host), name, ""), Duration(),
                     Bandwidth());
  }

  bool let_clients_in(const GraphmlGraph& graph) {
    std::vector<std::string> names;
    for (const GraphmlNode& node : graph.nodes) names.push_back(node.name);
    NodeIndex door = kNoIndex;
    if (fields_.clients_at) {
      door = builder_.named(*fields_.clients_at);
      if (door == kNoIndex || !builder_.is_switch(door)) {
        complain_("clients_at", "WT011", "\"" + *fields_.clients_at + "\"", "a switch of the file",
                  *fields_.clients_at, names);
        return false;
      }
    }
    for (std::size_t i = 0; i < nodes_.size() && door == kNoIndex; ++i)
      if (builder_.is_switch(nodes_[i])) door = nodes_[i];
    for (std::uint32_t region = 0; region < places_.regions.size(); ++region) {
      if (placed_.has_edge(region)) continue;
      if (places_.regions.size() > 1) return placed_.check_edges("file");
      if (door == kNoIndex) {
        complain_("file", "WT022", "a file without a switch", "a node where clients can enter", {}, {});
        return false;
      }
      builder_.cable(builder_.edge(region), door, Duration(), Bandwidth());
    }
    return true;
  }

  const GraphmlFields& fields_;
  const Places& places_;
  const Complain& complain_;
  // What is wrong with a node is said of the file.
  Complain complain_at_file_ = [this](std::string_view, std::string_view code, std::string found,
                                      std::string expected, std::string_view name,
                                      std::vector<std::string> candidates) {
    complain_("file", code, std::move(found), std::move(expected), name, std::move(candidates));
  };
  FabricBuilder builder_;
  PlacedNodes placed_;
  std::vector<NodeIndex> nodes_;  // beside the file's
  bool knows_hosts_ = false, knows_places_ = false, fine_ = true;
};

}  // namespace

Entry<TopologyModel> graphml() {
  return entry<TopologyModel, GraphmlFields>(
      {.name = "graphml",
       .meaning = "Nodes and edges of a GraphML file; unknown attributes are ignored.",
       .source = "Brandes et al. 2001; the Internet Topology Zoo (Knight et al. 2011) writes such files",
       .leaves_out =
           "Coordinates, ports and nested graphs; hosts that the file does not know are made up, so "
           "many at each node.",
       .validated_by = {"graphml_test"}},
      [](const GraphmlFields& fields, const Places& places, const Complain& complain) {
        if (!fields.file) return Fabric{};  // complained of where it was read
        return Drawing(fields, places, complain).draw();
      });
}

}  // namespace windtunnel
