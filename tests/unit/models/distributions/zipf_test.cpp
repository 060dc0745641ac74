// Zipf: ranks of numbers only, probabilities as the law says.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// Harmonic number of 3 is 11/6: ranks 1, 2, 3 have 6/11, 3/11, 2/11.
TEST(ZipfLaw, FallsByThePowerOfTheRank) {
  const Sampler x =
      choice<NumberDistribution>(laws(), R"({"kind": "zipf", "count": 3, "exponent": 1})").make();
  EXPECT_NEAR(x.cdf(1), 6.0 / 11, 1e-15);
  EXPECT_NEAR(x.cdf(2.5), 9.0 / 11, 1e-15);
  EXPECT_EQ(x.cdf(3), 1);
}

TEST(ZipfLaw, IsNoLawOfDurations) {
  EXPECT_NE(problems_of(R"({"kind": "zipf", "count": 3})").find("WT012"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
