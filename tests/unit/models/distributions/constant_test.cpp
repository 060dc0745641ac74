// Constant: no variation, and the short form.
#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

TEST(ConstantLaw, HasNoVariationAndUsesNoRandomNumbers) {
  const Sampler five = law(R"({"kind": "constant", "value": "5 ms"})");
  Rng rng = Rng::stream(1, "constant"), untouched = rng;
  EXPECT_EQ(five(rng), 0.005);
  EXPECT_EQ(rng.next(), untouched.next());
  EXPECT_EQ(five.cv(), 0);
}

TEST(ConstantLaw, IsWhatABareQuantityMeans) {
  EXPECT_EQ(law(R"("250 us")").mean(), 0.00025);
  EXPECT_NE(problems_of("5"), "");
}

}  // namespace
}  // namespace windtunnel
