// Routes against Boost's Dijkstra on random topologies, and what a look-up costs.
#include <gtest/gtest.h>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <cstdlib>
#include <new>

#include "tests/unit/models/topologies/random_topology.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

// Never inlined, or the compiler takes the pair for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace windtunnel {
namespace {

// From one node, where only switches forward: links out of other hosts and edges are not there.
std::vector<std::int64_t> boosts_distances(const Topology& topology, NodeIndex from) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property,
                                      boost::property<boost::edge_weight_t, std::int64_t>>;
  Graph graph(topology.nodes().size());
  for (const TopologyLink& link : topology.links())
    if (link.from == from || topology.nodes()[link.from].kind == NodeKind::kSwitch)
      boost::add_edge(link.from, link.to, link.latency.ns(), graph);
  std::vector<std::int64_t> distances(topology.nodes().size());
  boost::dijkstra_shortest_paths(graph, from, boost::distance_map(distances.data()));
  return distances;
}

TEST(Routes, AreAsShortAsDijkstraSaysAndLeadThere) {
  Rng rng(2026, 1, 0);
  for (int round = 0; round < 300; ++round) {
    RandomShape shape;
    shape.switches = 2 + rng.below(20);
    shape.hosts = 2 + rng.below(12);
    shape.more_cables = rng.below(30);
    const Topology topology = random_topology(rng, shape);
    std::vector<LinkIndex> path;
    for (NodeIndex from = 0; from < topology.nodes().size(); ++from) {
      if (topology.nodes()[from].kind == NodeKind::kSwitch) continue;
      const std::vector<std::int64_t> distances = boosts_distances(topology, from);
      for (NodeIndex to = 0; to < topology.nodes().size(); ++to) {
        if (topology.nodes()[to].kind == NodeKind::kSwitch) continue;
        ASSERT_EQ(topology.latency(from, to).ns(), distances[to]) << round << ": " << from << " to " << to;
        topology.path(from, to, rng.next(), path);
        NodeIndex at = from;
        Duration sum;
        for (const LinkIndex link : path) {
          ASSERT_EQ(topology.links()[link].from, at);
          if (at != from) {
            ASSERT_EQ(topology.nodes()[at].kind, NodeKind::kSwitch);
          }
          at = topology.links()[link].to;
          sum += topology.links()[link].latency;
        }
        ASSERT_EQ(at, to);
        ASSERT_EQ(sum.ns(), distances[to]);
        ASSERT_EQ(path.size(), from == to ? 0 : topology.hops(from, to));
      }
    }
  }
}

TEST(Routes, AreLookedUpWithoutAllocating) {
  const Fabric tree = fabric(R"({"kind": "fat_tree", "k": 8})");
  const std::vector<NodeIndex> all = hosts(tree);
  std::vector<LinkIndex> path;
  path.reserve(16);
  const std::size_t before = allocations;
  std::uint64_t links = 0;
  for (std::uint64_t flow = 0; flow < 10'000; ++flow) {
    tree.topology->path(all[flow % all.size()], all[(flow * 7 + 3) % all.size()], flow, path);
    links +=
        path.size() + static_cast<std::uint64_t>(tree.topology->latency(all[0], all[flow % all.size()]).ns());
  }
  EXPECT_EQ(allocations, before);
  EXPECT_GT(links, 10'000u);
}

}  // namespace
}  // namespace windtunnel
