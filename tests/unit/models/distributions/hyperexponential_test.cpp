// Hyperexponential: balanced means, or phases by name.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// cv 3: p = (1 + sqrt(8/10)) / 2 = 0.947214, means m / (2 p) and m / (2 (1 - p)); both phases carry half the
// mean.
TEST(HyperexponentialLaw, BalancesItsMeans) {
  const Sampler x = law(R"({"kind": "hyperexponential", "mean": "5 s", "cv": 3})");
  EXPECT_NEAR(x.cv(), 3, 1e-12);
  const double p = 0.5 * (1 + std::sqrt(0.8));
  EXPECT_NEAR(x.cdf(5), 1 - p * std::exp(-2 * p) - (1 - p) * std::exp(-2 * (1 - p)), 1e-12);
}

TEST(HyperexponentialLaw, SumsSharesToOne) {
  const char* nine_to_one =
      R"({"kind": "hyperexponential", "phases": {"a": {"share": 9, "mean": "1 s"}, "b": {"share": 1, "mean": "41 s"}}})";
  EXPECT_NEAR(law(nine_to_one).mean(), 5, 1e-12);
}

}  // namespace
}  // namespace windtunnel
