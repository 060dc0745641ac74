// The closed list of metrics, their limits and how their values are written.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "models/expect/metrics.hpp"

namespace windtunnel {
namespace {

using Limit = Either<double, std::string>;

Limit bare(double value) {
  Limit limit;
  limit.emplace_first() = value;
  return limit;
}
Limit written(const std::string& value) {
  Limit limit;
  limit.emplace_second() = value;
  return limit;
}
const Metric& metric(std::string_view name) {
  const Metric* found = find_metric(name);
  EXPECT_NE(found, nullptr) << name;
  return *found;
}

TEST(Metrics, HaveEachANameOfTheirOwnAMeaningAndADenominator) {
  std::set<std::string_view> names;
  for (const Metric& each : all_metrics()) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_EQ(each.meaning.back(), '.') << each.name;
    EXPECT_FALSE(each.counts.empty()) << each.name;
    EXPECT_FALSE(unit_name(each.unit).empty()) << each.name;
    EXPECT_FALSE(scope_name(each.scope).empty()) << each.name;
    EXPECT_FALSE(estimator_name(each.estimator).empty()) << each.name;
    EXPECT_EQ(find_metric(each.name), &each);
  }
  EXPECT_EQ(metric_names().size(), all_metrics().size());
  EXPECT_EQ(find_metric("latency_p98"), nullptr);
}

TEST(Metrics, HaveAQuantileWhereTheyAreOne) {
  for (const Metric& each : all_metrics()) {
    EXPECT_EQ(each.estimator == Estimator::kQuantile, each.quantile > 0) << each.name;
    EXPECT_EQ(each.estimator == Estimator::kProportion,
              each.unit == MetricUnit::kShare && each.name.find("utilisation") == std::string_view::npos &&
                  each.name.find("_up_share") == std::string_view::npos &&
                  each.name.find("_worst") == std::string_view::npos)
        << each.name;
  }
  EXPECT_EQ(metric("latency_p99").quantile, 0.99);
  EXPECT_EQ(metric("latency_p999").quantile, 0.999);
  EXPECT_EQ(metric("latency_all_p50").quantile, 0.5);
}

TEST(Metrics, KnowWhichWayIsBetter) {
  for (const char* name : {"availability", "goodput", "replicas_up_mean", "enough_up_share"})
    EXPECT_FALSE(metric(name).lower_is_better) << name;
  for (const char* name : {"latency_p99", "cost_per_month", "rejected_share", "time_to_recover"})
    EXPECT_TRUE(metric(name).lower_is_better) << name;
}

TEST(Limits, AreInTheMetricsUnit) {
  EXPECT_DOUBLE_EQ(*read_limit(metric("latency_p99"), written("800 ms")).value, 0.8);
  EXPECT_DOUBLE_EQ(*read_limit(metric("availability"), bare(0.999)).value, 0.999);
  EXPECT_DOUBLE_EQ(*read_limit(metric("goodput"), written("90 /min")).value, 1.5);
  EXPECT_DOUBLE_EQ(*read_limit(metric("cost_per_month"), written("4500 USD")).value, 4500);
  EXPECT_DOUBLE_EQ(*read_limit(metric("queue_length_mean"), bare(12.5)).value, 12.5);
}

TEST(Limits, AreProblemsInAnotherUnit) {
  const std::vector<std::pair<std::string_view, Limit>> kWrong = {{"latency_p99", bare(0.8)},
                                                                  {"latency_p99", written("800 /s")},
                                                                  {"latency_p99", written("fast")},
                                                                  {"availability", written("99.9 %")},
                                                                  {"availability", bare(99.9)},
                                                                  {"availability", bare(-0.1)},
                                                                  {"goodput", bare(12)},
                                                                  {"goodput", written("12 ms")},
                                                                  {"cost_per_month", bare(4500)},
                                                                  {"cost_per_month", written("4500 EUR")},
                                                                  {"queue_length_mean", written("12 ms")}};
  for (const auto& [name, limit] : kWrong) {
    EXPECT_FALSE(read_limit(metric(name), limit).value.has_value()) << name;
    EXPECT_FALSE(read_limit(metric(name), limit).expected.empty()) << name;
  }
}

TEST(Values, AreWrittenAsPeopleReadThem) {
  EXPECT_EQ(show(metric("latency_p99"), 0.412), "412 ms");
  EXPECT_EQ(show(metric("goodput"), 200), "200 /s");
  EXPECT_EQ(show(metric("queue_length_mean"), 1.63333), "1.633");
  EXPECT_EQ(show(metric("cost_per_month"), 4512.3), "4,512.30 USD");
  EXPECT_EQ(show(metric("latency_p99"), std::nan("")), "-");
}

// Nines: the distance to 1 decides.
TEST(Values, KeepTheNinesThatTellSharesApart) {
  EXPECT_EQ(show(metric("availability"), 0.5), "50.0%");
  EXPECT_EQ(show(metric("availability"), 0.95), "95.00%");
  EXPECT_EQ(show(metric("availability"), 0.99931), "99.931%");
  EXPECT_EQ(show(metric("availability"), 0.999931), "99.9931%");
  EXPECT_EQ(show(metric("availability"), 1), "100.0%");
  EXPECT_EQ(show(metric("rejected_share"), 0.00042), "0.042%");
}

TEST(Values, HaveIntervals) {
  EXPECT_EQ(show_interval(metric("availability"), 0.99954, 0.99972), "[99.954%, 99.972%]");
  EXPECT_EQ(show_interval(metric("latency_p99"), 0.655, 0.665), "[655 ms, 665 ms]");
  EXPECT_EQ(show_interval(metric("cost_per_month"), 4400.2, 4512.3), "[4,400, 4,512] USD");
  EXPECT_EQ(show_with_half(metric("goodput"), 8.08, 0.05), "8.08 +-0.05 /s");
  EXPECT_EQ(show_with_half(metric("latency_mean"), 0.4, 0.012), "400 ms +-12 ms");
}

}  // namespace
}  // namespace windtunnel
