// The rebuild's own fields.
#include "tests/unit/models/bulk/bulk.hpp"

namespace windtunnel {
namespace {

TEST(Rebuild, CopiesFromOnePeerAndServesNobodyMeanwhileUnlessTold) {
  const BulkPlan plan = bulk(R"({"kind": "rebuild", "tier": "store", "bytes": "1 GB"})").plan;
  EXPECT_EQ(plan.pattern, BulkPattern::kRebuild);
  EXPECT_EQ(plan.flows, 1);
  EXPECT_FALSE(plan.serves_meanwhile);
  const BulkPlan other =
      bulk(R"({"kind": "rebuild", "tier": "store", "bytes": "1 GB", "peers": 2, "serves_meanwhile": true})")
          .plan;
  EXPECT_EQ(other.flows, 2);
  EXPECT_TRUE(other.serves_meanwhile);
}

TEST(Rebuild, BeginsWithAFaultAndSoHasNoTimes) {
  EXPECT_NE(read_bulk(R"({"kind": "rebuild", "tier": "store", "bytes": "1 GB", "at": "1 s"})")
                .problems.find("WT007"),
            std::string::npos);
}

}  // namespace
}  // namespace windtunnel
