// Nobody said how long a client waits.
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

constexpr const char* kNoDeadline = R"({
  "windtunnel": 1,
  "run": {"lasts": "300 s", "replications": 4},
  "network": {"kind": "constant", "latency": "1 ms"},
  "workload": {"users": {"kind": "open", "rate": "50 /s", "classes": {
    "read": {"share": 0.8, "path": ["web"]}, "write": {"share": 0.2, "path": ["web"]}}}},
  "tiers": {"web": {"replicas": 2, "service": {"kind": "exponential", "mean": "20 ms"}}}
})";
// Ten times what a request takes alone is 10 x (2 x 1 ms + 20 ms) = 220 ms.
const std::vector<std::string> kWithOne = {"workload.users.deadline=200 ms"};

TEST(NoDeadline, IsWarnedOfOnceAWorkload) {
  const auto warnings = said("no_deadline", kNoDeadline);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "workload.users");
  EXPECT_EQ(warnings[0].where.line, 5);
}

TEST(NoDeadline, IsNotSaidWhereSomebodyWroteOne) {
  EXPECT_TRUE(said("no_deadline", kNoDeadline, kWithOne).empty());
  EXPECT_TRUE(said("no_deadline", kNoDeadline, {"workload.users.deadline=1000 h"}).empty());
  EXPECT_TRUE(said("no_deadline", kNoDeadline,
                   {"workload.users.classes.read.deadline=1 s", "workload.users.classes.write.deadline=1 s"})
                  .empty());
}

TEST(NoDeadline, OfOneClassIsEnough) {
  EXPECT_EQ(said("no_deadline", kNoDeadline, {"workload.users.classes.read.deadline=1 s"}).size(), 1u);
}

TEST(NoDeadline, IsShownByATierThatIsSlowForAWhile) {
  const Experiment experiment = said("no_deadline", kNoDeadline)[0].finding.experiment;
  EXPECT_EQ(shown(kNoDeadline, {}, experiment), "fails");
  EXPECT_EQ(shown(kNoDeadline, kWithOne, experiment), "holds");
}

}  // namespace
}  // namespace windtunnel
