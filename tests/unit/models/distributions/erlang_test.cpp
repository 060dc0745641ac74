// Erlang: cv 1 / sqrt(stages), by stages or by cv.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

TEST(ErlangLaw, IsTheSameByStagesOrByCv) {
  const Sampler stages = law(R"({"kind": "erlang", "stages": 4, "mean": "8 ms"})");
  const Sampler cv = law(R"({"kind": "erlang", "cv": 0.5, "mean": "8 ms"})");
  EXPECT_NEAR(stages.cv(), 0.5, 1e-14);
  Rng a = Rng::stream(1, "erlang"), b = a;
  EXPECT_EQ(stages(a), cv(b));
}

// Two stages of mean 1: P(X <= 3) = 1 - e^-3 (1 + 3).
TEST(ErlangLaw, HasTheCdfOfASumOfExponentials) {
  EXPECT_NEAR(law(R"({"kind": "erlang", "stages": 2, "mean": "2 s"})").cdf(3), 1 - 4 * std::exp(-3.0), 1e-14);
}

}  // namespace
}  // namespace windtunnel
