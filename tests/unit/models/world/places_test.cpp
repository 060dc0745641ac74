// Regions, zones and the way a request takes between them: who is preferred, who is spilled to, where reads
// and writes go.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// Two regions 100 ms apart (round trip), 10 ms to a client, 4 ms between zones, 2 ms within one. Rate 1 /s
// from region a: requests at 1 s, 2 s ... 99 s. Two zones each; the app stands in all four zones, so does the
// web.
constexpr const char* kTwoRegions = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "places": {"regions": {"us-central1": ["a", "b"], "europe-west1": ["b", "c"]}},
  "network": {"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "clients": "10 ms", "between_zones": "4 ms", "within_zone": "2 ms"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "deadline": "900 ms", "path": ["web", "app"],
                     "origin": {"us-central1": 1}, "request": "1000 B", "reply": "5000 B"}},
  "tiers": {
    "web": {"each_region": {"replicas": 2}, "service": "1 ms", "balancer": {"kind": "round_robin", "prefer": "region"},
            "health_check": {"detects": "at_once"}, "cores": 10},
    "app": {"each_region": {"replicas": 2}, "service": "1 ms", "balancer": {"kind": "round_robin", "prefer": "region"},
            "health_check": {"detects": "at_once"}, "cores": 10, "request": "200 B", "reply": "300 B"}
  }
})";
// Places by index: zones us-central1/a 0, /b 1, europe-west1/b 2, /c 3; edges us-central1 4, europe-west1 5.
constexpr PlaceIndex kUsA = 0, kUsB = 1, kEuB = 2, kEuC = 3, kUsEdge = 4;

std::int64_t visits(const Flown& flown, std::vector<std::uint32_t> replicas) {
  std::int64_t sum = 0;
  for (const std::uint32_t replica : replicas) sum += flown.totals(replica).visits;
  return sum;
}
// Replicas by index: web 0 1 (us) 2 3 (eu), app 4 5 (us) 6 7 (eu).

TEST(Places, OfTheCallersRegionArePreferred) {
  const Flown flown = fly_once(kTwoRegions);
  EXPECT_EQ(visits(flown, {0, 1}), 99);
  EXPECT_EQ(visits(flown, {4, 5}), 99);
  EXPECT_EQ(visits(flown, {2, 3, 6, 7}), 0);
  // By turns over both zones, whatever zone the caller is in.
  EXPECT_LE(std::abs(flown.totals(4).visits - flown.totals(5).visits), 1);
}

TEST(Places, OfTheCallersZoneArePreferredWhereThatIsAsked) {
  const Flown flown = fly_once(kTwoRegions, {"tiers.app.balancer.prefer=zone"});
  EXPECT_EQ(flown.totals(4).visits, flown.totals(0).visits);
  EXPECT_EQ(flown.totals(5).visits, flown.totals(1).visits);
  // To the edge and back 10 ms, 2 ms within the zone, 2 x 1 ms of service.
  EXPECT_NEAR(flown.value("latency_mean"), 0.014, 1e-9);
}

TEST(Places, AreAllAlikeWhereNothingIsPreferred) {
  const Flown flown = fly_once(kTwoRegions, {"tiers.web.balancer.prefer=none"});
  for (const std::uint32_t web : {0u, 1u, 2u, 3u})
    EXPECT_NEAR(static_cast<double>(flown.totals(web).visits), 99 / 4.0, 1);
}

TEST(Places, FallBackFromZoneToRegionToTheNextRegion) {
  const std::string zone_dies =
      R"(faults.dies={"kind": "zone_outage", "target": {"zone": "us-central1/a", "tier": "app"}, "at": "0 s"})";
  const std::string region_dies =
      R"(faults.dies={"kind": "region_outage", "target": {"region": "us-central1", "tier": "app"}, "at": "0 s"})";
  const Flown zone = fly_once(kTwoRegions, {"tiers.app.balancer.prefer=zone", zone_dies});
  EXPECT_EQ(zone.totals(5).visits, 99);
  EXPECT_EQ(zone.value("availability"), 1);
  const Flown region = fly_once(kTwoRegions, {"tiers.app.balancer.prefer=zone", region_dies});
  EXPECT_EQ(visits(region, {6, 7}), 99);
  EXPECT_EQ(region.value("availability"), 1);
}

