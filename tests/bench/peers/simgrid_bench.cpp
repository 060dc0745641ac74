// The same rows on SimGrid, driven by its events and without actors: the fastest way to use it.
//
// One engine a process, so one row a process (--benchmark_filter). Models as the project's referee uses them:
// CM02 without cross-traffic and without the TCP window. It is far slower on some rows than the others: those
// are shorter here, and their statistic is per item.
#include <benchmark/benchmark.h>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/rows.hpp"

namespace {

namespace s4u = simgrid::s4u;
using bench::Draws;
using simgrid::kernel::timer::Timer;

s4u::Engine& engine() {
  static int argc = 5;
  static char arguments[][40] = {"bench", "--cfg=network/model:CM02", "--cfg=network/crosstraffic:0",
                                 "--cfg=network/TCP-gamma:0", "--log=root.thres:critical"};
  static char* argv[] = {arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], nullptr};
  static s4u::Engine the_engine(&argc, argv);
  return the_engine;
}

// The least there must be.
s4u::Host* a_host() {
  engine();
  auto* zone = s4u::create_star_zone("world");
  s4u::Host* host = zone->create_host("host", 1.0);
  zone->seal();
  return host;
}

double seconds(std::int64_t ns) { return static_cast<double>(ns) * 1e-9; }

// Once the length is reached, what is pending fires without effect: there is no other way to stop.
struct Hold {
  void plan() {
    Timer::set(s4u::Engine::get_clock() + draws.exponential(), [this] { fire(); });
  }
  void fire() {
    if (left == 0) return;
    if (--left == 0) end = s4u::Engine::get_clock();
    plan();
  }
  Draws draws{1};
  std::int64_t left = 0;
  double end = 0.0;
};

void hold(benchmark::State& state, std::int64_t pending, std::int64_t events) {
  a_host();
  Hold model;
  model.left = events;
  for (std::int64_t i = 0; i < pending; ++i) model.plan();
  for (auto _ : state) engine().run();
  state.counters["statistic"] = model.end;
  state.SetItemsProcessed(events);
}

struct Timeouts {
  void plan(std::size_t entity) {
    Timer::set(s4u::Engine::get_clock() + draws.exponential(), [this, entity] { fire(entity); });
  }
  void fire(std::size_t entity) {
    if (left == 0) return;
    if (--left == 0) end = s4u::Engine::get_clock();
    if (timers[entity] != nullptr) timers[entity]->remove();
    timers[entity] = Timer::set(s4u::Engine::get_clock() + 20.0, [this, entity] {
      timers[entity] = nullptr;
      if (left > 0) ++lapsed;
    });
    plan(entity);
  }
  Draws draws{1};
  std::vector<Timer*> timers;
  std::int64_t left = 0;
  std::int64_t lapsed = 0;
  double end = 0.0;
};

void timeouts(benchmark::State& state, std::int64_t entities, std::int64_t events) {
  a_host();
  Timeouts model;
  model.left = events;
  model.timers.resize(static_cast<std::size_t>(entities));
  for (std::int64_t i = 0; i < entities; ++i) model.plan(static_cast<std::size_t>(i));
  for (auto _ : state) engine().run();
  state.counters["statistic"] = model.end + static_cast<double>(model.lapsed);
  state.SetItemsProcessed(events);
}

struct ManyServers {
  void start_service() {
    Timer::set(s4u::Engine::get_clock() + draws.exponential(), [this] { depart(); });
  }
  void plan_arrival() {
    Timer::set(s4u::Engine::get_clock() + draws.exponential() * seconds(bench::kInterarrivalNs),
               [this] { arrive(); });
  }
  void arrive() {
    if (--left > 0) plan_arrival();
    if (busy < 16) {
      ++busy;
      start_service();
    } else {
      queue.push(s4u::Engine::get_clock());
    }
  }
  void depart() {
    if (queue.empty()) {
      --busy;
      return;
    }
    waited += s4u::Engine::get_clock() - queue.pop();
    start_service();
  }
  Draws draws{1};
  bench::Ring<double> queue;
  int busy = 0;
  std::int64_t left = 0;
  double waited = 0.0;
};

void mm16(benchmark::State& state) {
  a_host();
  ManyServers model;
  model.left = bench::kCustomers;
  model.plan_arrival();
  for (auto _ : state) engine().run();
  state.counters["statistic"] = model.waited / static_cast<double>(bench::kCustomers);
  state.SetItemsProcessed(bench::kCustomers);
}

// Messages are Comms between two hosts of a star, each with its own link; service is a timer. The next step
// of a conversation is found by the Comm's address; the Comm itself is kept until after its callback.
struct RequestReply {
  struct Conversation {
    s4u::CommPtr comm;
    std::uint64_t server = 0;
    double began = 0.0;
    bool reply = false;
  };

