// Random platforms, and the native engine's answers about them.
#include "tests/referee/platform.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/base/math.hpp"
#include "sim/base/random.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/runtime/flow_network.hpp"

namespace windtunnel::referee {
namespace {

double log_uniform(Rng& rng, double least, double most) {
  return least * math::exp(rng.uniform() * math::log(most / least));
}

class Builder {
 public:
  explicit Builder(Rng& rng) : rng_(rng) {}

  NodeIndex add(NodeKind kind) {
    nodes_.push_back({"n" + std::to_string(nodes_.size()), kind, kNoIndex, kNoIndex});
    return static_cast<NodeIndex>(nodes_.size() - 1);
  }
  // A cable is as fast one way as the other in two of three cases.
  void join(NodeIndex a, NodeIndex b) {
    const Duration latency = Duration::from_seconds(log_uniform(rng_, 10e-6, 50e-3));
    const double out = bandwidth(), back = rng_.below(3) == 0 ? bandwidth() : out;
    links_.push_back({a, b, latency, Bandwidth::from_bits_per_second(out)});
    links_.push_back({b, a, latency, Bandwidth::from_bits_per_second(back)});
  }
  std::shared_ptr<const Topology> make() {
    return std::make_shared<const Topology>(std::move(nodes_), std::move(links_));
  }

 private:
  double bandwidth() { return 8 * log_uniform(rng_, 1e6, 1.25e9); }
  Rng& rng_;
  std::vector<TopologyNode> nodes_;
  std::vector<TopologyLink> links_;
};

// Switches 0 .. n-1 joined in one of five ways, each with a few hosts.
std::shared_ptr<const Topology> random_topology(Rng& rng, std::vector<NodeIndex>& hosts) {
  Builder builder(rng);
  const std::uint64_t shape = rng.below(5);
  const std::uint64_t count = shape == 0 ? 1 : shape == 1 ? 2 : 3 + rng.below(6);
  std::vector<NodeIndex> switches;
  for (std::uint64_t i = 0; i < count; ++i) {
    switches.push_back(builder.add(NodeKind::kSwitch));
    if (i > 0) builder.join(switches[shape == 3 ? i - 1 : rng.below(i)], switches[i]);
  }
  if (shape == 3) builder.join(switches.back(), switches.front());
  for (std::uint64_t i = 0; shape == 4 && i < count; ++i) {
    const std::uint64_t other = rng.below(count);
    if (other != i) builder.join(switches[i], switches[other]);
  }
  for (const NodeIndex hub : switches)
    for (std::uint64_t i = 0; i < (shape == 0 ? 12 : 1 + rng.below(5)); ++i) {
      hosts.push_back(builder.add(NodeKind::kHost));
      builder.join(hosts.back(), hub);
    }
  return builder.make();
}

struct Native {
  explicit Native(const Platform& platform)
      : platform_(platform), network(kernel, platform.wiring), ends(platform.sends.size(), -1.0) {
    for (std::size_t i = 0; i < platform.sends.size(); ++i)
      kernel.at(platform.sends[i].at, event<&Native::send>(*this, i));
  }
  void send(std::uint64_t index) {
    const Send& send = platform_.sends[index];
    activities.push_back(network.transfer(send.from, send.to, send.size, 0, Duration(),
                                          event<&Native::delivered>(*this, index)));
  }
  void delivered(std::uint64_t index) { ends[index] = static_cast<double>(kernel.now().ns()) * 1e-9; }

  const Platform& platform_;
  Kernel kernel;
  FlowNetwork network;
  std::vector<double> ends;
  std::vector<Activity> activities;
};

}  // namespace

Platform random_platform(std::uint64_t seed, Load load, std::size_t sends) {
  Rng rng = Rng::stream(seed, "platform");
  Platform platform;
  std::vector<NodeIndex> hosts;
  platform.wiring.topology = random_topology(rng, hosts);
  platform.wiring.sharing = Sharing::kMaxMin;
  std::vector<LinkIndex> path;
  double at = 0.0;
  for (std::size_t i = 0; i < sends; ++i) {
    Send send;
    send.from = hosts[rng.below(hosts.size())];
    do send.to = hosts[rng.below(hosts.size())];
    while (send.to == send.from);
    platform.wiring.topology->path(send.from, send.to, 0, path);
    double narrowest = math::kInfinity;
    for (const LinkIndex link : path)
      narrowest = std::min(narrowest, platform.wiring.topology->links()[link].bandwidth.bytes_per_second());
    const double alone = load == Load::kEndless ? 4.0 : log_uniform(rng, 10e-3, 1.0);
    send.size = Bytes::from_double(narrowest * alone + 1);
    send.at = Time::from_ns(static_cast<std::int64_t>(at * 1e9));
    platform.sends.push_back(send);
    // The mean transfer takes 0.2 s alone.
    const double mean = load == Load::kLight ? 0.8 / static_cast<double>(hosts.size()) : 1e-3;
    at -= mean * math::log(rng.uniform());
  }
  return platform;
}

std::vector<double> ends_natively(const Platform& platform) {
  Native native(platform);
  native.kernel.run();
  return native.ends;
}

std::vector<double> rates_natively(const Platform& platform) {
  Native native(platform);
  native.kernel.run({.until = Time() + Duration::from_ns(1'000'000'000)});
  std::vector<double> rates;
  for (const Activity activity : native.activities)
    rates.push_back(native.network.bytes_per_second(activity));
  return rates;
}

}  // namespace windtunnel::referee
