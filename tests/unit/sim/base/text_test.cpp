// What people and programs read, character by character.
#include "sim/base/text.hpp"

#include <gtest/gtest.h>

#include <charconv>

#include "sim/base/random.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(Shortest, RoundTripsEveryDouble) {
  Rng rng = Rng::stream(1, "text");
  for (int i = 0; i < 20'000; ++i) {
    const double value = std::bit_cast<double>(rng.next());
    if (value != value) continue;
    const std::string out = shortest(value);
    double back = 0;
    std::from_chars(out.data(), out.data() + out.size(), back);
    ASSERT_EQ(back, value) << out;
  }
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(-0.0), "0");
  EXPECT_EQ(shortest(1.0 / 0.0), "inf");
}

TEST(Fixed, KeepsItsDecimalsAndHasNoNegativeZero) {
  EXPECT_EQ(fixed(2.5, 2), "2.50");
  EXPECT_EQ(fixed(-0.001, 2), "0.00");
  EXPECT_EQ(fixed(1e15, 0), "1000000000000000");
}

TEST(Significant, RoundsToDigitsWithoutAnExponentWherePeopleRead) {
  EXPECT_EQ(significant(0.0012345, 2), "0.0012");
  EXPECT_EQ(significant(123456, 3), "123000");
  EXPECT_EQ(significant(9.996, 3), "10");
  EXPECT_EQ(significant(0, 3), "0");
  EXPECT_EQ(significant(-2.5, 3), "-2.5");
  EXPECT_EQ(significant(1.5e-9, 3), "1.5e-09");
}

TEST(Grouped, SetsCommasByThousands) {
  EXPECT_EQ(grouped(std::int64_t{1234567}), "1,234,567");
  EXPECT_EQ(grouped(std::int64_t{-123}), "-123");
  EXPECT_EQ(grouped(std::int64_t{-123456}), "-123,456");
  EXPECT_EQ(grouped(4512.3, 2), "4,512.30");
}

TEST(TextOfADuration, UsesTheUnitAPersonWouldUse) {
  EXPECT_EQ(text(1500_us), "1.5 ms");
  EXPECT_EQ(text(250_ns), "250 ns");
  EXPECT_EQ(text(Duration::from_ns(999'999)), "1 ms");
  EXPECT_EQ(text(Duration::from_seconds(59.9999)), "1 min");
  EXPECT_EQ(text(90_s), "1 min 30 s");
  EXPECT_EQ(text(2_h + 5_min), "2 h 5 min");
  EXPECT_EQ(text(2_h + 59_min + 40_s), "3 h");
  EXPECT_EQ(text(23_h + 59_min + 40_s), "1 d");
  EXPECT_EQ(text(76_h), "3 d 4 h");
  EXPECT_EQ(text(-(5_ms)), "-5 ms");
  EXPECT_EQ(text(Duration()), "0 ns");
  EXPECT_EQ(text(Duration::from_ns(1'234'567), 2), "1.2 ms");
}

TEST(ExactDuration, LosesNothing) {
  EXPECT_EQ(exact(1500_us), "1.5 ms");
  EXPECT_EQ(exact(90_s), "90 s");
  EXPECT_EQ(exact(24_h), "24 h");
  EXPECT_EQ(exact(0_s), "0 s");
  EXPECT_EQ(exact(Duration::from_ns(1'234'567)), "1234.567 us");
  EXPECT_EQ(exact(Duration::from_ns(90'000'000'001)), "90000000001 ns");
  EXPECT_EQ(exact(-(1500_ms)), "-1.5 s");
}

TEST(TextOfBytesBandwidthAndRate, HasUnits) {
  EXPECT_EQ(text(64_KiB), "64 KiB");
  EXPECT_EQ(text(Bytes(1536_MiB)), "1.5 GiB");
  EXPECT_EQ(text(12_B), "12 B");
  EXPECT_EQ(exact(Bytes(65537)), "65537 B");
  EXPECT_EQ(exact(1024_MiB), "1 GiB");
  EXPECT_EQ(text(Bandwidth::from_bits_per_second(1e10)), "10 Gbps");
  EXPECT_EQ(text(Rate::per_second(200)), "200 /s");
  EXPECT_EQ(text(Rate::per_second(0.05)), "3 /min");
}

TEST(TextOfMoney, RoundsOnceAndInIntegers) {
  EXPECT_EQ(text(Money::from_usd(4512.3)), "4,512.30 USD");
  EXPECT_EQ(text(Money::from_nano_usd(5'000'000)), "0.01 USD");  // half a cent, away from zero
  EXPECT_EQ(text(Money::from_nano_usd(-4'000'000)), "0.00 USD");
  EXPECT_EQ(text(Money::from_usd(-12.5)), "-12.50 USD");
  EXPECT_EQ(text(Money::from_usd(12.5), 0), "13 USD");
  EXPECT_EQ(text(MoneyRate::from_usd_per_hour(0.0416)), "0.0416 USD/h");
  EXPECT_EQ(text(MoneyPerBytes::from_usd_per_gb(0.08)), "0.08 USD/GB");
}

// 3 machines * 0.0416 USD/h * 730 h = 91.104 USD; 180 KiB * 10^6 replies = 184.32 GB at 0.12 USD/GB = 22.1184
// USD.
TEST(Money, IsExactToTheNanoDollar) {
  EXPECT_EQ((MoneyRate::from_usd_per_hour(0.0416) * 3) * (730_h), Money::from_nano_usd(91'104'000'000));
  EXPECT_EQ(MoneyPerBytes::from_usd_per_gb(0.12) * Bytes(180_KiB * 1'000'000),
            Money::from_nano_usd(22'118'400'000));
  // A price per hour for one nanosecond is below half a nano-dollar; half a nano-dollar rounds away from
  // zero.
  EXPECT_EQ(MoneyRate::from_usd_per_hour(0.0416) * 1_ns, Money());
  EXPECT_EQ(MoneyRate::from_nano_usd_per_hour(1) * (30_min), Money::from_nano_usd(1));
  EXPECT_EQ(MoneyRate::from_nano_usd_per_hour(-1) * (30_min), Money::from_nano_usd(-1));
}

TEST(ListOf, ReadsAsASentence) {
  EXPECT_EQ(list_of({}), "");
  EXPECT_EQ(list_of({"a"}), "a");
  EXPECT_EQ(list_of({"a", "b", "c"}, "or"), "a, b or c");
}

}  // namespace
}  // namespace windtunnel
