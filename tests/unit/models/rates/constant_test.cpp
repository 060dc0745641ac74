// The constant rate spaces requests evenly and says that it is constant.
#include "tests/unit/models/rates/rates.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(ConstantRate, SpacesRequestsEvenlyWhenGapsAreEqual) {
  EXPECT_EQ(moments(rate_law(R"("4 /s")"), 1, 4),
            (std::vector<Time>{Time() + 250_ms, Time() + 500_ms, Time() + 750_ms, Time() + 1_s}));
}

TEST(ConstantRate, SaysThatItIsConstant) {
  const RateLaw law = rate_law(R"({"kind": "constant", "value": "90 /min"})");
  EXPECT_TRUE(law.constant);
  EXPECT_EQ(law.peak_per_second, 1.5);
  EXPECT_EQ(law.mean_per_second(Time() + 3_h, Time() + 4_h), 1.5);
}

TEST(ConstantRate, IsTheOnlyOneThatDoes) {
  EXPECT_FALSE(rate_law(R"({"kind": "diurnal", "mean": "5 /s", "amplitude": 0})").constant);
  EXPECT_FALSE(rate_law(R"({"kind": "series", "shape": "catalog:test/steps"})").constant);
}

}  // namespace
}  // namespace windtunnel
