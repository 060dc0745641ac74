// Flying studies: the same bytes whoever was quicker, points that fail alone, looks at fixed numbers of
// replications, and what is kept when somebody stops.
#include "sim/study/study_run.hpp"

#include <thread>

#include "sim/base/text.hpp"
#include "tests/unit/sim/study/grids.hpp"

namespace windtunnel {
namespace {

TEST(FlyStudy, SaysTheSameBytesWhateverTheNumberOfThreads) {
  const StudyPlan plan = planned();
  const std::string one = said(plan, flown(plan, 1));
  EXPECT_EQ(said(plan, flown(plan, 2)), one);
  EXPECT_EQ(said(plan, flown(plan, 5)), one);
}

TEST(FlyStudy, SaysOfAPointWhatARunOfItsScenarioSays) {
  const StudyPlan plan = planned();
  const StudyOutcome outcome = flown(plan, 2);
  const Loaded alone = load(plan.base.root().to_json(), {"faults.dies.enabled=true", "tiers.web.replicas=3"});
  const Answer answer = answered(alone, flown(alone, 3));
  const PointOutcome& point = outcome.points[4];
  EXPECT_EQ(point.state, PointState::kFlown);
  EXPECT_EQ(point.replications, 3);
  EXPECT_EQ(point.events, answer.events);
  EXPECT_EQ(point.fingerprints, answer.fingerprints);
  const AnswerRow* row = answer.find(*row_of(alone.flight, *find_metric("availability"), {}));
  ASSERT_EQ(point.figures[0].metric->name, "availability");
  EXPECT_EQ(point.figures[0].by_replication, row->by_replication);
  EXPECT_EQ(point.figures[0].estimate.low, row->estimate.low);
}

// The same requests meet every point: what they ask for is the workload's fingerprint, and nothing that the
// axes change.
TEST(FlyStudy, SendsTheSameRequestsThroughEveryPoint) {
  const StudyPlan plan = planned();
  const StudyOutcome outcome = flown(plan, 2);
  for (const PointOutcome& point : outcome.points)
    EXPECT_EQ(point.fingerprints[0], outcome.points[0].fingerprints[0]) << point.point;
  EXPECT_NE(outcome.points[0].fingerprints[4], outcome.points[1].fingerprints[4]);
}

TEST(FlyStudy, FliesThePointsThatAreChosenAndNoOthers) {
  const StudyPlan plan = planned();
  StudyRunOptions options = all_points(plan);
  options.points = {1, 4};
  options.replications = 2;
  const StudyOutcome some = fly_study(plan, everything(), options);
  ASSERT_EQ(some.points.size(), 2u);
  EXPECT_EQ(some.points[1].point, 4u);
  EXPECT_EQ(some.points[1].replications, 2);
  // The first two of three replications are those of the whole study.
  const StudyOutcome all = flown(plan);
  EXPECT_EQ(some.points[1].figures[0].by_replication[1], all.points[4].figures[0].by_replication[1]);
}

// 500 requests of 5 events or so each pass the estimate; where all who find no free core try again after a
// millisecond, they need some 100,000, and the event budget of 2,600 is used up. The others do not notice.
TEST(FlyStudy, KeepsAFailedPointWithItsSeedAndGoesOn) {
  const StudyPlan plan = planned({R"(axes.size={"variants": {"fine": {}, "too_many": {
    "run.events_max": 2600, "tiers.web.queue.length_max": 0,
    "workload.users.retries": {"attempts": 100, "backoff": "1 ms"}}}})"});
  const StudyOutcome outcome = flown(plan, 3);
  for (const PointOutcome& point : outcome.points) {
    const bool fails = plan.points[point.point][2] == 1;
    EXPECT_EQ(point.state, fails ? PointState::kFailed : PointState::kFlown) << point.why;
    EXPECT_EQ(point.figures.empty(), fails);
    if (!fails) continue;
    EXPECT_NE(point.why.find("replication 0, seed " + hexadecimal(replication_seed(1, 0))), std::string::npos)
        << point.why;
  }
  EXPECT_EQ(exit_code(outcome), 5);
  EXPECT_EQ(said(plan, outcome), said(plan, flown(plan, 1)));
}

