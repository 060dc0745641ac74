// Faults on a link in flight, each by its signature: what it does to times, to counts, and to whom it does
// not.
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// 100 /s evenly to one replica, 5 ms away, 1 ms of service: 11 ms there and back. `hit` strikes the link for
// the whole run; `over` may say for how long instead.
std::string link(const std::string& hit, const std::string& over = R"("at": "0 s")") {
  return R"({
  "windtunnel": 1,
  "run": {"lasts": "200 s"},
  "network": {"kind": "constant", "latency": "5 ms"},
  "workload": {"w": {"kind": "open", "rate": "100 /s", "gaps": "10 ms", "deadline": "5 s", "request": "100 B", "reply": "100 B", "path": ["t"]}},
  "tiers": {"t": {"replicas": 1, "cores": 1000, "service": "1 ms", "health_check": {"every": "1 h"}}},
  "faults": {"hit": {"target": {"tier": "t"}, )" +
         over + ", " + hit + R"(}}
})";
}
const std::vector<std::string> kDatagrams = {"network.transport.protocol=datagrams"};

std::int64_t timed_out(const Flown& flown) {
  return flown.requests().ended[static_cast<std::size_t>(Outcome::kTimedOut)];
}

TEST(Delay, MakesEachWayLonger) {
  const std::string delay = R"("kind": "delay", "latency": "20 ms")";
  EXPECT_NEAR(fly_once(link(delay)).value("latency_mean"), 0.051, 1e-9);
  EXPECT_NEAR(fly_once(link(delay + R"(, "direction": "to")")).value("latency_mean"), 0.031, 1e-9);
  EXPECT_NEAR(fly_once(link(delay + R"(, "direction": "from")")).value("latency_mean"), 0.031, 1e-9);
  EXPECT_NEAR(fly_once(link(delay + R"(, "enabled": false)")).value("latency_mean"), 0.011, 1e-9);
}

TEST(Delay, StrikesOnlyTheLinkToItsPeer) {
  // The clients are its peer, or another tier that nobody has.
  const std::string delay = R"("kind": "delay", "latency": "20 ms", "peer": )";
  EXPECT_NEAR(fly_once(link(delay + R"({"clients": "here"})"), {R"(places={"regions": {"here": ["a"]}})"})
                  .value("latency_mean"),
              0.051, 1e-9);
  EXPECT_NEAR(fly_once(link(delay + R"({"tier": "t"})")).value("latency_mean"), 0.011, 1e-9);
}

// One way only, 10 ms apart, correlated over 100 ms: e^-0.1 = 0.905 from one request to the next, which the
// timeline of bins can not show; neighbours' latencies here are seen in the spread of means over a second:
// 100 draws are worth (1 - r) / (1 + r) of as many, so their variance is 20 times larger.
TEST(Delay, RemembersWhenItIsCorrelated) {
  const auto variance_of_seconds = [](const std::string& correlation) {
    const Flown flown = fly_once(link(
        R"("kind": "delay", "direction": "to", "latency": {"kind": "exponential", "mean": "20 ms"}, "correlation": ")" +
        correlation + "\""));
    double sum = 0, squares = 0;
    int bins = 0;
    const auto& shape = flown.facts.recorder.shape();
    const auto per_second = static_cast<std::uint32_t>(1'000'000'000 / shape.bin.ns());
    for (std::uint32_t second = 0; second + 1 < 200; ++second, ++bins) {
      double latency = 0, ok = 0;
      for (std::uint32_t bin = second * per_second; bin < (second + 1) * per_second; ++bin)
        latency += static_cast<double>(flown.facts.recorder.bins()[bin].latency_ns) * 1e-9,
            ok += static_cast<double>(flown.facts.recorder.bins()[bin].ok);
      sum += latency / ok;
      squares += latency / ok * (latency / ok);
    }
    EXPECT_NEAR(sum / bins, 0.031, 0.003) << "the law is the same";
    return squares / bins - sum / bins * (sum / bins);
  };
  const double with = variance_of_seconds("100 ms"), without = variance_of_seconds("0 s");
  EXPECT_NEAR(without, 0.02 * 0.02 / 100, 0.4 * 0.02 * 0.02 / 100);
  EXPECT_GT(with / without, 8);
  EXPECT_LT(with / without, 40);
}

// A datagram each way, 10% lost: 1 - 0.9^2 = 0.19 of 20,000; sd 55.
TEST(Loss, OfDatagramsIsForGood) {
  const Flown flown = fly_once(link(R"("kind": "loss", "loss": 0.1)"), kDatagrams);
  EXPECT_NEAR(static_cast<double>(timed_out(flown)), 3800, 4.5 * 55);
  EXPECT_EQ(flown.facts.wire.vanished, flown.facts.wire.lost);
}

