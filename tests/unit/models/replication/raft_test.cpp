// Raft as a scenario names it: what its fields make of a site, and what is wrong with a field.
#include <gtest/gtest.h>

#include "sim/runtime/protocol_lab.hpp"
#include "tests/unit/models/replication/chosen.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(RaftReplication, TakesItsTimersFromTheLongestRoundTrip) {
  // The farthest two are 90 ms apart: a heartbeat each 90 ms, elections after ten to twenty of them.
  const ReplicationParts parts = replication_of(R"({"kind": "raft"})");
  const std::string settings = settings_text(parts, site_of(3, 90_ms, 1_ms));
  EXPECT_EQ(
      settings,
      "heartbeat 90 ms; election time-out 900 ms to 1.8 s; quorum 2 of 3; reads read_index; batch up to "
      "64 commands; ");
}

TEST(RaftReplication, HasFloorsForItsTimers) {
  const ReplicationParts parts = replication_of(R"({"kind": "raft"})");
  EXPECT_NE(settings_text(parts, site_of(5, 500_us, 100_us)).find("heartbeat 10 ms"), std::string::npos);
  EXPECT_NE(settings_text(parts, site_of(5, 500_us, 4_ms)).find("heartbeat 40 ms"), std::string::npos);
}

TEST(RaftReplication, TakesTimersAsTheyAreGiven) {
  const ReplicationParts parts = replication_of(
      R"({"kind": "raft", "reads": "leader_lease", "batch": {"commands": 1},
          "timers": {"heartbeat": "20 ms", "election_least": "100 ms", "election_most": "150 ms"}})");
  // A lease is a tenth shorter than the shortest election time-out.
  EXPECT_EQ(settings_text(parts, site_of(5, 90_ms, 1_ms)),
            "heartbeat 20 ms; election time-out 100 ms to 150 ms; quorum 3 of 5; reads leader_lease; batch "
            "none; lease 90 ms; ");
}

TEST(RaftReplication, MakesAClusterThatElectsALeader) {
  const ReplicationParts parts = replication_of(R"({"kind": "raft"})");
  ProtocolLab lab([](MemberId, MemberId, ProtocolMessage) { return 1_ms; }, 1_ms);
  const std::unique_ptr<Protocol> cluster = parts.make(site_of(5, 2_ms, 1_ms), ClusterOptions{}, lab);
  lab.holds(*cluster);
  cluster->start();
  lab.kernel().run({.until = Time() + 5_s});
  EXPECT_EQ(cluster->members(), 5u);
  EXPECT_FALSE(cluster->leader().is_none());
}

TEST(RaftReplication, ReadsNearbyOnlyWhereThatIsAsked) {
  EXPECT_EQ(replication_of(R"({"kind": "raft"})").reads, Asks::kLeader);
  EXPECT_EQ(replication_of(R"({"kind": "raft", "reads": "local"})").reads, Asks::kNearest);
  EXPECT_EQ(replication_of(R"({"kind": "raft", "reads": "local"})").writes, Asks::kLeader);
}

TEST(RaftReplication, RefusesMoreMembersThanASetHolds) {
  const ReplicationParts parts = replication_of(R"({"kind": "raft"})");
  EXPECT_EQ(parts.refuses(site_of(64, 1_ms, 1_ms)), "");
  EXPECT_EQ(parts.refuses(site_of(65, 1_ms, 1_ms)), "64 members at most");
}

TEST(RaftReplication, AnswersAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "raft", "reads": "leader_leese"})", "nearest   leader_lease"},
      {R"({"kind": "raft", "timers": "from_rrt"})", "nearest   from_rtt"},
      {R"({"kind": "raft", "timers": {"heartbeat": "20 ms", "election_least": "100 ms"}})", "WT008"},
      {R"({"kind": "raft", "timers": {"heartbeat": "20 ms", "election_least": "100 ms", "election_most": "50 ms"}})",
       "WT026"},
      {R"({"kind": "raft", "timers": {"heartbeat": "200 ms", "election_least": "100 ms", "election_most": "150 ms"}})",
       "WT030"},
      {R"({"kind": "raft", "batch": {"commands": 0}})", "WT005"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string problems = problems_of(json);
    EXPECT_NE(problems.find(words), std::string::npos) << json << "\nearned\n" << problems;
  }
}

}  // namespace
}  // namespace windtunnel
