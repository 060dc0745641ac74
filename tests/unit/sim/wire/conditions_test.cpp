// The conditions on a wire: each effect by itself, and none of them in another's luck.
#include "sim/wire/conditions.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

using namespace literals;

TEST(Conditions, AddTheirDelay) {
  WireEffect effect;
  effect.delay = Sampler::constant(0.005);
  Conditions conditions(effect, 1, 4);
  EXPECT_EQ(conditions.judge(2, 0, 1, Bytes(100), Time()).delay, 5_ms);
  EXPECT_FALSE(effect.nothing());
  EXPECT_TRUE(WireEffect{}.nothing());
}

TEST(Conditions, GiveEachPairLuckOfItsOwn) {
  WireEffect effect;
  effect.delay = Sampler::exponential(0.001);
  Conditions both(effect, 1, 2), one(effect, 1, 2);
  for (int i = 0; i < 100; ++i) {
    both.judge(0, 0, 1, Bytes(1), Time());
    EXPECT_EQ(both.judge(1, 0, 1, Bytes(1), Time()).delay, one.judge(1, 0, 1, Bytes(1), Time()).delay);
  }
}

TEST(Conditions, KeepOneEffectsLuckWhenAnotherIsSwitchedOn) {
  WireEffect effect;
  effect.delay = Sampler::exponential(0.001);
  effect.duplicate = 0.5;
  WireEffect more = effect;
  more.loss = LossLaw::bernoulli(Probability(0.3));
  more.corrupt = 0.3;
  Conditions few(effect, 1, 1), many(more, 1, 1);
  for (int i = 0; i < 100; ++i) {
    const Verdict a = few.judge(0, 0, 10, Bytes(1), Time()), b = many.judge(0, 0, 10, Bytes(1), Time());
    EXPECT_EQ(a.delay, b.delay);
    EXPECT_EQ(a.duplicated, b.duplicated);
  }
}

// 10,000 messages of 4 packets. 5% duplicated: 500, sd 22; 1% of 40,000 packets corrupted: 400, sd 20; 10%
// held back: 1,000, sd 30.
TEST(Conditions, StrikeAsOftenAsTheySay) {
  WireEffect effect;
  effect.duplicate = 0.05;
  effect.corrupt = 0.01;
  effect.reorder = 0.1;
  effect.reorder_by = Sampler::constant(0.001);
  Conditions conditions(effect, 1, 1);
  std::int64_t duplicated = 0, corrupted = 0, lost = 0, reordered = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Verdict verdict = conditions.judge(0, 0, 4, Bytes(5000), Time());
    duplicated += verdict.duplicated ? 1 : 0;
    reordered += verdict.reordered ? 1 : 0;
    corrupted += verdict.corrupted;
    lost += verdict.losses.lost;
    EXPECT_EQ(verdict.delay, verdict.reordered ? 1_ms : 0_ms);
  }
  EXPECT_NEAR(static_cast<double>(duplicated), 500, 4.5 * 22);
  EXPECT_NEAR(static_cast<double>(corrupted), 400, 4.5 * 20);
  EXPECT_NEAR(static_cast<double>(reordered), 1000, 4.5 * 30);
  EXPECT_EQ(lost, corrupted) << "what is corrupted is found out and lost";
}

// 1448 bytes and 52 of headers on 1.2 Mbps: 10 ms each, one after the other, each direction for itself.
TEST(Conditions, SendThroughARateOneAfterTheOther) {
  WireEffect effect;
  effect.rate = Bandwidth::from_bits_per_second(1.2e6);
  effect.rate_queue = Bytes(4500);  // 30 ms
  Conditions conditions(effect, 1, 1);
  EXPECT_EQ(conditions.judge(0, 0, 1, Bytes(1448), Time()).delay, 10_ms);
  EXPECT_EQ(conditions.judge(0, 0, 1, Bytes(1448), Time()).delay, 20_ms);
  EXPECT_EQ(conditions.judge(0, 1, 1, Bytes(1448), Time()).delay, 10_ms);
  EXPECT_EQ(conditions.judge(0, 0, 1, Bytes(1448), Time()).delay, 30_ms);
  EXPECT_EQ(conditions.judge(0, 0, 1, Bytes(1448), Time()).delay, 40_ms);
  EXPECT_EQ(conditions.judge(0, 0, 1, Bytes(1448), Time()).losses.lost, 1) << "40 ms wait: no room";
  EXPECT_EQ(conditions.judge(0, 0, 1, Bytes(1448), Time() + 35_ms).delay, 15_ms);
}

}  // namespace
}  // namespace windtunnel
