// The diurnal rate: its peak, its trough and its mean stand where the cosine has them.
#include "tests/unit/models/rates/rates.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// mean (1 + 0.5 cos(2 pi (t - 15 h) / 24 h)): 150 at 15 h, 50 at 3 h, 100 at 9 h and 21 h. The two minutes
// around an extreme have slots whose middles are half a minute from it: cos(2 pi / 2880) = 1 - 2.4e-6.
TEST(DiurnalRate, PeaksAndTroughsWhereTheCosineDoes) {
  const RateLaw law = rate_law(R"({"kind": "diurnal", "mean": "100 /s"})");
  const auto around = [&law](Duration moment) {
    return law.mean_per_second(Time() + (moment - 1_min), Time() + (moment + 1_min));
  };
  EXPECT_NEAR(around(15_h), 150, 50 * 2.5e-6);
  EXPECT_NEAR(around(3_h), 50, 50 * 2.5e-6);
  EXPECT_NEAR(around(9_h), 100, 1e-9);
  EXPECT_NEAR(around(21_h), 100, 1e-9);
  EXPECT_NEAR(law.peak_per_second, 150, 50 * 2.5e-6);
}

TEST(DiurnalRate, ComesToItsMeanOverAPeriodWhereverItBegins) {
  const RateLaw law =
      rate_law(R"({"kind": "diurnal", "mean": "100 /s", "amplitude": 0.9, "peak_at": "7 h"})");
  for (const Duration begin : {0_h, 1_h, 13_h, 100_h})
    EXPECT_NEAR(law.mean_per_second(Time() + begin, Time() + (begin + 24_h)), 100, 1e-9);
}

TEST(DiurnalRate, RepeatsAfterItsPeriod) {
  const RateLaw law =
      rate_law(R"({"kind": "diurnal", "mean": "10 /s", "period": "2 h", "peak_at": "30 min"})");
  for (int minute = 0; minute < 120; minute += 7)
    EXPECT_EQ(law.mean_per_second(Time() + 1_min * minute, Time() + 1_min * (minute + 1)),
              law.mean_per_second(Time() + (2_h + 1_min * minute), Time() + (2_h + 1_min * (minute + 1))));
  // 30 min is a quarter of a turn: the trough is half a turn later. A minute off it, 5 (1 - cos(2 pi / 120))
  // = 0.007.
  EXPECT_NEAR(law.mean_per_second(Time() + 89_min, Time() + 91_min), 5, 0.007);
}

// With an amplitude of 1 the rate touches 0, and requests wait for the morning: half of a day's 86,400 come
// within the quarter turns next to the peak, plus 1 / pi: 1/2 + 1/pi = 81.8% from 9 h to 21 h.
TEST(DiurnalRate, SendsMostOfItsRequestsByDay) {
  const RateLaw law = rate_law(R"({"kind": "diurnal", "mean": "1 /s", "amplitude": 1})");
  int by_day = 0;
  for (const Time moment : moments(law, 1, 86'400)) {
    const double hour = moment.seconds() / 3600;
    by_day += hour > 9 && hour < 21 ? 1 : 0;
  }
  EXPECT_NEAR(by_day / 86'400.0, 0.5 + 0.318310, 1e-4);
}

}  // namespace
}  // namespace windtunnel
