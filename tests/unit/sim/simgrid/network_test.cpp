// Transfers on SimGrid against figures that are published or follow by hand.
//
// Figures marked B-NET-... are SimGrid's own: from the expected outputs of its test suite (teshsuite/models,
// examples/cpp, src/kernel/lmm/maxmin_test.cpp) and its page on models, read 2026-07; the arithmetic stands
// above each.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/simgrid/simgrid_runtime.hpp"
#include "tests/unit/sim/simgrid/in_a_process.hpp"

namespace windtunnel {
namespace {

struct Sent {
  NodeIndex from = 0;
  NodeIndex to = 1;
  std::int64_t bytes = 0;
  Duration at{};
  Duration above{};
};

TopologyLink cable(NodeIndex from, NodeIndex to, double latency_s, double bytes_per_second) {
  return TopologyLink{from, to, Duration::from_seconds(latency_s),
                      Bandwidth::from_bits_per_second(8 * bytes_per_second)};
}

std::vector<TopologyLink> both_ways(std::vector<TopologyLink> links) {
  const std::size_t count = links.size();
  for (std::size_t i = 0; i < count; ++i)
    links.push_back(TopologyLink{links[i].to, links[i].from, links[i].latency, links[i].bandwidth});
  return links;
}

// Hosts, and one switch among them where something has to be passed on.
Wiring wiring_of(std::size_t nodes, std::vector<TopologyLink> links, NodeIndex the_switch = kNoIndex) {
  std::vector<TopologyNode> all(nodes);
  if (the_switch != kNoIndex) all[the_switch].kind = NodeKind::kSwitch;
  Wiring wiring;
  wiring.topology = std::make_shared<const Topology>(std::move(all), std::move(links));
  wiring.sharing = Sharing::kMaxMin;
  return wiring;
}

struct Flights {
  SimgridRuntime runtime;
  std::vector<double> ended_s;
  std::vector<Sent> plan;

