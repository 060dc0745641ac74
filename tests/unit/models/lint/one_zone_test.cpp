// All replicas of a tier in one zone: of a tier, of everything, of scenarios without places.
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

constexpr const char* kOneZone = R"({
  "windtunnel": 1,
  "run": {"lasts": "200 s", "replications": 4},
  "places": {"regions": {"here": ["a", "b", "c"]}},
  "network": {"kind": "constant", "latency": "1 ms"},
  "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "500 ms", "path": ["web", "db"]}},
  "tiers": {
    "web": {"replicas": 3, "service": {"kind": "exponential", "mean": "5 ms"}},
    "db": {"replicas": {"here/a": 3}, "service": {"kind": "exponential", "mean": "5 ms"},
           "health_check": {"every": "1 s", "timeout": "100 ms", "fails": 1}}
  }
})";
const std::vector<std::string> kSpread = {"tiers.db.replicas=3"};

TEST(OneZone, IsWarnedOfForTheTierThatStandsInIt) {
  const auto warnings = said("one_zone", kOneZone);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "tiers.db");
  EXPECT_EQ(warnings[0].finding.found, "all replicas of db in zone here/a");
  EXPECT_EQ(warnings[0].where.line, 9);
}

TEST(OneZone, IsNotSaidOfATierThatIsSpread) { EXPECT_TRUE(said("one_zone", kOneZone, kSpread).empty()); }

TEST(OneZone, IsSaidOnceWhenEverythingStandsThere) {
  const auto warnings = said("one_zone", kOneZone, {R"(tiers.web.replicas={"here/a": 3})"});
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.found, "everything in zone here/a");
  const auto without = said("one_zone", kOneZone, {"places=null", "tiers.db.replicas=3"});
  ASSERT_EQ(without.size(), 1u);
  EXPECT_EQ(without[0].finding.found, "everything in one zone: there are no `places`");
}

TEST(OneZone, OfATierThatNobodyCallsIsNoMatter) {
  EXPECT_TRUE(said("one_zone", kOneZone, {R"(workload.users.path=["web"])"}).empty());
}

TEST(OneZone, IsShownByTheZonesOutage) {
  const Experiment experiment = said("one_zone", kOneZone)[0].finding.experiment;
  EXPECT_EQ(shown(kOneZone, {}, experiment), "fails");
  EXPECT_EQ(shown(kOneZone, kSpread, experiment), "holds");
}

TEST(OneZone, IsShownAlsoWhereThereAreNoPlaces) {
  const std::vector<std::string> sets = {"places=null", "tiers.db.replicas=3"};
  EXPECT_EQ(shown(kOneZone, sets, said("one_zone", kOneZone, sets)[0].finding.experiment), "fails");
}

}  // namespace
}  // namespace windtunnel
