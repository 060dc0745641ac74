// The message network in flight: time on the wire by hand, a queue as theory has it, and drops that TCP
// repairs.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// A star: the clients' edge and one host on a switch, 1 ms and 12 Mbps each link: a full packet is 1 ms.
constexpr const char* kStar = R"({
  "windtunnel": 1,
  "run": {"lasts": "1000 s"},
  "network": {"kind": "message",
              "topology": {"kind": "explicit",
                "nodes": {"in": {"is": "edge", "at": "here"}, "hub": {}, "h": {"is": "host", "at": "here/a"}},
                "links": {"up": {"from": "in", "to": "hub", "latency": "1 ms", "bandwidth": "1200 Mbps"},
                          "down": {"from": "hub", "to": "h", "latency": "1 ms", "bandwidth": "12 Mbps"}}}},
  "workload": {"w": {"kind": "open", "rate": "10 /s", "gaps": "100 ms", "deadline": "50 s", "request": "1448 B", "reply": "1448 B", "path": ["t"]}},
  "tiers": {"t": {"replicas": 1, "cores": 1000, "service": "1 ms", "health_check": {"every": "1 h"}}}
})";

TEST(MessageNetwork, TakesLatencyAndTheTimeOnEachWire) {
  // There: 2 ms, 0.01 ms on the fast wire, 1 ms on the slow one. Back: the same in the other order. 1 ms of
  // service.
  const Flown flown = fly_once(kStar);
  EXPECT_NEAR(flown.value("latency_mean"), 0.002 + 0.00001 + 0.001 + 0.001 + 0.002 + 0.001 + 0.00001, 1e-8);
  EXPECT_EQ(flown.facts.wire.dropped, 0);
}

TEST(MessageNetwork, SendsLongMessagesAsPacketsInARow) {
  // 100 packets back: 100 ms on the slow wire, and the fast one adds its time for the last only.
  const Flown flown = fly_once(kStar, {"workload.w.reply=144800 B"});
  EXPECT_NEAR(flown.value("latency_mean"), 0.002 + 0.00101 + 0.001 + 0.002 + 0.100 + 0.00001, 1e-8);
}

// Poisson requests at 800 /s on a wire of 1,000 packets a second: they wait 2 ms (M/D/1), their answers,
// which come a millisecond apart at least, do not. 800,000 of them: the mean is good to 0.5% of a wait that
// is itself the wait's size; 3% are far beyond.
TEST(MessageNetwork, MakesRequestsWaitAsMD1Says) {
  const std::vector<std::string> busy = {"workload.w.rate=800 /s", "workload.w.gaps=null", "run.lasts=500 s",
                                         "run.events_max=100000000"};
  EXPECT_NEAR(fly_once(kStar, busy).value("latency_mean"), 0.00702 + 0.002, 0.00006);
}

// The same load with room for one behind the one on the wire: M/D/1/2 drops 0.19957, and as datagrams they
// are gone.
TEST(MessageNetwork, DropsAsMD1KSays) {
  const Flown flown = fly_once(kStar, {"workload.w.rate=800 /s", "workload.w.gaps=null", "run.lasts=500 s",
                                       "network.transport.protocol=datagrams", "workload.w.deadline=1 s",
                                       "network.queue.packets_max=1", "run.events_max=100000000"});
  EXPECT_NEAR(flown.value("timed_out_share"), 0.19957, 4.5 * 0.0007);
  EXPECT_EQ(flown.facts.wire.vanished, flown.facts.wire.dropped);
}

TEST(MessageNetwork, RepairsDropsByTcp) {
  // Requests of 20 packets at once into room for 8 and one on the wire (the fast wire brings one each 0.01
  // ms): 11 are dropped at the tail, and nothing comes behind them to tell of it: a time-out. What is sent
  // again then are 11, of which 9 fit, and the last two come after twice the time: 0.2 + 0.4 s.
  const Flown flown = fly_once(kStar, {"workload.w.request=28960 B", "workload.w.rate=1 /s",
                                       "workload.w.gaps=1 s", "network.queue.packets_max=8"});
  EXPECT_NEAR(flown.value("latency_mean"), 0.600 + 0.008, 0.015);
  EXPECT_EQ(flown.value("timed_out_share"), 0);
  EXPECT_NEAR(static_cast<double>(flown.facts.wire.timeouts), 2 * 999, 3);
}

TEST(MessageNetwork, RunsOnTheNativeEngineOnly) {
  Problems problems;
  EXPECT_FALSE(
      load_scenario_text(kStar, "test.json", {R"(engine={"kind": "simgrid"})"}, builtin_catalog(), problems));
  EXPECT_NE(problems.text("test.json").find("WT025  network.kind"), std::string::npos)
      << problems.text("test.json");
}

}  // namespace
}  // namespace windtunnel