  explicit Flights(SimgridNetworkModel model) : runtime(model) {}
  void send(std::uint64_t index) {
    const Sent& sent = plan[index];
    runtime.transfer(sent.from, sent.to, Bytes(sent.bytes), index, sent.above,
                     event<&Flights::arrived>(*this, index));
  }
  void arrived(std::uint64_t index) { ended_s[index] = runtime.now().seconds(); }
};

// When each transfer ends, in seconds.
std::vector<double> ends(const Wiring& wiring, const std::vector<Sent>& sent,
                         SimgridNetworkModel model = SimgridNetworkModel::kFlows) {
  return in_a_process([&] {
    Flights flights(model);
    flights.runtime.wire(wiring);
    flights.plan = sent;
    flights.ended_s.resize(sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i)
      flights.runtime.at(Time() + sent[i].at, event<&Flights::send>(flights, i));
    flights.runtime.run();
    return flights.ended_s;
  });
}

// B-NET-CM02: 10 GB over 10 GB/s with a window of 4 MiB: t = latency + size / min(bandwidth, window / (2
// latency)).
//   latency 1e-3: 4194304 / 2e-3 = 2.097152e9 B/s, so 1e-3 + 1e10 / 2.097152e9 = 4.769372
//   latency 0.1:  4194304 / 0.2 = 20971520 B/s, so 0.1 + 476.837158 = 476.937158
TEST(SimgridNetwork, KeepsTheTcpWindowOfCm02) {
  const auto time = [](double latency_s, std::optional<Bytes> window) {
    Wiring wiring = wiring_of(2, both_ways({cable(0, 1, latency_s, 1e10)}));
    wiring.tcp_window = window;
    return ends(wiring, {{.bytes = 10'000'000'000}}).front();
  };
  const Bytes window(4'194'304);
  EXPECT_NEAR(time(0, window), 1.0, 1e-6);
  EXPECT_NEAR(time(1e-5, window), 1.00001, 1e-6);
  EXPECT_NEAR(time(1e-3, window), 4.769372, 1e-6);
  EXPECT_NEAR(time(0.1, window), 476.937158, 1e-6);
  EXPECT_NEAR(time(1e-3, std::nullopt), 1.001, 1e-6);
}

Wiring lv08(Wiring wiring) {
  wiring.latency_factor = 13.01;
  wiring.bandwidth_factor = 0.97;
  wiring.link_weight = Bytes(20'537);
  return wiring;
}

// SimGrid's platforms have links that both directions share, so that a flow's acknowledgements take 5% of its
// own link; our cables have a link a direction, and two flows that meet head on take those 5% from each
// other. The time is the same.
double head_on(Wiring wiring, std::int64_t bytes) {
  wiring.cross_traffic = 0.05;
  const std::vector<double> both =
      ends(wiring, {{.from = 0, .to = 1, .bytes = bytes}, {.from = 1, .to = 0, .bytes = bytes}});
  EXPECT_NEAR(both[0], both[1], 1e-9);
  return both[0];
}

// B-NET-LV08: 100 kB over 10 ms and 1 Mb/s = 125 kB/s:
// 13.01 x 0.01 + 1e5 x 1.05 / (0.97 x 125e3) = 0.1301 + 0.865979 = 0.996079
TEST(SimgridNetwork, HasTheFactorsOfLv08) {
  const Wiring wiring = lv08(wiring_of(2, both_ways({cable(0, 1, 0.01, 125e3)})));
  EXPECT_NEAR(head_on(wiring, 100'000), 0.996079, 1e-6);
  // Alone on its direction: 0.1301 + 1e5 / 121250 = 0.954842
  EXPECT_NEAR(ends(wiring, {{.bytes = 100'000}}).front(), 0.954842, 1e-6);
}

// B-NET-PINGPONG, a byte and a gigabyte over 7,209,750 B/s and 1.461517 ms:
//   LV08: 13.01 x 0.001461517 + 1 / (0.97 x 7209750) = 0.019014; 0.019014 + 1.05e9 / 6993457.5 = 150.159
//   CM02: 0.001461517 + 1 / 7209750 = 0.001462; 0.001462 + 1.05e9 / 7209750 = 145.638
//   raw:  the same without acknowledgements: 0.001462 and 138.703
//   constant: one second each
TEST(SimgridNetwork, PlaysPingPong) {
  const Wiring cm02 = wiring_of(2, both_ways({cable(0, 1, 0.001461517, 7'209'750)}));
  const auto single = [](const Wiring& wiring, std::int64_t bytes, SimgridNetworkModel model) {
    return ends(wiring, {{.bytes = bytes}}, model).front();
  };
  constexpr std::int64_t kPong = 1'000'000'000;
  EXPECT_NEAR(head_on(lv08(cm02), 1), 0.019014, 1e-5);
  EXPECT_NEAR(head_on(lv08(cm02), kPong), 150.159, 1e-3);
  EXPECT_NEAR(head_on(cm02, 1), 0.001462, 1e-5);
  EXPECT_NEAR(head_on(cm02, kPong), 145.638, 1e-3);
  EXPECT_NEAR(single(cm02, 1, SimgridNetworkModel::kFlows), 0.001462, 1e-5);
  EXPECT_NEAR(single(cm02, kPong, SimgridNetworkModel::kFlows), 138.703, 1e-3);
  EXPECT_NEAR(single(cm02, 1, SimgridNetworkModel::kConstant), 1, 1e-9);
  EXPECT_NEAR(single(cm02, kPong, SimgridNetworkModel::kConstant), 1, 1e-9);
}

// B-NET-MAXMIN, penalties 1 and 2 on a capacity of 3: rates 2 and 1. Here the penalty is the latency, on
// links that are never a bottleneck: 1 ms and 2 ms to a link of 3 MB/s. The first flow is alone for a
// millisecond (3 kB), then has 2 MB/s: 3 kB + 2 MB end at 1.002 s. The second has 1 MB/s from 2 ms on: 1 MB
// end at 1.002 s too.
TEST(SimgridNetwork, SharesALinkByOneOverLatency) {
  const Wiring wiring = wiring_of(4, {cable(0, 2, 1e-3, 0), cable(1, 2, 2e-3, 0), cable(2, 3, 0, 3e6)}, 2);
  const std::vector<double> both =
      ends(wiring, {{.from = 0, .to = 3, .bytes = 2'003'000}, {.from = 1, .to = 3, .bytes = 1'000'000}});
  EXPECT_NEAR(both[0], 1.002, 1e-8);
  EXPECT_NEAR(both[1], 1.002, 1e-8);
}

// The same with equal weights: 1.5 MB/s each once both are there. 3 kB + 1.5 MB, and 1.5 MB, at 1.002 s.
TEST(SimgridNetwork, SharesALinkEquallyWhereAsked) {
  Wiring wiring = wiring_of(4, {cable(0, 2, 1e-3, 0), cable(1, 2, 2e-3, 0), cable(2, 3, 0, 3e6)}, 2);
  wiring.weights = FlowWeights::kEqual;
  const std::vector<double> both =
      ends(wiring, {{.from = 0, .to = 3, .bytes = 1'503'000}, {.from = 1, .to = 3, .bytes = 1'500'000}});
  EXPECT_NEAR(both[0], 1.002, 1e-8);
  EXPECT_NEAR(both[1], 1.002, 1e-8);
}

// Max-min by hand: A crosses links of 10 and 3 MB/s, B only the one of 10, C and D only the one of 3, all
// weights equal. The link of 3 is the tighter one (1 MB/s for A, C and D), and B has what A leaves of the
// other: 9 MB/s. Sizes of a second's worth end together, one latency of 1 ms later.
TEST(SimgridNetwork, GivesEachFlowItsBottlenecksShare) {
  const Wiring wiring = wiring_of(
      5, {cable(0, 1, 1e-3, 10e6), cable(1, 2, 0, 3e6), cable(3, 1, 1e-3, 0), cable(1, 4, 0, 0)}, 1);
  const std::vector<double> all = ends(wiring, {{.from = 0, .to = 2, .bytes = 1'000'000},
                                                {.from = 0, .to = 4, .bytes = 9'000'000},
                                                {.from = 3, .to = 2, .bytes = 1'000'000},
                                                {.from = 3, .to = 2, .bytes = 1'000'000}});
  for (const double one : all) EXPECT_NEAR(one, 1.001, 1e-8);
}

// B-NET-MAXMIN with cross-traffic of 0.05 on a capacity of 10: two flows that meet head on each give 5% of
// their rate to the other's acknowledgements, r + 0.05 r = 10, r = 9.5238095.
TEST(SimgridNetwork, TakesRoomForAcknowledgements) {
  Wiring wiring = wiring_of(2, both_ways({cable(0, 1, 1e-3, 10e6)}));
  wiring.cross_traffic = 0.05;
  const std::vector<double> both =
      ends(wiring, {{.from = 0, .to = 1, .bytes = 9'523'810}, {.from = 1, .to = 0, .bytes = 9'523'810}});
  EXPECT_NEAR(both[0], 1.001, 1e-6);
  EXPECT_NEAR(both[1], 1.001, 1e-6);
}

// A second flow comes at half time: 1 MB/s alone for 0.5 s, then half each. 0.75 MB and 0.25 MB end at 1 s.
TEST(SimgridNetwork, SharesAnewWhenAFlowComes) {
  Wiring wiring = wiring_of(2, {cable(0, 1, 0, 1e6)});
  const std::vector<double> both =
      ends(wiring, {{.bytes = 750'000}, {.bytes = 250'000, .at = Duration::from_seconds(0.5)}});
  EXPECT_NEAR(both[0], 1.0, 1e-8);
  EXPECT_NEAR(both[1], 1.0, 1e-8);
}

TEST(SimgridNetwork, IsOnlyATimerWhereNothingCanBeABottleneck) {
  // 3 ms of latency on the way, 2 ms above it; bytes do not matter.
  Wiring wiring = wiring_of(3, {cable(0, 1, 1e-3, 0), cable(1, 2, 2e-3, 0)}, 1);
  const Duration above = Duration::from_ns(2'000'000);
  EXPECT_EQ(ends(wiring, {{.to = 2, .bytes = 1'000'000'000, .above = above}}).front(), 0.005);
  wiring.sharing = Sharing::kNone;
  EXPECT_EQ(ends(wiring, {{.to = 2, .bytes = 1'000'000'000, .above = above}}).front(), 0.005);
}

TEST(SimgridNetwork, LetsAMessageEnterAfterWhatWasDecidedAboveIt) {
  // 2 ms above, 1 ms of latency, 1 MB at 1 GB/s: 1 ms.
  const Wiring wiring = wiring_of(2, {cable(0, 1, 1e-3, 1e9)});
  EXPECT_NEAR(ends(wiring, {{.bytes = 1'000'000, .above = Duration::from_ns(2'000'000)}}).front(), 0.004,
              1e-9);
}

TEST(SimgridNetwork, CarriesNothingInTheLatencyAlone) {
  const Wiring wiring = wiring_of(2, {cable(0, 1, 1e-3, 1e9)});
  EXPECT_NEAR(ends(wiring, {{.bytes = 0}}).front(), 0.001, 1e-9);
}

}  // namespace
}  // namespace windtunnel