  explicit RequestReply(double bytes_per_second)
      : busy(bench::kServers), queues(bench::kServers), conversations(bench::kClients) {
    auto* zone = s4u::create_star_zone("world");
    const auto add = [zone, bytes_per_second](const std::string& name) {
      s4u::Host* host = zone->create_host(name, 1e9);
      const auto link = [&](const char* way) {
        return zone->create_link(name + way, bytes_per_second)
            ->set_latency(seconds(bench::kHalfLatencyNs))
            ->seal();
      };
      zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {s4u::LinkInRoute(link("-out"))},
                      false);
      zone->add_route(nullptr, host->get_netpoint(), nullptr, nullptr, {s4u::LinkInRoute(link("-in"))},
                      false);
      return host;
    };
    for (std::uint64_t i = 0; i < bench::kClients; ++i) clients.push_back(add("client" + std::to_string(i)));
    for (std::uint64_t i = 0; i < bench::kServers; ++i) servers.push_back(add("server" + std::to_string(i)));
    zone->seal();
    s4u::Activity::on_completion_cb([this](const s4u::Activity& activity) { completed(activity); });
  }
  void transfer(std::uint64_t client, s4u::Host* from, s4u::Host* to, std::uint64_t bytes) {
    Conversation& talk = conversations[client];
    talk.comm = s4u::Comm::sendto_init(from, to);
    talk.comm->set_payload_size(bytes);
    talk.comm->set_name(std::to_string(client));
    talk.comm->start();
  }
  void send(std::uint64_t client) {
    Conversation& talk = conversations[client];
    talk.began = s4u::Engine::get_clock();
    talk.server = choices.below(bench::kServers);
    talk.reply = false;
    transfer(client, clients[client], servers[talk.server], 1024);
  }
  void completed(const s4u::Activity& activity) {
    const auto client = static_cast<std::uint64_t>(std::stoul(activity.get_name()));
    kept = conversations[client].comm;
    if (conversations[client].reply) {
      replied(client);
    } else {
      receive(client);
    }
  }
  void receive(std::uint64_t client) {
    const std::uint64_t server = conversations[client].server;
    if (busy[server]) {
      queues[server].push(client);
    } else {
      busy[server] = 1;
      serve(client);
    }
  }
  void serve(std::uint64_t client) {
    Timer::set(s4u::Engine::get_clock() + draws.exponential() * seconds(bench::kServiceNs),
               [this, client] { served(client); });
  }
  void served(std::uint64_t client) {
    const std::uint64_t server = conversations[client].server;
    conversations[client].reply = true;
    transfer(client, servers[server], clients[client], 4096);
    if (queues[server].empty()) {
      busy[server] = 0;
    } else {
      serve(queues[server].pop());
    }
  }
  void replied(std::uint64_t client) {
    if (replies == requests) return;
    latency += s4u::Engine::get_clock() - conversations[client].began;
    if (++replies == requests) return;
    if (requests - replies >= static_cast<std::int64_t>(bench::kClients)) send(client);
  }

  Draws draws{1};
  Draws choices{2};
  std::vector<char> busy;
  std::vector<bench::Ring<std::uint64_t>> queues;
  std::vector<Conversation> conversations;
  std::vector<s4u::Host*> clients;
  std::vector<s4u::Host*> servers;
  s4u::CommPtr kept;
  std::int64_t requests = 0;
  std::int64_t replies = 0;
  double latency = 0.0;
};

void converse(benchmark::State& state, double bytes_per_second) {
  const std::int64_t requests = bench::kRequests / 4;
  engine();
  RequestReply model(bytes_per_second);
  model.requests = requests;
  for (std::uint64_t client = 0; client < bench::kClients; ++client) model.send(client);
  for (auto _ : state) engine().run();
  state.counters["statistic"] = model.latency / static_cast<double>(model.replies) * 1e3;
  state.SetItemsProcessed(model.replies);
}

// One program for the rows that share links and the row that does not: it always shares.
void rpc(benchmark::State& state) { converse(state, bench::kLightBytesPerSecond); }
void flows(benchmark::State& state, double bytes_per_second) { converse(state, bytes_per_second); }

