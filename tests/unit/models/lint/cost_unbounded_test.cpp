// Prices, and nothing that is expected of the bill.
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

constexpr const char* kPriced = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s", "replications": 4},
  "places": {"provider": "gcp", "regions": {"us-central1": ["a", "b"]}},
  "network": {"kind": "constant", "latency": "0.4 ms"},
  "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web"]}},
  "tiers": {"web": {"replicas": 2, "instance": "e2-standard-2", "service": {"kind": "exponential", "mean": "5 ms"}}},
  "costs": {"instances": "catalog:gcp/instances/2026-07-30", "traffic": "catalog:gcp/traffic/2026-07-30"},
  "expect": {"up": {"metric": "availability", "at_least": 0.9}}
})";
const std::vector<std::string> kBounded = {
    R"(expect.affordable={"metric": "cost_per_month", "at_most": "150 USD"})"};

TEST(CostUnbounded, IsWarnedOfWhereThereArePricesAndNoLimit) {
  const auto warnings = said("cost_unbounded", kPriced);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "costs");
  EXPECT_EQ(warnings[0].where.line, 8);
}

TEST(CostUnbounded, IsNotSaidWhereSomebodyLimitsACostOrNobodyNamesPrices) {
  EXPECT_TRUE(said("cost_unbounded", kPriced, kBounded).empty());
  EXPECT_TRUE(said("cost_unbounded", kPriced, {"costs=null", "tiers.web.cores=2"}).empty());
}

TEST(CostUnbounded, IsNotHealedByALowerLimitOrOneThatIsOff) {
  EXPECT_EQ(
      said("cost_unbounded", kPriced, {R"(expect.dear={"metric": "cost_per_month", "at_least": "1 USD"})"})
          .size(),
      1u);
  EXPECT_EQ(said("cost_unbounded", kPriced,
                 {R"(expect.off={"metric": "cost_per_month", "at_most": "1 USD", "enabled": false})"})
                .size(),
            1u);
}

TEST(CostUnbounded, IsShownByABillThatGrowsWhileAllExpectationsHold) {
  const Experiment experiment = said("cost_unbounded", kPriced)[0].finding.experiment;
  EXPECT_EQ(experiment.sets, std::vector<std::string>{"tiers.web.replicas=4"});
  EXPECT_EQ(compared(kPriced, experiment, "cost_per_month").verdict, Compared::kWorse);
  const auto verdicts = [&](std::vector<std::string> sets) {
    sets.insert(sets.end(), experiment.sets.begin(), experiment.sets.end());
    std::string words;
    for (const ExpectationAnswer& each : flown(load_text(kPriced, sets)).expectations)
      words += each.name + " " + word(each.judgement.verdict) + "; ";
    return words;
  };
  EXPECT_EQ(verdicts({}), "up holds; ");
  // Two of them are 97.84 USD (0.0670 USD/h x 730 h x 2), four twice that.
  EXPECT_EQ(verdicts(kBounded), "up holds; affordable fails; ");
}

TEST(CostUnbounded, DoublesWhateverCountsTheReplicas) {
  EXPECT_EQ(
      said("cost_unbounded", kPriced, {"tiers.web.replicas=null", "tiers.web.each_region.replicas=3"})[0]
          .finding.experiment.sets,
      std::vector<std::string>{"tiers.web.each_region.replicas=6"});
  EXPECT_EQ(
      said("cost_unbounded", kPriced, {R"(tiers.web.replicas={"us-central1/a": 1, "us-central1/b": 2})"})[0]
          .finding.experiment.sets,
      (std::vector<std::string>{"tiers.web.replicas.us-central1/a=2", "tiers.web.replicas.us-central1/b=4"}));
}

}  // namespace
}  // namespace windtunnel
