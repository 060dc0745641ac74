// Comparing points: which are paired, what is judged, and that a family of many figures is one family.
#include "sim/study/study_comparison.hpp"

#include "sim/study/row_parts.hpp"
#include "tests/unit/sim/study/grids.hpp"

namespace windtunnel {
namespace {

// A study of made-up outcomes: each point's one figure is what `values` says, by replication.
StudyOutcome made(const StudyPlan& plan, const std::vector<std::vector<double>>& values) {
  StudyOutcome outcome;
  for (std::size_t i = 0; i < plan.points.size(); ++i) {
    PointOutcome point;
    point.point = i;
    point.state = PointState::kFlown;
    Figure figure;
    figure.metric = find_metric("latency_mean");
    figure.parts.resize(row_parts().size());
    figure.by_replication = values[i];
    if (!std::isnan(values[i][1])) figure.estimate = mean_over_replications(values[i]);
    point.figures.push_back(figure);
    outcome.points.push_back(point);
  }
  return outcome;
}

// fault=none: 2, 3, 4; fault=dies: 2, 3. Against 2: 3 and 4 with 2 of none, 3 with 2 of dies.
TEST(ComparePoints, PairsThoseThatDifferOnTheAxisAlone) {
  const StudyPlan plan = planned();
  const std::vector<FigureDifference> all =
      compare_points(plan, made(plan, {{1, 2, 3}, {2, 3, 4}, {1, 2, 3}, {5, 6, 7}, {4, 5, 6.1}}));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].point, 1u);
  EXPECT_EQ(all[0].against, 0u);
  EXPECT_EQ(all[1].point, 2u);
  EXPECT_EQ(all[1].against, 0u);
  EXPECT_EQ(all[2].point, 4u);
  EXPECT_EQ(all[2].against, 3u);
  // Every replication is 1 s longer: no chance in it.
  EXPECT_EQ(all[0].difference.absolute.value, 1);
  EXPECT_EQ(all[0].verdict, Compared::kWorse);
  EXPECT_EQ(all[1].verdict, Compared::kSame);
  // -1, -1, -0.9: mean -0.9667, standard deviation 0.0577, over sqrt(3) 0.0333: t is -29, and 4.303 times
  // 0.0333 beside the mean ends at -0.823.
  EXPECT_NEAR(all[2].difference.absolute.high, -0.823, 0.001);
  EXPECT_EQ(all[2].verdict, Compared::kBetter);
}

// -1, -1, -0.5: mean -0.833, standard deviation 0.2887, over sqrt(3) 0.1667: t is -5, which alone has a
// p-value of 0.038. Of a family of eight the smallest is held against 0.05 / 8.
TEST(ComparePoints, JudgesAllFiguresAsOneFamily) {
  const StudyPlan plan = planned({"axes.replicas.values=[2, 3, 4, 5, 6]", "skip=[]"});
  std::vector<std::vector<double>> values;
  for (const Coordinates& at : plan.points)
    values.push_back(at[1] == 1 && at[0] == 1 ? std::vector<double>{4, 5, 6.5}
                     : at[1] == 0             ? std::vector<double>{5, 6, 7}
                                              : std::vector<double>{5.1, 5.9, 7});
  const std::vector<FigureDifference> all = compare_points(plan, made(plan, values));
  ASSERT_EQ(all.size(), 8u);
  const FigureDifference& one = all[4];
  EXPECT_NEAR(one.difference.p_value, 0.0377, 0.0005);
  EXPECT_NEAR(one.p_adjusted, 8 * 0.0377, 0.004);
  EXPECT_EQ(one.verdict, Compared::kUndecided);
}

TEST(ComparePoints, LeaveOutPointsThatWereNotFlownAndSaySaturatedOnes) {
  const StudyPlan plan = planned();
  StudyOutcome outcome = made(plan, {{1, 2, 3}, {2, 3, 4}, {1, 2, 3}, {5, 6, 7}, {4, 5, 6.5}});
  outcome.points[3].state = PointState::kNotFlown;
  outcome.points[1].figures[0].estimate = Estimate::lacking(Lack::kSaturated, "a queue grows");
  const std::vector<FigureDifference> all = compare_points(plan, outcome);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].lack, "saturated");
  EXPECT_EQ(all[0].verdict, Compared::kUndecided);
}

TEST(ComparePoints, PairReplicationsThatBothHave) {
  const StudyPlan plan = planned();
  const std::vector<FigureDifference> all = compare_points(
      plan, made(plan, {{1, 2, 3, 9, 9}, {2, std::nan(""), 4}, {1, 2, 3}, {5, 6, 7}, {4, 5, 6.5}}));
  EXPECT_EQ(all[0].pairs, 2);
  EXPECT_EQ(all[0].a, 2);
  EXPECT_EQ(all[0].b, 3);
  EXPECT_EQ(all[1].pairs, 3);
}

TEST(ComparePoints, SaysNothingWhereNothingIsToBeCompared) {
  Problems problems;
  Document document = Document::from_text(kGrid, "test.json", problems);
  document.set_from_argument("compare=null", problems);
  const auto plan = load_study(std::move(document), {}, problems, everything());
  ASSERT_TRUE(plan) << problems.text("test.json");
  EXPECT_TRUE(compare_points(*plan, made(*plan, {{1, 2}, {1, 2}, {1, 2}, {1, 2}, {1, 2}})).empty());
}

}  // namespace
}  // namespace windtunnel
