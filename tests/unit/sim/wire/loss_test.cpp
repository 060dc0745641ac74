// Loss: the share that the law says, and bursts as long as it says.
#include "sim/wire/loss.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace windtunnel {
namespace {

// Sends `messages` of `packets` each.
struct Sent {
  std::int64_t lost = 0;
  std::int64_t hit = 0;     // messages that lost something
  std::int64_t bursts = 0;  // with messages of one packet: runs of lost ones
};
Sent send(const LossLaw& law, std::int64_t messages, std::int64_t packets) {
  Rng rng = Rng::stream(3, "loss");
  LossProcess process;
  Sent sent;
  bool before = false;
  for (std::int64_t i = 0; i < messages; ++i) {
    const Losses losses = process.send(law, packets, rng);
    sent.lost += losses.lost;
    sent.hit += losses.lost > 0 ? 1 : 0;
    sent.bursts += losses.lost > 0 && !before ? 1 : 0;
    before = losses.lost > 0;
  }
  return sent;
}

// 1% of 1,000,000: sd sqrt(1e6 x 0.01 x 0.99) = 99.5; 4.5 of it are a false alarm in 1e-5 seeds.
TEST(Loss, OfBernoulliIsTheShareItSays) {
  EXPECT_NEAR(static_cast<double>(send(LossLaw::bernoulli(Probability(0.01)), 1'000'000, 1).lost), 10'000,
              4.5 * 99.5);
  EXPECT_NEAR(static_cast<double>(send(LossLaw::bernoulli(Probability(0.01)), 10'000, 100).lost), 10'000,
              4.5 * 99.5);
}

// A message of 10 packets is hit with 1 - 0.99^10 = 0.09562; sd of 100,000: 93.
TEST(Loss, HitsAMessageByItsPackets) {
  EXPECT_NEAR(static_cast<double>(send(LossLaw::bernoulli(Probability(0.01)), 100'000, 10).hit), 9'562,
              4.5 * 93);
}

// Good to bad 0.01, bad to good 0.2: a share of 0.01 / 0.21 = 0.04762 in bursts of 1 / 0.2 = 5. Of 2,000,000
// packets 95,238 are lost in 19,048 bursts; a burst's length has a deviation of sqrt(0.8) / 0.2 = 4.5, and
// with that of the good spells (100) the lost are good to about 19,048^0.5 x sqrt(4.5^2 + 5^2) = 928.
TEST(Loss, OfGilbertAndElliottComesInBursts) {
  const Sent sent = send(LossLaw{0.01, 0.2, 0, 1}, 2'000'000, 1);
  EXPECT_NEAR(static_cast<double>(sent.lost), 95'238, 4.5 * 928);
  EXPECT_NEAR(static_cast<double>(sent.lost) / static_cast<double>(sent.bursts), 5, 4.5 * 4.5 / 138);
  // The same share without bursts: a run is 1 / (1 - 0.0476) = 1.05 long.
  const Sent even = send(LossLaw::bernoulli(Probability(0.01 / 0.21)), 2'000'000, 1);
  EXPECT_NEAR(static_cast<double>(even.lost) / static_cast<double>(even.bursts), 1.05, 0.01);
}

// The same chain whatever the size of the messages: what is left of a sojourn has no memory.
TEST(Loss, InBurstsHitsFewerMessagesThanTheSameShareSpread) {
  const LossLaw bursts{0.01, 0.2, 0, 1};
  EXPECT_NEAR(static_cast<double>(send(bursts, 100'000, 20).lost), 95'238, 4.5 * 928);
  // A message of 20 is missed by all: it starts good (0.952) and stays (0.99^19): 0.787; spread: 0.9524^20 =
  // 0.377. The chain's messages depend on their neighbours, so the error is a few times the binomial 0.0013.
  EXPECT_NEAR(static_cast<double>(send(bursts, 100'000, 20).hit), 21'300, 1'000);
  EXPECT_NEAR(static_cast<double>(send(LossLaw::bernoulli(Probability(0.01 / 0.21)), 100'000, 20).hit),
              62'300, 4.5 * 153);
}

TEST(Loss, WithLossInBothStatesIsTheirMean) {
  // 0.1 and 0.1 make half good: (0.02 + 0.5) / 2 = 0.26.
  const LossLaw law{0.1, 0.1, 0.02, 0.5};
  EXPECT_DOUBLE_EQ(law.mean(), 0.26);
  // 1,000,000 packets; the chain's correlation time of 1 / 0.2 = 5 packets makes the error about 0.0009.
  EXPECT_NEAR(static_cast<double>(send(law, 1'000'000, 1).lost), 260'000, 4.5 * 900);
}

TEST(Loss, SaysHowManyArrivedBehindTheLastOneLost) {
  Rng rng = Rng::stream(5, "behind");
  std::int64_t seen[4] = {};
  for (int i = 0; i < 40'000; ++i) {
    LossProcess process;
    const Losses losses = process.send(LossLaw::bernoulli(Probability(0.001)), 4, rng);
    if (losses.lost == 1) ++seen[losses.behind_last];
  }
  // Each of the four places alike: 160 losses, 40 each, sd 5.5.
  for (const std::int64_t count : seen) EXPECT_NEAR(static_cast<double>(count), 40, 4.5 * 6.3);
}

TEST(Loss, OfNothingAndOfEverything) {
  EXPECT_EQ(send(LossLaw{}, 1000, 10).lost, 0);
  EXPECT_EQ(send(LossLaw::bernoulli(Probability(1)), 1000, 10).lost, 10'000);
  EXPECT_TRUE(LossLaw{}.nothing());
  EXPECT_FALSE(LossLaw::bernoulli(Probability(0.1)).nothing());
}

TEST(Losses, OfTwoCausesAreBothLost) {
  Losses losses{1, 5};
  losses.merge(Losses{2, 3});
  EXPECT_EQ(losses.lost, 3);
  EXPECT_EQ(losses.behind_last, 3);
  losses.merge(Losses{});
  EXPECT_EQ(losses.behind_last, 3);
  Losses none;
  none.merge(Losses{1, 4});
  EXPECT_EQ(none.behind_last, 4);
}

}  // namespace
}  // namespace windtunnel
