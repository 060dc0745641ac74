// Lognormal: sigma from two quantiles, and a law from the literature.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// B-SITW-FITS: execution times of Azure Functions, lognormal with mu = -0.38 and sigma = 2.36 (seconds):
// median 0.684, P(X < 1 s) = 0.564, p90 14.08, mean 11.08. The p90 is e^(-0.38 + 2.36 * 1.2816).
TEST(LognormalLaw, GivesBackTheLawOfAzureFunctions) {
  const Sampler law =
      choice<Distribution>(laws(), R"({"kind": "lognormal", "p50": "0.683861409 s", "p90": "14.07876 s"})")
          .make();
  EXPECT_NEAR(law.cdf(1), 0.564, 0.001);
  EXPECT_NEAR(law.cdf(60), 0.971, 0.001);
  EXPECT_NEAR(law.mean(), 11.08, 0.02);
}

// sigma = ln(p99 / p50) / 2.3263 = ln(40 / 6) / 2.3263 = 0.81549; cv = sqrt(e^(sigma^2) - 1) = 0.9714.
TEST(LognormalLaw, IsKnownByP50AndP99) {
  const double sigma = std::log(40.0 / 6) / 2.3263478740408408;
  EXPECT_NEAR(law(R"({"kind": "lognormal", "p50": "6 ms", "p99": "40 ms"})").cv(),
              std::sqrt(std::exp(sigma * sigma) - 1), 1e-12);
}

TEST(LognormalLaw, WithEqualQuantilesIsConstant) {
  EXPECT_TRUE(law(R"({"kind": "lognormal", "p50": "6 ms", "p99": "6 ms"})").is_constant());
}

}  // namespace
}  // namespace windtunnel
