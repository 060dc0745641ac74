// Links with queues: times by hand, waiting and drops as theory has them, and CoDel where it matters.
#include "sim/runtime/link_network.hpp"

#include <gtest/gtest.h>

#include "sim/base/random.hpp"
#include "sim/base/samplers.hpp"
#include "sim/wire/retransmission.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Hosts 0 and 1 on a switch, 1 ms each way; the link from the switch to host 1 carries 12 Mbps: a full packet
// of 1500 bytes a millisecond. The others never are a bottleneck.
struct Wire {
  explicit Wire(const LinkQueuePlan& queue = {}, Bandwidth card = Bandwidth())
      : topology(std::make_shared<Topology>(
            std::vector<TopologyNode>{
                {"a", NodeKind::kHost}, {"b", NodeKind::kHost}, {"s", NodeKind::kSwitch}},
            std::vector<TopologyLink>{{0, 2, 1_ms, card},
                                      {2, 1, 1_ms, Bandwidth::from_bits_per_second(12e6)},
                                      {1, 2, 1_ms, {}},
                                      {2, 0, 1_ms, {}}})),
        network(kernel, wiring(queue)) {}
  Wiring wiring(const LinkQueuePlan& queue) const {
    Wiring wiring;
    wiring.topology = topology;
    wiring.sharing = Sharing::kQueues;
    wiring.queue = queue;
    return wiring;
  }
  void send(Bytes size, std::uint64_t number = 0) {
    network.transfer(0, 1, size, 0, Duration(), event<&Wire::delivered>(*this, number),
                     event<&Wire::lost>(*this, number));
  }
  void delivered(std::uint64_t number) {
    ends.push_back(kernel.now());
    numbers.push_back(number);
    if (number < starts.size()) waited += (kernel.now() - starts[number]).seconds();
  }
  void lost(std::uint64_t) {
    ++losses;
    last = network.losses();
  }
  // Poisson arrivals of one packet each.
  void next(std::uint64_t number) {
    starts.push_back(kernel.now());
    send(Bytes(kPacketBytes), number);
    if (number + 1 < count)
      kernel.after(Duration::from_seconds(gap(rng)), event<&Wire::next>(*this, number + 1));
  }
  void poisson(double per_second, std::uint64_t packets) {
    gap = Sampler::exponential(1 / per_second);
    count = packets;
    kernel.after(Duration(), event<&Wire::next>(*this, 0));
    kernel.run();
  }

  Kernel kernel;
  std::shared_ptr<const Topology> topology;
  LinkNetwork network;
  std::vector<Time> ends, starts;
  std::vector<std::uint64_t> numbers;
  std::int64_t losses = 0;
  double waited = 0;
  Losses last;
  Rng rng = Rng::stream(1, "gaps");
  Sampler gap;
  std::uint64_t count = 0;
};

