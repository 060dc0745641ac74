// Uniform: variance (high - low)^2 / 12, and an order of its ends.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

TEST(UniformLaw, HasTheVarianceOfAUniform) {
  EXPECT_NEAR(law(R"({"kind": "uniform", "low": "2 s", "high": "5 s"})").variance(), 9.0 / 12, 1e-15);
}

TEST(UniformLaw, MayBeAPoint) {
  EXPECT_TRUE(law(R"({"kind": "uniform", "low": "2 s", "high": "2 s"})").is_constant());
}

}  // namespace
}  // namespace windtunnel
