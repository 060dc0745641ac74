// Rankings of studies: among whom the best is sought, and what is kept because it is ranked.
#include "sim/study/study_ranking.hpp"

#include "tests/unit/sim/study/grids.hpp"

namespace windtunnel {
namespace {

TEST(RankPoints, SeeksTheBestOfAllUnlessSaidOtherwise) {
  const StudyPlan plan = planned({R"(rank=[{"metric": "latency_mean"}])"});
  const std::vector<StudyRanking> rankings = rank_points(plan, flown(plan));
  ASSERT_EQ(rankings.size(), 1u);
  EXPECT_EQ(rankings[0].candidates, 5u);
  ASSERT_EQ(rankings[0].points.size(), 5u);
}

// fault=none: 2, 3, 4 replicas; fault=dies: 2, 3.
TEST(RankPoints, SeeksTheBestAlongAnAxisForEachOfTheOthers) {
  const StudyPlan plan = planned({R"(rank=[{"metric": "latency_mean", "along": ["replicas"]}])"});
  const std::vector<StudyRanking> rankings = rank_points(plan, flown(plan));
  ASSERT_EQ(rankings.size(), 2u);
  EXPECT_EQ(rankings[0].candidates, 3u);
  EXPECT_EQ(rankings[1].candidates, 2u);
  EXPECT_EQ(rankings[1].points[0].point, 3u);
}

// 20 requests a second of 60 ms over 2, 3 and 4 replicas of one core: 60%, 40% and 30% busy. The queue of the
// first is longer by far than luck explains in 8 replications.
TEST(RankPoints, KnowsThatMoreReplicasAreQuicker) {
  const StudyPlan plan = planned({R"(rank=[{"metric": "latency_mean", "along": ["replicas"]}])",
                                  "replications=8", "base.run.lasts=\"200 s\""});
  const StudyOutcome outcome = flown(plan, 2);
  const std::vector<StudyRanking> rankings = rank_points(plan, outcome);
  EXPECT_EQ(rankings[0].points[0].ranked.rank, Rank::kNotBest);
  EXPECT_NE(rankings[0].points[2].ranked.rank, Rank::kNotBest);
  // A lower latency is better: who is not the best is above the best of the others.
  EXPECT_GE(rankings[0].points[0].ranked.low, 0);
  EXPECT_GT(rankings[0].points[0].ranked.high, 0.01);
}

TEST(RankPoints, KeepsTheFigureThatIsRanked) {
  const StudyPlan plan = planned({R"(rank=[{"metric": "latency_p50"}])"});
  const StudyOutcome outcome = flown(plan);
  const PointOutcome& point = outcome.points[0];
  ASSERT_EQ(point.ranked.size(), 1u);
  ASSERT_TRUE(point.ranked[0]);
  EXPECT_EQ(point.figures[*point.ranked[0]].metric->name, "latency_p50");
  // The second is latency_mean over all: it is kept already, by phase as well.
  const StudyPlan kept = planned({R"(rank=[{"metric": "latency_mean", "phase": "during"}])"});
  const StudyOutcome same = flown(kept);
  EXPECT_EQ(same.points[0].figures.size(), flown(planned()).points[0].figures.size());
}

TEST(RankPoints, MakesNoCandidateOfAPointThatSaturates) {
  const StudyPlan plan =
      planned({R"(rank=[{"metric": "latency_mean"}])", "base.workload.users.rate=\"40 /s\"",
               "base.run.lasts=\"200 s\"", "base.workload.users.deadline=\"1000 s\""});
  const StudyOutcome outcome = flown(plan, 2);
  const std::vector<StudyRanking> rankings = rank_points(plan, outcome);
  ASSERT_EQ(outcome.points[0].saturated.size(), 1u) << "40 /s of 60 ms on two cores";
  EXPECT_EQ(rankings[0].points[0].lack, "saturated");
  EXPECT_LT(rankings[0].candidates, 5u);
}

TEST(RankPoints, AllowsForTheNumberOfRankings) {
  const auto width = [](const char* rank) {
    const StudyPlan plan = planned({rank});
    const RankedPoint& first = rank_points(plan, flown(plan))[0].points[0];
    return first.ranked.high - first.ranked.low;
  };
  EXPECT_GT(
      width(R"(rank=[{"metric": "latency_mean"}, {"metric": "latency_p50"}, {"metric": "availability"}])"),
      width(R"(rank=[{"metric": "latency_mean"}])"));
}

}  // namespace
}  // namespace windtunnel
