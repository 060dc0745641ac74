// A GraphML file as plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace windtunnel {

struct GraphmlNode {
  std::string name;  // its `name`, else its `label`, else "node-<number>", from 1
  std::optional<std::string> is, at;
};
struct GraphmlEdge {
  std::size_t number = 0;  // in the file, from 1
  std::size_t from = 0, to = 0;
  std::optional<std::string> latency, bandwidth;
};
struct GraphmlGraph {
  bool directed = false;
  std::vector<GraphmlNode> nodes;
  std::vector<GraphmlEdge> edges;
};

// Nothing, and in `wrong` why, when the text is no GraphML.
std::optional<GraphmlGraph> read_graphml_text(const std::string& text, std::string& wrong);

}  // namespace windtunnel
