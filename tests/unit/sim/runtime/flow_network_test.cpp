// The flow network: published times, and ends worked out by hand.
//
// Sources of the figures: SimGrid 3.32, teshsuite/models/cm02-tcpgamma ("B-NET-CM02"), docs/source/Models.rst
// ("B-NET-LV08") and the tesh of examples/cpp/comm-pingpong ("B-NET-PINGPONG"), read 2026-11.
#include "sim/runtime/flow_network.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

namespace windtunnel {
namespace {

using namespace literals;

Bandwidth bytes_per_second(double value) { return Bandwidth::from_bits_per_second(value * 8); }

// Hosts of a star, each with one cable to the switch in the middle (node 0); cable i joins host i + 1 by link
// 2 i out and 2 i + 1 in.
struct Cable {
  Duration latency;
  double bytes_per_second;
};
std::shared_ptr<const Topology> star(const std::vector<Cable>& cables) {
  std::vector<TopologyNode> nodes = {{"switch", NodeKind::kSwitch, kNoIndex, kNoIndex}};
  std::vector<TopologyLink> links;
  for (const Cable& cable : cables) {
    const auto host = static_cast<NodeIndex>(nodes.size());
    nodes.push_back({"host" + std::to_string(host), NodeKind::kHost, kNoIndex, kNoIndex});
    links.push_back({host, 0, cable.latency, bytes_per_second(cable.bytes_per_second)});
    links.push_back({0, host, cable.latency, bytes_per_second(cable.bytes_per_second)});
  }
  return std::make_shared<const Topology>(nodes, links);
}

// Two hosts and one cable.
std::shared_ptr<const Topology> cable(Duration latency, double rate) {
  return std::make_shared<const Topology>(
      std::vector<TopologyNode>{{"a", NodeKind::kHost, kNoIndex, kNoIndex},
                                {"b", NodeKind::kHost, kNoIndex, kNoIndex}},
      std::vector<TopologyLink>{{0, 1, latency, bytes_per_second(rate)},
                                {1, 0, latency, bytes_per_second(rate)}});
}

// Two hosts, 0 and 1, whose messages cross one wire whichever way they go.
std::shared_ptr<const Topology> one_wire(Duration latency, double rate) {
  std::vector<TopologyNode> nodes(4);
  nodes[2].kind = nodes[3].kind = NodeKind::kSwitch;
  const Bandwidth unlimited;
  return std::make_shared<const Topology>(nodes,
                                          std::vector<TopologyLink>{{0, 2, Duration(), unlimited},
                                                                    {1, 2, Duration(), unlimited},
                                                                    {2, 3, latency, bytes_per_second(rate)},
                                                                    {3, 0, Duration(), unlimited},
                                                                    {3, 1, Duration(), unlimited}});
}

Wiring max_min(std::shared_ptr<const Topology> topology) {
  Wiring wiring;
  wiring.topology = std::move(topology);
  wiring.sharing = Sharing::kMaxMin;
  return wiring;
}

// A network, and when each of its messages came.
class Flight {
 public:
  explicit Flight(const Wiring& wiring) : network(kernel, wiring) {}

  Activity send(NodeIndex from, NodeIndex to, Bytes size, Duration above = Duration()) {
    came.push_back(Time::never());
    return network.transfer(from, to, size, 0, above, event<&Flight::delivered>(*this, came.size() - 1));
  }
  void delivered(std::uint64_t index) { came[index] = kernel.now(); }
  Duration end(std::size_t index) {
    kernel.run();
    return came[index].since_start();
  }
  double seconds(std::size_t index) { return end(index).seconds(); }

