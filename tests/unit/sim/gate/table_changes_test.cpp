// What changed in a table, row by row.
#include "sim/gate/table_changes.hpp"

#include <gtest/gtest.h>

#include "sim/config/problem.hpp"

namespace windtunnel {
namespace {

std::shared_ptr<const Table> table(const std::string& rows) {
  Problems problems;
  auto made = read_table("instance,region,usd_h,spot_usd_h\n" + rows, "catalog:prices", {}, "", problems);
  EXPECT_TRUE(made) << problems.text("prices");
  return made;
}

TEST(TableChanges, NameTheRowByItsWordsAndTheValueByItsColumn) {
  const auto changes = changes_of_tables({table("big,east,0.21,\nsmall,east,0.05,0.01\n")},
                                         {table("big,east,0.23,\nsmall,east,0.05,0.01\n")}, "");
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].row, "big east");
  EXPECT_EQ(changes[0].column, "usd_h");
  EXPECT_EQ(changes[0].before, "0.21");
  EXPECT_EQ(changes[0].after, "0.23");
}

TEST(TableChanges, DoNotMindTheOrderOfRows) {
  EXPECT_TRUE(changes_of_tables({table("a,east,1,1\nb,east,2,2\n")}, {table("b,east,2,2\na,east,1,1\n")}, "")
                  .empty());
}

TEST(TableChanges, BeginWithWhatTheScenarioSays) {
  const auto changes =
      changes_of_tables({table("a,east,1,1\nb,east,2,2\n")}, {table("a,east,3,1\nb,east,4,2\n")},
                        R"({"tiers": {"web": {"instance": "b"}}})");
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].row, "b east");
}

TEST(TableChanges, TellRowsThatCameAndWent) {
  const auto changes = changes_of_tables({table("a,east,1,1\n")}, {table("b,east,2,2\n")}, "");
  ASSERT_EQ(changes.size(), 4U);
  EXPECT_EQ(changes[0].after, "");
  EXPECT_EQ(changes[3].before, "");
}

}  // namespace
}  // namespace windtunnel
