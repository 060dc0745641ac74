// A slow node keeps working at a fraction of its speed, and never stops altogether.
#include "tests/unit/models/failures/failures.hpp"

namespace windtunnel {
namespace {

TEST(SlowNode, KeepsWorkingAtAFractionOfItsSpeed) {
  const FailureParts parts =
      failure(R"({"kind": "slow_node", "target": {"tier": "app"}, "at": "1 s", "factor": 0.2})");
  EXPECT_FALSE(parts.effect.down);
  EXPECT_FALSE(parts.effect.silent);
  EXPECT_EQ(parts.effect.speed, 0.2);
  EXPECT_EQ(parts.together, Together::kReplica);
}

TEST(SlowNode, IsHalfAsFastWhenNothingIsSaid) {
  EXPECT_EQ(failure(R"({"kind": "slow_node", "target": {"tier": "app"}, "at": "1 s"})").effect.speed, 0.5);
}

TEST(SlowNode, HasADiskAsSlowAsItsCoresUnlessToldOtherwise) {
  const std::string start = R"({"kind": "slow_node", "target": {"tier": "app"}, "at": "1 s", "factor": 0.2)";
  EXPECT_EQ(failure(start + "}").effect.disk, 0.2);
  EXPECT_EQ(failure(start + R"(, "disk": 1})").effect.disk, 1);
  EXPECT_NE(read_failure(start + R"(, "disk": 0})").problems.find("WT005  it.disk"), std::string::npos);
}

TEST(SlowNode, NeverStops) {
  for (const char* factor : {"0", "-1", "0.0001", "1001"})
    EXPECT_NE(read_failure(R"({"kind": "slow_node", "target": {"tier": "app"}, "at": "1 s", "factor": )" +
                           std::string(factor) + "}")
                  .problems.find("WT005  it.factor"),
              std::string::npos)
        << factor;
}

}  // namespace
}  // namespace windtunnel
