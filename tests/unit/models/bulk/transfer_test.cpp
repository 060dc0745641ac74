// The transfer's own fields.
#include "tests/unit/models/bulk/bulk.hpp"

namespace windtunnel {
namespace {

using namespace literals;

TEST(BulkTransfer, IsOneFlowThatBeginsAtTheStartUnlessTold) {
  const BulkPlan plan =
      bulk(R"({"kind": "transfer", "from": "store", "to": "archive", "bytes": "1 GB"})").plan;
  EXPECT_EQ(plan.pattern, BulkPattern::kTransfer);
  EXPECT_EQ(plan.flows, 1);
  EXPECT_EQ(plan.at, Duration());
  EXPECT_FALSE(plan.every);
}

TEST(BulkTransfer, HasFlowsAndABeginningThatComesAgain) {
  const BulkPlan plan = bulk(R"({"kind": "transfer", "from": "store", "to": "archive", "bytes": "1 GB",
                                 "flows": 4, "at": "5 s", "every": "1 min"})")
                            .plan;
  EXPECT_EQ(plan.flows, 4);
  EXPECT_EQ(plan.at, 5_s);
  EXPECT_EQ(plan.every, 1_min);
}

TEST(BulkTransfer, RefusesNoFlowsAndNoTime) {
  EXPECT_NE(
      read_bulk(R"({"kind": "transfer", "from": "store", "to": "archive", "bytes": "1 GB", "flows": 0})")
          .problems.find("WT005"),
      std::string::npos);
  EXPECT_NE(
      read_bulk(R"({"kind": "transfer", "from": "store", "to": "archive", "bytes": "1 GB", "every": "0 s"})")
          .problems.find("WT005"),
      std::string::npos);
}

}  // namespace
}  // namespace windtunnel
