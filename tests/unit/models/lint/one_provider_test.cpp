// Every region the same company's: fires when somebody said whose they are, and only then.
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

constexpr const char* kTwoRegions = R"({
  "windtunnel": 1,
  "run": {"lasts": "200 s", "replications": 4},
  "places": {"provider": "gcp", "regions": {"east": ["a", "b"], "west": ["a", "b"]}},
  "network": {"kind": "constant", "latency": "10 ms"},
  "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web"],
                         "origin": {"east": 0.5, "west": 0.5}}},
  "tiers": {"web": {"each_region": {"replicas": 2}, "service": {"kind": "exponential", "mean": "10 ms"},
                    "health_check": {"detects": "at_once"}}}
})";

TEST(OneProvider, IsWarnedOfWhenAllRegionsAreTheSameCompanys) {
  const auto warnings = said("one_provider", kTwoRegions);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "places.provider");
  EXPECT_EQ(warnings[0].finding.found, "all of east and west are gcp's");
  EXPECT_EQ(warnings[0].where.line, 4);
}

TEST(OneProvider, IsNotSaidOfTwoOrOfNobodyInParticular) {
  EXPECT_TRUE(said("one_provider", kTwoRegions, {"places.provider=any"}).empty());
  EXPECT_TRUE(
      said("one_provider", kTwoRegions, {R"(places.provider={"east": "gcp", "west": "aws"})"}).empty());
  // A region of which nothing is said may be anybody's.
  EXPECT_TRUE(said("one_provider", kTwoRegions, {R"(places.provider={"east": "gcp"})"}).empty());
}

TEST(OneProvider, CountsOnlyRegionsInWhichSomethingStands) {
  const std::vector<std::string> sets = {R"(places.provider={"east": "gcp", "west": "aws"})",
                                         "tiers.web.each_region=null", R"(tiers.web.replicas={"east/a": 2})"};
  EXPECT_EQ(said("one_provider", kTwoRegions, sets).size(), 1u);
}

TEST(OneProvider, IsShownByAnOutageOfAllItsRegions) {
  const Experiment experiment = said("one_provider", kTwoRegions)[0].finding.experiment;
  EXPECT_EQ(shown(kTwoRegions, {}, experiment), "fails");
  // A third region that is somebody else's is not struck by it, and clients go there.
  const std::vector<std::string> with_a_second = {
      R"(places.regions.north=["a"])", R"(places.provider={"east": "gcp", "west": "gcp", "north": "aws"})"};
  EXPECT_EQ(shown(kTwoRegions, with_a_second, experiment), "holds");
}

TEST(OneProvider, OfARegionThatIsNotThereIsAProblem) {
  Problems problems;
  load_scenario_text(kTwoRegions, "test.json", {R"(places.provider={"eats": "gcp"})"}, builtin_catalog(),
                     problems);
  EXPECT_NE(problems.text("test.json").find("nearest   east"), std::string::npos)
      << problems.text("test.json");
}

}  // namespace
}  // namespace windtunnel
