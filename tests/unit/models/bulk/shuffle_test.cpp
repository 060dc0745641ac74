// The shuffle's own fields.
#include "tests/unit/models/bulk/bulk.hpp"

namespace windtunnel {
namespace {

TEST(Shuffle, MayStayWithinOneTier) {
  const BulkParts parts = bulk(R"({"kind": "shuffle", "from": "store", "to": "store", "bytes": "1 GB"})");
  EXPECT_EQ(parts.plan.pattern, BulkPattern::kShuffle);
  EXPECT_EQ(parts.from, parts.to);
}

TEST(Shuffle, NeedsBothEnds) {
  EXPECT_NE(
      read_bulk(R"({"kind": "shuffle", "from": "store", "bytes": "1 GB"})").problems.find("WT008  it.to"),
      std::string::npos);
}

}  // namespace
}  // namespace windtunnel
