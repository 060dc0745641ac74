// Four ways to write an expectation, and what each asks.
#include "models/expect/asked.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace windtunnel {
namespace {

ExpectFields::LimitField bare(double value) {
  Either<double, std::string> limit;
  limit.emplace_first() = value;
  return limit;
}

TEST(AskedFigure, LimitIsOfTheEstimate) {
  ExpectFields fields;
  fields.metric = "availability";
  fields.at_least = bare(0.99);
  const AskedFigure asked = asked_of(fields);
  EXPECT_EQ(asked.metric->name, "availability");
  EXPECT_EQ(asked.side, Side::kAtLeast);
  EXPECT_EQ(asked.limit, 0.99);
  EXPECT_FALSE(asked.every_run);
}

TEST(AskedFigure, NeverIsOfEveryRun) {
  ExpectFields below, above;
  below.metric = "availability_worst", below.never_below = bare(0.5);
  above.metric = "in_system_peak", above.never_above = bare(40);
  EXPECT_TRUE(asked_of(below).every_run);
  EXPECT_EQ(asked_of(below).side, Side::kAtLeast);
  EXPECT_EQ(asked_of(below).limit, 0.5);
  EXPECT_TRUE(asked_of(above).every_run);
  EXPECT_EQ(asked_of(above).side, Side::kAtMost);
  EXPECT_EQ(asked_of(above).limit, 40);
}

TEST(AskedFigure, RecoveryIsOfTheMetricThatTimesIt) {
  const std::vector<std::string> timed = recovering_metric_names();
  EXPECT_EQ(timed, (std::vector<std::string>{"availability", "goodput", "latency_mean"}));
  for (const std::string& name : timed) {
    ExpectFields fields;
    fields.metric = name;
    fields.recovers_within = Duration::from_seconds(30);
    const AskedFigure asked = asked_of(fields);
    EXPECT_EQ(asked.metric->scope, MetricScope::kFault) << name;
    EXPECT_EQ(asked.side, Side::kAtMost);
    EXPECT_EQ(asked.limit, 30);
    EXPECT_FALSE(asked.every_run);
  }
  ExpectFields quantile;
  quantile.metric = "latency_p99";
  quantile.recovers_within = Duration::from_seconds(30);
  EXPECT_EQ(metric_of(quantile), nullptr);
}

// What is kept is kept in a share of 1 of a run; of what is lost there are 0.
TEST(AskedFigure, VerdictIsKeptByEveryRun) {
  for (const std::string& name : verdict_names()) {
    ExpectFields fields;
    fields.verdict = name;
    const AskedFigure asked = asked_of(fields);
    EXPECT_EQ(asked.metric->scope, MetricScope::kStore) << name;
    EXPECT_TRUE(asked.every_run) << name;
    const bool loses = name == "lost_acknowledged_writes";
    EXPECT_EQ(asked.side, loses ? Side::kAtMost : Side::kAtLeast) << name;
    EXPECT_EQ(asked.limit, loses ? 0 : 1) << name;
  }
}

}  // namespace
}  // namespace windtunnel
