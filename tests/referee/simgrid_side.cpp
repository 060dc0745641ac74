// SimGrid's answers, each from a process of its own: it has one engine a process, and no second one after the
// first.
//
// Driven by its events and without actors. Settings as the design's referee has them, and the wiring's own:
// CM02, no cross-traffic, no TCP window unless the wiring has them. Each directed link is a link of its own,
// a route the one that our topology takes, so nothing but the sharing is judged.
#include <sys/wait.h>
#include <unistd.h>
#include <simgrid/kernel/Timer.hpp>
#include <simgrid/s4u.hpp>

#include <functional>
#include <string>
#include <vector>

#include "sim/base/check.hpp"
#include "tests/referee/platform.hpp"

namespace windtunnel::referee {
namespace {

namespace s4u = simgrid::s4u;
using simgrid::kernel::timer::Timer;

// What `work` gives, out of a child process.
std::vector<double> in_a_child(std::size_t count, const std::function<std::vector<double>()>& work) {
  int ends[2];
  CHECK(pipe(ends) == 0, "a pipe");
  const pid_t child = fork();
  CHECK(child >= 0, "a process");
  if (child == 0) {
    close(ends[0]);
    const std::vector<double> answer = work();
    const char* bytes = reinterpret_cast<const char*>(answer.data());
    std::size_t left = answer.size() * sizeof(double);
    while (left > 0) {
      const ssize_t written = write(ends[1], bytes, left);
      if (written <= 0) _exit(1);
      bytes += written;
      left -= static_cast<std::size_t>(written);
    }
    _exit(0);
  }
  close(ends[1]);
  std::vector<double> answer(count);
  char* bytes = reinterpret_cast<char*>(answer.data());
  std::size_t got = 0;
  for (ssize_t more = 1; more > 0; got += static_cast<std::size_t>(more > 0 ? more : 0))
    more = read(ends[0], bytes + got, count * sizeof(double) - got);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0 && got == count * sizeof(double),
        "SimGrid's process came to grief");
  return answer;
}

class World {
 public:
  explicit World(const Platform& platform) : platform_(platform), engine_(engine(platform.wiring)) {
    const Topology& topology = *platform.wiring.topology;
    auto* zone = s4u::create_full_zone("world");
    hosts_.resize(topology.nodes().size());
    for (NodeIndex node = 0; node < topology.nodes().size(); ++node)
      if (topology.nodes()[node].kind == NodeKind::kHost)
        hosts_[node] = zone->create_host(topology.nodes()[node].name, 1e9);
    std::vector<const s4u::Link*> links;
    for (LinkIndex link = 0; link < topology.links().size(); ++link)
      links.push_back(
          zone->create_link("l" + std::to_string(link), topology.links()[link].bandwidth.bytes_per_second())
              ->set_latency(topology.links()[link].latency.seconds())
              ->seal());
    std::vector<LinkIndex> path;
    for (NodeIndex from = 0; from < hosts_.size(); ++from)
      for (NodeIndex to = 0; to < hosts_.size(); ++to) {
        if (from == to || hosts_[from] == nullptr || hosts_[to] == nullptr) continue;
        topology.path(from, to, 0, path);
        std::vector<s4u::LinkInRoute> route;
        for (const LinkIndex link : path) route.emplace_back(links[link]);
        zone->add_route(hosts_[from]->get_netpoint(), hosts_[to]->get_netpoint(), nullptr, nullptr, route,
                        false);
      }
    zone->seal();
    comms_.resize(platform.sends.size());
    ends_.assign(platform.sends.size(), -1.0);
    s4u::Activity::on_completion_cb([this](const s4u::Activity& activity) {
      const std::size_t index = std::stoul(activity.get_name());
      ends_[index] = s4u::Engine::get_clock();
      kept_ = std::move(comms_[index]);  // not to be freed within its own callback
    });
  }

  std::vector<double> ends() {
    plan_starts();
    engine_.run();
    return ends_;
  }

  // What is left at 1 s and at 2 s, of transfers that are far from their ends.
  std::vector<double> rates() {
    std::vector<double> left(platform_.sends.size()), rate(platform_.sends.size());
    plan_starts();
    Timer::set(1.0, [&] {
      for (std::size_t i = 0; i < left.size(); ++i) left[i] = comms_[i]->get_remaining();
    });
    Timer::set(2.0, [&] {
      for (std::size_t i = 0; i < left.size(); ++i) rate[i] = left[i] - comms_[i]->get_remaining();
    });
    Timer::set(2.5, [] {});
    engine_.run_until(2.25);
    return rate;
  }

 private:
  static s4u::Engine& engine(const Wiring& wiring) {
    static std::vector<std::string> words = {
        "referee",
        "--cfg=network/model:CM02",
        "--cfg=network/crosstraffic:" + std::string(wiring.cross_traffic > 0 ? "1" : "0"),
        "--cfg=network/TCP-gamma:" +
            std::to_string(wiring.tcp_window ? wiring.tcp_window->count() : std::int64_t{0}),
        "--cfg=network/latency-factor:" + std::to_string(wiring.latency_factor),
        "--cfg=network/bandwidth-factor:" + std::to_string(wiring.bandwidth_factor),
        "--log=root.thres:critical"};
    static std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    int argc = static_cast<int>(argv.size());
    argv.push_back(nullptr);
    static s4u::Engine the_engine(&argc, argv.data());
    return the_engine;
  }
  void plan_starts() {
    for (std::size_t i = 0; i < platform_.sends.size(); ++i)
      Timer::set(static_cast<double>(platform_.sends[i].at.ns()) * 1e-9, [this, i] { start(i); });
  }
  void start(std::size_t index) {
    const Send& send = platform_.sends[index];
    comms_[index] = s4u::Comm::sendto_init(hosts_[send.from], hosts_[send.to]);
    comms_[index]->set_payload_size(static_cast<std::uint64_t>(send.size.count()));
    comms_[index]->set_name(std::to_string(index));
    comms_[index]->start();
  }

  const Platform& platform_;
  s4u::Engine& engine_;
  std::vector<s4u::Host*> hosts_;
  std::vector<s4u::CommPtr> comms_;
  s4u::CommPtr kept_;
  std::vector<double> ends_;
};

}  // namespace

std::vector<double> ends_on_simgrid(const Platform& platform) {
  return in_a_child(platform.sends.size(), [&] { return (new World(platform))->ends(); });
}

std::vector<double> rates_on_simgrid(const Platform& platform) {
  return in_a_child(platform.sends.size(), [&] { return (new World(platform))->rates(); });
}

}  // namespace windtunnel::referee
