// Pareto: moments that are infinite are said to be.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// P(X > x) = (least / x)^shape; mean shape / (shape - 1) least.
TEST(ParetoLaw, FallsByAPower) {
  const Sampler x = law(R"({"kind": "pareto", "shape": 2.5, "least": "3 s"})");
  EXPECT_NEAR(1 - x.cdf(30), std::pow(0.1, 2.5), 1e-14);
  EXPECT_NEAR(x.mean(), 5, 1e-14);
  EXPECT_EQ(x.cdf(3 - 1e-9), 0);
}

TEST(ParetoLaw, SaysThatItsMomentsAreInfinite) {
  EXPECT_EQ(law(R"({"kind": "pareto", "shape": 2, "least": "3 s"})").variance(), math::kInfinity);
  EXPECT_EQ(law(R"({"kind": "pareto", "shape": 1, "least": "3 s"})").mean(), math::kInfinity);
}

}  // namespace
}  // namespace windtunnel
