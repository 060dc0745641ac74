// The rows of an answer: each figure once, found by its names, and in agreement with the others.
#include <cmath>

#include "tests/unit/sim/study/studies.hpp"

namespace windtunnel {
namespace {

const Metric& metric(const char* name) { return *find_metric(name); }

TEST(Rows, AreEachThereOnce) {
  const Loaded loaded = load();
  const std::vector<RowKey> rows = all_rows(loaded.flight);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = i + 1; j < rows.size(); ++j)
      ASSERT_FALSE(rows[i] == rows[j]) << rows[i].metric->name;
}

// Of requests: (all and 2 phases) x (all and 2 classes) x (all and 2 regions) = 27; of the only tier 3 x 3 =
// 9, or 3 where the question is about the whole tier; of the fault and the bill 1.
TEST(Rows, CoverEverySelection) {
  const Loaded loaded = load();
  const auto count = [rows = all_rows(loaded.flight)](const char* name) {
    int n = 0;
    for (const RowKey& row : rows) n += row.metric->name == std::string_view(name) ? 1 : 0;
    return n;
  };
  EXPECT_EQ(count("availability"), 27);
  EXPECT_EQ(count("utilisation"), 9);
  EXPECT_EQ(count("enough_up_share"), 3);
  EXPECT_EQ(count("time_to_recover"), 1);
  EXPECT_EQ(count("time_to_recover_goodput"), 1);
  EXPECT_EQ(count("availability_worst"), 9);  // the timeline knows no classes
  EXPECT_EQ(count("cost_per_month"), 1);
}

TEST(Rows, AreFoundByTheirNames) {
  const Loaded loaded = load();
  Selector of;
  of.phase = "late", of.request_class = "buy", of.region = "europe-west1";
  const auto key = row_of(loaded.flight, metric("availability"), of);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(phase_name(loaded.flight, *key), "late");
  EXPECT_EQ(class_name(loaded.flight, *key), "buy");
  EXPECT_EQ(region_name(loaded.flight, *key), "europe-west1");
  EXPECT_EQ(tier_name(loaded.flight, *key), "");
  of.region = "asia-east1";
  EXPECT_FALSE(row_of(loaded.flight, metric("availability"), of).has_value());
}

struct Flown {
  Loaded loaded = load();
  std::vector<RowKey> rows = all_rows(loaded.flight);
  Campaign campaign = flown(loaded, 1);

  RowValue value(const char* name, const Selector& of = {}) const {
    const auto key = row_of(loaded.flight, metric(name), of);
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (key && rows[i] == *key) return campaign.replications[0].values[i];
    ADD_FAILURE() << name;
    return {};
  }
};

TEST(Rows, OfPhasesAndClassesAddUpToTheWhole) {
  const Flown run;
  const RowValue whole = run.value("availability");
  RowValue by_phase, by_class, by_region;
  const auto add = [](RowValue& sum, const RowValue& part) {
    sum.good += part.good, sum.total += part.total;
  };
  for (const char* phase : {"early", "late"})
    add(by_phase,
        run.value("availability",
                  {.phase = phase, .request_class = {}, .region = {}, .tier = {}, .fault = {}, .side = {}}));
  for (const char* name : {"browse", "buy"})
    add(by_class,
        run.value("availability",
                  {.phase = {}, .request_class = name, .region = {}, .tier = {}, .fault = {}, .side = {}}));
  for (const char* region : {"us-central1", "europe-west1"})
    add(by_region,
        run.value("availability",
                  {.phase = {}, .request_class = {}, .region = region, .tier = {}, .fault = {}, .side = {}}));
  for (const RowValue& sum : {by_phase, by_class, by_region}) {
    EXPECT_EQ(sum.good, whole.good);
    EXPECT_EQ(sum.total, whole.total);
  }
  EXPECT_GT(whole.total, 1500);
}

TEST(Rows, HaveSharesThatAddUpToOne) {
  const Flown run;
  EXPECT_NEAR(run.value("availability").value + run.value("timed_out_share").value +
                  run.value("rejected_share").value + run.value("refused_share").value,
              1, 1e-12);
}

TEST(Rows, KeepLittlesLawInTheTier) {
  const Flown run;
  const Selector web{.phase = {}, .request_class = {}, .region = {}, .tier = "web", .fault = {}, .side = {}};
  const double let_in = run.value("visit_rate", web).value * (1 - run.value("blocked_share", web).value);
  EXPECT_NEAR(run.value("in_system_mean", web).value, let_in * run.value("tier_time_mean", web).value, 0.02);
}

// web-1 is down for 10 s, and what it takes to notice, of 50 s: three of four replicas, then.
TEST(Rows, SeeAReplicaThatIsDown) {
  const Flown run;
  const Selector late{
      .phase = "late", .request_class = {}, .region = {}, .tier = "web", .fault = {}, .side = {}};
  const Selector early{
      .phase = "early", .request_class = {}, .region = {}, .tier = "web", .fault = {}, .side = {}};
  EXPECT_DOUBLE_EQ(run.value("replicas_up_mean", early).value, 4);
  EXPECT_NEAR(run.value("replicas_up_mean", late).value, 4 - 10.0 / 30, 1e-9);
  EXPECT_NEAR(run.value("all_up_share", late).value, 1 - 10.0 / 30, 1e-9);
  EXPECT_DOUBLE_EQ(run.value("enough_up_share", late).value, 1);
}

TEST(Rows, AreNoNumberWhereNothingHappened) {
  const Loaded loaded = load(kShop, {"workload.shoppers.classes.buy.share=0"});
  const Campaign campaign = flown(loaded, 1);
  Selector of;
  of.request_class = "buy";
  const auto key = row_of(loaded.flight, metric("latency_mean"), of);
  for (std::size_t i = 0; i < campaign.rows.size(); ++i)
    if (campaign.rows[i] == *key) {
      EXPECT_TRUE(std::isnan(campaign.replications[0].values[i].value));
      EXPECT_EQ(answered(loaded, campaign).rows[i].estimate.lack, Lack::kTooFew);
    }
}

}  // namespace
}  // namespace windtunnel
