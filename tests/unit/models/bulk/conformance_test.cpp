// What all kinds of bulk work have in common: fields that survive JSON, a size of at least a byte, tiers that
// are there.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/models/bulk/bulk.hpp"

namespace windtunnel {
namespace {

// The beginning of each kind, to which `bytes` is added.
const std::vector<std::string> kForms = {
    R"({"kind": "transfer", "from": "store", "to": "archive")",
    R"({"kind": "backup", "from": "store", "to": "archive")",
    R"({"kind": "shuffle", "from": "store", "to": "store")",
    R"({"kind": "rebuild", "tier": "store")",
};

TEST(Bulk, MovesSoManyBytesBetweenTheTiersItNames) {
  for (const std::string& form : kForms) {
    const BulkParts parts = bulk(form + R"(, "bytes": "3 GB"})");
    EXPECT_EQ(parts.plan.bytes, Bytes(3'000'000'000)) << form;
    EXPECT_EQ(parts.from, "store") << form;
    EXPECT_GE(parts.plan.flows, 1) << form;
  }
}

TEST(Bulk, KeepsItsFieldsThroughJson) {
  for (const std::string& form : kForms) {
    const ReadMoved once = read_bulk(form + R"(, "bytes": "3 GB"})");
    const std::string written = canonical_json(once.moved);
    Problems problems;
    const Document document = Document::from_text(written, "again.json", problems);
    Moved again;
    ASSERT_TRUE(read(document, bulk_kinds(), again, problems)) << written << "\n"
                                                               << problems.text("again.json");
    EXPECT_EQ(canonical_json(again), written);
  }
}

TEST(Bulk, IsAllTriedHere) {
  std::set<std::string> tried;
  for (const std::string& form : kForms)
    tried.insert(read_bulk(form + R"(, "bytes": "1 GB"})").moved.it.kind());
  for (const auto& entry : bulk_kinds().entries<BulkModel>())
    EXPECT_EQ(tried.count(entry->name), 1u) << entry->name;
}

TEST(Bulk, AnswersAWrongFieldWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {"}", "WT008  it.bytes"},
      {R"(, "bytes": 17})", "WT003"},
      {R"(, "bytes": "0 B"})", "WT005"},
      {R"(, "bytes": "1 GB", "byte": 1})", "nearest   bytes"},
  };
  for (const std::string& form : kForms)
    for (const auto& [rest, words] : kWrong) {
      const std::string problems = read_bulk(form + rest).problems;
      EXPECT_NE(problems.find(words), std::string::npos) << form << rest << "\nearned\n" << problems;
    }
  EXPECT_NE(
      read_bulk(R"({"kind": "rebuild", "tier": "stor", "bytes": "1 GB"})").problems.find("nearest   store"),
      std::string::npos);
  EXPECT_NE(read_bulk(R"({"kind": "backup", "from": "store", "to": "archiv", "bytes": "1 GB"})")
                .problems.find("nearest   archive"),
            std::string::npos);
}

}  // namespace
}  // namespace windtunnel
