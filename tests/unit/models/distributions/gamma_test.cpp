// Gamma: Erlang with any number of stages.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

TEST(GammaLaw, IsErlangsWhereTheNumberOfStagesIsWhole) {
  const Sampler gamma = law(R"({"kind": "gamma", "mean": "8 s", "cv": 0.5})");
  const Sampler erlang = law(R"({"kind": "erlang", "mean": "8 s", "stages": 4})");
  for (const double x : {1.0, 4.0, 8.0, 20.0}) EXPECT_NEAR(gamma.cdf(x), erlang.cdf(x), 1e-14);
}

TEST(GammaLaw, TakesACvAboveOne) {
  EXPECT_NEAR(law(R"({"kind": "gamma", "mean": "8 s", "cv": 2.5})").cv(), 2.5, 1e-12);
}

}  // namespace
}  // namespace windtunnel
