// Weibull: exponential at shape 1; 63% below the scale.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

TEST(WeibullLaw, HasTheSameShareBelowItsScaleForEveryShape) {
  for (const char* shape : {"0.5", "1", "3"}) {
    const std::string json = std::string(R"({"kind": "weibull", "scale": "2 s", "shape": )") + shape + "}";
    EXPECT_NEAR(law(json).cdf(2), 1 - std::exp(-1.0), 1e-14) << shape;
  }
}

TEST(WeibullLaw, IsExponentialAtShapeOne) {
  EXPECT_NEAR(law(R"({"kind": "weibull", "scale": "2 s", "shape": 1})").mean(), 2, 1e-14);
  EXPECT_NEAR(law(R"({"kind": "weibull", "mean": "2 s", "cv": 1})").cdf(3), 1 - std::exp(-1.5), 1e-9);
}

}  // namespace
}  // namespace windtunnel
