// Reading GraphML with Boost.Graph.
//
// Boost's reader for a graph with property maps throws for an attribute it has no map for, and casts values
// to the type that the file states. So it is handed a graph of our own, which keeps every attribute as its
// text and forgets those nobody asks for.
#include "models/topologies/graphml_file.hpp"

#include <boost/any.hpp>
#include <boost/graph/graphml.hpp>
#include <exception>
#include <sstream>

namespace windtunnel {
namespace {

class Kept final : public boost::mutate_graph {
 public:
  explicit Kept(bool directed) { graph.directed = directed; }
  GraphmlGraph graph;

  bool is_directed() const override { return graph.directed; }
  boost::any do_add_vertex() override {
    graph.nodes.emplace_back();
    return graph.nodes.size() - 1;
  }
  std::pair<boost::any, bool> do_add_edge(boost::any source, boost::any target) override {
    GraphmlEdge edge;
    edge.number = graph.edges.size() + 1;
    edge.from = boost::any_cast<std::size_t>(source);
    edge.to = boost::any_cast<std::size_t>(target);
    graph.edges.push_back(std::move(edge));
    return {graph.edges.size() - 1, true};
  }
  void set_graph_property(const std::string&, const std::string&, const std::string&) override {}
  void set_vertex_property(const std::string& name, boost::any vertex, const std::string& value,
                           const std::string&) override {
    GraphmlNode& node = graph.nodes[boost::any_cast<std::size_t>(vertex)];
    if (value.empty()) return;
    if (name == "name" || (name == "label" && node.name.empty())) node.name = value;
    if (name == "is") node.is = value;
    if (name == "at") node.at = value;
  }
  void set_edge_property(const std::string& name, boost::any edge, const std::string& value,
                         const std::string&) override {
    GraphmlEdge& kept = graph.edges[boost::any_cast<std::size_t>(edge)];
    if (value.empty()) return;
    if (name == "latency") kept.latency = value;
    if (name == "bandwidth") kept.bandwidth = value;
  }
};

GraphmlGraph read_as(const std::string& text, bool directed) {
  std::istringstream stream(text);
  Kept kept(directed);
  boost::read_graphml(stream, kept, 0);
  for (std::size_t i = 0; i < kept.graph.nodes.size(); ++i)
    if (kept.graph.nodes[i].name.empty()) kept.graph.nodes[i].name = "node-" + std::to_string(i + 1);
  return std::move(kept.graph);
}

}  // namespace

std::optional<GraphmlGraph> read_graphml_text(const std::string& text, std::string& wrong) {
  try {
    try {
      return read_as(text, false);
    } catch (const boost::directed_graph_error&) {
      return read_as(text, true);
    } catch (const boost::undirected_graph_error&) {
      return read_as(text, true);
    }
  } catch (const std::exception& error) {
    // "<unspecified file>(3): expected >": the line is what helps.
    wrong = error.what();
    if (const std::size_t file = wrong.find("<unspecified file>"); file != std::string::npos)
      wrong.replace(file, 18, "line ");
    if (wrong.empty()) wrong = "not readable";
    return std::nullopt;
  }
}

}  // namespace windtunnel