// By TCP it is delay: the k-th loss of a message in a row costs 200 ms x 2^(k-1), so a message of one packet
// is late by sum p^k 200 ms 2^(k-1) = 200 ms p / (1 - 2p) = 25 ms at p = 0.1 on average; two of them 50 ms. A
// delay's deviation is about 110 ms: the mean over 40,000 messages is good to 0.6 ms, twice.
TEST(Loss, OverTcpIsDelay) {
  const Flown flown = fly_once(link(R"("kind": "loss", "loss": 0.1)"), {"workload.w.deadline=100 s"});
  EXPECT_EQ(timed_out(flown), 0);
  EXPECT_NEAR(flown.value("latency_mean"), 0.011 + 0.050, 4.5 * 0.0012);
  // But for those that still wait for their timer when the run ends.
  EXPECT_GE(flown.facts.wire.timeouts, flown.facts.wire.sent_again);
  EXPECT_LE(flown.facts.wire.timeouts, flown.facts.wire.sent_again + 20);
}

// 100 packets of reply: one lost, but not among the last three, comes again a round trip (10 ms) later. Each
// 1,000th lost: 9.2% of replies lose one of the 97 that can be brought back fast, 0.3% one of the last three.
TEST(Loss, OfManyPacketsIsRepairedFast) {
  const Flown flown = fly_once(link(R"("kind": "loss", "loss": 0.001, "direction": "from")"),
                               {"workload.w.reply=144800 B", "workload.w.deadline=100 s"});
  const Cell cell = flown.requests();
  EXPECT_NEAR(cell.ok.count_above(20'000'000) / 20'000, 1 - 0.9048, 4.5 * 0.0021);
  EXPECT_NEAR(cell.ok.count_above(100'000'000) / 20'000, 0.0030 + 0.00016, 4.5 * 0.0004);
}

// The same share in bursts of 10 strikes fewer messages: a burst takes one request in a row after the other.
TEST(Loss, InBurstsIsTheSameShare) {
  const Flown flown = fly_once(
      link(
          R"("kind": "loss", "direction": "to", "loss": {"kind": "gilbert_elliott", "to_bad": 0.01111, "to_good": 0.1})"),
      kDatagrams);
  EXPECT_NEAR(static_cast<double>(timed_out(flown)), 2000, 4.5 * 200);  // bursts: sd about sqrt(2000 x 19)
}

TEST(Duplicate, IsServedTwiceByDatagramsAndNotByTcp) {
  const std::string twice = R"("kind": "duplicate", "probability": 0.2, "direction": "to")";
  const Flown datagrams = fly_once(link(twice), kDatagrams);
  EXPECT_NEAR(static_cast<double>(datagrams.totals(0).visits), 24'000, 4.5 * 57);
  // 19,999 are sent before the run ends, and the last is still on its way.
  EXPECT_EQ(datagrams.requests().finished(), 19'998) << "each request still ends once";
  EXPECT_NEAR(static_cast<double>(datagrams.totals(0).visits),
              static_cast<double>(19'999 + datagrams.facts.wire.duplicated), 2);
  const Flown tcp = fly_once(link(twice));
  EXPECT_EQ(tcp.totals(0).visits, 19'999);
  EXPECT_NEAR(tcp.value("latency_mean"), 0.011, 1e-9);
}

TEST(Duplicate, GoesOnThroughTheTiersBehind) {
  const Flown flown = fly_once(link(R"("kind": "duplicate", "probability": 0.2, "direction": "to")"),
                               {R"(network.transport.protocol=datagrams)", R"(workload.w.path=["t", "u"])",
                                R"(tiers.u={"replicas": 1, "cores": 1000, "service": "1 ms"})"});
  EXPECT_NEAR(static_cast<double>(flown.totals(1).visits), static_cast<double>(flown.totals(0).visits), 2)
      << "the server can not tell the copy";
  EXPECT_GT(flown.totals(1).visits, 23'000);
  EXPECT_EQ(timed_out(flown), 0);
}

TEST(Corrupt, IsLossWithACount) {
  const Flown flown = fly_once(link(R"("kind": "corrupt", "probability": 0.05)"), kDatagrams);
  EXPECT_EQ(flown.facts.wire.corrupted, flown.facts.wire.vanished);
  EXPECT_NEAR(static_cast<double>(flown.facts.wire.corrupted), 20'000 * (1 - 0.95 * 0.95), 4.5 * 42);
}

// Half of the requests are held back 15 ms: those behind by 10 ms pass them.
TEST(Reorder, LetsLaterOnesPass) {
  const Flown flown =
      fly_once(link(R"("kind": "reorder", "probability": 0.5, "by": "15 ms", "direction": "to")"));
  EXPECT_NEAR(static_cast<double>(flown.facts.wire.reordered), 10'000, 4.5 * 71);
  EXPECT_NEAR(flown.value("latency_mean"), 0.011 + 0.0075, 4.5 * 0.00006);
}

// 1448 bytes and 52 of headers each 10 ms are 1.2 Mbps; at 2.4 Mbps a message takes 5 ms each way and nobody
// waits. At 1 Mbps a request takes 12 ms, one of six too many comes, and the queue's limit makes what it can
// not carry late and then lost.
TEST(Bandwidth, SendsOneAfterTheOther) {
  const std::vector<std::string> full = {"workload.w.request=1448 B", "workload.w.reply=1448 B"};
  const Flown wide = fly_once(link(R"("kind": "bandwidth", "rate": "2.4 Mbps")"), full);
  EXPECT_NEAR(wide.value("latency_mean"), 0.011 + 0.010, 1e-9);
  const Flown narrow =
      fly_once(link(R"("kind": "bandwidth", "rate": "1 Mbps", "limit": "15000 B", "direction": "to")"),
               {"workload.w.request=1448 B", kDatagrams[0]});
  EXPECT_NEAR(narrow.value("timed_out_share"), 1 - 10.0 / 12, 0.01);
  // The queue stands at its limit: up to 120 ms of waiting and 12 of sending.
  EXPECT_NEAR(narrow.value("latency_p50"), 0.011 + 0.126, 0.010);
}

// Clogged from 50 s to 53 s: what is sent then waits, and is there 5 ms after the end: 3 s x 100 /s at once.
TEST(Clogging, HoldsAllAndLetsAllGoAtOnce) {
  const Flown flown =
      fly_once(link(R"("kind": "clogging", "direction": "to")", R"("at": "50 s", "lasts": "3 s")"));
  EXPECT_EQ(flown.facts.wire.held, 300);
  EXPECT_EQ(timed_out(flown), 0);
  const Cell cell = flown.requests();
  EXPECT_NEAR(cell.ok.count_above(20'000'000), 300, 2);
  EXPECT_NEAR(cell.ok.max_ns() * 1e-9, 3.011, 0.013);
  EXPECT_NEAR(cell.ok.count_above(1'511'000'000), 150, 2);
}

TEST(Clogging, StrikesEachForItselfByItsOwnLuck) {
  const Flown flown = fly_once(
      link(
          R"("kind": "clogging", "each": true, "mttf": {"kind": "exponential", "mean": "20 s"}, "mttr": {"kind": "exponential", "mean": "1 s"})",
          R"("note": "by a law")"),
      {"tiers.t.replicas=4"});
  std::set<std::uint32_t> units;
  for (const FaultInterval& each : flown.facts.faults) units.insert(each.unit);
  EXPECT_EQ(units.size(), 4u);
  EXPECT_GT(flown.facts.wire.held, 100);
}

// Cut and whole a second each: half of what is sent as datagrams is lost, whichever way it goes. 100 rounds.
TEST(Flapping, CutsByTurns) {
  const std::string flaps = R"("kind": "flapping", "direction": "to", "cut": "1 s", "whole": "1 s")";
  EXPECT_NEAR(static_cast<double>(timed_out(fly_once(link(flaps), kDatagrams))), 9'800, 99);
  // TCP tries again after 0.2, 0.6 and 1.4 s: what was sent at x into the cut arrives with the first of them
  // that is past its end, or in the next cut's turn not at all. x in [0.8, 1) 200 ms, [0.4, 0.8) 600 ms;
  // before 1.4 s (x + 1.4 < 2 is whole). So nobody waits longer than 1.4 s and the mean delay of half of them
  // is 0.2 x 0.2 + 0.4 x 0.6 + 0.4 x 1.4 = 0.84 s.
  const Flown tcp = fly_once(link(flaps));
  EXPECT_EQ(timed_out(tcp), 0);
  EXPECT_NEAR(tcp.value("latency_mean"), 0.011 + 0.42, 0.01);
  EXPECT_NEAR(tcp.requests().ok.max_ns() * 1e-9, 1.411, 0.006);
}

TEST(Faults, OnTheWireOverlap) {
  // A delay over a delay is both.
  const Flown flown = fly_once(
      link(R"("kind": "delay", "latency": "20 ms")"),
      {R"(faults.more={"kind": "delay", "latency": "30 ms", "direction": "to", "target": {"replica": "t-1"}, "at": "0 s"})"});
  EXPECT_NEAR(flown.value("latency_mean"), 0.011 + 0.040 + 0.030, 1e-9);
}

TEST(Faults, OnTheWireAreTheSameForTheSameSeed) {
  const auto print = [](std::uint64_t seed) {
    return fly_once(link(R"("kind": "loss", "loss": 0.1)"), {}, seed)
        .facts.recorder.fingerprints.metrics.value();
  };
  EXPECT_EQ(print(3), print(3));
  EXPECT_NE(print(3), print(4));
}

}  // namespace
}  // namespace windtunnel
