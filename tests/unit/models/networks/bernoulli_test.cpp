// The laws of loss by the names that a scenario calls them by.
#include "models/networks/loss_model.hpp"

#include "tests/unit/models/networks/networks.hpp"

namespace windtunnel {
namespace {

LossLaw law(const std::string& json) { return choice<LossModel>(networks(), json).make(); }

TEST(Bernoulli, IsWhatABareNumberMeans) {
  EXPECT_DOUBLE_EQ(law("0.25").mean(), 0.25);
  EXPECT_DOUBLE_EQ(law(R"({"kind": "bernoulli", "probability": 0.25})").mean(), 0.25);
  EXPECT_EQ(law("0.25").to_bad, 0) << "it never leaves its one state";
}

// 0.02 / (0.02 + 0.08) = 0.2 of the time bad: 0.8 x 0.01 + 0.2 x 0.5 = 0.108.
TEST(GilbertElliott, LosesByItsState) {
  const LossLaw bursts =
      law(R"({"kind": "gilbert_elliott", "to_bad": 0.02, "to_good": 0.08, "in_good": 0.01, "in_bad": 0.5})");
  EXPECT_DOUBLE_EQ(bursts.share_bad(), 0.2);
  EXPECT_DOUBLE_EQ(bursts.mean(), 0.108);
}

TEST(GilbertElliott, LosesAllInABadSpellWhenNothingElseIsSaid) {
  EXPECT_DOUBLE_EQ(law(R"({"kind": "gilbert_elliott", "to_bad": 0.02, "to_good": 0.08})").mean(), 0.2);
}

}  // namespace
}  // namespace windtunnel
