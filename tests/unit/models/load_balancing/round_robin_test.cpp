// Round robin takes turns, and turns each replica into an E_N/M/1 queue (A-LBN).
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

TEST(RoundRobin, VisitsEverybodyOnceATurn) {
  const std::unique_ptr<Policy> chooser = policy(R"({"kind": "round_robin"})");
  Rng rng = Rng::stream(1, "round_robin");
  const std::vector<ReplicaView> up = views({0, 0, 0, 0, 0});
  const std::size_t first = *chooser->pick(up, Question{}, rng);
  for (std::size_t turn = 1; turn < 20; ++turn)
    EXPECT_EQ(chooser->pick(up, Question{}, rng), (first + turn) % 5);
}

TEST(RoundRobin, StartsAnywhereSoThatManyBalancersDoNotStartTogether) {
  std::set<std::size_t> firsts;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Rng rng = Rng::stream(seed, "round_robin");
    firsts.insert(*policy(R"({"kind": "round_robin"})")->pick(views({0, 0, 0, 0}), Question{}, rng));
  }
  EXPECT_EQ(firsts.size(), 4u);
}

TEST(RoundRobin, MakesEachReplicaAnErlangQueue) {
  const Estimate turns = time_in_system(R"({"kind": "round_robin"})", 10, 0.7);
  EXPECT_TRUE(turns.agrees_with(2.0198)) << turns.mean << " +- " << turns.error;
  EXPECT_FALSE(turns.agrees_with(1 / 0.3));  // the negative control: random
}

}  // namespace
}  // namespace windtunnel
