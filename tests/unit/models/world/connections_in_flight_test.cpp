// Connections in flight: what the first request pays and the others do not, who waits for a free one, and
// what a lost packet does to those who share one.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// One client, a request each second, 10 ms one way, 1 ms of service.
constexpr const char* kOne = R"({
  "windtunnel": 1,
  "run": {"lasts": "10 s"},
  "network": {"kind": "constant", "latency": "10 ms", "connections": {}},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "900 ms", "path": ["t"]}},
  "tiers": {"t": {"replicas": 1, "cores": 1000, "service": "1 ms"}}
})";

double slowest(const Flown& flown) { return flown.requests().ok.max_ns() * 1e-9; }
double fastest(const Flown& flown) { return flown.requests().ok.quantile_ns(0) * 1e-9; }

TEST(Connections, CostTheFirstRequestTwoRoundTripsMore) {
  // TCP 20 ms, TLS 1.3 20 ms, then 21 ms: 61 ms; the other eight 21 ms.
  const Flown flown = fly_once(kOne);
  EXPECT_NEAR(slowest(flown), 0.061, 0.0003);
  EXPECT_NEAR(flown.value("latency_mean"), (0.061 + 8 * 0.021) / 9, 1e-9);
  EXPECT_EQ(flown.facts.wire.connections.opened, 1);
  // TCP alone: 41 ms.
  EXPECT_NEAR(fly_once(kOne, {"network.connections.encryption=none"}).value("latency_mean"),
              (0.041 + 8 * 0.021) / 9, 1e-9);
  // Always open: 21 ms.
  EXPECT_NEAR(fly_once(kOne, {"network.connections=null"}).value("latency_mean"), 0.021, 1e-9);
}

TEST(Connections, AreOpenedEachTimeWithoutKeepAlive) {
  EXPECT_NEAR(fly_once(kOne, {"network.connections.idle=0 s"}).value("latency_mean"), 0.061, 1e-9);
  EXPECT_NEAR(fly_once(kOne, {"network.connections.idle=500 ms"}).value("latency_mean"), 0.061, 1e-9);
  // Resumed, all but the first save TLS's round trip.
  EXPECT_NEAR(fly_once(kOne, {"network.connections.idle=0 s", "network.connections.resumption=true"})
                  .value("latency_mean"),
              (0.061 + 8 * 0.041) / 9, 1e-9);
}

TEST(Connections, AreOneOfEachCallerAndReplica) {
  // Clients to each of two replicas by turns, and these to one behind: four are opened, each with 40 ms. The
  // first request to each of the two opens two of them: 40 + 40 + 20 + 20 + 2 ms.
  const Flown flown = fly_once(kOne, {"tiers.t.replicas=2", R"(workload.w.path=["t", "u"])",
                                      R"(tiers.u={"replicas": 1, "service": "1 ms"})"});
  EXPECT_EQ(flown.facts.wire.connections.opened, 4);
  EXPECT_NEAR(slowest(flown), 0.122, 0.0005);
  EXPECT_NEAR(fastest(flown), 0.042, 0.0002);
}

TEST(Connections, MakeRequestsWaitAtTheLimit) {
  // 100 ms of service, a request each 50 ms for a second, one connection: the n-th waits for n before it. The
  // first opens it (40 ms) and is done at 40 + 120; each holds it for 120 ms: the n-th (from 0) ends at 160 +
  // 120 n and came at 50 (n + 1), so it takes 160 + 70 n ms.
  const std::vector<std::string> narrow = {"network.connections.limit=1", "tiers.t.service=100 ms",
                                           "workload.w.gaps=50 ms",       "workload.w.rate=20 /s",
                                           "workload.w.deadline=100 s",   "run.lasts=1 s"};
  const Flown flown = fly_once(kOne, narrow);
  // 7 end by 1 s: 160 + 120 x 7 = 1000 ms, and the answer at the end of the run counts.
  EXPECT_NEAR(fastest(flown), 0.160, 0.0007);
  EXPECT_NEAR(slowest(flown), 0.160 + 0.070 * 7, 0.072);
  EXPECT_EQ(flown.facts.wire.connections.opened, 1);
  EXPECT_GT(flown.facts.wire.connections.waited, 15);
}