// The same conversation as SimGrid's own users write it: an actor a client and a server, a mailbox each.
// Clients reach the servers' links without one of their own, as in scenarios/bench/rpc_simgrid.json. A reply
// is sent off without waiting for its end, so that the server takes the next request, and service is an
// execution on the server's core, as in SimGrid's own examples. Mailboxes are a rendezvous: a request sets
// out when its server asks for one, so waits are longer here (its statistic says by how much) for the same
// transfers and the same work.
struct Letters {
  Letters() {
    auto* zone = s4u::create_star_zone("world");
    const auto add = [zone](const std::string& name, bool narrow) {
      s4u::Host* host = zone->create_host(name, 1e9);
      std::vector<s4u::LinkInRoute> up, down;
      if (narrow) {
        up.emplace_back(zone->create_link(name + "-up", 1.25e9)->set_latency(250e-6)->seal());
        down.emplace_back(zone->create_link(name + "-down", 1.25e9)->set_latency(250e-6)->seal());
      }
      zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, up, false);
      zone->add_route(nullptr, host->get_netpoint(), nullptr, nullptr, down, false);
      return host;
    };
    for (std::uint64_t i = 0; i < bench::kServers; ++i) {
      s4u::Host* host = add("server" + std::to_string(i), true);
      s4u::Actor::create("server", host, [this, i] { serve(i); })->daemonize();
    }
    for (std::uint64_t i = 0; i < bench::kClients; ++i) {
      s4u::Host* host = add("client" + std::to_string(i), false);
      s4u::Actor::create("client", host, [this, i] { ask(i); });
    }
    zone->seal();
  }
  static s4u::Mailbox* box(const char* whose, std::uint64_t index) {
    return s4u::Mailbox::by_name(whose + std::to_string(index));
  }
  void serve(std::uint64_t server) {
    s4u::Mailbox* mine = box("server", server);
    for (;;) {
      const auto* client = mine->get<std::uint64_t>();
      s4u::this_actor::execute(draws.exponential() * seconds(bench::kServiceNs) * 1e9);
      box("client", *client)->put_init(const_cast<std::uint64_t*>(client), 4096)->detach();
    }
  }
  void ask(std::uint64_t client) {
    std::uint64_t self = client;
    s4u::Mailbox* mine = box("client", client);
    while (requests - replies >= static_cast<std::int64_t>(bench::kClients)) {
      const double began = s4u::Engine::get_clock();
      box("server", choices.below(bench::kServers))->put(&self, 1024);
      mine->get<std::uint64_t>();
      latency += s4u::Engine::get_clock() - began;
      ++replies;
    }
  }
  Draws draws{1};
  Draws choices{2};
  std::int64_t requests = 0;
  std::int64_t replies = 0;
  double latency = 0.0;
};

void rpc_actors(benchmark::State& state) {
  const std::int64_t requests = bench::kRequests / 4;
  engine();
  Letters model;
  model.requests = requests;
  for (auto _ : state) engine().run();
  state.counters["statistic"] = model.latency / static_cast<double>(model.replies) * 1e3;
  state.SetItemsProcessed(model.replies);
}

struct SharedCore {
  void begin() {
    s4u::ExecPtr exec = s4u::Exec::init();
    exec->set_flops_amount(draws.exponential())->set_host(host)->start();
    running.push_back(exec);
  }
  void completed(const s4u::Activity& activity) {
    kept = nullptr;
    const auto done = std::find_if(running.begin(), running.end(),
                                   [&](const s4u::ExecPtr& e) { return e.get() == &activity; });
    if (done != running.end()) {
      kept = *done;
      *done = running.back();
      running.pop_back();
    }
    if (left == 0) return;
    if (--left == 0) {
      end = s4u::Engine::get_clock();
      return;
    }
    begin();
  }
  Draws draws{1};
  s4u::Host* host = nullptr;
  std::vector<s4u::ExecPtr> running;
  s4u::ExecPtr kept;
  std::int64_t left = 0;
  double end = 0.0;
};

void sharing(benchmark::State& state, std::int64_t concurrent, std::int64_t executions) {
  SharedCore model;
  model.host = a_host();
  model.left = executions;
  s4u::Activity::on_completion_cb([&model](const s4u::Activity& activity) { model.completed(activity); });
  for (std::int64_t i = 0; i < concurrent; ++i) model.begin();
  for (auto _ : state) engine().run();
  state.counters["statistic"] = model.end / static_cast<double>(executions);
  state.SetItemsProcessed(executions);
}

void memory(benchmark::State& state) {
  engine();
  for (auto _ : state) {
    const double before = bench::resident_bytes();
    auto* zone = s4u::create_star_zone("world");
    for (std::size_t i = 0; i < bench::kIdleNodes; ++i) zone->create_host(std::to_string(i), 1e9);
    zone->seal();
    state.counters["bytes_per_node"] = (bench::resident_bytes() - before) / bench::kIdleNodes;
    state.counters["statistic"] = static_cast<double>(bench::kIdleNodes);
  }
}

BENCHMARK_CAPTURE(hold, 100, 100, bench::kHoldEvents)->Apply(bench::once);
BENCHMARK_CAPTURE(hold, 10000, 10'000, bench::kHoldEvents)->Apply(bench::once);
BENCHMARK_CAPTURE(timeouts, 100, 100, bench::kTimeoutEvents)->Apply(bench::once);
BENCHMARK_CAPTURE(timeouts, 10000, 10'000, bench::kTimeoutEvents)->Apply(bench::once);
BENCHMARK(mm16)->Apply(bench::once);
BENCHMARK(rpc)->Apply(bench::once);
BENCHMARK(rpc_actors)->Apply(bench::once);
BENCHMARK_CAPTURE(flows, light, bench::kLightBytesPerSecond)->Apply(bench::once);
BENCHMARK_CAPTURE(flows, heavy, bench::kHeavyBytesPerSecond)->Apply(bench::once);
BENCHMARK_CAPTURE(sharing, 1, 1, bench::kExecutions / 4)->Apply(bench::once);
BENCHMARK_CAPTURE(sharing, 100, 100, bench::kExecutions / 20)->Apply(bench::once);
BENCHMARK_CAPTURE(sharing, 1000, 1'000, bench::kExecutions / 100)->Apply(bench::once);
BENCHMARK(memory)->Apply(bench::once);

}  // namespace

BENCHMARK_MAIN();
