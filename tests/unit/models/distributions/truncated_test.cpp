// Truncated: the law given that it lies between, not clipped.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// Exponential of mean 1 up to 2: mean 1 - 2 e^-2 / (1 - e^-2).
TEST(TruncatedLaw, IsTheConditionalLaw) {
  const Sampler x =
      law(R"({"kind": "truncated", "at_most": "2 s", "of": {"kind": "exponential", "mean": "1 s"}})");
  EXPECT_NEAR(x.mean(), 1 - 2 * std::exp(-2.0) / (1 - std::exp(-2.0)), 1e-14);
  EXPECT_EQ(x.cdf(2), 1);
  EXPECT_LT(x.cdf(1.999), 1 - 1e-5);  // nothing piles up at the end
}

// Without memory the rest above 2 is the law itself, shifted by 2.
TEST(TruncatedLaw, OfAnExponentialFromBelowIsTheExponentialShifted) {
  const Sampler x =
      law(R"({"kind": "truncated", "at_least": "2 s", "of": {"kind": "exponential", "mean": "1 s"}})");
  EXPECT_NEAR(x.mean(), 3, 1e-13);
  EXPECT_NEAR(x.quantile(0.5), 2 + std::log(2.0), 1e-13);
}

}  // namespace
}  // namespace windtunnel
