// A store without a protocol: "none" reads the nearest or the primary, and writes to the primary's region.
#include "models/replication/replication.hpp"
#include "sim/config/map.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {
namespace {

struct RegionsOnly {
  Map<std::vector<std::string>> regions;
  void describe(Schema& schema) { schema.field("regions", regions, "Regions and their zones."); }
};

struct Stored {
  Choice<ReplicationModel> it;
  RegionsOnly places;
  void describe(Schema& schema) {
    schema.field("it", it, "The replication under test.", Required{});
    schema.field("places", places, "Where stores stand.");
  }
};

struct ReadStored {
  Stored stored;
  std::string problems;
};

const Catalog& replications() {
  static const Catalog catalog = [] {
    Catalog made;
    add_replications(made);
    return made;
  }();
  return catalog;
}

ReadStored read_replication(const std::string& json) {
  ReadStored result;
  Problems problems;
  const Document document =
      Document::from_text("{\"it\": " + json + R"(, "places": {"regions": {"east": ["a"], "west": ["a"]}}})",
                          "test.json", problems);
  if (problems.empty()) read(document, replications(), result.stored, problems);
  if (!problems.empty()) result.problems = problems.text("test.json");
  return result;
}

TEST(NoReplication, ReadsTheNearestAndWritesToThePrimary) {
  const ReadStored once = read_replication(R"({"kind": "none", "writes": "west"})");
  ASSERT_EQ(once.problems, "");
  const ReplicationParts parts = once.stored.it.make();
  EXPECT_FALSE(parts.reads_at_primary);
  EXPECT_EQ(parts.primary_region, "west");
}

TEST(NoReplication, ReadsThePrimaryWhenAsked) {
  EXPECT_TRUE(read_replication(R"({"kind": "none", "reads": "primary", "writes": "west"})")
                  .stored.it.make()
                  .reads_at_primary);
}

TEST(NoReplication, KeepsItsFieldsThroughJson) {
  const ReadStored once = read_replication(R"({"kind": "none", "reads": "primary", "writes": "west"})");
  const std::string written = canonical_json(once.stored);
  Problems problems;
  const Document document = Document::from_text(written, "again.json", problems);
  Stored again;
  ASSERT_TRUE(read(document, replications(), again, problems)) << written << problems.text("again.json");
  EXPECT_EQ(canonical_json(again), written);
}

TEST(NoReplication, AnswersAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "none"})", "WT008  it.writes"},
      {R"({"kind": "none", "writes": "wset"})", "nearest   west"},
      {R"({"kind": "none", "writes": "west", "reads": "newest"})", "nearest   nearest"},
      {R"({"kind": "raftt", "writes": "west"})", "nearest   raft"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string problems = read_replication(json).problems;
    EXPECT_NE(problems.find(words), std::string::npos) << json << "\nearned\n" << problems;
  }
}

}  // namespace
}  // namespace windtunnel
