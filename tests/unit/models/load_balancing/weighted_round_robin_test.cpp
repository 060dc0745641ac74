// Smooth weighted round robin: nginx's own example, exact shares, and credit that survives a change of
// members.
#include <gtest/gtest.h>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

std::string order(Policy& chooser, const std::vector<ReplicaView>& up, int picks) {
  Rng rng = Rng::stream(1, "weighted");
  std::string letters;
  for (int i = 0; i < picks; ++i)
    letters += static_cast<char>('a' + up[*chooser.pick(up, Question{}, rng)].replica);
  return letters;
}

// The message of nginx's commit 52327e0627f4: weights 5, 1, 1 give a a b a c a a.
TEST(WeightedRoundRobin, SpreadsTurnsAsNginxDoes) {
  const std::vector<ReplicaView> up = {{0, 0, 5}, {1, 0, 1}, {2, 0, 1}};
  EXPECT_EQ(order(*policy(R"({"kind": "weighted_round_robin"})"), up, 14), "aabacaaaabacaa");
}

TEST(WeightedRoundRobin, IsRoundRobinWhenWeightsAreEqual) {
  EXPECT_EQ(order(*policy(R"({"kind": "weighted_round_robin"})"), views({0, 0, 0}), 7), "abcabca");
}

TEST(WeightedRoundRobin, NeverPicksAWeightOfZero) {
  const std::vector<ReplicaView> up = {{0, 0, 1}, {1, 0, 0}, {2, 0, 2}};
  EXPECT_EQ(order(*policy(R"({"kind": "weighted_round_robin"})"), up, 6), "caccac");
}

TEST(WeightedRoundRobin, GivesExactSharesWithFractions) {
  const std::vector<ReplicaView> up = {{0, 0, 0.5}, {1, 0, 1.25}, {2, 0, 2.25}};
  const auto chosen = counts(*policy(R"({"kind": "weighted_round_robin"})"), up, 1600, Rng::stream(1, "w"));
  EXPECT_EQ(chosen, (std::vector<int>{200, 500, 900}));
}

TEST(WeightedRoundRobin, KeepsCreditsOfThoseWhoStay) {
  const std::unique_ptr<Policy> chooser = policy(R"({"kind": "weighted_round_robin"})");
  const std::vector<ReplicaView> all = {{0, 0, 5}, {1, 0, 1}, {2, 0, 1}}, two = {{0, 0, 5}, {2, 0, 1}};
  EXPECT_EQ(order(*chooser, all, 3), "aab");  // credits now 1, -4, 3
  chooser->members_changed(two);
  EXPECT_EQ(order(*chooser, two, 1), "a");  // 1 + 5 = 6 against 3 + 1 = 4
}

}  // namespace
}  // namespace windtunnel
