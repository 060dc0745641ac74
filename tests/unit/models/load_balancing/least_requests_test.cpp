// Least requests: the power of two choices for few replicas (A-LBN) and for many (A-POD).
#include <gtest/gtest.h>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

TEST(LeastRequests, TakesTheLessBusyOfTwo) {
  Rng rng = Rng::stream(1, "least");
  const std::unique_ptr<Policy> chooser = policy(R"({"kind": "least_requests"})");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(chooser->pick(views({4, 3}), Question{}, rng), 1u);
}

// Two distinct of ten: the busiest is never chosen, the second busiest only with the busiest: 1 of C(10,2)
// = 45.
TEST(LeastRequests, LooksAtDistinctReplicas) {
  const auto chosen = counts(*policy(R"({"kind": "least_requests"})"), views({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}),
                             90'000, Rng::stream(2, "least"));
  EXPECT_EQ(chosen[9], 0);
  for (int rank = 0; rank < 10; ++rank) {  // the one of rank r wins against the 9 - r busier ones
    const double expected = 90'000 * (9 - rank) / 45.0;
    EXPECT_NEAR(chosen[static_cast<std::size_t>(rank)], expected, 5 * std::sqrt(expected) + 1) << rank;
  }
}

TEST(LeastRequests, WithAsManyChoicesAsReplicasSeesThemAll) {
  const auto chosen = counts(*policy(R"({"kind": "least_requests", "choices": 64})"), views({3, 1, 2, 1, 5}),
                             10'000, Rng::stream(3, "least"));
  EXPECT_EQ(chosen[0] + chosen[2] + chosen[4], 0);
  EXPECT_NEAR(chosen[1], 5000, 250);  // the tie goes to the one drawn first
}

TEST(LeastRequests, CountsRequestsPerWeight) {
  const std::vector<ReplicaView> up = {{0, 3, 4.0}, {1, 1, 1.0}};  // 4/4 after one more, against 2/1
  EXPECT_EQ(counts(*policy(R"({"kind": "least_requests"})"), up, 100, Rng::stream(4, "least"))[0], 100);
}

TEST(LeastRequests, IsAsFastAsThePowerOfTwoChoicesSays) {
  const Estimate two = time_in_system(R"({"kind": "least_requests"})", 10, 0.7);
  EXPECT_TRUE(two.agrees_with(1.6767, 0.0037)) << two.mean << " +- " << two.error;
  EXPECT_FALSE(two.agrees_with(1.4306, 0.0031));  // negative controls: three choices, and one
  EXPECT_FALSE(two.agrees_with(1 / 0.3));
  const Estimate three = time_in_system(R"({"kind": "least_requests", "choices": 3})", 10, 0.7);
  EXPECT_TRUE(three.agrees_with(1.4306, 0.0031)) << three.mean << " +- " << three.error;
}

// With many replicas E[T] = sum of load^(2^i - 1): 1.6145 at 0.7; 400 are within 0.5% of it.
TEST(LeastRequests, ApproachesTheLimitOfManyReplicas) {
  const Estimate two = time_in_system(R"({"kind": "least_requests"})", 400, 0.7, 60'000);
  EXPECT_NEAR(two.mean, 1.6145, 0.01 * 1.6145 + 6 * two.error);
  EXPECT_GT(std::abs(two.mean - 1.3568), 6 * two.error + 0.01);  // the negative control: three choices
}

}  // namespace
}  // namespace windtunnel
