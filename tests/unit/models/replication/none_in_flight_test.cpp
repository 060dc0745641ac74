// The store without a protocol: reads go to the nearest, writes to the primary's region, wherever the caller
// is.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

constexpr const char* kStore = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "places": {"regions": {"us-central1": ["a"], "europe-west1": ["b"]}},
  "workload": {
    "readers": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "origin": {"europe-west1": 1}, "classes": {"look": {"path": ["store.read"]}}},
    "writers": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "origin": {"europe-west1": 1}, "classes": {"save": {"path": ["store.write"]}}}
  },
  "tiers": {"store": {"each_region": {"replicas": 1}, "service": {"read": "3 ms", "write": "8 ms"}, "health_check": {"detects": "at_once"},
                      "replication": {"kind": "none", "reads": "nearest", "writes": "us-central1"}}}
})";
// Replicas: us-central1 0, europe-west1 1.

TEST(NoReplication, ReadsAtTheNearestAndWritesAtThePrimary) {
  const Flown flown = fly_once(kStore);
  EXPECT_EQ(flown.totals(1).visits, 99);
  EXPECT_EQ(flown.totals(0).visits, 99);
  EXPECT_EQ(flown.totals(1).busy_ns, Int128{99} * 3'000'000);
  EXPECT_EQ(flown.totals(0).busy_ns, Int128{99} * 8'000'000);
}

TEST(NoReplication, ReadsAtThePrimaryWhereThatIsAsked) {
  const Flown flown = fly_once(kStore, {"tiers.store.replication.reads=primary"});
  EXPECT_EQ(flown.totals(1).visits, 0);
  EXPECT_EQ(flown.totals(0).visits, 198);
}

TEST(NoReplication, HasNobodyToWriteToWhenThePrimaryIsDown) {
  const Flown flown = fly_once(
      kStore,
      {R"(faults.dies={"kind": "region_outage", "target": {"region": "us-central1"}, "at": "50500 ms"})"});
  EXPECT_NEAR(flown.value("availability", of_class("save")), 50.0 / 99, 1e-12);
  EXPECT_EQ(flown.value("availability", of_class("look")), 1);
}

TEST(NoReplication, ReadsElsewhereWhenTheNearestIsDown) {
  const Flown flown = fly_once(
      kStore,
      {R"(faults.dies={"kind": "region_outage", "target": {"region": "europe-west1"}, "at": "50500 ms"})"});
  EXPECT_EQ(flown.value("availability", of_class("look")), 1);
  EXPECT_EQ(flown.totals(1).visits, 50);
}

}  // namespace
}  // namespace windtunnel
