// The crash: who is struck, and by which law it dies and comes back.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

constexpr const char* kThree = R"({
  "windtunnel": 1,
  "run": {"lasts": "1000 s"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 3, "service": "1 ms"}},
  "faults": {"dies": {"kind": "crash", "target": {"replica": "t-2"}, "at": "100 s", "lasts": "50 s"}}
})";

TEST(Crash, StrikesTheReplicaItNamesAndNobodyElse) {
  const Flown flown = fly_once(kThree);
  EXPECT_EQ(flown.totals(0).up_ns, Int128{1000} * 1'000'000'000);
  EXPECT_EQ(flown.totals(1).up_ns, Int128{950} * 1'000'000'000);
  EXPECT_EQ(flown.totals(2).up_ns, Int128{1000} * 1'000'000'000);
}

TEST(Crash, OfATierStrikesEachReplicaOnItsOwn) {
  // Up 90 s, down 10 s, exactly: ten times each in 1,000 s.
  const Flown flown = fly_once(
      kThree,
      {R"(faults.dies={"kind": "crash", "target": {"tier": "t", "replica": null}, "at": null, "lasts": null, "mttf": "90 s", "mttr": "10 s"})"});
  EXPECT_EQ(flown.facts.faults.size(), 30u);
  for (const std::uint32_t replica : {0u, 1u, 2u})
    EXPECT_EQ(flown.totals(replica).up_ns, Int128{900} * 1'000'000'000);
}

TEST(Crash, WaitsForARepairCrew) {
  // All three die at 90 s; one crew: back at 100, 110 and 120 s. 10 + 20 + 30 s down by 120 s.
  const Flown flown = fly_once(
      kThree,
      {"run.lasts=150 s",
       R"(faults.dies={"kind": "crash", "target": {"tier": "t", "replica": null}, "at": null, "lasts": null, "mttf": "90 s", "mttr": "10 s", "crews": 1})"});
  EXPECT_EQ(flown.totals(0).up_ns + flown.totals(1).up_ns + flown.totals(2).up_ns,
            Int128{450 - 60} * 1'000'000'000);
}

TEST(Crash, SwitchedOffNeverComes) {
  EXPECT_TRUE(fly_once(kThree, {"faults.dies.enabled=false"}).facts.faults.empty());
}

}  // namespace
}  // namespace windtunnel
