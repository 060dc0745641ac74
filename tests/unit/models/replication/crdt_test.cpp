// Replicated data types as a scenario names them: how often they gossip, and what is wrong with a field.
#include <gtest/gtest.h>

#include "tests/unit/models/replication/chosen.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(CrdtReplication, GossipsAsOftenAsARoundTripUnlessItIsTold) {
  EXPECT_EQ(settings_text(replication_of(R"({"kind": "crdt"})"), site_of(3, 90_ms, 1_ms)),
            "gossip delta every 90 ms; ");
  EXPECT_EQ(settings_text(replication_of(R"({"kind": "crdt"})"), site_of(3, 1_ms, 100_us)),
            "gossip delta every 10 ms; ");
  EXPECT_EQ(settings_text(replication_of(R"({"kind": "crdt", "every": "1 s", "gossip": "state"})"),
                          site_of(3, 90_ms, 1_ms)),
            "gossip state every 1 s; ");
}

TEST(CrdtReplication, HasNeitherCompareAndSetNorLists) {
  const std::vector<OperationKind> operations = replication_of(R"({"kind": "crdt"})").operations;
  EXPECT_EQ(operations.size(), 7u);
  for (const OperationKind kind :
       {OperationKind::kCompareAndSet, OperationKind::kAppend, OperationKind::kReadList})
    EXPECT_EQ(std::count(operations.begin(), operations.end(), kind), 0);
}

TEST(CrdtReplication, AnswersAWrongParameterWithAProblem) {
  for (const auto& [json, words] : std::vector<std::pair<std::string, std::string>>{
           {R"({"kind": "crdt", "gossip": "deltas"})", "nearest   delta"},
           {R"({"kind": "crdt", "every": "0 ms"})", "WT005"},
           {R"({"kind": "crdt", "every": 5})", "WT003"}}) {
    const std::string problems = problems_of(json);
    EXPECT_NE(problems.find(words), std::string::npos) << json << "\nearned\n" << problems;
  }
}

}  // namespace
}  // namespace windtunnel