TEST(SpillOver, SendsClientsToTheNextRegionWhenTheirsIsDown) {
  const std::string dies =
      R"(faults.dies={"kind": "region_outage", "target": {"region": "us-central1"}, "at": "50500 ms"})";
  const Flown flown = fly_once(kTwoRegions, {dies});
  EXPECT_EQ(visits(flown, {0, 1}), 50);
  EXPECT_EQ(visits(flown, {2, 3}), 49);
  EXPECT_EQ(flown.value("availability"), 1);
}

TEST(SpillOver, SwitchedOffAtTheDoorRefusesThem) {
  const std::string dies =
      R"(faults.dies={"kind": "region_outage", "target": {"region": "us-central1"}, "at": "50500 ms"})";
  const Flown flown = fly_once(kTwoRegions, {dies, "workload.w.enters.spill=false"});
  EXPECT_EQ(visits(flown, {2, 3}), 0);
  EXPECT_NEAR(flown.value("refused_share"), 49.0 / 99, 1e-12);
}

TEST(SpillOver, SwitchedOffInATierRefusesItsCallers) {
  const std::string dies =
      R"(faults.dies={"kind": "region_outage", "target": {"region": "us-central1", "tier": "app"}, "at": "50500 ms"})";
  EXPECT_EQ(fly_once(kTwoRegions, {dies}).value("availability"), 1);
  for (const char* prefer : {"region", "zone"}) {
    const Flown flown = fly_once(kTwoRegions, {dies, "tiers.app.balancer.spill=false",
                                               std::string("tiers.app.balancer.prefer=") + prefer});
    EXPECT_EQ(visits(flown, {6, 7}), 0) << prefer;
    EXPECT_NEAR(flown.value("refused_share"), 49.0 / 99, 1e-12) << prefer;
  }
}

TEST(Traffic, CountsEachByteOnItsWay) {
  const Flown flown = fly_once(kTwoRegions, {"tiers.app.balancer.prefer=zone"});
  const std::int64_t a = flown.totals(0).visits, b = flown.totals(1).visits;
  ASSERT_EQ(a + b, 99);
  EXPECT_EQ(flown.bytes(kUsEdge, kUsA), a * 1000);
  EXPECT_EQ(flown.bytes(kUsA, kUsEdge), a * 5000);
  EXPECT_EQ(flown.bytes(kUsA, kUsA), a * (200 + 300));
  EXPECT_EQ(flown.bytes(kUsB, kUsB), b * (200 + 300));
  EXPECT_EQ(flown.bytes(kUsA, kUsB) + flown.bytes(kUsA, kEuB) + flown.bytes(kUsA, kEuC), 0);
}

TEST(Traffic, OfAMonthIsTheRunsTrafficForSevenHundredAndThirtyHours) {
  // 99 replies of 5,000 B in 100 s of measured time: x 730 x 3,600 / 100 = 26,280 runs a month.
  const Flown flown = fly_once(kTwoRegions, {"tiers.app.balancer.prefer=zone"});
  const Usage month = monthly_usage(flown.loaded.flight, flown.facts);
  ASSERT_EQ(month.traffic.size(), 1u) << "within a zone and from users in, traffic is free";
  EXPECT_EQ(month.traffic[0].kind, TrafficKind::to_internet);
  EXPECT_EQ(month.traffic[0].from, "us-central1");
  EXPECT_EQ(month.traffic[0].to, "us-central1");
  EXPECT_EQ(month.traffic[0].bytes.count(), std::int64_t{99} * 5000 * 26'280);
}

TEST(Traffic, LeavesOutTheHoursOfATimedFault) {
  // The app of the region is down from 50.5 s to 60.5 s: those windows do not enter, the rest counts for the
  // month. The replies are as many a request as ever, so the month is the same but for the requests at the
  // edges of the windows.
  const Flown flown = fly_once(
      kTwoRegions,
      {"tiers.app.balancer.prefer=zone",
       R"(faults.dies={"kind": "region_outage", "target": {"region": "us-central1", "tier": "app"}, "at": "50500 ms", "lasts": "10 s"})"});
  const Usage month = monthly_usage(flown.loaded.flight, flown.facts);
  ASSERT_EQ(month.traffic.size(), 1u) << "what went to Europe meanwhile is no part of a normal month";
  EXPECT_EQ(month.traffic[0].bytes.count(), std::int64_t{99} * 5000 * 26'280);
}

}  // namespace
}  // namespace windtunnel