TEST(LinkNetwork, TakesLatencyAndTheTimeOnTheWire) {
  // 1 + 1 ms and 1500 bytes at 12 Mbps, 1 ms: 3 ms. 448 bytes and 52 of headers take 1/3 ms.
  Wire wire;
  wire.send(Bytes(1448));
  wire.kernel.run();
  wire.send(Bytes(448));
  wire.kernel.run();
  EXPECT_EQ(wire.ends[0], Time() + 3_ms);
  EXPECT_EQ(wire.ends[1], Time() + 3_ms + 2_ms + 333'333_ns);
}

TEST(LinkNetwork, SendsPacketsOneBehindTheOther) {
  // Ten full packets: 2 ms of latency and 10 ms on the narrow link. With a card as slow, store and forward
  // adds one packet's time: 13 ms, not 22.
  Wire wire;
  wire.send(Bytes(14'480));
  wire.kernel.run();
  EXPECT_EQ(wire.ends[0], Time() + 12_ms);
  Wire slow({}, Bandwidth::from_bits_per_second(12e6));
  slow.send(Bytes(14'480));
  slow.kernel.run();
  EXPECT_EQ(slow.ends[0], Time() + 13_ms);
}

TEST(LinkNetwork, KeepsTheOrderOfThoseWhoWait) {
  Wire wire;
  for (std::uint64_t i = 0; i < 20; ++i) wire.send(Bytes(100), i);
  wire.kernel.run();
  for (std::uint64_t i = 0; i < 20; ++i) EXPECT_EQ(wire.numbers[i], i);
}

TEST(LinkNetwork, DropsAtTheTailAndSaysWhatIsMissing) {
  // Six packets at once, room for one on the wire and two behind it: three are dropped, none comes behind
  // them.
  Wire wire({QueueKind::kTailDrop, 0, 2, {}, {}});
  wire.send(Bytes(6 * 1448));
  wire.kernel.run();
  EXPECT_TRUE(wire.ends.empty());
  EXPECT_EQ(wire.losses, 1);
  EXPECT_EQ(wire.last.lost, 3);
  EXPECT_EQ(wire.last.behind_last, 0) << "those that were ahead arrive later, and tell nothing";
  EXPECT_EQ(wire.network.totals(1).dropped, 3);
  EXPECT_EQ(wire.network.totals(1).packets, 3);
}

TEST(LinkNetwork, NeverDropsOnASendersOwnCard) {
  Wire wire({QueueKind::kTailDrop, 0, 1, {}, {}}, Bandwidth::from_bits_per_second(12e6));
  wire.send(Bytes(100 * 1448));
  wire.kernel.run();
  EXPECT_EQ(wire.losses, 0) << "it comes no faster than the next link takes it";
  EXPECT_EQ(wire.ends[0], Time() + 103_ms);
}

TEST(LinkNetwork, SendsAgainForWhoeverDoesNotAsk) {
  Wire wire({QueueKind::kTailDrop, 0, 2, {}, {}});
  wire.network.transfer(0, 1, Bytes(6 * 1448), 0, Duration(), event<&Wire::delivered>(wire, 0), Event{});
  wire.kernel.run();
  // Three at once, and three 200 ms after the last of the first has arrived at 5 ms.
  ASSERT_EQ(wire.ends.size(), 1u);
  EXPECT_EQ(wire.ends[0], Time() + 205_ms + 5_ms);
}

// M/D/1 at rho = 0.8: a wait of 0.8 / (2 x 0.2) = 2 services, 2 ms, on top of 3 ms. 400,000 packets: to 4%.
TEST(LinkNetwork, MakesPacketsWaitAsMD1Says) {
  Wire wire;
  wire.poisson(800, 400'000);
  EXPECT_NEAR(wire.waited / 400'000, 0.005, 0.00008);
  // At rho = 0.4 it is a third of a service: the test sees the load.
  Wire half;
  half.poisson(400, 400'000);
  EXPECT_NEAR(half.waited / 400'000, 0.003 + 0.000333, 0.00001);
}

// M/D/1/2 at rho = 0.8 loses 0.19957 (sim/wire/link_queue_test.cpp has the arithmetic).
TEST(LinkNetwork, DropsAsMD1KSays) {
  Wire wire({QueueKind::kTailDrop, 0, 1, {}, {}});
  wire.poisson(800, 400'000);
  EXPECT_NEAR(static_cast<double>(wire.losses) / 400'000, 0.19957, 4.5 * 0.0007);
}

// Loaded to 1.2: an endless queue grows, a buffer of 100 packets stands full at 100 ms, CoDel of the same
// size works it down. Nobody yields here, so its drops have to come to a sixth, 200 a second: 100 ms /
// sqrt(n) = 5 ms only after the 400th in a row, and the queue stands until then.
TEST(LinkNetwork, WithCodelHasAShorterQueueThanAFullBuffer) {
  Wire tail({QueueKind::kTailDrop, 0, 100, {}, {}}), codel({QueueKind::kCodel, 0, 100, 5_ms, 100_ms});
  tail.poisson(1200, 200'000);
  codel.poisson(1200, 200'000);
  const double full = tail.waited / static_cast<double>(tail.ends.size());
  const double short_one = codel.waited / static_cast<double>(codel.ends.size());
  EXPECT_NEAR(static_cast<double>(tail.losses) / 200'000, 1 - 1 / 1.2, 0.01);
  EXPECT_GT(full, 0.090);
  EXPECT_LT(short_one, 0.7 * full);
}

}  // namespace
}  // namespace windtunnel
