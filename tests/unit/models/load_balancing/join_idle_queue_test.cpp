// Join the idle queue: idle ones first, else anybody (A-LBN).
#include <gtest/gtest.h>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

TEST(JoinIdleQueue, PrefersTheIdle) {
  const auto chosen =
      counts(*policy(R"({"kind": "join_idle_queue"})"), views({1, 0, 5, 0}), 8'000, Rng::stream(1, "jiq"));
  EXPECT_EQ(chosen[0] + chosen[2], 0);
  EXPECT_NEAR(chosen[1], 4000, 5 * 45);
}

TEST(JoinIdleQueue, IsRandomWhenNobodyIsIdle) {
  const auto chosen =
      counts(*policy(R"({"kind": "join_idle_queue"})"), views({1, 9, 2, 4}), 8'000, Rng::stream(2, "jiq"));
  for (const int count : chosen) EXPECT_NEAR(count, 2000, 5 * 39);
}

TEST(JoinIdleQueue, IsAsFastAsTheReferenceSays) {
  const Estimate idle = time_in_system(R"({"kind": "join_idle_queue"})", 10, 0.7);
  EXPECT_TRUE(idle.agrees_with(1.1979, 0.0032)) << idle.mean << " +- " << idle.error;
  EXPECT_FALSE(idle.agrees_with(1.1605, 0.0021));  // the negative control: join the shortest queue
}

}  // namespace
}  // namespace windtunnel
