// A constant rate that somebody changes.
#include <gtest/gtest.h>

#include "models/rates/rate.hpp"
#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

using namespace literals;

RateLaw two_then_four() { return stepped_rate({{Time(), 2.0}, {Time() + 10_s, 4.0}}); }

TEST(SteppedRate, PassesWhatIsExpectedFasterAfterTheChange) {
  const RateLaw law = two_then_four();
  const auto path = law.start(1);
  EXPECT_EQ(path->when(Time(), 1.0), Time() + 500_ms);
  // From 9 s: 2 are expected until 10 s, the third comes a quarter of a second later.
  EXPECT_EQ(path->when(Time() + 9_s, 3.0), Time() + 10'250_ms);
  EXPECT_EQ(path->when(Time() + 20_s, 1.0), Time() + 20'250_ms);
}

TEST(SteppedRate, HasTheMeanOfItsStepsAndThePeakOfTheHighest) {
  const RateLaw law = two_then_four();
  // From 5 s to 20 s: 5 s at 2 and 10 s at 4, 50 / 15.
  EXPECT_DOUBLE_EQ(law.mean_per_second(Time() + 5_s, Time() + 20_s), 50.0 / 15);
  EXPECT_EQ(law.peak_per_second, 4.0);
  EXPECT_FALSE(law.constant) << "an estimator for stationary runs has to refuse it";
}

TEST(SteppedRate, IsABrokenPromiseWithStepsOutOfOrder) {
  EXPECT_THROW(stepped_rate({{Time(), 1.0}, {Time() + 2_s, 1.0}, {Time() + 1_s, 1.0}}), BrokenPromise);
}

}  // namespace
}  // namespace windtunnel
