// The open loop: requests come at their own rate however the system fares.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

constexpr const char* kOpen = R"({
  "windtunnel": 1,
  "run": {"lasts": "1000 s", "warm_up": "100 s"},
  "workload": {"w": {"kind": "open", "rate": "10 /s", "deadline": "1 s",
                     "classes": {"often": {"share": 3, "path": ["t"]}, "seldom": {"share": 1, "path": ["t"]}}}},
  "tiers": {"t": {"replicas": 1, "cores": 100, "service": "1 ms"}}
})";

TEST(OpenWorkload, SendsAtItsRateEvenWhenNobodyAnswers) {
  // 9,000 requests in 900 s, Poisson: sd 1.05% of the rate; 4.5 sd is a false alarm in 1e-5 seeds.
  const double rate = fly_once(kOpen).value("request_rate");
  EXPECT_NEAR(rate, 10, 4.5 * 0.105);
  EXPECT_EQ(fly_once(kOpen, {"tiers.t.service=100 s"}).value("request_rate"), rate)
      << "a slow system slows nobody down";
}

TEST(OpenWorkload, SharesItsRequestsAmongClasses) {
  // 9,000 of which 3 in 4: sd 41.
  const Flown flown = fly_once(kOpen);
  EXPECT_NEAR(flown.value("request_rate", of_class("often")), 7.5, 4.5 * 0.0913);
  EXPECT_NEAR(
      flown.value("request_rate", of_class("often")) + flown.value("request_rate", of_class("seldom")),
      flown.value("request_rate"), 1e-9);
}

TEST(OpenWorkload, KeepsEvenGapsWhereTheyAreAsked) {
  EXPECT_EQ(fly_once(kOpen, {"workload.w.gaps=7 s"}).value("request_rate"), 10)
      << "gaps are scaled to the rate";
}

}  // namespace
}  // namespace windtunnel
