// A Dynamo-style store as a scenario names it: what the fields make of a site, and what is wrong with a
// field.
#include <gtest/gtest.h>

#include "sim/runtime/protocol_lab.hpp"
#include "tests/unit/models/replication/chosen.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(DynamoReplication, TakesItsTimersFromTheLongestRoundTrip) {
  // A step is the 90 ms between the farthest two: suspicion after 2 of them, patience of 10.
  EXPECT_EQ(
      settings_text(replication_of(R"({"kind": "dynamo", "anti_entropy": "10 s"})"), site_of(5, 90_ms, 1_ms)),
      "read quorum 2 of 3; write quorum 2 of 3; quorums strict; healing hinted hand-off every 900 ms, read "
      "repair and anti-entropy every 10 s; conflicts last_write_wins; suspicion after 180 ms, for 900 ms; "
      "patience 900 ms; ");
}

TEST(DynamoReplication, RefusesFewerMembersThanCopies) {
  const ReplicationParts parts = replication_of(R"({"kind": "dynamo", "n": 5, "r": 1, "w": 1})");
  EXPECT_EQ(parts.refuses(site_of(5, 1_ms, 1_ms)), "");
  EXPECT_EQ(parts.refuses(site_of(4, 1_ms, 1_ms)), "at least n members, 5");
}

TEST(DynamoReplication, HasRegistersAndNothingElse) {
  EXPECT_EQ(replication_of(R"({"kind": "dynamo"})").operations,
            (std::vector<OperationKind>{OperationKind::kRead, OperationKind::kWrite}));
}

TEST(DynamoReplication, MakesAClusterThatAnswers) {
  ProtocolLab lab([](MemberId, MemberId, ProtocolMessage) { return 1_ms; }, 1_ms);
  const std::unique_ptr<Protocol> cluster =
      replication_of(R"({"kind": "dynamo"})").make(site_of(3, 2_ms, 1_ms), ClusterOptions{}, lab);
  lab.holds(*cluster);
  int answered = 0;
  lab.on_reply = [&](MemberId, const Reply& reply) { answered += reply.status == ReplyStatus::kOk ? 1 : 0; };
  cluster->start();
  cluster->submit(MemberId(1), Operation{.id = {1, 1}, .kind = OperationKind::kWrite, .value = 7});
  lab.kernel().run({.until = Time() + 1_s});
  EXPECT_EQ(answered, 1);
}

TEST(DynamoReplication, AnswersAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "dynamo", "r": 4})", "at most n, 3"},
      {R"({"kind": "dynamo", "w": 4})", "at most n, 3"},
      {R"({"kind": "dynamo", "n": 0})", "WT005"},
      {R"({"kind": "dynamo", "conflicts": "vector_clock"})", "nearest   vector_clocks"},
      {R"({"kind": "dynamo", "timers": {"suspect_after": "2 s", "suspect_for": "1 s", "patience": "1 s",
           "handoff_every": "1 s"}})",
       "WT026"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string problems = problems_of(json);
    EXPECT_NE(problems.find(words), std::string::npos) << json << "\nearned\n" << problems;
  }
}

}  // namespace
}  // namespace windtunnel
