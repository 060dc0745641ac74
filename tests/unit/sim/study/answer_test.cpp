// The answer: verdicts, what saturates, where time goes, and what the exit says.
#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"
#include "sim/study/row_estimates.hpp"
#include "tests/unit/sim/study/studies.hpp"

namespace windtunnel {
namespace {

Answer fine() {
  Answer answer;
  answer.replications = 3;
  answer.audits.push_back(Audit{"conservation", true, ""});
  return answer;
}
ExpectationAnswer expectation(Expected verdict) {
  ExpectationAnswer made;
  made.judgement.verdict = verdict;
  return made;
}

// Each way an answer can be grave, alone; the order is 6 5 130 4 1 3.
TEST(ExitCode, SaysWhatIsGravest) {
  const std::vector<std::pair<int, void (*)(Answer&)>> kGravest = {
      {6,
       [](Answer& a) {
         a.broken_promise = true;
         a.failures.push_back("CHECK");
       }},
      {5, [](Answer& a) { a.failures.push_back("too many events"); }},
      {130, [](Answer& a) { a.interrupted = true; }},
      {4,
       [](Answer& a) {
         a.audits.push_back(Audit{"Little's law", false, "off"});
       }},
      {1, [](Answer& a) { a.expectations.push_back(expectation(Expected::kFails)); }},
      {3, [](Answer& a) { a.expectations.push_back(expectation(Expected::kUndecided)); }},
  };
  EXPECT_EQ(exit_code(fine()), 0);
  for (std::size_t i = 0; i < kGravest.size(); ++i) {
    Answer alone = fine();
    kGravest[i].second(alone);
    EXPECT_EQ(exit_code(alone), kGravest[i].first);
    for (std::size_t j = i + 1; j < kGravest.size(); ++j) {
      Answer both = fine();
      kGravest[j].second(both);
      kGravest[i].second(both);
      EXPECT_EQ(exit_code(both), kGravest[i].first) << "over " << kGravest[j].first;
    }
  }
}

TEST(ExitCode, IsFineWhenAllHoldsOrTimeIsUp) {
  Answer answer = fine();
  answer.expectations.push_back(expectation(Expected::kHolds));
  answer.out_of_budget = true;
  EXPECT_EQ(exit_code(answer), 0);
  EXPECT_EQ(overall_verdict(answer), "holds");
}

TEST(ExitCode, CouldNotRunWithoutAReplication) {
  Answer nothing;
  EXPECT_EQ(exit_code(nothing), 5);
  nothing.interrupted = true;
  EXPECT_EQ(exit_code(nothing), 130);
}

TEST(OverallVerdict, IsTheWorstOfItsExpectations) {
  Answer answer = fine();
  EXPECT_EQ(overall_verdict(answer), "none");
  answer.expectations = {expectation(Expected::kHolds), expectation(Expected::kUndecided)};
  EXPECT_EQ(overall_verdict(answer), "undecided");
  answer.expectations.push_back(expectation(Expected::kFails));
  EXPECT_EQ(overall_verdict(answer), "fails");
}

RowKey row(const char* metric) { return RowKey{find_metric(metric), {}, {}, {}, {}, {}}; }

TEST(EstimateRow, NeedsNoIntervalWhereThereIsNoChance) {
  const Estimate same = estimate_row(row("cost_per_month"), {{12.5, 0, 1}, {12.5, 0, 1}, {12.5, 0, 1}}, 1);
  EXPECT_EQ(same.value, 12.5);
  EXPECT_EQ(same.low, 12.5);
  EXPECT_EQ(same.high, 12.5);
}

TEST(EstimateRow, IsNeverBelowZero) {
  const Estimate estimate =
      estimate_row(row("queue_length_mean"), {{0, 0, 1}, {0.001, 0, 1}, {0.1, 0, 1}}, 1);
  ASSERT_TRUE(estimate.has_interval());
  EXPECT_EQ(estimate.low, 0);
  EXPECT_GT(estimate.high, 0.1);
}

TEST(EstimateRow, SaysTooFewWhereNothingHappened) {
  EXPECT_EQ(estimate_row(row("latency_p99"), {}, 1).lack, Lack::kTooFew);
  EXPECT_EQ(estimate_row(row("latency_mean"), {{std::nan(""), 0, 0}, {std::nan(""), 0, 0}}, 1).lack,
            Lack::kTooFew);
  EXPECT_EQ(estimate_row(row("latency_mean"), {{1, 0, 9}, {std::nan(""), 0, 0}}, 1).lack, Lack::kTooFew);
}

// No failure seen is no proof that none happens: a bound from below, under 1.
TEST(EstimateRow, IsHonestAboutZeroFailures) {
  const Estimate estimate =
      estimate_row(row("availability"), {{1, 1000, 1000}, {1, 1000, 1000}, {1, 1000, 1000}}, 1);
  EXPECT_LT(estimate.low, 1);
  EXPECT_GT(estimate.low, 0.99);
}

TEST(Answer, JudgesItsExpectations) {
  const Loaded loaded =
      load(kShop, {R"(expect={"fails": {"metric": "latency_mean", "phase": "early", "at_most": "20 ms"},
      "holds": {"metric": "latency_mean", "at_most": "10 s"}, "bill": {"metric": "cost_per_month", "at_least": "1 USD"}})"});
  const Campaign campaign = flown(loaded, 5);
  const Answer answer = answered(loaded, campaign);
  ASSERT_EQ(answer.expectations.size(), 4u);
  for (const ExpectationAnswer& each : answer.expectations) {
    if (each.name == "holds" || each.name == "bill" || each.name == "mostly_fine") {
      EXPECT_EQ(each.judgement.verdict, Expected::kHolds) << each.name;
    }
    if (each.name == "fails") {
      EXPECT_EQ(each.judgement.verdict, Expected::kFails);
    }
  }
  EXPECT_EQ(exit_code(answer), 1);
}

// 40 /s of 30 ms over four replicas are 0.3 busy: nowhere near. At 160 /s they would be 1.2: a queue that is
// not bounded grows to the end, and no average is given.
TEST(Answer, GivesNoAverageOfAQueueThatGrows) {
  const std::vector<std::string> overload = {
      "workload.shoppers.rate=160 /s",
      "tiers.web.queue=null",
      R"(tiers.web.balancer={"kind": "round_robin", "prefer": "none"})",
      "workload.shoppers.deadline=1000 s",
      "faults=null",
      "phases=null",
      R"(expect={"mostly_fine": {"metric": "latency_mean", "phase": null, "at_least": null, "at_most": "1 s"}})"};
  const Loaded loaded = load(kShop, overload);
  const Answer answer = answered(loaded, flown(loaded, 3));
  ASSERT_EQ(answer.tiers.size(), 1u);
  EXPECT_TRUE(answer.tiers[0].saturated);
  EXPECT_FALSE(answer.tiers[0].why.empty());
  EXPECT_EQ(answer.find(row("latency_mean"))->estimate.lack, Lack::kSaturated);
  EXPECT_NE(answer.find(row("goodput"))->estimate.lack, Lack::kSaturated);
  EXPECT_EQ(answer.expectations[0].judgement.verdict, Expected::kUndecided);
  EXPECT_EQ(exit_code(answer), 3);

  const Loaded calm = load();
  EXPECT_FALSE(answered(calm, flown(calm, 3)).tiers[0].saturated);
}

TEST(Answer, SaysWhereTheTimeGoes) {
  const Loaded loaded = load();
  const Answer answer = answered(loaded, flown(loaded));
  ASSERT_EQ(answer.time.size(), 3u);
  EXPECT_EQ(answer.time[0].part, "network");
  EXPECT_EQ(answer.time[1].part, "web queue");
  EXPECT_EQ(answer.time[2].part, "web service");
  double sum = 0;
  for (const TimeShare& share : answer.time) {
    EXPECT_GE(share.mean_s, 0) << share.part;
    sum += share.mean_s;
  }
  // No retries, no backoff: the parts are all of the mean latency.
  EXPECT_NEAR(sum, answer.find(row("latency_mean"))->estimate.value, 0.002);
  EXPECT_NEAR(answer.time[2].mean_s, 0.03, 0.003);
}

TEST(Answer, IsTheSameForTheSameCampaign) {
  const Loaded loaded = load();
  const Campaign campaign = flown(loaded);
  EXPECT_EQ(summary(loaded, answered(loaded, campaign), 1).to_json(),
            summary(loaded, answered(loaded, campaign), 1).to_json());
}

// The same figure, asked of the mean and of every run: a limit between the worst run and the mean tells them
// apart.
TEST(Expectations, OfEveryRunFailByOneRun) {
  const Loaded probe = load();
  const Campaign campaign = flown(probe, 6);
  Selector early;
  early.phase = "early";
  const Answer answer = answered(probe, campaign);
  const AnswerRow* row = answer.find(*row_of(probe.flight, *find_metric("goodput"), early));
  ASSERT_NE(row, nullptr);
  const auto [least, most] = std::minmax_element(row->by_replication.begin(), row->by_replication.end());
  ASSERT_LT(*least, *most);
  const auto judged = [&](const std::string& expectation) {
    const Loaded loaded = load(kShop, {"expect.it=" + expectation});
    return answered(loaded, campaign).expectations.back();
  };
  const auto asks = [](const char* bound, double limit) {
    return R"({"metric": "goodput", "phase": "early", ")" + std::string(bound) + R"(": ")" + shortest(limit) +
           R"( /s"})";
  };
  const ExpectationAnswer holds = judged(asks("never_below", *least - 0.01));
  EXPECT_EQ(holds.judgement.verdict, Expected::kHolds);
  EXPECT_TRUE(holds.every_run);
  EXPECT_EQ(holds.estimate.value, *least);
  EXPECT_NE(holds.estimate.why.find("none of 6 runs broke it, so at most 39.3% of runs would"),
            std::string::npos)
      << holds.estimate.why;  // 1 - 0.05^(1/6)
  EXPECT_EQ(judged(asks("never_below", *least + 0.01)).judgement.verdict, Expected::kFails);
  EXPECT_EQ(judged(asks("never_above", *most + 0.01)).judgement.verdict, Expected::kHolds);
  EXPECT_EQ(judged(asks("never_above", *most - 0.01)).judgement.verdict, Expected::kFails);
}

TEST(Expectations, OfRecoveryAreOfTheMetricThatTimesIt) {
  const Loaded loaded =
      load(kShop,
           {"workload.shoppers.rate=400 /s", "workload.shoppers.deadline=2 s", "tiers.web.service.mean=2 ms",
            R"(expect.back={"metric": "availability", "fault": "dies", "recovers_within": "20 s"})"});
  const Answer answer = answered(loaded, flown(loaded, 3));
  const ExpectationAnswer& back = answer.expectations.back();
  EXPECT_EQ(back.key.metric->name, "time_to_recover");
  EXPECT_EQ(back.limit, 20);
  EXPECT_EQ(back.judgement.verdict, Expected::kHolds) << back.judgement.why;
}

}  // namespace
}  // namespace windtunnel
