// Clocks that are wrong: stepped, drifting, both, by several faults at once, and right again.
#include "models/world/wrong_clocks.hpp"

#include <gtest/gtest.h>

#include "sim/base/check.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(WrongClocks, AreAllAheadByTheSameWhileTheyAreRight) {
  const WrongClocks clocks(2, 1_h);
  EXPECT_EQ(clocks.read(0, Time() + 5_s), Time() + 1_h + 5_s);
  EXPECT_EQ(clocks.read(1, Time() + 5_s), Time() + 1_h + 5_s);
  EXPECT_EQ(clocks.until(0, 3_s), 3_s);
}

TEST(WrongClocks, AddWhatEachFaultDoesAndForgetItWhenItHeals) {
  WrongClocks clocks(2, 1_h);
  clocks.strike(0, 7, {-2_s, 0}, Time() + 10_s);
  clocks.strike(0, 8, {0_s, -0.5}, Time() + 20_s);
  // At 30 s: two seconds behind, and of the 10 s since the second fault it has counted 5.
  EXPECT_EQ(clocks.read(0, Time() + 30_s), Time() + 1_h + 30_s - 2_s - 5_s);
  EXPECT_EQ(clocks.read(1, Time() + 30_s), Time() + 1_h + 30_s) << "the other clock is right";
  EXPECT_EQ(clocks.until(0, 3_s), 6_s) << "at half the rate three seconds take six";
  clocks.heal(0, 7);
  EXPECT_EQ(clocks.read(0, Time() + 30_s), Time() + 1_h + 25_s);
  clocks.heal(0, 8);
  EXPECT_EQ(clocks.read(0, Time() + 30_s), Time() + 1_h + 30_s);
  EXPECT_EQ(clocks.until(0, 3_s), 3_s);
}

TEST(WrongClocks, NeverTakeForEverToReachATime) {
  // Two faults of -0.99 each would make it run backwards; a timer by it still ends.
  WrongClocks clocks(1, 1_h);
  clocks.strike(0, 1, {0_s, -0.99}, Time());
  clocks.strike(0, 2, {0_s, -0.99}, Time());
  EXPECT_EQ(clocks.until(0, 1_s), 1000_s);
}

TEST(WrongClocks, AreSetRightOnceForEachTimeTheyWereSetWrong) {
  WrongClocks clocks(1, 1_h);
  EXPECT_THROW(clocks.heal(0, 1), BrokenPromise);
}

}  // namespace
}  // namespace windtunnel
