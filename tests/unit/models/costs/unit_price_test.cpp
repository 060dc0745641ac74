// Prices are exact to the printed digit, and an amount is rounded once.
#include "models/costs/unit_price.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

using namespace literals;

UnitPrice usd(const char* text) { return UnitPrice::parse(text).value(); }

TEST(UnitPrice, KeepsTheTenDecimalsThatPriceListsPrint) {
  EXPECT_EQ(usd("0.0083764275").pico_usd(), 8'376'427'500);
  EXPECT_EQ(usd("1689.3711392").pico_usd(), 1'689'371'139'200'000);
  EXPECT_EQ(usd("12").pico_usd(), 12'000'000'000'000);
  EXPECT_EQ(usd(".5").pico_usd(), 500'000'000'000);
}

TEST(UnitPrice, ReadsNothingElse) {
  for (const char* text :
       {"", ".", "-1", "1e3", "1,5", " 1", "0.0000000000001", "1000000", "1.2.3", "USD 1"}) {
    EXPECT_FALSE(UnitPrice::parse(text)) << text;
  }
}

// 0.06701142 USD/h * 3 * 730 h = 146.7550098 USD
TEST(UnitPrice, OfAnHourMakesAMonthWithoutRounding) {
  EXPECT_EQ(amount_by_hour(usd("0.06701142"), 3, kBillingMonth), Money::from_nano_usd(146'755'009'800));
}

// 0.0083764275 USD/h * 1 h = 0.0083764275 USD, and the tenth decimal rounds away from zero.
TEST(UnitPrice, RoundsAHalfNanoDollarAwayFromZero) {
  EXPECT_EQ(amount_by_hour(usd("0.0083764275"), 1, 1_h), Money::from_nano_usd(8'376'428));
}

// 30.81854578 USD/month * 2 * 365 h / 730 h = 30.81854578 USD
TEST(UnitPrice, OfAMonthIsSharedOutByHours) {
  EXPECT_EQ(amount_by_month(usd("30.81854578"), 2, 365_h), Money::from_nano_usd(30'818'545'780));
}

// 0.12 USD/GiB * 1.5 GiB = 0.18 USD; one byte of it is 0.12e9 / 2^30 = 0.1118 nano-dollars, nothing.
TEST(UnitPrice, OfAGibibyteIsChargedByTheByte) {
  EXPECT_EQ(amount_by_gib(usd("0.12"), 1536_MiB), Money::from_nano_usd(180'000'000));
  EXPECT_EQ(amount_by_gib(usd("0.12"), 1_B), Money());
}

// Ten thousand machines at 4,502 USD for a month: 4502 * 730 * 10,000 = 32,864,600,000 USD is above what
// nano-dollars hold (9.2e9 USD) and saturates rather than wrapping to a negative bill.
TEST(UnitPrice, SaturatesRatherThanWraps) {
  EXPECT_EQ(amount_by_hour(usd("4502"), 10'000, kBillingMonth).nano_usd(), INT64_MAX);
}

// Pay per use (B-LAMBDA-COST): 300,000 requests of 120 ms at 1536 MB are 36,000 s * 1.5 GB = 54,000 GB-s;
// 54,000 * 0.0000166667 = 0.9000018 USD; 300,000 * 0.20 USD / 1e6 = 0.06 USD. As "instances" of 120 ms each,
// a GB-s price of 0.0000166667 is 0.0000166667 * 3600 * 1.5 = 0.09000018 USD an hour of 1.5 GB.
TEST(UnitPrice, PricesPayPerUseAsThePublishedArithmeticDoes) {
  EXPECT_EQ(amount_by_hour(usd("0.09000018"), 300'000, 120_ms), Money::from_nano_usd(900'001'800));
}

}  // namespace
}  // namespace windtunnel
