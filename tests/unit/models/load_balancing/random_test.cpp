// Random against M/M/1: 1 / (1 - 0.7) = 3.333 times the service, and what must not agree with it.
#include <gtest/gtest.h>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

TEST(Random, MakesEachReplicaAnMM1Queue) {
  const Estimate random = time_in_system(R"({"kind": "random"})", 10, 0.7);
  EXPECT_TRUE(random.agrees_with(1 / 0.3)) << random.mean << " +- " << random.error;
}

TEST(Random, IsNotMistakenForRoundRobin) {  // the negative control: E_10/M/1 has 2.0198
  EXPECT_FALSE(time_in_system(R"({"kind": "random"})", 10, 0.7).agrees_with(2.0198));
}

TEST(Random, DoesNotLookAtLoad) {
  const auto chosen =
      counts(*policy(R"({"kind": "random"})"), views({0, 1000}), 10'000, Rng::stream(1, "random"));
  EXPECT_NEAR(chosen[1], 5000, 5 * 50);
}

}  // namespace
}  // namespace windtunnel
