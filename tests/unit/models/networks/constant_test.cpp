// The constant network takes the same time everywhere, and none when nothing is said.
#include "tests/unit/models/networks/networks.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(ConstantNetwork, TakesTheSameTimeBetweenAnyTwoPlaces) {
  const NetworkPlan plan = network(R"("5 ms")");
  for (const Duration latency : plan.one_way) EXPECT_EQ(latency, 5_ms);
  EXPECT_TRUE(plan.jitter.empty());
}

TEST(ConstantNetwork, TakesNoTimeWhenNothingIsSaid) {
  for (const Duration latency : network(R"({"kind": "constant"})").one_way) EXPECT_EQ(latency, 0_s);
}

}  // namespace
}  // namespace windtunnel
