// A region outage takes a whole region at once and tells nobody.
#include "tests/unit/models/failures/failures.hpp"

namespace windtunnel {
namespace {

TEST(RegionOutage, TakesTheRegionAtOnceAndTellsNobody) {
  const FailureParts parts =
      failure(R"({"kind": "region_outage", "target": {"region": "east"}, "at": "1 s"})");
  EXPECT_EQ(parts.together, Together::kRegion);
  EXPECT_TRUE(parts.effect.down);
  EXPECT_TRUE(parts.effect.silent);
}

TEST(RegionOutage, HasNoFieldsButTheCommonOnes) {
  EXPECT_NE(
      read_failure(R"({"kind": "region_outage", "target": {"region": "east"}, "at": "1 s", "silent": false})")
          .problems.find("WT007"),
      std::string::npos);
}

}  // namespace
}  // namespace windtunnel
