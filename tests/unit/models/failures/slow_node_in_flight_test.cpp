// The slow node: it is up, takes its turns, and stretches what it serves.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// A request a second by turns over two replicas, 100 ms each; one of them is four times as slow all along.
constexpr const char* kTwo = R"({
  "windtunnel": 1,
  "run": {"lasts": "1000 s"},
  "workload": {"w": {"kind": "open", "rate": "1 /s", "gaps": "1 s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 2, "service": "100 ms"}},
  "faults": {"slow": {"kind": "slow_node", "factor": 0.25, "target": {"replica": "t-1"}, "at": "0 s"}}
})";

TEST(SlowNode, StretchesItsOwnServicesOnly) {
  const Flown flown = fly_once(kTwo);
  const StationTotals slow = flown.totals(0), right = flown.totals(1);
  EXPECT_EQ(slow.visits + right.visits, 999);
  EXPECT_EQ(slow.busy_ns, Int128{slow.visits} * 400'000'000);
  EXPECT_EQ(right.busy_ns, Int128{right.visits} * 100'000'000);
}

TEST(SlowNode, IsUpForItsHealthChecks) {
  const Flown flown = fly_once(kTwo);
  EXPECT_DOUBLE_EQ(flown.value("replicas_up_mean", of_tier("t")), 2);
  EXPECT_LE(std::abs(flown.totals(0).visits - flown.totals(1).visits), 1);
  EXPECT_EQ(flown.value("availability"), 1);
}

}  // namespace
}  // namespace windtunnel
