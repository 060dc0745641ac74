// Rates given slot by slot, without a scenario around them.
#include "tests/unit/models/rates/rates.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(SlottedRate, NeverSendsWhenNoSlotHasARequest) {
  const RateLaw law = slotted_rate({0, 0, 0}, 1_s, Duration());
  EXPECT_EQ(law.start(1)->when(Time(), 1.0), Time::never());
  EXPECT_EQ(law.mean_per_second(Time(), Time() + 1_h), 0);
}

TEST(SlottedRate, CarriesARequestOverManyRounds) {
  // 2 requests in each round of 3 s, so the 21st comes half-way through the second slot of the eleventh
  // round.
  const RateLaw law = slotted_rate({0, 2, 0}, 1_s, Duration());
  EXPECT_EQ(law.start(1)->when(Time(), 21.0), Time() + 31'500_ms);
}

TEST(SlottedRate, ExpectsNothingOfAnEmptySpan) {
  const RateLaw law = slotted_rate({5}, 1_s, Duration());
  EXPECT_EQ(law.mean_per_second(Time() + 2_s, Time() + 2_s), 0);
  EXPECT_EQ(law.start(1)->when(Time() + 2_s, 0.0), Time() + 2_s);
}

TEST(SlottedRate, IsABrokenPromiseWithoutSlots) {
  EXPECT_THROW(slotted_rate({}, 1_s, Duration()), BrokenPromise);
  EXPECT_THROW(slotted_rate({1}, 0_s, Duration()), BrokenPromise);
}

}  // namespace
}  // namespace windtunnel
