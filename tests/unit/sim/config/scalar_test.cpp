// Quantities: exact decimals, every unit, print and parse as inverses, and the three ways of being wrong.
#include "sim/config/scalar.hpp"

#include <gtest/gtest.h>

#include "sim/base/time.hpp"
#include "sim/config/codes.hpp"

namespace windtunnel {
namespace {

using namespace literals;

template <class T>
std::optional<T> parsed(std::string_view text) {
  T value{};
  return parse_quantity(text, value) ? std::nullopt : std::optional<T>(value);
}

template <class T>
std::string_view code_of(const Node& node) {
  T value{};
  const auto misfit = Scalar<T>::parse(node, value);
  return misfit ? misfit->code : "";
}

TEST(Durations, ReadEveryUnitExactly) {
  EXPECT_EQ(parsed<Duration>("7 ns"), 7_ns);
  EXPECT_EQ(parsed<Duration>("7 us"), 7_us);
  EXPECT_EQ(parsed<Duration>("7ms"), 7_ms);
  EXPECT_EQ(parsed<Duration>(" 7  s "), 7_s);
  EXPECT_EQ(parsed<Duration>("7 min"), 7_min);
  EXPECT_EQ(parsed<Duration>("7 h"), 7_h);
  EXPECT_EQ(parsed<Duration>("-4 h"), -4_h);
  EXPECT_EQ(parsed<Duration>("0.1 s"), 100_ms);
  EXPECT_EQ(parsed<Duration>("1.000000001 s"), Duration::from_ns(1'000'000'001));
  EXPECT_EQ(parsed<Duration>("1e3 ms"), 1_s);
  EXPECT_EQ(parsed<Duration>("2.5e-3 s"), 2'500_us);
  EXPECT_EQ(parsed<Duration>("0e999 s"), 0_ns);
}

TEST(Durations, RoundToTheNearestNanosecondTiesAwayFromZero) {
  EXPECT_EQ(parsed<Duration>("1.4 ns"), 1_ns);
  EXPECT_EQ(parsed<Duration>("1.5 ns"), 2_ns);
  EXPECT_EQ(parsed<Duration>("-1.5 ns"), -2_ns);
  EXPECT_EQ(parsed<Duration>("0.00000000000000000000001 s"), 0_ns);
  EXPECT_EQ(parsed<Duration>("0.4999999999999999999999 ns"), 0_ns);
}

TEST(Durations, EndAtAHundredYears) {
  EXPECT_TRUE(parsed<Duration>("876600 h"));
  EXPECT_FALSE(parsed<Duration>("876601 h"));
  EXPECT_EQ(code_of<Duration>(Node::string("876601 h")), code::kRange);
  EXPECT_EQ(code_of<Duration>(Node::string("1e400 s")), code::kRange);
  EXPECT_EQ(code_of<Duration>(Node::string("99999999999999999999999999999999999999999999 s")), code::kRange);
  EXPECT_EQ(code_of<Duration>(Node::string("1e99999999999999999999 s")), code::kRange);
}

TEST(Durations, TellABareNumberFromAWrongUnit) {
  EXPECT_EQ(code_of<Duration>(Node::integer(5)), code::kBareNumber);
  EXPECT_EQ(code_of<Duration>(Node::number(0.5)), code::kBareNumber);
  EXPECT_EQ(code_of<Duration>(Node::string("5")), code::kBareNumber);
  EXPECT_EQ(code_of<Duration>(Node::string("5 sec")), code::kQuantity);
  EXPECT_EQ(code_of<Duration>(Node::string("")), code::kQuantity);
  EXPECT_EQ(code_of<Duration>(Node::string("5. s")), code::kQuantity);
  EXPECT_EQ(code_of<Duration>(Node::string(".5 s")), code::kQuantity);
  EXPECT_EQ(code_of<Duration>(Node::string("0x5 s")), code::kQuantity);
  EXPECT_EQ(code_of<Duration>(Node::string("5 s s")), code::kQuantity);
  EXPECT_EQ(code_of<Duration>(Node::boolean(true)), code::kWrongType);
}

TEST(Durations, SayWhatTheyExpectAsTheStyleGuideDoes) {
  EXPECT_EQ(Scalar<Duration>::expected(),
            "a duration with its unit, such as \"5 ms\" (ns, us, ms, s, min, h)");
}

TEST(Times, AreNeverBeforeTheStart) {
  EXPECT_EQ(parsed<Time>("12 h"), Time() + 12_h);
  EXPECT_EQ(code_of<Time>(Node::string("-1 s")), code::kRange);
}

TEST(Quantities, ReadTheirUnits) {
  EXPECT_EQ(parsed<Bytes>("64 KiB"), Bytes(65'536));
  EXPECT_EQ(parsed<Bytes>("180 KB"), Bytes(180'000));
  EXPECT_EQ(parsed<Bytes>("1.5 GiB"), Bytes(1'610'612'736));
  EXPECT_EQ(code_of<Bytes>(Node::string("-1 B")), code::kRange);
  EXPECT_EQ(parsed<Bandwidth>("10 Gbps")->bits_per_second(), 1e10);
  EXPECT_EQ(parsed<Rate>("200 /s")->per_second(), 200);
  EXPECT_EQ(parsed<Rate>("12 /min")->per_second(), 0.2);
  EXPECT_EQ(parsed<Rate>("36 /h")->per_second(), 0.01);
  EXPECT_EQ(code_of<Rate>(Node::string("-1 /s")), code::kRange);
  EXPECT_EQ(parsed<Money>("4500 USD")->nano_usd(), 4500'000'000'000);
  EXPECT_EQ(parsed<MoneyRate>("0.0416 USD/h")->nano_usd_per_hour(), 41'600'000);
  EXPECT_EQ(parsed<MoneyPerBytes>("0.08 USD/GB")->nano_usd_per_gb(), 80'000'000);
}

template <class T>
void expect_round_trip(const T& value) {
  const Node printed = Scalar<T>::print(value);
  T back{};
  const auto misfit = Scalar<T>::parse(printed, back);
  EXPECT_FALSE(misfit) << printed.to_json();
  EXPECT_TRUE(back == value) << printed.to_json();
}

TEST(Quantities, PrintWhatTheyReadBack) {
  for (const std::int64_t ns :
       {0ll, 1ll, 999ll, 1'000ll, 90'000'000'000ll, 3'600'000'000'000ll, -7'200'000'000'001ll}) {
    expect_round_trip(Duration::from_ns(ns));
    if (ns >= 0) expect_round_trip(Time::from_ns(ns));
    if (ns >= 0) expect_round_trip(Bytes(ns));
    expect_round_trip(Money::from_nano_usd(ns));
    expect_round_trip(MoneyRate::from_nano_usd_per_hour(ns));
    expect_round_trip(MoneyPerBytes::from_nano_usd_per_gb(ns));
  }
  for (const double x : {0.0, 1.0 / 3, 0.2, 72.0, 1e-9, 123456.789, 1e10, 9.007199254740993e15, 1.1e15}) {
    expect_round_trip(Rate::per_second(x));
    expect_round_trip(Bandwidth::from_bits_per_second(x));
    expect_round_trip(x);
  }
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{INT64_MAX}, UINT64_MAX, UINT64_MAX - 1})
    expect_round_trip(seed);
  EXPECT_EQ(Scalar<Duration>::print(24_h).text(), "24 h");
  EXPECT_EQ(Scalar<Duration>::print(90_s).text(), "90 s");
  EXPECT_EQ(Scalar<Duration>::print(Duration()).text(), "0 s");
  EXPECT_EQ(Scalar<MoneyRate>::print(MoneyRate::from_nano_usd_per_hour(41'600'000)).text(), "0.0416 USD/h");
}

TEST(WholeNumbers, TakeNoFractionsTextsOrOverflows) {
  EXPECT_EQ(code_of<std::int64_t>(Node::number(2.0)), "");
  EXPECT_EQ(code_of<std::int64_t>(Node::number(2.5)), code::kWrongType);
  EXPECT_EQ(code_of<std::int64_t>(Node::string("2")), code::kWrongType);
  EXPECT_EQ(code_of<std::int64_t>(Node::number(1e300)), code::kRange);
  EXPECT_EQ(code_of<std::int32_t>(Node::integer(1ll << 31)), code::kRange);
  EXPECT_EQ(code_of<std::uint32_t>(Node::integer(-1)), code::kRange);
}

TEST(Probabilities, LieBetweenZeroAndOne) {
  EXPECT_EQ(code_of<Probability>(Node::integer(1)), "");
  EXPECT_EQ(code_of<Probability>(Node::number(1.0000001)), code::kRange);
  EXPECT_EQ(code_of<Probability>(Node::number(-1e-9)), code::kRange);
  EXPECT_EQ(code_of<Probability>(Node::string("5 %")), code::kWrongType);
}

// 2026-03-02 is a Monday; 20514 days after 1970-01-01, and 6 h behind UTC adds 21600 s.
TEST(StartDates, KnowTheirDayAndTheirOffset) {
  const auto date = StartDate::parse("2026-03-02T00:00-06:00");
  ASSERT_TRUE(date);
  EXPECT_EQ(date->utc_seconds, 20514ll * 86400 + 21600);
  EXPECT_EQ(date->weekday(), 0);
  EXPECT_EQ(date->second_of_day(), 0);
  EXPECT_EQ(date->text(), "2026-03-02T00:00-06:00");
  EXPECT_EQ(StartDate::parse("1970-01-01T00:00Z")->weekday(), 3);
  EXPECT_EQ(StartDate::parse("2024-02-29T23:59:58+05:30")->text(), "2024-02-29T23:59:58+05:30");
  EXPECT_EQ(StartDate::parse("0001-01-01T00:00Z")->text(), "0001-01-01T00:00Z");
}

TEST(StartDates, RefuseWhatIsNoMoment) {
  for (const char* text : {"", "2026-03-02", "2026-03-02T00:00", "2026-02-29T00:00Z", "2026-13-01T00:00Z",
                           "2026-00-01T00:00Z", "2026-01-01T24:00Z", "2026-01-01T00:60Z",
                           "2026-01-01T00:00Zx", "2026-01-01T00:00+16:00", "26-01-01T00:00Z"})
    EXPECT_FALSE(StartDate::parse(text)) << text;
}

}  // namespace
}  // namespace windtunnel
