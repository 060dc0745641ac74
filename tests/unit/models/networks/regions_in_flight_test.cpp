// The three networks: what a request pays on its way there and back.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

constexpr const char* kOne = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "workload": {"w": {"kind": "open", "rate": "10 /s", "gaps": "100 ms", "path": ["t", "u"]}},
  "tiers": {"t": {"replicas": 1, "service": "1 ms"}, "u": {"replicas": 1, "service": "2 ms"}}
})";

TEST(ConstantNetwork, TakesTheSameEachWay) {
  // Two hops there, two back, 5 ms each; 3 ms of service.
  EXPECT_NEAR(fly_once(kOne, {R"(network={"kind": "constant", "latency": "5 ms"})"}).value("latency_mean"),
              0.023, 1e-12);
}

TEST(JitteredNetwork, AddsItsPartToEachMessage) {
  // Four messages of 5 ms and an exponential part of 10 ms: 63 ms with the 3 ms of service. 999 requests, sd
  // 20 ms: the mean's is 0.63 ms, 4.5 of them a false alarm in 1e-5 seeds.
  const std::string network =
      R"(network={"kind": "jittered", "latency": "5 ms", "jitter": {"kind": "exponential", "mean": "10 ms"}})";
  EXPECT_NEAR(fly_once(kOne, {network}).value("latency_mean"), 0.063, 4.5 * 0.00064);
  // A part that is always below zero counts as none.
  EXPECT_NEAR(fly_once(kOne, {R"(network={"kind": "jittered", "latency": "5 ms", "jitter": "0 ms"})"})
                  .value("latency_mean"),
              0.023, 1e-12);
}

TEST(JitteredNetwork, RemembersAsLongAsItsCorrelationSays) {
  // Over 11 years nothing changes in 100 s: every message of a pair is as late as the first. Drawn anew, the
  // slowest of 999 sums of four exponentials is several times the fastest.
  const auto spread = [](const std::string& correlation) {
    const Cell cell =
        fly_once(
            kOne,
            {R"(network={"kind": "jittered", "latency": "5 ms", "jitter": {"kind": "exponential", "mean": "10 ms"}, "jitter_correlation": ")" +
             correlation + "\"}"})
            .requests();
    return cell.ok.max_ns() / cell.ok.quantile_ns(0);
  };
  EXPECT_LT(spread("100000 h"), 1.05);
  EXPECT_GT(spread("0 s"), 3);
}

TEST(RegionsNetwork, TakesHalfTheMeasuredRoundTripEachWay) {
  // us-central1 to europe-west1 there and back: the measured round trip, whatever it is in the table.
  const std::string here = R"({
    "windtunnel": 1,
    "run": {"lasts": "100 s"},
    "places": {"regions": {"us-central1": ["a"], "europe-west1": ["b"]}},
    "network": {"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "clients": "10 ms"},
    "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "origin": {"us-central1": 1}, "path": ["t"]}},
    "tiers": {"t": {"replicas": {"europe-west1/b": 1}, "service": "1 ms"}}
  })";
  const Flown flown = fly_once(here);
  const NetworkPlan& network = flown.loaded.flight.plan.network;
  // Zones 0 and 1, edges 2 and 3.
  const double round_trip = (network.latency(0, 1) + network.latency(1, 0)).seconds();
  EXPECT_GT(round_trip, 0.09);
  EXPECT_LT(round_trip, 0.12);
  EXPECT_NEAR(flown.value("latency_mean"), round_trip + 0.010 + 0.001, 1e-8);
}

}  // namespace
}  // namespace windtunnel
