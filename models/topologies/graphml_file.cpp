// Reading GraphML: Boost.PropertyTree reads the XML, and what its elements mean is read here.
//
// Boost.Graph's own reader for the format stands in a shared library that asks for Boost.Regex and ICU,
// thirty megabytes that every installed copy would carry, throws for attributes it has no map for, and leaves
// out the defaults that a key may give. Of the format (Brandes et al., "Graph Markup Language (GraphML)",
// 2013) this takes one graph with nodes, edges, keys and their defaults; ports and hyperedges are said to be
// more than it takes.
#include "models/topologies/graphml_file.hpp"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

namespace windtunnel {
namespace {

using Element = boost::property_tree::ptree;

// A file that reads as XML and not as GraphML.
struct Misread : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string attribute(const Element& element, const std::string& name) {
  return element.get(Element::path_type("<xmlattr>/" + name, '/'), std::string());
}

// The attributes that this file keeps of nodes and edges, by the identity of their key.
class Keys {
 public:
  explicit Keys(const Element& graphml) {
    for (const auto& [tag, element] : graphml) {
      if (tag != "key") continue;
      Key& key = keys_[attribute(element, "id")];
      key.name = attribute(element, "attr.name");
      key.of = attribute(element, "for");
      key.standing = element.get("default", std::string());
    }
  }

  using Take = std::function<void(const std::string& name, const std::string& value)>;
  // What stands in an element, and first what its keys say where it says nothing.
  void read(const std::string& of, const Element& element, const Take& take) const {
    for (const auto& [id, key] : keys_)
      if ((key.of == of || key.of == "all") && !key.standing.empty()) take(key.name, key.standing);
    for (const auto& [tag, data] : element) {
      if (tag != "data") continue;
      const auto key = keys_.find(attribute(data, "key"));
      if (key != keys_.end() && !data.data().empty()) take(key->second.name, data.data());
    }
  }

 private:
  struct Key {
    std::string name, of, standing;
  };
  std::map<std::string, Key> keys_;
};

class Reader {
 public:
  explicit Reader(const Element& graphml) : keys_(graphml) {
    const auto graph = graphml.find("graph");
    if (graph == graphml.not_found()) throw Misread("a graphml without a graph");
    graph_.directed = attribute(graph->second, "edgedefault") == "directed";
    // An edge may stand before its nodes.
    for (const auto& [tag, element] : graph->second) {
      if (tag == "node") take_node(element);
      if (tag == "hyperedge") throw Misread("a hyperedge, which is no link between two nodes");
    }
    for (const auto& [tag, element] : graph->second)
      if (tag == "edge") take_edge(element);
  }

  GraphmlGraph graph() && { return std::move(graph_); }

 private:
  void take_node(const Element& element) {
    const std::string id = attribute(element, "id");
    if (!numbers_.emplace(id, graph_.nodes.size()).second) throw Misread("two nodes \"" + id + "\"");
    if (element.find("graph") != element.not_found())
      throw Misread("a graph inside of node \"" + id + "\", which is one node here");
    GraphmlNode node;
    std::string label;
    keys_.read("node", element, [&](const std::string& name, const std::string& value) {
      if (name == "name") node.name = value;
      if (name == "label") label = value;
      if (name == "is") node.is = value;
      if (name == "at") node.at = value;
    });
    if (node.name.empty()) node.name = label;
    if (node.name.empty()) node.name = "node-" + std::to_string(graph_.nodes.size() + 1);
    graph_.nodes.push_back(std::move(node));
  }

  std::size_t end_of(const Element& element, const std::string& side) const {
    const std::string id = attribute(element, side);
    const auto node = numbers_.find(id);
    if (node == numbers_.end())
      throw Misread("edge " + std::to_string(graph_.edges.size() + 1) + " with " + side + " \"" + id +
                    "\", which is no node");
    return node->second;
  }

  void take_edge(const Element& element) {
    GraphmlEdge edge;
    edge.number = graph_.edges.size() + 1;
    edge.from = end_of(element, "source");
    edge.to = end_of(element, "target");
    keys_.read("edge", element, [&edge](const std::string& name, const std::string& value) {
      if (name == "latency") edge.latency = value;
      if (name == "bandwidth") edge.bandwidth = value;
    });
    const std::string directed = attribute(element, "directed");
    if (!directed.empty() && (directed == "true") != graph_.directed)
      throw Misread(
          "edge " + std::to_string(edge.number) + " that is " +
          (directed == "true" ? "directed in an undirected graph" : "undirected in a directed graph"));
    graph_.edges.push_back(std::move(edge));
  }

  Keys keys_;
  GraphmlGraph graph_;
  std::map<std::string, std::size_t> numbers_;  // by a node's identity
};

}  // namespace

std::optional<GraphmlGraph> read_graphml_text(const std::string& text, std::string& wrong) {
  namespace xml = boost::property_tree::xml_parser;
  try {
    std::istringstream stream(text);
    Element document;
    xml::read_xml(stream, document, xml::no_comments | xml::trim_whitespace);
    const auto graphml = document.find("graphml");
    if (graphml == document.not_found()) throw Misread("XML without an element graphml");
    return Reader(graphml->second).graph();
  } catch (const xml::xml_parser_error& error) {
    wrong = "line " + std::to_string(error.line()) + ": " + error.message();
  } catch (const Misread& misread) {
    wrong = misread.what();
  }
  return std::nullopt;
}

}  // namespace windtunnel
