// The phi-accrual detector against values worked out by hand.
#include "models/consensus/phi_accrual.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace windtunnel {
namespace {

using namespace literals;

// Heartbeats at 0, 1, 2, ... s, but for the first two intervals that it begins with: a mean of 1 s exactly.
PhiAccrual regular(PhiOptions options, int heartbeats) {
  PhiAccrual detector(options);
  for (int i = 0; i < heartbeats; ++i) detector.heartbeat(Time() + i * 1_s);
  return detector;
}

TEST(PhiAccrual, SaysNothingBeforeTheFirstHeartbeat) {
  EXPECT_EQ(PhiAccrual(PhiOptions{}).phi(Time() + 100_s), 0);
}

TEST(PhiAccrual, IsThatOfANormalTail) {
  // Mean 1 s, deviation 0.1 s (the least that is allowed). At the mean half of all intervals are longer:
  // -log10 0.5 = 0.30103. Two deviations later Q(2) = 0.02275: 1.64302. Three: Q(3) = 0.0013499: 2.86970; the
  // approximation has e = exp(-3 (1.5976 + 9 * 0.070566)) = 0.00123285 and -log10(e / (1 + e)) = 2.90963.
  const PhiAccrual detector = regular(PhiOptions{.window = 100}, 200);
  const Time last = Time() + 199_s;
  EXPECT_NEAR(detector.mean_seconds(), 1, 1e-12);
  EXPECT_NEAR(detector.deviation_seconds(), 0.1, 1e-12);
  EXPECT_NEAR(detector.phi(last + 1_s), 0.30103, 1e-5);
  EXPECT_NEAR(detector.phi(last + 1200_ms), 1.64302, 2e-3);
  EXPECT_NEAR(detector.phi(last + 1300_ms), 2.9095, 1e-4);
  // The other side: Q(-2) = 0.97725, 0.00999.
  EXPECT_NEAR(detector.phi(last + 800_ms), 0.00999, 1e-4);
  // Far out the tail of a double is 0; the approximation's is not.
  EXPECT_GT(detector.phi(last + 3_s), 200);
  EXPECT_TRUE(std::isfinite(detector.phi(last + 3_s)));
}

TEST(PhiAccrual, IsPassedTimeOverTheMeanWhereIntervalsAreExponential) {
  // P(longer than t) = exp(-t / mean), so phi = t / (mean ln 10): 8 after 18.42 means, which is Cassandra's
  // threshold.
  const PhiAccrual detector = regular(PhiOptions{.window = 100, .tail = PhiTail::kExponential}, 200);
  EXPECT_NEAR(detector.phi(Time() + 199_s + Duration::from_seconds(18.420681)), 8, 1e-6);
}

TEST(PhiAccrual, ForgivesAPauseThatIsAllowed) {
  const PhiAccrual detector = regular(PhiOptions{.window = 100, .pause = 3_s}, 200);
  EXPECT_NEAR(detector.phi(Time() + 199_s + 4_s), 0.30103, 1e-5);
}

TEST(PhiAccrual, RemembersItsWindowAndNoMore) {
  PhiAccrual detector(PhiOptions{.window = 4});
  Time now;
  for (const Duration gap : {9_s, 9_s, 9_s, 1_s, 2_s, 3_s, 2_s}) {
    detector.heartbeat(now);
    now += gap;
  }
  detector.heartbeat(now);
  // 1, 2, 3 and 2 s: mean 2, variance 2/4.
  EXPECT_NEAR(detector.mean_seconds(), 2, 1e-12);
  EXPECT_NEAR(detector.deviation_seconds(), std::sqrt(0.5), 1e-12);
}

TEST(PhiAccrual, BeginsWithWhatItIsToldToExpect) {
  // 0.75 and 1.25 s: mean 1, deviation 0.25.
  PhiAccrual detector(PhiOptions{});
  detector.heartbeat(Time());
  EXPECT_NEAR(detector.mean_seconds(), 1, 1e-12);
  EXPECT_NEAR(detector.deviation_seconds(), 0.25, 1e-12);
  EXPECT_NEAR(detector.phi(Time() + 1500_ms), 1.64302, 2e-3);
}

}  // namespace
}  // namespace windtunnel
