// What is left after one failure, against the peak: by replica, by zone, alone, by region.
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

// 150 /s x 10 ms = 1.5 cores of 2: 75%, and 150% of the one that is left.
constexpr const char* kFull = R"({
  "windtunnel": 1,
  "run": {"lasts": "300 s", "replications": 4},
  "workload": {"users": {"kind": "open", "rate": "150 /s", "deadline": "1 s", "path": ["web"]}},
  "tiers": {"web": {"replicas": 2, "service": {"kind": "exponential", "mean": "10 ms"},
                    "health_check": {"every": "1 s", "timeout": "100 ms", "fails": 1}}}
})";
const std::vector<std::string> kFour = {"tiers.web.replicas=4"};

TEST(NoHeadroom, IsWarnedOfWhenTheRestCanNotCarryThePeak) {
  const auto warnings = said("no_headroom", kFull);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "tiers.web");
  EXPECT_EQ(warnings[0].finding.found,
            "75% of its cores are busy at the peak, 150% of what is left when one of them is gone");
}

TEST(NoHeadroom, IsNotSaidWhereTheRestIsEnough) {
  // 1.5 of the 3 that are left.
  EXPECT_TRUE(said("no_headroom", kFull, kFour).empty());
  // 0.75 of 1, a fifth slower: 94%.
  EXPECT_TRUE(said("no_headroom", kFull, {"tiers.web.replicas=1", "workload.users.rate=75 /s"}).empty());
}

TEST(NoHeadroom, OfOneAloneIsWhatABusyNeighbourTakes) {
  // 0.85 of 1, a fifth slower: 106%.
  const std::vector<std::string> sets = {"tiers.web.replicas=1", "workload.users.rate=85 /s"};
  const auto warnings = said("no_headroom", kFull, sets);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(shown(kFull, sets, warnings[0].finding.experiment), "fails");
}

TEST(NoHeadroom, LosesTheFullestZone) {
  // Five over two zones: three are in the first. 1.5 of 5, and 75% of the two that are left.
  const std::vector<std::string> zones = {R"(places={"regions": {"here": ["a", "b"]}})",
                                          "tiers.web.replicas=5"};
  EXPECT_TRUE(said("no_headroom", kFull, zones).empty());
  std::vector<std::string> more = zones;
  more.push_back("workload.users.rate=220 /s");  // 2.2 of the two
  const auto warnings = said("no_headroom", kFull, more);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].finding.found.find("110% of what is left when here/a is gone"), std::string::npos)
      << warnings[0].finding.found;
  EXPECT_EQ(shown(kFull, more, warnings[0].finding.experiment), "fails");
}

TEST(NoHeadroom, LooksAtThePeakOfADay) {
  // Between 30 /s and 270 /s: 2.7 cores at the peak, of four 68%, and 90% of three; of three 90%, and 135% of
  // two.
  const std::string day =
      R"(workload.users.rate={"kind": "diurnal", "mean": "150 /s", "amplitude": 0.8, "period": "300 s", "peak_at": "220 s"})";
  const auto three = said("no_headroom", kFull, {day, "tiers.web.replicas=3"});
  ASSERT_EQ(three.size(), 1u);
  EXPECT_TRUE(said("no_headroom", kFull, {day, "tiers.web.replicas=4"}).empty());
  EXPECT_EQ(shown(kFull, {day, "tiers.web.replicas=3"}, three[0].finding.experiment), "fails");
}

TEST(NoHeadroom, IsShownByTheLoss) {
  const Experiment experiment = said("no_headroom", kFull)[0].finding.experiment;
  EXPECT_EQ(shown(kFull, {}, experiment), "fails");
  EXPECT_EQ(shown(kFull, kFour, experiment), "holds");
}

TEST(NoHeadroom, IsNotAskedOfClosedLoops) {
  EXPECT_TRUE(
      said("no_headroom", kFull, {R"(workload.users={"kind": "closed", "clients": 100, "path": ["web"]})"})
          .empty());
}

}  // namespace
}  // namespace windtunnel
