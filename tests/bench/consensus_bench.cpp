// Five replicas of Raft in one region: commands that 64 clients wait for, committed a second of wall clock.
//
// 0.25 ms one way, 0.1 ms to persist, 256 bytes a command, one open command a client; `batched` gathers up to
// 64 or 0.1 ms, `unbatched` sends each alone. Every latency is recorded; the statistic is their median in
// milliseconds.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "models/consensus/raft.hpp"
#include "sim/runtime/cluster.hpp"
#include "sim/runtime/protocol_lab.hpp"
#include "sim/stats/histogram.hpp"
#include "tests/bench/rows.hpp"

namespace windtunnel {
namespace {

using namespace literals;

constexpr std::uint32_t kReplicas = 5;
constexpr std::uint32_t kRaftClients = 64;

class ClosedLoop {
 public:
  explicit ClosedLoop(const RaftOptions& options)
      : lab_([](MemberId, MemberId, ProtocolMessage) { return 250_us; }, 100_us),
        cluster_(cores(options), ClusterOptions{}, lab_),
        asked_(kRaftClients) {
    lab_.holds(cluster_);
    cluster_.start();
    while (cluster_.leader().is_none()) run_for(10_ms);
    run_for(100_ms);
    lab_.on_reply = [this](MemberId, const Reply& reply) { answered(reply); };
  }

  void commit(std::int64_t commands) {
    left_ = commands;
    for (std::uint32_t client = 0; client < kRaftClients; ++client) ask(client, 1);
    while (left_ > 0) run_for(100_ms);
  }
  const Histogram& latencies() const { return latencies_; }

 private:
  static std::vector<Raft> cores(const RaftOptions& options) {
    std::vector<Raft> cores;
    for (std::uint32_t i = 0; i < kReplicas; ++i) cores.emplace_back(MemberId(i), kReplicas, options);
    return cores;
  }
  void run_for(Duration time) { lab_.kernel().run({.until = lab_.now() + time}); }
  void ask(std::uint32_t client, std::uint32_t number) {
    asked_[client] = lab_.now();
    cluster_.submit(cluster_.leader(), Operation{.id = {client, number},
                                                 .kind = OperationKind::kWrite,
                                                 .key = client,
                                                 .value = number,
                                                 .bytes = 256});
  }
  void answered(const Reply& reply) {
    CHECK(reply.status == ReplyStatus::kOk, "a healthy cluster commits");
    latencies_.add((lab_.now() - asked_[reply.id.session]).ns());
    if (--left_ > 0) ask(reply.id.session, reply.id.number + 1);
  }

  ProtocolLab lab_;
  Cluster<Raft> cluster_;
  std::vector<Time> asked_;
  Histogram latencies_;
  std::int64_t left_ = 0;
};

void raft(benchmark::State& state, std::uint32_t batch, Duration delay) {
  RaftOptions options;
  options.batch_most = batch;
  options.batch_delay = delay;
  const std::int64_t commands = bench::scaled(2'000'000);
  for (auto _ : state) {
    ClosedLoop loop(options);
    loop.commit(commands);
    state.counters["statistic"] = loop.latencies().quantile_ns(0.5) / 1e6;
  }
  state.SetItemsProcessed(commands);
}

BENCHMARK_CAPTURE(raft, batched, 64, 100_us)->Apply(bench::once);
BENCHMARK_CAPTURE(raft, unbatched, 1, Duration())->Apply(bench::once);

}  // namespace
}  // namespace windtunnel
