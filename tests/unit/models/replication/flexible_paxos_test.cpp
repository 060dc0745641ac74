// Flexible Paxos as a scenario names it: quorums that meet, and a text for those that do not.
#include <gtest/gtest.h>

#include "tests/unit/models/replication/chosen.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(FlexiblePaxosReplication, ElectsWithTheFewestThatMeetEveryCommitQuorum) {
  // 5 - 2 + 1.
  const ReplicationParts parts = replication_of(R"({"kind": "flexible_paxos", "commit_quorum": 2})");
  const std::string settings = settings_text(parts, site_of(5, 90_ms, 1_ms));
  EXPECT_NE(settings.find("phase 1 quorum 4 of 5; phase 2 quorum 2 of 5"), std::string::npos) << settings;
}

TEST(FlexiblePaxosReplication, RefusesQuorumsThatMayMiss) {
  const ReplicationParts parts =
      replication_of(R"({"kind": "flexible_paxos", "commit_quorum": 2, "election_quorum": 3})");
  EXPECT_EQ(parts.refuses(site_of(4, 1_ms, 1_ms)), "");
  EXPECT_EQ(parts.refuses(site_of(5, 1_ms, 1_ms)),
            "an election_quorum of at least 4, so that it meets every commit_quorum of 2 of 5");
}

TEST(FlexiblePaxosReplication, RefusesQuorumsLargerThanTheCluster) {
  const ReplicationParts parts = replication_of(R"({"kind": "flexible_paxos", "commit_quorum": 4})");
  EXPECT_EQ(parts.refuses(site_of(3, 1_ms, 1_ms)), "quorums of 3 members at most");
}

TEST(FlexiblePaxosReplication, AnswersAWrongParameterWithAProblem) {
  EXPECT_NE(problems_of(R"({"kind": "flexible_paxos"})").find("WT008"), std::string::npos);
  EXPECT_NE(problems_of(R"({"kind": "flexible_paxos", "commit_quorum": 0})").find("WT005"),
            std::string::npos);
}

}  // namespace
}  // namespace windtunnel
