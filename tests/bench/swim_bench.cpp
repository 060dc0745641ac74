// A SWIM group of 10,000 members under memberlist's LAN timers, with a hundredth of them crashing: simulated
// seconds per wall second, and bytes a member.
//
// The statistic is the share of the living that believe all of the crashed dead at the end, which has to
// be 1.
#include <benchmark/benchmark.h>

#include <chrono>
#include <fstream>

#include "models/consensus/swim.hpp"
#include "sim/runtime/cluster.hpp"
#include "sim/runtime/protocol_lab.hpp"
#include "tests/bench/rows.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Of this process, in bytes.
double resident() {
  std::ifstream statm("/proc/self/statm");
  double all = 0, pages = 0;
  statm >> all >> pages;
  return pages * 4096;
}

void swim_group(benchmark::State& state) {
  const auto members = static_cast<std::uint32_t>(bench::scaled(10'000));
  const std::uint32_t crashed = members / 100;
  constexpr std::int64_t kSeconds = 120;
  for (auto _ : state) {
    const auto before = resident();
    ProtocolLab lab([](MemberId, MemberId, ProtocolMessage) { return 1_ms; }, Duration());
    std::vector<Swim> cores;
    for (std::uint32_t i = 0; i < members; ++i) cores.emplace_back(MemberId(i), members, SwimOptions{});
    Cluster<Swim> cluster(std::move(cores), ClusterOptions{}, lab);
    lab.holds(cluster);
    const auto start = std::chrono::steady_clock::now();
    cluster.start();
    lab.kernel().run({.until = Time() + 10_s});
    for (std::uint32_t i = 0; i < crashed; ++i) cluster.crash(MemberId(i * 100));
    lab.kernel().run({.until = Time() + kSeconds * 1_s});
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    std::uint32_t informed = 0;
    for (std::uint32_t i = 0; i < members; ++i)
      informed += cluster.up(MemberId(i)) && cluster.core(MemberId(i)).table().dead() == crashed ? 1 : 0;
    state.counters["simulated_seconds_per_second"] = static_cast<double>(kSeconds) / wall.count();
    state.counters["bytes_per_member"] = (resident() - before) / members;
    state.counters["statistic"] = static_cast<double>(informed) / (members - crashed);
  }
}

BENCHMARK(swim_group)->Apply(bench::once);

}  // namespace
}  // namespace windtunnel
