// The flow's graph: Boost wants every arc with its reverse.
#include "models/topologies/max_flow.hpp"

// g++ 12 takes an iterator inside Boost's optional for one that was never set.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <boost/property_map/property_map.hpp>

namespace windtunnel {

using FlowGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                        boost::property<boost::edge_index_t, std::size_t>>;

// Arc i is the edges 2 i and 2 i + 1, each the other's reverse.
struct MaxFlow::Graph {
  explicit Graph(std::size_t nodes) : graph(nodes) {}
  using Edge = boost::graph_traits<FlowGraph>::edge_descriptor;
  FlowGraph graph;
  std::vector<std::int64_t> capacity, left;  // by edge
  std::vector<Edge> reverse;
  std::size_t source = 0;
};

MaxFlow::MaxFlow(std::size_t nodes) : graph_(std::make_unique<Graph>(nodes)) {}
MaxFlow::~MaxFlow() = default;

std::size_t MaxFlow::arc(std::size_t from, std::size_t to, std::int64_t capacity) {
  Graph& g = *graph_;
  const std::size_t index = g.capacity.size() / 2;
  const Graph::Edge there = boost::add_edge(from, to, 2 * index, g.graph).first;
  const Graph::Edge back = boost::add_edge(to, from, 2 * index + 1, g.graph).first;
  g.capacity.insert(g.capacity.end(), {capacity, 0});
  g.reverse.insert(g.reverse.end(), {back, there});
  return index;
}

void MaxFlow::set_capacity(std::size_t arc, std::int64_t capacity) { graph_->capacity[2 * arc] = capacity; }

std::int64_t MaxFlow::run(std::size_t source, std::size_t sink) {
  Graph& g = *graph_;
  const std::size_t nodes = boost::num_vertices(g.graph);
  const auto index = boost::get(boost::edge_index, g.graph);
  g.left.assign(g.capacity.size(), 0);
  g.source = source;
  std::vector<Graph::Edge> before(nodes);
  std::vector<boost::default_color_type> color(nodes);
  std::vector<std::int64_t> distance(nodes);
  const auto by_node = boost::get(boost::vertex_index, g.graph);
  return boost::boykov_kolmogorov_max_flow(
      g.graph, boost::make_iterator_property_map(g.capacity.begin(), index),
      boost::make_iterator_property_map(g.left.begin(), index),
      boost::make_iterator_property_map(g.reverse.begin(), index),
      boost::make_iterator_property_map(before.begin(), by_node),
      boost::make_iterator_property_map(color.begin(), by_node),
      boost::make_iterator_property_map(distance.begin(), by_node), by_node, source, sink);
}

std::vector<bool> MaxFlow::source_side() const {
  const Graph& g = *graph_;
  const auto index = boost::get(boost::edge_index, g.graph);
  std::vector<bool> seen(boost::num_vertices(g.graph), false);
  std::vector<std::size_t> open = {g.source};
  seen[g.source] = true;
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    for (auto [edge, end] = boost::out_edges(at, g.graph); edge != end; ++edge) {
      const std::size_t to = boost::target(*edge, g.graph);
      if (seen[to] || g.left[index[*edge]] <= 0) continue;
      seen[to] = true;
      open.push_back(to);
    }
  }
  return seen;
}

}  // namespace windtunnel
