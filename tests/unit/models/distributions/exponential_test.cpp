// Exponential: without memory, from its mean or any one quantile.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// P(X > 5) / P(X > 3) = P(X > 2).
TEST(ExponentialLaw, HasNoMemory) {
  const Sampler x = law(R"({"kind": "exponential", "mean": "3 s"})");
  EXPECT_NEAR((1 - x.cdf(5)) / (1 - x.cdf(3)), 1 - x.cdf(2), 1e-15);
}

// p50 = mean ln 2, p99 = mean ln 100.
TEST(ExponentialLaw, IsKnownByOneQuantile) {
  EXPECT_NEAR(law(R"({"kind": "exponential", "p50": "1 s"})").mean(), 1 / std::log(2.0), 1e-12);
  EXPECT_NEAR(law(R"({"kind": "exponential", "p99": "1 s"})").mean(), 1 / std::log(100.0), 1e-12);
}

TEST(ExponentialLaw, RefusesACvThatIsNotOne) {
  EXPECT_NE(problems_of(R"({"kind": "exponential", "mean": "1 s", "cv": 2})"), "");
}

}  // namespace
}  // namespace windtunnel
