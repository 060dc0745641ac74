// The backup's own fields.
#include "tests/unit/models/bulk/bulk.hpp"

namespace windtunnel {
namespace {

TEST(Backup, CopiesAllReplicasAtOnceUnlessTold) {
  const BulkPlan plan = bulk(R"({"kind": "backup", "from": "store", "to": "archive", "bytes": "1 GB"})").plan;
  EXPECT_EQ(plan.pattern, BulkPattern::kBackup);
  EXPECT_EQ(plan.at_once, 0);
  const BulkPlan few =
      bulk(R"({"kind": "backup", "from": "store", "to": "archive", "bytes": "1 GB", "at_once": 2})").plan;
  EXPECT_EQ(few.at_once, 2);
}

TEST(Backup, RefusesFewerThanNone) {
  EXPECT_NE(
      read_bulk(R"({"kind": "backup", "from": "store", "to": "archive", "bytes": "1 GB", "at_once": -1})")
          .problems.find("WT005"),
      std::string::npos);
}

}  // namespace
}  // namespace windtunnel
