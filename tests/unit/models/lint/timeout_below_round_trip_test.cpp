// A client who stops listening before the answer can be there.
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

// A path of two calls, 10 ms each way: 40 ms on the way.
constexpr const char* kFar = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s", "replications": 4},
  "network": {"kind": "constant", "latency": "10 ms"},
  "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web", "db"],
                         "retries": {"attempts": 2, "timeout": "35 ms"}}},
  "tiers": {"web": {"replicas": 2, "service": {"kind": "exponential", "mean": "1 ms"}},
            "db": {"replicas": 2, "service": {"kind": "exponential", "mean": "1 ms"}}}
})";
const std::vector<std::string> kPatient = {"workload.users.retries.timeout=300 ms"};

TEST(TimeoutBelowRoundTrip, IsWarnedOfForTheAttempt) {
  const auto warnings = said("timeout_below_round_trip", kFar);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "workload.users.retries.timeout");
  EXPECT_EQ(warnings[0].finding.found,
            "an attempt waits 35 ms, and users from here is 40 ms on the way, there and back");
}

TEST(TimeoutBelowRoundTrip, IsWarnedOfForTheDeadline) {
  const auto warnings = said("timeout_below_round_trip", kFar,
                             {"workload.users.retries=null", "workload.users.deadline=40 ms"});
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "workload.users.deadline");
  // An even share of the deadline: 100 ms over three attempts.
  EXPECT_EQ(said("timeout_below_round_trip", kFar,
                 {"workload.users.retries.timeout=null", "workload.users.deadline=100 ms"})
                .size(),
            1u);
}

TEST(TimeoutBelowRoundTrip, IsNotSaidOfTheLonger) {
  EXPECT_TRUE(said("timeout_below_round_trip", kFar, kPatient).empty());
  EXPECT_TRUE(said("timeout_below_round_trip", kFar, {"workload.users.retries.timeout=41 ms"}).empty());
}

TEST(TimeoutBelowRoundTrip, NamesTheFarthestOrigin) {
  const std::vector<std::string> sets = {
      R"(places={"regions": {"europe-west1": ["b"], "us-central1": ["a"]}})",
      R"(network={"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "between_zones": "0.8 ms"})",
      R"(tiers.web.replicas={"us-central1/a": 2})", R"(tiers.db.replicas={"us-central1/a": 2})",
      R"(workload.users.origin={"europe-west1": 0.5, "us-central1": 0.5})"};
  const auto warnings = said("timeout_below_round_trip", kFar, sets);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].finding.found.find("users from europe-west1"), std::string::npos)
      << warnings[0].finding.found;
  EXPECT_EQ(shown(kFar, sets, warnings[0].finding.experiment), "fails");
}

TEST(TimeoutBelowRoundTrip, IsShownByAnyFlight) {
  const Experiment experiment = said("timeout_below_round_trip", kFar)[0].finding.experiment;
  EXPECT_EQ(shown(kFar, {}, experiment), "fails");
  EXPECT_EQ(shown(kFar, kPatient, experiment), "holds");
}

}  // namespace
}  // namespace windtunnel
