// Simulated moments on the calendar, to the nanosecond.
#include "sim/export/timestamps.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

TEST(Timestamps, KeepEveryNanosecond) {
  // 2026-03-02T06:00Z is 1,772,431,200 s after 1970. A double of nanoseconds would be 256 ns apart there.
  const Time at = Time() + Duration::from_ns(43'200'000'000'001);
  EXPECT_EQ(unix_nanoseconds(1'772'431'200, at), "1772474400000000001");
  EXPECT_EQ(unix_seconds(1'772'431'200, at), "1772474400.000000001");
}

TEST(Timestamps, AreShortWhereTheyCanBe) {
  EXPECT_EQ(unix_seconds(0, Time()), "0");
  EXPECT_EQ(unix_seconds(10, Time() + Duration::from_ns(250'000'000)), "10.25");
  EXPECT_EQ(unix_seconds(10, Time() + Duration::from_ns(3'000'000'000)), "13");
}

TEST(Timestamps, OfTracesAreMicrosecondsWithThreeDigits) {
  EXPECT_EQ(trace_microseconds(Duration::from_ns(1'234'567)), "1234.567");
  EXPECT_EQ(trace_microseconds(Duration::from_ns(7)), "0.007");
}

}  // namespace
}  // namespace windtunnel
