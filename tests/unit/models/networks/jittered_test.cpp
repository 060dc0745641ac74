// The jittered network: a constant part, and the same law of the random part for each pair.
#include "tests/unit/models/networks/networks.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(JitteredNetwork, HasAConstantAndARandomPart) {
  const NetworkPlan plan = network(
      R"({"kind": "jittered", "latency": "5 ms", "jitter": {"kind": "exponential", "mean": "2 ms"}})");
  for (const Duration latency : plan.one_way) EXPECT_EQ(latency, 5_ms);
  ASSERT_EQ(plan.jitter.size(), plan.one_way.size());
  for (const Sampler& jitter : plan.jitter) EXPECT_DOUBLE_EQ(jitter.mean(), 0.002);
}

TEST(JitteredNetwork, IsAllJitterWhenNothingElseIsSaid) {
  EXPECT_EQ(network(R"({"kind": "jittered", "jitter": "1 ms"})").one_way[7], 0_s);
}

}  // namespace
}  // namespace windtunnel
