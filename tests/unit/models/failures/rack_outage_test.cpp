// A rack outage takes a whole rack at once and tells nobody.
#include "tests/unit/models/failures/failures.hpp"

namespace windtunnel {
namespace {

TEST(RackOutage, TakesTheRackAtOnceAndTellsNobody) {
  const FailureParts parts =
      failure(R"({"kind": "rack_outage", "target": {"rack": "east/a/r1"}, "at": "1 s"})");
  EXPECT_EQ(parts.together, Together::kRack);
  EXPECT_EQ(parts.common.target.rack, "east/a/r1");
  EXPECT_TRUE(parts.effect.down);
  EXPECT_TRUE(parts.effect.silent);
}

TEST(RackOutage, HasNoFieldsButTheCommonOnes) {
  EXPECT_NE(
      read_failure(R"({"kind": "rack_outage", "target": {"region": "east"}, "at": "1 s", "silent": false})")
          .problems.find("WT007"),
      std::string::npos);
}

}  // namespace
}  // namespace windtunnel
