// Wiring a fat tree of 8,192 hosts, routing tables included, and looking routes up in it.
//
// The statistic of the look-ups is their mean number of cables: between hosts of a fat tree drawn at random,
// a little less than 6.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "models/topologies/topology_model.hpp"
#include "sim/config/document.hpp"
#include "sim/config/read.hpp"
#include "tests/bench/draws.hpp"
#include "tests/bench/rows.hpp"

namespace windtunnel {
namespace {

struct Chosen {
  Choice<TopologyModel> it;
  void describe(Schema& schema) { schema.field("it", it, "The topology.", Required{}); }
};

Choice<TopologyModel> fat_tree_of_32() {
  static const Catalog catalog = [] {
    Catalog made;
    add_topologies(made);
    return made;
  }();
  Problems problems;
  const Document document =
      Document::from_text(R"({"it": {"kind": "fat_tree", "k": 32}})", "bench.json", problems);
  Chosen chosen;
  if (!read(document, catalog, chosen, problems)) throw std::runtime_error(problems.text("bench.json"));
  return chosen.it;
}

Fabric wired(const Choice<TopologyModel>& choice) {
  const Places places{{"here"}, {"here/a"}, {0}};
  return choice.make(places, Complain([](auto&&...) {}));
}

void topology_wire(benchmark::State& state) {
  const Choice<TopologyModel> choice = fat_tree_of_32();
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    const Fabric fabric = wired(choice);
    state.counters["milliseconds"] =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    state.counters["statistic"] = static_cast<double>(fabric.topology->links().size());
  }
}

void topology_routes(benchmark::State& state) {
  const Fabric fabric = wired(fat_tree_of_32());
  std::vector<NodeIndex> hosts;
  for (NodeIndex node = 0; node < fabric.topology->nodes().size(); ++node)
    if (fabric.topology->nodes()[node].kind == NodeKind::kHost) hosts.push_back(node);
  constexpr std::int64_t kLookUps = 2'000'000;
  std::vector<LinkIndex> path;
  for (auto _ : state) {
    bench::Draws draws(1);
    std::uint64_t links = 0;
    for (std::int64_t flow = 0; flow < kLookUps; ++flow) {
      const NodeIndex from = hosts[draws.below(8192)], to = hosts[draws.below(8192)];
      fabric.topology->path(from, to, static_cast<std::uint64_t>(flow), path);
      links += path.size();
    }
    state.counters["statistic"] = static_cast<double>(links) / static_cast<double>(kLookUps);
  }
  state.SetItemsProcessed(state.iterations() * kLookUps);
}

BENCHMARK(topology_wire)->Apply(bench::once);
BENCHMARK(topology_routes)->Apply(bench::once);

}  // namespace
}  // namespace windtunnel
