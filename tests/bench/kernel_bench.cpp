// The kernel under load: the hold model, time-outs, other delays, M/M/16 and request-reply, in events a
// second.
//
// One benchmark is one row of docs/performance.md; peers/ holds the programs that do the same work with the
// same draws on ns-3, SimGrid and SimPy. Each ends with a statistic that proves the work (`statistic`): equal
// among programs whose clock counts nanoseconds, nearly so where it is a double.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "sim/kernel/kernel.hpp"
#include "sim/kernel/process.hpp"
#include "sim/runtime/flow_network.hpp"
#include "sim/runtime/processor_sharing.hpp"
#include "tests/bench/draws.hpp"
#include "tests/bench/rows.hpp"

namespace windtunnel {
namespace {

using bench::Draws;
constexpr Duration kSecond = Duration::from_ns(1'000'000'000);

// N pending events; each that fires plans one more.
class Hold {
 public:
  Hold(std::int64_t pending, bench::Delay delay) : delay_(delay) {
    for (std::int64_t i = 0; i < pending; ++i) plan();
  }
  double run(std::int64_t events) {
    left_ = events;
    kernel_.run();
    return kernel_.now().seconds();
  }

 private:
  void plan() {
    kernel_.after(Duration::from_ns(bench::delay_ns(draws_, delay_)), event<&Hold::fire>(*this));
  }
  void fire(std::uint64_t) {
    if (--left_ == 0) kernel_.stop();
    plan();
  }

  Kernel kernel_;
  Draws draws_{1};
  bench::Delay delay_;
  std::int64_t left_ = 0;
};

void hold(benchmark::State& state, std::int64_t pending, std::int64_t events, bench::Delay delay) {
  std::optional<Hold> model;  // built and torn down outside the timing
  for (auto _ : state) {
    state.PauseTiming();
    model.emplace(pending, delay);
    state.ResumeTiming();
    state.counters["statistic"] = model->run(events);
  }
  state.SetItemsProcessed(state.iterations() * events);
}

// The hold model where each event also cancels its entity's time-out and arms it anew, 20 mean delays away.
class Timeouts {
 public:
  explicit Timeouts(std::int64_t entities) : timers_(static_cast<std::size_t>(entities)) {
    for (std::uint64_t i = 0; i < timers_.size(); ++i) plan(i);
  }
  double run(std::int64_t events) {
    left_ = events;
    kernel_.run();
    return kernel_.now().seconds() + static_cast<double>(lapsed_);
  }

 private:
  void plan(std::uint64_t entity) {
    kernel_.after(Duration::from_ns(draws_.exponential_ns(kSecond.ns())),
                  event<&Timeouts::fire>(*this, entity));
  }
  void fire(std::uint64_t entity) {
    if (--left_ == 0) kernel_.stop();
    kernel_.cancel(timers_[entity]);
    timers_[entity] = kernel_.after(20 * kSecond, event<&Timeouts::lapse>(*this, entity));
    plan(entity);
  }
  void lapse(std::uint64_t) { ++lapsed_; }

  Kernel kernel_;
  Draws draws_{1};
  std::vector<Timer> timers_;
  std::int64_t left_ = 0;
  std::int64_t lapsed_ = 0;
};

void timeouts(benchmark::State& state, std::int64_t entities, std::int64_t events) {
  std::optional<Timeouts> model;  // built and torn down outside the timing
  for (auto _ : state) {
    state.PauseTiming();
    model.emplace(entities);
    state.ResumeTiming();
    state.counters["statistic"] = model->run(events);
  }
  state.SetItemsProcessed(state.iterations() * events);
}

// M/M/16 at load 0.9: one queue, first come first served. The statistic is the mean wait in mean services
// (0.3696 by Erlang's C).
class ManyServers {
 public:
  double run(std::int64_t customers) {
    left_ = customers;
    kernel_.after(interarrival(), event<&ManyServers::arrive>(*this));
    kernel_.run();
    return waited_ns_ / static_cast<double>(customers) / static_cast<double>(kSecond.ns());
  }

 private:
  Duration interarrival() { return Duration::from_ns(draws_.exponential_ns(bench::kInterarrivalNs)); }
  void start_service() {
    kernel_.after(Duration::from_ns(draws_.exponential_ns(kSecond.ns())), event<&ManyServers::depart>(*this));
  }
  void arrive(std::uint64_t) {
    if (--left_ > 0) kernel_.after(interarrival(), event<&ManyServers::arrive>(*this));
    if (busy_ < 16) {
      ++busy_;
      start_service();
    } else {
      queue_.push(kernel_.now().ns());
    }
  }
  void depart(std::uint64_t) {
    if (queue_.empty()) {
      --busy_;
      return;
    }
    waited_ns_ += static_cast<double>(kernel_.now().ns() - queue_.pop());
    start_service();
  }

  Kernel kernel_;
  Draws draws_{1};
  bench::Ring<std::int64_t> queue_;
  int busy_ = 0;
  std::int64_t left_ = 0;
  double waited_ns_ = 0.0;
};

void mm16(benchmark::State& state) {
  for (auto _ : state) {
    ManyServers model;
    state.counters["statistic"] = model.run(bench::kCustomers);
  }
  state.SetItemsProcessed(state.iterations() * bench::kCustomers);
}

// 64 clients, each with one request under way to one of 16 servers: request, service, reply, next request.
class RequestReply {
 public:
  RequestReply() : began_ns_(bench::kClients), busy_(bench::kServers), queues_(bench::kServers) {}
  double run(std::int64_t requests) {
    requests_ = requests;
    for (std::uint64_t client = 0; client < bench::kClients; ++client) send(client);
    kernel_.run();
    return latency_ns_ / static_cast<double>(requests) * 1e-6;
  }

 private:
  void send(std::uint64_t client) {
    began_ns_[client] = kernel_.now().ns();
    const std::uint64_t server = choices_.below(bench::kServers);
    kernel_.after(Duration::from_ns(bench::kRequestNs),
                  event<&RequestReply::receive>(*this, server << 32 | client));
  }
  void receive(std::uint64_t word) {
    const std::uint64_t server = word >> 32;
    if (busy_[server]) {
      queues_[server].push(word);
    } else {
      busy_[server] = 1;
      serve(word);
    }
  }
  void serve(std::uint64_t word) {
    kernel_.after(Duration::from_ns(draws_.exponential_ns(bench::kServiceNs)),
                  event<&RequestReply::served>(*this, word));
  }
  void served(std::uint64_t word) {
    kernel_.after(Duration::from_ns(bench::kReplyNs),
                  event<&RequestReply::replied>(*this, word & 0xffffffffu));
    const std::uint64_t server = word >> 32;
    if (queues_[server].empty()) {
      busy_[server] = 0;
    } else {
      serve(queues_[server].pop());
    }
  }
  void replied(std::uint64_t client) {
    latency_ns_ += static_cast<double>(kernel_.now().ns() - began_ns_[client]);
    if (++replies_ == requests_) return kernel_.stop();
    send(client);
  }

  Kernel kernel_;
  Draws draws_{1};
  Draws choices_{2};
  std::vector<std::int64_t> began_ns_;
  std::vector<char> busy_;
  std::vector<bench::Ring<std::uint64_t>> queues_;
  std::int64_t requests_ = 0;
  std::int64_t replies_ = 0;
  double latency_ns_ = 0.0;
};

void rpc(benchmark::State& state) {
  for (auto _ : state) {
    RequestReply model;
    state.counters["statistic"] = model.run(bench::kRequests);
  }
  state.SetItemsProcessed(state.iterations() * bench::kRequests);
}

// The same conversations over links that all who cross them share, max-min fair and weighted as CM02 has it.
class FlowReply {
 public:
  explicit FlowReply(double bytes_per_second)
      : network_(kernel_, star(bytes_per_second)),
        began_ns_(bench::kClients),
        busy_(bench::kServers),
        queues_(bench::kServers) {}
  double run(std::int64_t requests) {
    requests_ = requests;
    for (std::uint64_t client = 0; client < bench::kClients; ++client) send(client);
    kernel_.run();
    return latency_ns_ / static_cast<double>(requests) * 1e-6;
  }

 private:
  // Node 0 is the switch, then come the clients, then the servers.
  static Wiring star(double bytes_per_second) {
    const auto hosts = static_cast<NodeIndex>(bench::kClients + bench::kServers);
    std::vector<TopologyNode> nodes(hosts + 1);
    nodes[0].kind = NodeKind::kSwitch;
    std::vector<TopologyLink> links;
    const Duration latency = Duration::from_ns(bench::kHalfLatencyNs);
    const Bandwidth bandwidth = Bandwidth::from_bits_per_second(8 * bytes_per_second);
    for (NodeIndex host = 1; host <= hosts; ++host) {
      links.push_back({host, 0, latency, bandwidth});
      links.push_back({0, host, latency, bandwidth});
    }
    Wiring wiring;
    wiring.topology = std::make_shared<const Topology>(std::move(nodes), std::move(links));
    wiring.sharing = Sharing::kMaxMin;
    return wiring;
  }
  static NodeIndex client_node(std::uint64_t client) { return static_cast<NodeIndex>(1 + client); }
  static NodeIndex server_node(std::uint64_t server) {
    return static_cast<NodeIndex>(1 + bench::kClients + server);
  }
  void send(std::uint64_t client) {
    began_ns_[client] = kernel_.now().ns();
    const std::uint64_t server = choices_.below(bench::kServers);
    network_.transfer(client_node(client), server_node(server), Bytes(1024), client, Duration(),
                      event<&FlowReply::receive>(*this, server << 32 | client));
  }
  void receive(std::uint64_t word) {
    const std::uint64_t server = word >> 32;
    if (busy_[server]) {
      queues_[server].push(word);
    } else {
      busy_[server] = 1;
      serve(word);
    }
  }
  void serve(std::uint64_t word) {
    kernel_.after(Duration::from_ns(draws_.exponential_ns(bench::kServiceNs)),
                  event<&FlowReply::served>(*this, word));
  }
  void served(std::uint64_t word) {
    const std::uint64_t client = word & 0xffffffffu, server = word >> 32;
    network_.transfer(server_node(server), client_node(client), Bytes(4096), client, Duration(),
                      event<&FlowReply::replied>(*this, client));
    if (queues_[server].empty()) {
      busy_[server] = 0;
    } else {
      serve(queues_[server].pop());
    }
  }
  void replied(std::uint64_t client) {
    latency_ns_ += static_cast<double>(kernel_.now().ns() - began_ns_[client]);
    if (++replies_ == requests_) return kernel_.stop();
    send(client);
  }

  Kernel kernel_;
  FlowNetwork network_;
  Draws draws_{1};
  Draws choices_{2};
  std::vector<std::int64_t> began_ns_;
  std::vector<char> busy_;
  std::vector<bench::Ring<std::uint64_t>> queues_;
  std::int64_t requests_ = 0;
  std::int64_t replies_ = 0;
  double latency_ns_ = 0.0;
};

void flows(benchmark::State& state, double bytes_per_second) {
  for (auto _ : state) {
    FlowReply model(bytes_per_second);
    state.counters["statistic"] = model.run(bench::kRequests);
  }
  state.SetItemsProcessed(state.iterations() * bench::kRequests);
}

// N executions share one core; when one ends, the next begins. The statistic is simulated time per execution:
// 1 s.
class SharedCore {
 public:
  explicit SharedCore(std::int64_t concurrent) {
    for (std::int64_t i = 0; i < concurrent; ++i) begin();
  }
  double run(std::int64_t executions) {
    left_ = executions;
    plan();
    kernel_.run();
    return kernel_.now().seconds() / static_cast<double>(executions);
  }

 private:
  void begin() { shared_.add(kernel_.now(), Duration::from_ns(draws_.exponential_ns(bench::kWorkNs)), 0); }
  void plan() { kernel_.at(shared_.next_completion(), event<&SharedCore::complete>(*this)); }
  void complete(std::uint64_t) {
    while (shared_.take_completed(kernel_.now())) {
      if (--left_ == 0) return kernel_.stop();
      begin();
    }
    plan();
  }

  Kernel kernel_;
  Draws draws_{1};
  ProcessorSharing<std::uint32_t> shared_{1, 1.0};
  std::int64_t left_ = 0;
};

void sharing(benchmark::State& state, std::int64_t concurrent) {
  std::optional<SharedCore> model;
  for (auto _ : state) {
    state.PauseTiming();
    model.emplace(concurrent);
    state.ResumeTiming();
    state.counters["statistic"] = model->run(bench::kExecutions);
  }
  state.SetItemsProcessed(state.iterations() * bench::kExecutions);
}

// The hold model with a coroutine for each pending event.
Process sleeper(Kernel& kernel, Draws& draws, std::int64_t& left) {
  for (;;) {
    co_await sleep(Duration::from_ns(draws.exponential_ns(kSecond.ns())));
    if (--left == 0) kernel.stop();
  }
}

void coroutines(benchmark::State& state, std::int64_t pending, std::int64_t events) {
  for (auto _ : state) {
    state.PauseTiming();
    Kernel kernel;
    Draws draws(1);
    std::int64_t left = events;
    for (std::int64_t i = 0; i < pending; ++i) spawn(sleeper(kernel, draws, left));
    state.ResumeTiming();
    kernel.run();
    state.counters["statistic"] = kernel.now().seconds();
  }
  state.SetItemsProcessed(state.iterations() * events);
}

// Idle nodes: each is an object with one periodic timer pending, as a station, a health check or a replica
// is.
struct Node {
  void wake(std::uint64_t) { kernel->after(3600 * kSecond, event<&Node::wake>(*this)); }
  Kernel* kernel = nullptr;
};

void memory(benchmark::State& state) {
  for (auto _ : state) {
    const double before = bench::resident_bytes();
    Kernel kernel;
    Draws draws(1);
    std::vector<Node> nodes(bench::kIdleNodes);
    for (Node& node : nodes) {
      node.kernel = &kernel;
      kernel.after(Duration::from_ns(static_cast<std::int64_t>(draws.below(3600u)) * kSecond.ns()),
                   event<&Node::wake>(node));
    }
    kernel.run({.until = Time::from_ns(7200 * kSecond.ns())});
    state.counters["statistic"] = static_cast<double>(kernel.pending());
    state.counters["bytes_per_node"] = (bench::resident_bytes() - before) / bench::kIdleNodes;
  }
}

BENCHMARK_CAPTURE(hold, 100, 100, bench::kHoldEvents, bench::Delay::kExponential)->Apply(bench::once);
BENCHMARK_CAPTURE(hold, 10000, 10'000, bench::kHoldEvents, bench::Delay::kExponential)->Apply(bench::once);
BENCHMARK_CAPTURE(hold, 1000000, 1'000'000, bench::kHoldEvents, bench::Delay::kExponential)
    ->Apply(bench::once);
BENCHMARK_CAPTURE(hold, constant, 10'000, bench::kHoldEvents, bench::Delay::kConstant)->Apply(bench::once);
BENCHMARK_CAPTURE(hold, uniform, 10'000, bench::kHoldEvents, bench::Delay::kUniform)->Apply(bench::once);
BENCHMARK_CAPTURE(hold, bimodal, 10'000, bench::kHoldEvents, bench::Delay::kBimodal)->Apply(bench::once);
BENCHMARK_CAPTURE(hold, pareto, 10'000, bench::kHoldEvents, bench::Delay::kPareto)->Apply(bench::once);
BENCHMARK_CAPTURE(hold, ties, 10'000, bench::kHoldEvents, bench::Delay::kTies)->Apply(bench::once);
BENCHMARK_CAPTURE(timeouts, 100, 100, bench::kTimeoutEvents)->Apply(bench::once);
BENCHMARK_CAPTURE(timeouts, 10000, 10'000, bench::kTimeoutEvents)->Apply(bench::once);
BENCHMARK(mm16)->Apply(bench::once);
BENCHMARK(rpc)->Apply(bench::once);
BENCHMARK_CAPTURE(flows, light, bench::kLightBytesPerSecond)->Apply(bench::once);
BENCHMARK_CAPTURE(flows, heavy, bench::kHeavyBytesPerSecond)->Apply(bench::once);
BENCHMARK_CAPTURE(sharing, 1, 1)->Apply(bench::once);
BENCHMARK_CAPTURE(sharing, 100, 100)->Apply(bench::once);
BENCHMARK_CAPTURE(sharing, 1000, 1'000)->Apply(bench::once);
BENCHMARK_CAPTURE(coroutines, 100, 100, bench::kHoldEvents)->Apply(bench::once);
BENCHMARK_CAPTURE(coroutines, 10000, 10'000, bench::kHoldEvents)->Apply(bench::once);
BENCHMARK(memory)->Apply(bench::once);

}  // namespace
}  // namespace windtunnel

BENCHMARK_MAIN();
