// Multi-Paxos as a scenario names it: its settings, and a cluster that finds a leader.
#include <gtest/gtest.h>

#include "sim/runtime/protocol_lab.hpp"
#include "tests/unit/models/replication/chosen.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(MultiPaxosReplication, HasMajoritiesAndTheTimersOfEveryLog) {
  const ReplicationParts parts = replication_of(R"({"kind": "multi_paxos", "batch": {"delay": "100 us"}})");
  EXPECT_EQ(
      settings_text(parts, site_of(5, 90_ms, 1_ms)),
      "heartbeat 90 ms; election time-out 900 ms to 1.8 s; phase 1 quorum 3 of 5; phase 2 quorum 3 of 5; "
      "reads read_index; batch up to 64 commands or 100 us; ");
}

TEST(MultiPaxosReplication, MakesAClusterThatFindsALeader) {
  const ReplicationParts parts = replication_of(R"({"kind": "multi_paxos"})");
  ProtocolLab lab([](MemberId, MemberId, ProtocolMessage) { return 1_ms; }, 1_ms);
  const std::unique_ptr<Protocol> cluster = parts.make(site_of(5, 2_ms, 1_ms), ClusterOptions{}, lab);
  lab.holds(*cluster);
  cluster->start();
  lab.kernel().run({.until = Time() + 5_s});
  EXPECT_FALSE(cluster->leader().is_none());
}

TEST(MultiPaxosReplication, AnswersAWrongParameterWithAProblem) {
  EXPECT_NE(problems_of(R"({"kind": "multi_paxos", "commit_quorum": 2})").find("WT007"), std::string::npos);
  EXPECT_NE(problems_of(R"({"kind": "multi_paxos", "reads": "nearest"})").find("WT012"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