TEST(Connections, WithStreamsCarryManyAtOnce) {
  const std::vector<std::string> shared = {"network.connections.limit=1", "network.connections.streams=100",
                                           "tiers.t.service=100 ms",      "workload.w.gaps=50 ms",
                                           "workload.w.rate=20 /s",       "workload.w.deadline=100 s"};
  const Flown flown = fly_once(kOne, shared);
  EXPECT_EQ(flown.facts.wire.connections.opened, 1);
  EXPECT_NEAR(slowest(flown), 0.160, 0.0007);
  EXPECT_NEAR(fastest(flown), 0.120, 0.0005);
}

// 1% of single-packet requests are lost and sent again 200 ms later; at 100 /s the 20 or so behind each on
// the same connection wait for it. With a connection each, only the lost one is late.
TEST(Connections, SharedAreHeldUpByALostPacket) {
  const std::vector<std::string> lossy = {
      "network.loss=0.005", "workload.w.gaps=10 ms",    "workload.w.rate=100 /s", "workload.w.deadline=100 s",
      "run.lasts=500 s",    "workload.w.request=100 B", "workload.w.reply=100 B"};
  const auto late = [&](const char* streams) {
    auto sets = lossy;
    sets.push_back(std::string("network.connections.streams=") + streams);
    const Flown flown = fly_once(kOne, sets);
    const Cell cell = flown.requests();
    return std::pair{cell.ok.count_above(60'000'000) / static_cast<double>(cell.ok.count()),
                     flown.facts.wire.blocked};
  };
  // Alone: one of two packets lost, 1 - 0.995^2 = 0.998%, sd 0.045% of 50,000.
  const auto [alone, none] = late("1");
  EXPECT_NEAR(alone, 0.00998, 4.5 * 0.00045);
  EXPECT_EQ(none, 0);
  // Shared: a loss takes the 16 behind it that come within 200 - 40 ms with it above 60 ms: about 17 times as
  // many, less where two losses overlap.
  const auto [shared, blocked] = late("1000");
  EXPECT_GT(shared, 10 * alone);
  EXPECT_LT(shared, 18 * alone);
  EXPECT_GT(blocked, 5'000);
}

TEST(Connections, OpenAgainWhenTheReplicaHasDied) {
  const Flown flown = fly_once(
      kOne, {R"(faults.dies={"kind": "crash", "target": {"tier": "t"}, "at": "4.5 s", "lasts": "100 ms"})"});
  EXPECT_EQ(flown.facts.wire.connections.opened, 2);
  EXPECT_NEAR(flown.value("latency_mean"), (2 * 0.061 + 7 * 0.021) / 9, 1e-9);
}

TEST(Connections, DoNotOpenThroughACut) {
  // Cut from 0.5 s to 3 s. The first packet, sent at 1 s, is sent again 1 s and 2 s later (RFC 6298, 2.1 and
  // 5.5): at 2 s and at 4 s, when it passes. What came at 2 and 3 s opened connections of its own: 2 -> 3 ->
  // 5 s (3 s is the end of the cut, which is over by then), 3 s at once.
  const Flown flown = fly_once(
      kOne, {R"(faults.cut={"kind": "partition", "shape": "isolate", "at": "500 ms", "lasts": "2.4 s"})",
             "workload.w.deadline=60 s"});
  EXPECT_NEAR(slowest(flown), 3 + 0.061, 0.012);
  EXPECT_EQ(flown.requests().finished(), 9);
}

TEST(Connections, ThatAClientGivesUpAreClosed) {
  // Replies take 2 s and clients 900 ms: each closes its connection, so the next has to open one.
  const Flown flown = fly_once(kOne, {"tiers.t.service=2 s", "network.connections.limit=1"});
  EXPECT_EQ(flown.facts.wire.connections.opened, 9);
  EXPECT_EQ(flown.facts.wire.connections.waited, 0);
}

TEST(Connections, LeaveTheLineWithTheirClient) {
  // Ten at 100 s, one connection, 2 s of service and 3 s of patience: the first is served, the second gets
  // its connection at 102 s and gives up at 103 s, when the third opens another and gives up too. Seven leave
  // the line and are never sent.
  const Flown flown = fly_once(
      kOne,
      {"tiers.t.service=2 s", "network.connections.limit=1", "run.lasts=120 s",
       R"(workload.w={"kind": "closed", "clients": 10, "think": "100 s", "deadline": "3 s", "path": ["t"]})"});
  EXPECT_EQ(flown.totals(0).visits, 3);
  EXPECT_EQ(flown.requests().ended[static_cast<std::size_t>(Outcome::kTimedOut)], 9);
  EXPECT_EQ(flown.facts.wire.connections.waited, 9);
}

}  // namespace
}  // namespace windtunnel
