// Baselines as text and back.
#include "sim/gate/baseline.hpp"

#include "sim/gate/flying.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

constexpr const char* kQueue = R"({"windtunnel": 1, "run": {"lasts": "30 s", "replications": 8},
  "workload": {"users": {"kind": "open", "rate": "50 /s", "path": ["web"]}},
  "tiers": {"web": {"replicas": 1, "service": {"kind": "exponential", "mean": "10 ms"}}},
  "expect": {"mean": {"metric": "latency_mean", "at_most": "1 s"}}})";

Baseline kept() {
  FlownScenario flown(std::make_shared<const Loaded>(load_text(kQueue)));
  std::int64_t count = 0;
  EXPECT_EQ(fly_missing({{&flown, 8}}, {}, count), FlyingEnd::kAllLanded);
  EXPECT_EQ(count, 8);
  return baseline_of(flown, 8);
}

TEST(Baseline, SaysTheSameAfterItWasWrittenAndRead) {
  const Baseline made = kept();
  const std::string text = baseline_text(made);
  std::string problem;
  const auto read = read_baseline(text, problem);
  ASSERT_TRUE(read) << problem;
  EXPECT_EQ(baseline_text(*read), text);
  EXPECT_EQ(read->design, made.design);
  ASSERT_NE(read->find("latency_mean", "-"), nullptr);
  EXPECT_NE(read->find("utilisation", "tier=web"), nullptr);
  EXPECT_EQ(read->find("latency_mean", "tier=web"), nullptr);
}

// Three digits of the half width: of 0.0199 +- 0.000812 the grid is 0.000001.
TEST(Baseline, RoundsNumbersToTheirInterval) {
  const Baseline baseline = kept();
  const KeptFigure* mean = baseline.find("latency_mean", "-");
  ASSERT_NE(mean, nullptr);
  const double half = (mean->mean.high - mean->mean.low) / 2;
  double grid = 1;
  while (grid > half / 99.9) grid /= 10;  // so that half is from 100 to 1000 steps
  for (const double value : {mean->mean.value, mean->mean.low, mean->mean.high})
    EXPECT_NEAR(value / grid, std::round(value / grid), 1e-6) << value;
}

TEST(Baseline, KeepsMoneyToTheCentWhereNothingVaries) {
  Baseline baseline = kept();
  baseline.figures = {{"cost_per_month", "-", {613.2, 613.2, 613.2, 30}}};
  EXPECT_NE(baseline_text(baseline).find("cost_per_month - 613.2 613.2 613.2 30\n"), std::string::npos);
}

TEST(Baseline, ThatIsNoneSaysItsLine) {
  const std::string good = baseline_text(kept());
  const auto why = [](const std::string& text) {
    std::string problem;
    EXPECT_FALSE(read_baseline(text, problem)) << text;
    return problem;
  };
  EXPECT_TRUE(why("").starts_with("it is cut short"));
  EXPECT_TRUE(why("windtunnel baseline 9\n" + good).starts_with("line 1: found \"windtunnel baseline 9\""));
  EXPECT_TRUE(why(good.substr(0, good.find("design"))).starts_with("it is cut short"));
  std::string odd = good;
  odd.replace(odd.find("latency_mean"), 12, "latency_maen");
  EXPECT_NE(why(odd).find("latency_maen"), std::string::npos);
  std::string upside_down = good;
  const std::size_t at = upside_down.find("latency_mean - ");
  upside_down.replace(at, upside_down.find('\n', at) - at, "latency_mean - 2 3 1 8");
  EXPECT_NE(why(upside_down).find("latency_mean - 2 3 1"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
