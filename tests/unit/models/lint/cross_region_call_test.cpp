// One tier waits for another across an ocean.
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

constexpr const char* kFarStore = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s", "replications": 4},
  "places": {"regions": {"europe-west1": ["b", "c"], "us-central1": ["a", "b"]}},
  "network": {"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "between_zones": "0.8 ms"},
  "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "2 s",
                         "origin": {"europe-west1": 0.5, "us-central1": 0.5},
                         "classes": {"read": {"share": 0.9, "path": ["web", "store.read"]},
                                     "write": {"share": 0.1, "path": ["web", "store.write"]}}}},
  "tiers": {
    "web": {"each_region": {"replicas": 2}, "service": {"kind": "exponential", "mean": "2 ms"}},
    "store": {"each_region": {"replicas": 2}, "service": {"kind": "exponential", "mean": "2 ms"},
              "replication": {"kind": "none", "reads": "nearest", "writes": "us-central1"}}
  }
})";
const std::vector<std::string> kNear = {R"(workload.users.classes.write.path=["web", "store.read"])"};

TEST(CrossRegionCall, IsWarnedOfAtTheStepThatCrosses) {
  const auto warnings = said("cross_region_call", kFarStore);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "workload.users.classes.write.path.1");
  EXPECT_EQ(warnings[0].where.line, 9);
  EXPECT_NE(warnings[0].finding.found.find("write waits in europe-west1 for store in us-central1: "),
            std::string::npos)
      << warnings[0].finding.found;
}

TEST(CrossRegionCall, IsNotSaidOfCallsThatStayOrOfClientsWhoAreFar) {
  EXPECT_TRUE(said("cross_region_call", kFarStore, kNear).empty());
  // The first step is where clients enter: how far that is, nobody's call decides.
  EXPECT_TRUE(said("cross_region_call", kFarStore,
                   {"tiers.web.each_region=null", R"(tiers.web.replicas={"us-central1/a": 4})"})
                  .empty());
}

TEST(CrossRegionCall, IsShownByTheMedianThatIsTheDistance) {
  const Experiment experiment = said("cross_region_call", kFarStore)[0].finding.experiment;
  EXPECT_EQ(shown(kFarStore, {}, experiment), "fails");
  EXPECT_EQ(shown(kFarStore, kNear, experiment), "holds");
}

}  // namespace
}  // namespace windtunnel
