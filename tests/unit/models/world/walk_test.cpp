// Walks over the tiers by chance: where they end, what a deadline does to them, and the way home.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// In at the front, on to the back for sure, out. Two regions: the front in one, the back in the other.
constexpr const char* kWalk = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "places": {"regions": {"us-central1": ["a"], "europe-west1": ["b"]}},
  "network": {"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "clients": "10 ms", "within_zone": "2 ms"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "5 s", "origin": {"us-central1": 1},
                     "request": "100 B", "reply": "700 B",
                     "walk": {"enters": {"front": 1}, "next": {"front": {"back": 1}}}}},
  "tiers": {
    "front": {"replicas": {"us-central1/a": 1}, "service": "1 ms", "cores": 100},
    "back": {"replicas": {"europe-west1/b": 1}, "service": "2 ms", "cores": 100, "request": "30 B"}
  }
})";
constexpr PlaceIndex kUsZone = 0, kEuZone = 1, kUsEdge = 2;

TEST(Walks, GoHomeFromWhereTheyEnd) {
  const Flown flown = fly_once(kWalk);
  const NetworkPlan& network = flown.loaded.flight.plan.network;
  const Duration way = network.latency(kUsEdge, kUsZone) + network.latency(kUsZone, kEuZone) +
                       network.latency(kEuZone, kUsEdge);
  EXPECT_NEAR(flown.value("latency_mean"), way.seconds() + 0.003, 1e-8);
  EXPECT_EQ(flown.bytes(kUsEdge, kUsZone), 99 * 100);
  EXPECT_EQ(flown.bytes(kUsZone, kEuZone), 99 * 30);
  EXPECT_EQ(flown.bytes(kEuZone, kUsEdge), 99 * 700);
  EXPECT_EQ(flown.bytes(kEuZone, kUsZone), 0);
}

TEST(Walks, ThatOutlastTheirDeadlineGoOnWithoutTheirClient) {
  const Flown flown = fly_once(kWalk, {"tiers.back.service=6 s"});
  EXPECT_EQ(flown.value("availability"), 0);
  EXPECT_EQ(flown.totals(1).served, 93) << "those sent by 93 s are served all the same";
}

TEST(Walks, ThatComeBackDrawAnew) {
  // From the front to the front with probability one half: two visits a request. 990 requests, sd of the
  // visits 1.41 each: 4.5 sd of the mean 0.045 is a false alarm in 1e-5 seeds.
  const Flown flown = fly_once(
      kWalk, {R"(workload.w.walk={"enters": {"front": 1}, "next": {"front": {"back": 0, "front": 0.5}}})",
              "workload.w.rate=10 /s"});
  EXPECT_NEAR(static_cast<double>(flown.totals(0).visits) / static_cast<double>(flown.requests().issued), 2,
              4.5 * 0.045);
}

}  // namespace
}  // namespace windtunnel
