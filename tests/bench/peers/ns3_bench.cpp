// The same rows on ns-3, with its priority-queue scheduler: the fastest of its schedulers on all of them.
#include <benchmark/benchmark.h>
#include <ns3/node.h>
#include <ns3/object-factory.h>
#include <ns3/simulator.h>
#include <ns3/string.h>

#include <optional>
#include <vector>

#include "tests/bench/rows.hpp"

namespace {

using bench::Draws;
using ns3::NanoSeconds;
using ns3::Simulator;

void use_priority_queue() {
  ns3::ObjectFactory factory;
  factory.SetTypeId("ns3::PriorityQueueScheduler");
  Simulator::SetScheduler(factory);
}

class Hold {
 public:
  Hold(std::int64_t pending, bench::Delay delay) : delay_(delay) {
    use_priority_queue();
    for (std::int64_t i = 0; i < pending; ++i) plan();
  }
  ~Hold() { Simulator::Destroy(); }
  double run(std::int64_t events) {
    left_ = events;
    Simulator::Run();
    return static_cast<double>(Simulator::Now().GetNanoSeconds()) * 1e-9;
  }

 private:
  void plan() { Simulator::Schedule(NanoSeconds(bench::delay_ns(draws_, delay_)), &Hold::fire, this); }
  void fire() {
    if (--left_ == 0) Simulator::Stop();
    plan();
  }
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

class Timeouts {
 public:
  explicit Timeouts(std::int64_t entities) : timers_(static_cast<std::size_t>(entities)) {
    use_priority_queue();
    for (std::uint64_t i = 0; i < timers_.size(); ++i) plan(i);
  }
  ~Timeouts() { Simulator::Destroy(); }
  double run(std::int64_t events) {
    left_ = events;
    Simulator::Run();
    return static_cast<double>(Simulator::Now().GetNanoSeconds()) * 1e-9 + static_cast<double>(lapsed_);
  }

 private:
  void plan(std::uint64_t entity) {
    Simulator::Schedule(NanoSeconds(draws_.exponential_ns(1'000'000'000)), &Timeouts::fire, this, entity);
  }
  void fire(std::uint64_t entity) {
    if (--left_ == 0) Simulator::Stop();
    timers_[entity].Cancel();
    timers_[entity] = Simulator::Schedule(NanoSeconds(20'000'000'000), &Timeouts::lapse, this, entity);
    plan(entity);
  }
  void lapse(std::uint64_t) { ++lapsed_; }
  Draws draws_{1};
  std::vector<ns3::EventId> timers_;
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

class ManyServers {
 public:
  ManyServers() { use_priority_queue(); }
  ~ManyServers() { Simulator::Destroy(); }
  double run(std::int64_t customers) {
    left_ = customers;
    Simulator::Schedule(interarrival(), &ManyServers::arrive, this);
    Simulator::Run();
    return waited_ns_ / static_cast<double>(customers) * 1e-9;
  }

 private:
  ns3::Time interarrival() { return NanoSeconds(draws_.exponential_ns(bench::kInterarrivalNs)); }
  void start_service() {
    Simulator::Schedule(NanoSeconds(draws_.exponential_ns(1'000'000'000)), &ManyServers::depart, this);
  }
  void arrive() {
    if (--left_ > 0) Simulator::Schedule(interarrival(), &ManyServers::arrive, this);
    if (busy_ < 16) {
      ++busy_;
      start_service();
    } else {
      queue_.push(Simulator::Now().GetNanoSeconds());
    }
  }
  void depart() {
    if (queue_.empty()) {
      --busy_;
      return;
    }
    waited_ns_ += static_cast<double>(Simulator::Now().GetNanoSeconds() - queue_.pop());
    start_service();
  }
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

// Events only, as for our kernel; its packets would do much more work.
class RequestReply {
 public:
  RequestReply() : began_ns_(bench::kClients), busy_(bench::kServers), queues_(bench::kServers) {
    use_priority_queue();
  }
  ~RequestReply() { Simulator::Destroy(); }
  double run(std::int64_t requests) {
    requests_ = requests;
    for (std::uint64_t client = 0; client < bench::kClients; ++client) send(client);
    Simulator::Run();
    return latency_ns_ / static_cast<double>(requests) * 1e-6;
  }

 private:
  void send(std::uint64_t client) {
    began_ns_[client] = Simulator::Now().GetNanoSeconds();
    const std::uint64_t server = choices_.below(bench::kServers);
    Simulator::Schedule(NanoSeconds(bench::kRequestNs), &RequestReply::receive, this, server << 32 | client);
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
    Simulator::Schedule(NanoSeconds(draws_.exponential_ns(bench::kServiceNs)), &RequestReply::served, this,
                        word);
  }
  void served(std::uint64_t word) {
    Simulator::Schedule(NanoSeconds(bench::kReplyNs), &RequestReply::replied, this, word & 0xffffffffu);
    const std::uint64_t server = word >> 32;
    if (queues_[server].empty()) {
      busy_[server] = 0;
    } else {
      serve(queues_[server].pop());
    }
  }
  void replied(std::uint64_t client) {
    latency_ns_ += static_cast<double>(Simulator::Now().GetNanoSeconds() - began_ns_[client]);
    if (++replies_ == requests_) return Simulator::Stop();
    send(client);
  }
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

void memory(benchmark::State& state) {
  for (auto _ : state) {
    const double before = bench::resident_bytes();
    std::vector<ns3::Ptr<ns3::Node>> nodes(bench::kIdleNodes);
    for (ns3::Ptr<ns3::Node>& node : nodes) node = ns3::CreateObject<ns3::Node>();
    state.counters["statistic"] = static_cast<double>(nodes.size());
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
BENCHMARK(memory)->Apply(bench::once);

}  // namespace

BENCHMARK_MAIN();
