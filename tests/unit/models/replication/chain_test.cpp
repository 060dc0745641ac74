// Chains as a scenario names them: `chain` is read at the tail, `craq` anywhere; what is wrong with a field.
#include <gtest/gtest.h>

#include "sim/runtime/protocol_lab.hpp"
#include "tests/unit/models/replication/chosen.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(ChainReplication, SaysWhoIsRead) {
  EXPECT_EQ(settings_text(replication_of(R"({"kind": "chain"})"), site_of(3, 90_ms, 1_ms)),
            "heartbeat 90 ms; failover time-out 900 ms to 1.8 s; lease 810 ms; configuration by 2 of 3; "
            "reads at the "
            "tail; batch up to 64 commands; ");
  EXPECT_NE(
      settings_text(replication_of(R"({"kind": "craq"})"), site_of(3, 90_ms, 1_ms)).find("at any member"),
      std::string::npos);
}

TEST(ChainReplication, SaysWhoAnswersUnderCraq) {
  const auto text = [](const std::string& json) {
    return settings_text(replication_of(json), site_of(3, 90_ms, 1_ms));
  };
  EXPECT_NE(text(R"({"kind": "craq"})").find("answers by the head"), std::string::npos);
  EXPECT_NE(text(R"({"kind": "craq", "answers": "tail"})").find("answers by the tail"), std::string::npos);
}

TEST(ChainReplication, MakesAClusterWithAHead) {
  for (const std::string kind : {"chain", "craq"}) {
    ProtocolLab lab([](MemberId, MemberId, ProtocolMessage) { return 1_ms; }, 1_ms);
    const std::unique_ptr<Protocol> cluster =
        replication_of(R"({"kind": ")" + kind + R"("})").make(site_of(3, 2_ms, 1_ms), ClusterOptions{}, lab);
    lab.holds(*cluster);
    int answered = 0;
    lab.on_reply = [&](MemberId, const Reply& reply) {
      answered += reply.status == ReplyStatus::kOk ? 1 : 0;
    };
    cluster->start();
    cluster->submit(MemberId(1), Operation{.id = {1, 1}, .kind = OperationKind::kWrite, .value = 7});
    lab.kernel().run({.until = Time() + 1_s});
    EXPECT_EQ(cluster->leader(), MemberId(0)) << kind;
    EXPECT_EQ(answered, 1) << kind;
  }
}

TEST(ChainReplication, AnswersAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "chain", "reads": "tail"})", "WT007"},
      {R"({"kind": "craq", "timers": "from_rrt"})", "nearest   from_rtt"},
      {R"({"kind": "craq", "batch": {"commands": 0}})", "WT005"},
      {R"({"kind": "craq", "answers": "heads"})", "nearest   head"},
      {R"({"kind": "chain", "answers": "head"})", "WT007"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string problems = problems_of(json);
    EXPECT_NE(problems.find(words), std::string::npos) << json << "\nearned\n" << problems;
  }
  EXPECT_EQ(replication_of(R"({"kind": "chain"})").refuses(site_of(65, 1_ms, 1_ms)), "64 members at most");
}

}  // namespace
}  // namespace windtunnel
