// The closed loop: so many clients, and what they think.
#include "tests/unit/models/workloads/workloads.hpp"

namespace windtunnel {
namespace {

TEST(ClosedWorkload, HasItsClientsAndTheirThinking) {
  const WorkloadParts parts = workload(
      R"({"kind": "closed", "clients": 12, "think": {"kind": "exponential", "mean": "3 s"}, "path": ["web"]})");
  ASSERT_TRUE(parts.closed.has_value());
  EXPECT_EQ(parts.closed->clients, 12);
  EXPECT_DOUBLE_EQ(parts.closed->think.mean(), 3);
  EXPECT_FALSE(parts.open);
  EXPECT_FALSE(parts.rate.has_value());
}

TEST(ClosedWorkload, SendsAgainAtOnceWhenNobodyThinks) {
  const WorkloadParts parts = workload(R"({"kind": "closed", "clients": 1, "path": ["web"]})");
  Rng rng = Rng::stream(1, "think");
  EXPECT_EQ(parts.closed->think(rng), 0);
}

TEST(ClosedWorkload, AnswersAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "closed", "path": ["web"]})", "WT008  it.clients"},
      {R"({"kind": "closed", "clients": 0, "path": ["web"]})", "WT005"},
      {R"({"kind": "closed", "clients": 1.5, "path": ["web"]})", "WT002"},
      {R"({"kind": "closed", "clients": 3, "think": "-1 s", "path": ["web"]})", "WT005"},
      {R"({"kind": "closed", "clients": 3, "rate": "3 /s", "path": ["web"]})", "WT007  it.rate"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string complaints = make_workload(json).complaints;
    EXPECT_NE(complaints.find(words), std::string::npos) << json << "\nearned\n" << complaints;
  }
}

}  // namespace
}  // namespace windtunnel
