// Study files: the points they make, the scenarios of those, and where their problems are reported.
#include "sim/study/study_plan.hpp"

#include "tests/unit/sim/study/grids.hpp"

namespace windtunnel {
namespace {

std::vector<std::string> names(const StudyPlan& plan) {
  std::vector<std::string> list;
  for (const Coordinates& at : plan.points) list.push_back(plan.name_of(at));
  return list;
}

Loaded opened(const StudyPlan& plan, std::size_t point) {
  Problems problems;
  auto loaded = open_point(plan, plan.points[point], everything(), problems, problems);
  EXPECT_EQ(problems.size(), 0u) << problems.text("a point");
  return std::move(*loaded);
}

// 2 x 3 combinations less the one left out.
TEST(StudyPlan, MakesEveryCombinationInTheOrderOfTheAxesLessThoseSkipped) {
  const std::vector<std::string> expected = {"fault=none, replicas=2", "fault=none, replicas=3",
                                             "fault=none, replicas=4", "fault=dies, replicas=2",
                                             "fault=dies, replicas=3"};
  EXPECT_EQ(names(planned()), expected);
}

TEST(StudyPlan, LeavesOutWhatAListOfValuesNames) {
  EXPECT_EQ(names(planned({"skip=[{\"replicas\": [2, 4]}]"})).size(), 2u);
  EXPECT_EQ(names(planned({"skip=[]"})).size(), 6u);
}

TEST(StudyPlan, LeavesOutVariantsThatAreSwitchedOff) {
  EXPECT_EQ(names(planned({"axes.fault.variants.dies={\"enabled\": false}", "skip=[]"})).size(), 3u);
}

TEST(StudyPlan, GivesEachPointTheScenarioThatSetWouldGive) {
  const StudyPlan plan = planned();
  const Loaded by_hand =
      load(plan.base.root().to_json(), {"faults.dies.enabled=true", "tiers.web.replicas=3"});
  EXPECT_EQ(opened(plan, 4).hash, by_hand.hash);
  EXPECT_NE(opened(plan, 3).hash, by_hand.hash);
}

TEST(StudyPlan, GivesEveryPointTheSameSeedUnlessAnAxisSaysOtherwise) {
  for (const PointSketch& sketch : try_plan(kGrid, {"base.run.seed=7"}).sketches) EXPECT_EQ(sketch.seed, 7);
  const TriedToPlan varied =
      try_plan(kGrid, {"axes.luck={\"path\": \"run.seed\", \"values\": [1, 2]}", "skip=[]"});
  ASSERT_EQ(varied.sketches.size(), 12u);
  EXPECT_EQ(varied.sketches[0].seed, 1);
  EXPECT_EQ(varied.sketches[1].seed, 2);
}

// A block of another kind replaces, one of the same kind merges: as in `--set`.
TEST(StudyPlan, TakesWholeBlocksAsValues) {
  const StudyPlan plan = planned({R"(axes.law={"variants": {
    "fixed": {"tiers.web.service": {"kind": "constant", "value": "60 ms"}},
    "as_it_is": {}}})"});
  EXPECT_EQ(plan.points.size(), 10u);
  EXPECT_EQ(opened(plan, 0).document.at("tiers.web.service.kind")->text(), "constant");
  EXPECT_EQ(opened(plan, 1).document.at("tiers.web.service.kind")->text(), "exponential");
}

// A block may have a field that is called "value"; it is no note's wrapper.
TEST(StudyPlan, LeavesTheWordValueInABlockAlone) {
  const StudyPlan plan = planned(
      {R"(axes.law={"variants": {"fixed": {"tiers.web.service": {"value": "60 ms", "kind": "constant"}}}})"});
  EXPECT_EQ(opened(plan, 0).document.at("tiers.web.service.value")->text(), "60 ms");
}

TEST(StudyPlan, SetsOnTheBaseBeforeTheAxes) {
  const TriedToPlan tried = try_plan(kGrid, {}, {"tiers.web.replicas=9", "run.lasts=11 s"});
  ASSERT_EQ(tried.problems, "");
  const Loaded point = opened(*tried.plan, 0);
  EXPECT_EQ(point.document.at("tiers.web.replicas")->as_integer(), 2);
  EXPECT_EQ(point.document.at("run.lasts")->text(), "11 s");
}

TEST(StudyPlan, KeepsThePlaceOfAValueInTheStudyFile) {
  const StudyPlan plan = planned();
  const Loaded point = opened(plan, 4);
  const Position where = point.document.where("tiers.web.replicas");
  EXPECT_EQ(where.text(), "scenarios/studies/test.json:14:62");  // the 3 of [2, 3, 4] in kGrid
}

// The misspelt path is at fault in every point of its variant, so that is said, once.
TEST(StudyPlan, ReportsABadPathOnceWhereItStandsWithThePointsThatHaveIt) {
  const TriedToPlan tried = try_plan(R"({
  "base": {
    "run": {"lasts": "25 s"},
    "network": {"kind": "constant", "latency": "1 ms"},
    "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web"]}},
    "tiers": {"web": {"replicas": 2, "service": "5 ms"}}
  },
  "axes": {
    "rate": {"path": "workload.users.rate", "values": ["10 /s", "20 /s"]},
    "size": {"variants": {
      "small": {},
      "large": {"tiers.web.replicsa": 4}
    }}
  }
})");
  EXPECT_TRUE(
      tried.problems.starts_with("scenarios/studies/test.json: 1 problem\n\n"
                                 "  12:17  WT007  tiers.web.replicsa, at size=large\n"
                                 "    found     a key nobody reads\n"))
      << tried.problems;
  EXPECT_TRUE(tried.problems.ends_with("    nearest   replicas\n")) << tried.problems;
}

