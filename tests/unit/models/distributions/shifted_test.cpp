// Shifted: the same law further right.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

TEST(ShiftedLaw, MovesTheMeanAndKeepsTheVariance) {
  const Sampler x = law(R"({"kind": "shifted", "by": "2 s", "of": {"kind": "exponential", "mean": "3 s"}})");
  EXPECT_NEAR(x.mean(), 5, 1e-14);
  EXPECT_NEAR(x.variance(), 9, 1e-14);
  EXPECT_EQ(x.min(), 2);
}

TEST(ShiftedLaw, MayMoveDownAsFarAsNothingFallsBelowZero) {
  EXPECT_EQ(
      problems_of(
          R"({"kind": "shifted", "by": "-1 s", "of": {"kind": "uniform", "low": "1 s", "high": "2 s"}})"),
      "");
  EXPECT_NE(
      problems_of(
          R"({"kind": "shifted", "by": "-1.1 s", "of": {"kind": "uniform", "low": "1 s", "high": "2 s"}})"),
      "");
}

}  // namespace
}  // namespace windtunnel
