// The detector that both fixed time-outs and phi accrual hide behind.
#include "models/consensus/failure_detector.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

using namespace literals;

TEST(FailureDetector, IsAFixedTimeWithoutPhi) {
  FailureDetector detector{DetectorOptions{}};
  detector.heartbeat(Time() + 1_s);
  EXPECT_EQ(detector.patience(Time() + 1_s, 150_ms), 150_ms);
  EXPECT_FALSE(detector.suspects(Time() + 1149_ms, Time() + 1_s, 150_ms));
  EXPECT_TRUE(detector.suspects(Time() + 1150_ms, Time() + 1_s, 150_ms));
}

// Heartbeats after a second and after a second and a half by turns: 1.25 s with a deviation of 0.25. phi is 8
// where Q(y) = 1e-8, y = 5.61 deviations later; by the logistic approximation where y (1.5976 + 0.070566 y^2)
// = 8 ln 10, y = 5.225.
FailureDetector uneven(double threshold) {
  FailureDetector detector(DetectorOptions{PhiOptions{.window = 100, .deviation_min = 1_ms}, threshold});
  Time now;
  for (int i = 0; i < 200; ++i, now += i % 2 == 0 ? 1_s : 1500_ms) detector.heartbeat(now);
  return detector;
}

TEST(FailureDetector, WaitsAsLongAsIntervalsAreUneven) {
  const Time last = Time() + 100 * 1500_ms + 99 * 1_s;
  const double patience = uneven(8).patience(last, 150_ms).seconds();
  EXPECT_NEAR(patience, 1.25 + 5.225 * 0.25, 0.002);
  EXPECT_FALSE(uneven(8).suspects(last + 2500_ms, last, 150_ms));
  EXPECT_TRUE(uneven(8).suspects(last + 2700_ms, last, 150_ms));
  EXPECT_LT(uneven(1).patience(last, 150_ms).seconds(), 1.25 + 1.3 * 0.25)
      << "1 in 10 is longer than 1.28 of them";
}

// Else one outage would make the next one as much longer.
TEST(FailureDetector, LearnsNothingFromASilenceThatItTookForADeath) {
  FailureDetector detector = uneven(8);
  const Time last = Time() + 100 * 1500_ms + 99 * 1_s, back = last + 1_h;
  const double before = detector.patience(last, 150_ms).seconds();
  detector.heartbeat(back);
  EXPECT_DOUBLE_EQ(detector.patience(back, 150_ms).seconds(), before);
  detector.heartbeat(back + 2_s);  // long, and not too long
  EXPECT_GT(detector.patience(back + 2_s, 150_ms).seconds(), before);
}

TEST(FailureDetector, IsNeverQuickerThanTheFixedTime) {
  const Time last = Time() + 100 * 1500_ms + 99 * 1_s;
  EXPECT_EQ(uneven(8).patience(last, 60_s), 60_s);
  EXPECT_FALSE(uneven(8).suspects(last + 59_s, last, 60_s));
}

}  // namespace
}  // namespace windtunnel