TEST(FlyStudy, KeepsAPointThatCanNotBePlannedAsFailed) {
  TriedToPlan tried =
      try_plan(kGrid, {R"(axes.fault.variants.dies={"faults.dies": {"target": {"replica": "web-3"}}})"});
  ASSERT_TRUE(tried.plan);
  const StudyOutcome outcome = flown(*tried.plan, 2);
  EXPECT_EQ(outcome.count(PointState::kFlown), 4u);
  EXPECT_EQ(outcome.points[3].state, PointState::kFailed);
  EXPECT_NE(outcome.points[3].why.find("can not be planned: "), std::string::npos) << outcome.points[3].why;
}

// A half width that nothing reaches is looked for until the most; one that everything has, to the least.
TEST(FlyStudy, LooksAtFixedNumbersOfReplications) {
  const auto replications = [](const char* half_width) {
    const StudyPlan plan =
        planned({std::string(R"(replications={"until": {"metric": "latency_mean", "half_width": ")") +
                 half_width + R"("}, "least": 4, "most": 7})"});
    const StudyOutcome outcome = flown(plan, 3);
    EXPECT_EQ(said(plan, outcome), said(plan, flown(plan, 1)));
    return outcome.points[0];
  };
  const PointOutcome easy = replications("10 s"), hard = replications("1 us");
  EXPECT_EQ(easy.replications, 4);
  EXPECT_TRUE(easy.narrow);
  // 4, then half as many again: 6, then 9, which is more than the most.
  EXPECT_EQ(hard.replications, 7);
  EXPECT_FALSE(hard.narrow);
}

TEST(FlyStudy, KeepsNothingWhenItIsStoppedAtOnceAndSaysSo) {
  const StudyPlan plan = planned({"base.run.lasts=\"2000 s\""});
  const std::atomic<bool> stop{true};
  StudyRunOptions options = all_points(plan, 2);
  options.replications = 100;
  options.stop = &stop;
  const StudyOutcome outcome = fly_study(plan, everything(), options);
  EXPECT_TRUE(outcome.interrupted);
  EXPECT_GT(outcome.count(PointState::kNotFlown), 0u);
  EXPECT_EQ(exit_code(outcome), 130);
}

// What was done when the study was stopped is what a whole study says of those points.
TEST(FlyStudy, KeepsThePointsThatWereDoneWhenItIsStopped) {
  const StudyPlan plan =
      planned({"axes.replicas.values=[2, 3, 4, 5, 6, 7, 8, 9]", "base.run.lasts=\"300 s\""});
  std::atomic<bool> stop{false};
  StudyRunOptions options = all_points(plan, 2);
  options.stop = &stop;
  options.progress = [&](const StudyProgress& progress) {
    if (progress.points_done > 0) stop = true;
  };
  const StudyOutcome outcome = fly_study(plan, everything(), options);
  const StudyOutcome whole = flown(plan, 2);
  for (std::size_t i = 0; i < outcome.points.size(); ++i) {
    if (outcome.points[i].state != PointState::kFlown) continue;
    EXPECT_EQ(outcome.points[i].fingerprints, whole.points[i].fingerprints);
    EXPECT_EQ(outcome.points[i].replications, whole.points[i].replications);
  }
}

TEST(FlyStudy, SpendsNoMoreThanItsBudget) {
  const StudyPlan plan = planned({"base.run.lasts=\"20000 s\"", "budget.wall=\"300 ms\""});
  StudyRunOptions options = all_points(plan, 2);
  options.replications = 1000;
  const StudyOutcome outcome = fly_study(plan, everything(), options);
  EXPECT_TRUE(outcome.out_of_budget);
  EXPECT_EQ(outcome.count(PointState::kNotFlown), 5u);
  EXPECT_LT(outcome.seconds, 30);
  EXPECT_EQ(exit_code(outcome), 5) << "no point was flown";
}

}  // namespace
}  // namespace windtunnel