// A target that is not there reads well; only the planner knows which replicas there are.
TEST(StudyPlan, TellsWhatCanNotBePlannedFromWhatCanNotBeRead) {
  const TriedToPlan strict =
      try_plan(kGrid, {R"(axes.fault.variants.dies={"faults.dies": {"target": {"replica": "web-3"}}})"});
  EXPECT_NE(strict.problems.find("at fault=dies, replicas=2"), std::string::npos) << strict.problems;
  Problems none;
  const std::vector<PointSketch> sketches =
      sketch_points(*strict.plan, everything(), LookAt::kAll, false, none);
  EXPECT_TRUE(none.empty()) << none.text("a study");
  EXPECT_EQ(sketches[0].why, "");
  EXPECT_NE(sketches[3].why.find("faults.dies.target.replica"), std::string::npos) << sketches[3].why;
  EXPECT_EQ(sketches[4].why, "") << "of three replicas there is a third";
}

// A problem that every point has is the study's own, also where it reads well.
TEST(StudyPlan, RefusesAStudyOfWhichNoPointCanBePlanned) {
  const TriedToPlan tried =
      try_plan(kGrid, {R"(base.faults.dies={"enabled": true, "target": {"replica": "app-1"}})"});
  Problems problems;
  sketch_points(*tried.plan, everything(), LookAt::kAll, false, problems);
  EXPECT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.sorted().front().path, "faults.dies.target.replica");
}

TEST(SelectPoints, TakesValuesAlternativesAndStars) {
  const StudyPlan plan = planned();
  std::string why;
  EXPECT_EQ(select_points(plan, "", why)->size(), 5u);
  EXPECT_EQ(*select_points(plan, "fault=dies", why), (std::vector<std::size_t>{3, 4}));
  EXPECT_EQ(*select_points(plan, "replicas=2|4, fault=*", why), (std::vector<std::size_t>{0, 2, 3}));
  EXPECT_EQ(why, "");
}

TEST(SelectPoints, SaysWhatIsNotThere) {
  const StudyPlan plan = planned();
  const auto told = [&](const char* selection) {
    std::string why;
    EXPECT_FALSE(select_points(plan, selection, why)) << selection;
    return why;
  };
  EXPECT_EQ(told("fualt=dies"), "there is no axis \"fualt\"; did you mean fault?");
  EXPECT_EQ(told("fault=alive"), "axis fault: found \"alive\", expected *, or one of: dies, none");
  EXPECT_EQ(told("dies"), "found \"dies\", expected AXIS=VALUE, such as fault=none");
  EXPECT_EQ(told("fault=dies,replicas=4"), "no point of the study is fault=dies,replicas=4");
}

TEST(ReplicationPlan, IsTheScenariosTheStudysOrTheCommands) {
  const StudyPlan plain = planned(), fixed = planned({"replications=4"});
  const StudyPlan until = planned(
      {R"(replications={"until": {"metric": "availability", "half_width": 0.01}, "least": 5, "most": 30})"});
  const Scenario scenario = opened(plain, 0).scenario;
  EXPECT_EQ(replication_plan(plain, scenario, std::nullopt).first, 3);
  EXPECT_EQ(replication_plan(fixed, scenario, std::nullopt).most, 4);
  EXPECT_EQ(replication_plan(fixed, scenario, 9).first, 9);
  const ReplicationPlan looks = replication_plan(until, scenario, std::nullopt);
  EXPECT_EQ(looks.first, 5);
  EXPECT_EQ(looks.most, 30);
  EXPECT_EQ(looks.half_width, 0.01);
}

}  // namespace
}  // namespace windtunnel