  Kernel kernel;
  FlowNetwork network;
  std::vector<Time> came;
};

// t = latency + size / min(bandwidth, window / (2 latency)): 1 GB-scale figures of the source, 10 GB over
// 10 GB/s with a window of 4 MiB. At 1 ms the window allows 4194304 / 0.002 = 2.097 GB/s.
TEST(FlowNetwork, IsNoFasterThanTheTcpWindow) {
  const auto seconds = [](Duration latency, std::optional<Bytes> window) {
    Wiring wiring = max_min(cable(latency, 1e10));
    wiring.tcp_window = window;
    Flight flight(wiring);
    flight.send(0, 1, Bytes(10'000'000'000));
    return flight.seconds(0);
  };
  const Bytes window(4'194'304);
  EXPECT_NEAR(seconds(Duration(), window), 1.0, 1e-6);
  EXPECT_NEAR(seconds(10_us, window), 1.00001, 1e-6);
  EXPECT_NEAR(seconds(1_ms, window), 4.769372, 1e-6);
  EXPECT_NEAR(seconds(100_ms, window), 476.937158, 1e-6);
  EXPECT_NEAR(seconds(1_ms, std::nullopt), 1.001, 1e-6);
}

// 13.01 x 10 ms + 1.05 x 100 kB / (0.97 x 125 kB/s) = 0.1301 + 0.865979: acknowledgements take 5% of the
// wire.
TEST(FlowNetwork, StretchesLatencyAndNarrowsBandwidthAsLv08) {
  Wiring wiring = max_min(one_wire(10_ms, 125'000));
  wiring.latency_factor = 13.01;
  wiring.bandwidth_factor = 0.97;
  wiring.cross_traffic = 0.05;
  Flight flight(wiring);
  flight.send(0, 1, Bytes(100'000));
  EXPECT_NEAR(flight.seconds(0), 0.996079, 1e-6);
}

// Ping 1 byte, pong 1 GB over 1.461517 ms and 7209750 B/s.
TEST(FlowNetwork, PlaysPingPong) {
  const auto ping_and_pong = [](double latency_factor, double bandwidth_factor, double cross_traffic) {
    Wiring wiring = max_min(one_wire(Duration::from_ns(1'461'517), 7'209'750));
    wiring.latency_factor = latency_factor;
    wiring.bandwidth_factor = bandwidth_factor;
    wiring.cross_traffic = cross_traffic;
    wiring.tcp_window = Bytes(4'194'304);
    Flight ping(wiring), pong(wiring);
    ping.send(0, 1, 1_B);
    pong.send(1, 0, Bytes(1'000'000'000));
    return std::vector<double>{ping.seconds(0), pong.seconds(0)};
  };
  const auto raw = ping_and_pong(1, 1, 0);
  EXPECT_NEAR(raw[0], 0.001462, 5e-7);
  EXPECT_NEAR(raw[1], 138.703, 1e-5 * raw[1]);
  const auto cm02 = ping_and_pong(1, 1, 0.05);
  EXPECT_NEAR(cm02[0], 0.001462, 5e-7);
  EXPECT_NEAR(cm02[1], 145.638, 1e-5 * cm02[1]);
  const auto lv08 = ping_and_pong(13.01, 0.97, 0.05);
  EXPECT_NEAR(lv08[0], 0.019014, 5e-7);
  EXPECT_NEAR(lv08[1], 150.159, 1e-5 * lv08[1]);
}

// Both at 10 MB/s, half of it each: the first 1 MB takes 0.2 s; the other has 1 MB left then, and 0.1 s more.
TEST(FlowNetwork, HurriesUpWhenAnotherEnds) {
  Flight flight(max_min(star({{Duration(), 1e7}, {Duration(), 1e9}, {Duration(), 1e9}})));
  flight.send(1, 2, Bytes(1'000'000));
  flight.send(1, 3, Bytes(2'000'000));
  EXPECT_EQ(flight.end(0), 200_ms);
  EXPECT_EQ(flight.end(1), 300_ms);
}

// Alone for 0.05 s the first moves 0.5 MB of its 1 MB, then shares: 0.5 MB at 5 MB/s is 0.1 s.
TEST(FlowNetwork, SlowsDownWhenAnotherEnters) {
  Flight flight(max_min(star({{Duration(), 1e7}, {Duration(), 1e9}, {Duration(), 1e9}})));
  flight.send(1, 2, Bytes(1'000'000));
  flight.send(1, 3, Bytes(2'000'000), 50_ms);
  EXPECT_EQ(flight.end(0), 150_ms);
  // The other: 0.5 MB until then, 1.5 MB at 10 MB/s after.
  EXPECT_EQ(flight.end(1), 300_ms);
}

// To host 1, latencies of 1 ms and 40 ms share 41 MB/s: 40 MB/s and 1 MB/s while both flow.
TEST(FlowNetwork, SharesByOneOverTheLatency) {
  const auto topology = star({{Duration(), 41e6}, {1_ms, 1e9}, {40_ms, 1e9}});
  Flight flight(max_min(topology));
  const Activity near = flight.send(2, 1, Bytes(400'000'000));
  const Activity far = flight.send(3, 1, Bytes(400'000'000));
  flight.kernel.run({.until = Time() + 1_s});
  EXPECT_NEAR(flight.network.bytes_per_second(near), 40e6, 1e-3);
  EXPECT_NEAR(flight.network.bytes_per_second(far), 1e6, 1e-3);

  Wiring equal = max_min(topology);
  equal.weights = FlowWeights::kEqual;
  Flight level(equal);
  const Activity a = level.send(2, 1, Bytes(400'000'000)), b = level.send(3, 1, Bytes(400'000'000));
  level.kernel.run({.until = Time() + 1_s});
  EXPECT_NEAR(level.network.bytes_per_second(a), 20.5e6, 1e-3);
  EXPECT_NEAR(level.network.bytes_per_second(b), 20.5e6, 1e-3);
}

// Against each other over one cable of 10.5 MB/s each way: 10.5 / 1.05 = 10 MB/s each.
TEST(FlowNetwork, TakesCrossTrafficFromTheWayBack) {
  Wiring wiring = max_min(cable(1_ms, 10.5e6));
  wiring.cross_traffic = 0.05;
  Flight flight(wiring);
  flight.send(0, 1, Bytes(10'000'000));
  flight.send(1, 0, Bytes(10'000'000));
  EXPECT_NEAR(flight.seconds(0), 1.001, 1e-8);
  EXPECT_NEAR(flight.seconds(1), 1.001, 1e-8);
}

TEST(FlowNetwork, DeliversNothingAtAllAfterItsLatency) {
  Flight flight(max_min(cable(3_ms, 1e6)));
  flight.send(0, 1, Bytes(0), 2_ms);
  flight.send(0, 0, 5_MiB, 7_ms);  // to itself
  EXPECT_EQ(flight.end(0), 5_ms);
  EXPECT_EQ(flight.end(1), 7_ms);
}

TEST(FlowNetwork, WaitsForNoLinkThatIsUnlimited) {
  Flight flight(max_min(cable(3_ms, 0)));
  flight.send(0, 1, Bytes(std::int64_t{1} << 50));
  EXPECT_EQ(flight.end(0), 3_ms);
}

TEST(FlowNetwork, ForgetsWhatIsAborted) {
  Flight flight(max_min(star({{Duration(), 1e7}, {Duration(), 1e9}, {Duration(), 1e9}})));
  const Activity first = flight.send(1, 2, Bytes(1'000'000));
  flight.send(1, 3, Bytes(1'000'000));
  flight.kernel.run({.until = Time() + 100_ms});  // 0.5 MB each
  EXPECT_TRUE(flight.network.abort(first));
  EXPECT_FALSE(flight.network.abort(first));
  EXPECT_EQ(flight.end(1), 150_ms);
  EXPECT_EQ(flight.came[0], Time::never());
}

// 1 MB of 2 MB at 10 MB/s; then 1 MB at 2 MB/s.
TEST(FlowNetwork, FollowsALinkThatIsNarrowed) {
  Flight flight(max_min(cable(Duration(), 1e7)));
  flight.send(0, 1, Bytes(2'000'000));
  flight.kernel.run({.until = Time() + 100_ms});
  flight.network.set_bandwidth(0, bytes_per_second(2e6));
  EXPECT_EQ(flight.end(0), 600_ms);
}

// Reads at 200 MB/s, writes at 100 MB/s, both together 200 MB/s. A read alone takes 1 s for 200 MB. A read
// and a write at once: 100 MB/s each, as the whole of 200 is shared; the write of 100 MB ends at 1 s, the
// read has 100 MB left and takes 0.5 s more.
TEST(FlowNetwork, SharesADiskBetweenReadsAndWrites) {
  Flight alone((Wiring()));
  const DiskIndex disk = alone.network.add_disk(bytes_per_second(200e6), bytes_per_second(100e6));
  alone.came.push_back(Time::never());
  alone.network.io(disk, Bytes(200'000'000), DiskAccess::kRead, event<&Flight::delivered>(alone, 0));
  EXPECT_EQ(alone.end(0), 1000_ms);

  Flight both((Wiring()));
  both.network.add_disk(bytes_per_second(200e6), bytes_per_second(100e6));
  both.came.assign(2, Time::never());
  both.network.io(0, Bytes(200'000'000), DiskAccess::kRead, event<&Flight::delivered>(both, 0));
  both.network.io(0, Bytes(100'000'000), DiskAccess::kWrite, event<&Flight::delivered>(both, 1));
  EXPECT_EQ(both.end(1), 1000_ms);
  EXPECT_EQ(both.end(0), 1500_ms);
}

// A hundred at one instant on one link: they are solved once, not a hundred times, at the beginning and at
// the end, and end together at 100 x 1 MB / 10 MB/s.
TEST(FlowNetwork, SolvesAnInstantOnce) {
  Flight flight(max_min(cable(1_ms, 1e7)));
  for (int i = 0; i < 100; ++i) flight.send(0, 1, Bytes(1'000'000));
  EXPECT_EQ(flight.end(0), 10001_ms);
  EXPECT_EQ(flight.end(99), 10001_ms);
  EXPECT_EQ(flight.network.flows_solved(), 100u);
}

}  // namespace
}  // namespace windtunnel
