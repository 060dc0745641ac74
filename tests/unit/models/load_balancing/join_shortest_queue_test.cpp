// Join the shortest queue: the least busy of all, ties at random (A-LBN).
#include <gtest/gtest.h>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

TEST(JoinShortestQueue, BreaksTiesAtRandom) {
  const auto chosen = counts(*policy(R"({"kind": "join_shortest_queue"})"), views({2, 1, 3, 1, 1}), 9'000,
                             Rng::stream(1, "jsq"));
  EXPECT_EQ(chosen[0] + chosen[2], 0);
  for (const std::size_t i : {1u, 3u, 4u}) EXPECT_NEAR(chosen[i], 3000, 5 * std::sqrt(2000.0));
}

TEST(JoinShortestQueue, CountsRequestsPerWeight) {
  const std::vector<ReplicaView> up = {{0, 1, 1.0}, {1, 6, 4.0}, {2, 1, 1.0}};  // 2, 7/4, 2
  EXPECT_EQ(counts(*policy(R"({"kind": "join_shortest_queue"})"), up, 100, Rng::stream(2, "jsq"))[1], 100);
}

TEST(JoinShortestQueue, IsAsFastAsTheReferenceSays) {
  const Estimate all = time_in_system(R"({"kind": "join_shortest_queue"})", 10, 0.7);
  EXPECT_TRUE(all.agrees_with(1.1605, 0.0021)) << all.mean << " +- " << all.error;
  EXPECT_FALSE(all.agrees_with(1.1979, 0.0032));  // the negative control: join the idle queue
}

}  // namespace
}  // namespace windtunnel
