// The measured series: slots in order, round and round, shifted and scaled.
#include "tests/unit/models/rates/rates.hpp"

namespace windtunnel {
namespace {

using namespace literals;

double at_minute(const RateLaw& law, int minute) {
  return law.mean_per_second(Time() + 1_min * minute, Time() + 1_min * (minute + 1));
}
RateLaw steps(const std::string& more = "") {
  return rate_law(R"({"kind": "series", "shape": "catalog:test/steps")" + more + "}");
}

TEST(SeriesRate, TakesItsRowsInOrder) {
  const RateLaw law = steps();
  EXPECT_EQ(at_minute(law, 0), 1);
  EXPECT_EQ(at_minute(law, 1), 2);
  EXPECT_EQ(at_minute(law, 2), 0);
  EXPECT_EQ(at_minute(law, 3), 3);
}

TEST(SeriesRate, GoesRoundAfterItsLastRow) {
  const RateLaw law = steps();
  EXPECT_EQ(at_minute(law, 4), 1);
  EXPECT_EQ(at_minute(law, 4001), 2);
  EXPECT_EQ(law.mean_per_second(Time() + 90_s, Time() + 90_s + 4_min), 1.5);
}

TEST(SeriesRate, MovesLaterByItsShift) {
  const RateLaw later = steps(R"(, "shift": "1 min")");
  EXPECT_EQ(at_minute(later, 0), 3);
  EXPECT_EQ(at_minute(later, 1), 1);
  const RateLaw earlier = steps(R"(, "shift": "-30 s")");
  EXPECT_EQ(earlier.mean_per_second(Time(), Time() + 30_s), 1);
  EXPECT_EQ(earlier.mean_per_second(Time() + 30_s, Time() + 90_s), 2);
  EXPECT_EQ(at_minute(steps(R"(, "shift": "9 min")"), 1), 1);  // two rounds and a minute
}

// 60 requests in minute 0 (1 /s), 120 in minute 1 (2 /s), none in minute 2, then 3 /s.
TEST(SeriesRate, WaitsThroughARowWithoutRequests) {
  const std::vector<Time> list = moments(steps(), 1, 183);
  EXPECT_EQ(list[0], Time() + 1_s);
  EXPECT_EQ(list[59], Time() + 1_min);
  EXPECT_EQ(list[60], Time() + 60'500_ms);
  EXPECT_EQ(list[179], Time() + 2_min);
  EXPECT_NEAR(list[180].seconds(), 180 + 1 / 3.0, 1e-8);
  EXPECT_NEAR(list[182].seconds(), 181, 1e-8);
}

TEST(SeriesRate, ScalesToAPeakOrAMean) {
  const RateLaw by_peak = steps(R"(, "peak": "30 /s")");
  EXPECT_EQ(by_peak.peak_per_second, 30);
  EXPECT_DOUBLE_EQ(at_minute(by_peak, 0), 10);
  const RateLaw by_mean = steps(R"(, "mean": "30 /s")");
  EXPECT_DOUBLE_EQ(by_mean.mean_per_second(Time(), Time() + 4_min), 30);
  EXPECT_DOUBLE_EQ(at_minute(by_mean, 3), 60);
}

TEST(SeriesRate, ReadsTheUnitsOfItsColumns) {
  const RateLaw by_second = rate_law(R"({"kind": "series", "shape": "catalog:test/by_second"})");
  EXPECT_EQ(by_second.mean_per_second(Time() + 9_s, Time() + 11_s),
            10);  // rows of 10 s: a second of 5, one of 15
  const RateLaw by_hour = rate_law(R"({"kind": "series", "shape": "catalog:test/by_hour"})");
  EXPECT_EQ(by_hour.mean_per_second(Time(), Time() + 1_h), 1);
  EXPECT_EQ(by_hour.mean_per_second(Time() + 1_h, Time() + 2_h), 2);
}

// 52,291,414 requests that day (the sum of the file's rows), 128,565 of them in its busiest minute, number
// 1,046.
TEST(SeriesRate, KnowsADayOfARealSite) {
  const RateLaw law = rate_law(R"({"kind": "series", "shape": "catalog:worldcup98/1998-06-10"})");
  EXPECT_NEAR(law.mean_per_second(Time(), Time() + 24_h), 52'291'414 / 86'400.0, 1e-6);
  EXPECT_NEAR(law.peak_per_second, 128'565 / 60.0, 1e-9);
  EXPECT_NEAR(at_minute(law, 1046), 128'565 / 60.0, 1e-9);
  EXPECT_NEAR(at_minute(law, 0), 13'601 / 60.0, 1e-9);
}

}  // namespace
}  // namespace windtunnel
