// A zone outage takes a whole zone at once and tells nobody.
#include "tests/unit/models/failures/failures.hpp"

namespace windtunnel {
namespace {

TEST(ZoneOutage, TakesTheZoneAtOnceAndTellsNobody) {
  const FailureParts parts = failure(R"({"kind": "zone_outage", "target": {"region": "east"}, "at": "1 s"})");
  EXPECT_EQ(parts.together, Together::kZone);
  EXPECT_TRUE(parts.effect.down);
  EXPECT_TRUE(parts.effect.silent);
}

TEST(ZoneOutage, HasNoFieldsButTheCommonOnes) {
  EXPECT_NE(
      read_failure(R"({"kind": "zone_outage", "target": {"region": "east"}, "at": "1 s", "silent": false})")
          .problems.find("WT007"),
      std::string::npos);
}

}  // namespace
}  // namespace windtunnel
