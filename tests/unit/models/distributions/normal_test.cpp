// Normal: cut off at zero for durations, refused where that would matter.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

TEST(NormalLaw, OfADurationIsNeverNegative) {
  const Sampler x = law(R"({"kind": "normal", "mean": "10 ms", "deviation": "3.2 ms"})");
  EXPECT_EQ(x.min(), 0);
  EXPECT_EQ(x.cdf(-1e-9), 0);
}

TEST(NormalLaw, IsRefusedWhereMoreThanOneInAThousandWouldBeNegative) {
  // -3.0902 deviations have 0.001 below them: cv 1 / 3.0902 = 0.3236.
  EXPECT_EQ(problems_of(R"({"kind": "normal", "mean": "10 ms", "cv": 0.3235})"), "");
  EXPECT_NE(problems_of(R"({"kind": "normal", "mean": "10 ms", "cv": 0.3237})"), "");
}

TEST(NormalLaw, OfANumberMayBeNegative) {
  const Sampler x =
      choice<NumberDistribution>(laws(), R"({"kind": "normal", "mean": 0, "deviation": 1})").make();
  EXPECT_NEAR(x.quantile(0.025), -1.959963984540054, 1e-14);
}

}  // namespace
}  // namespace windtunnel
