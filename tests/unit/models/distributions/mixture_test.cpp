// Mixture: laws inside laws, shares of one.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// 0.9 * 1 ms + 0.1 * 41 ms = 5 ms; P(X <= 1 ms) = 0.9 + 0.1 (1 - e^(-1/41)).
TEST(MixtureLaw, WeighsItsParts) {
  const Sampler x = law(R"({"kind": "mixture", "parts": {"hit": {"share": 9, "of": "1 ms"},
                            "miss": {"share": 1, "of": {"kind": "exponential", "mean": "41 ms"}}}})");
  EXPECT_NEAR(x.mean(), 0.005, 1e-15);
  EXPECT_NEAR(x.cdf(0.001), 0.9 - 0.1 * std::expm1(-1.0 / 41), 1e-14);
  EXPECT_EQ(x.quantile(0.5), 0.001);
}

TEST(MixtureLaw, LeavesOutAPartThatIsSwitchedOff) {
  const Sampler x = law(R"({"kind": "mixture", "parts": {"hit": {"share": 9, "of": "1 ms"},
                            "miss": {"share": 1, "of": "41 ms", "enabled": false}}})");
  EXPECT_EQ(x.mean(), 0.001);
}

}  // namespace
}  // namespace windtunnel
