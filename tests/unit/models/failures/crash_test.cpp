// A crash tells its callers, unless it is silent, and strikes each replica for itself.
#include "tests/unit/models/failures/failures.hpp"

namespace windtunnel {
namespace {

TEST(Crash, TellsItsCallersUnlessItIsSilent) {
  const FailureParts loud = failure(R"({"kind": "crash", "target": {"tier": "app"}, "at": "1 s"})");
  EXPECT_TRUE(loud.effect.down);
  EXPECT_FALSE(loud.effect.silent);
  EXPECT_EQ(loud.effect.speed, 1);
  EXPECT_TRUE(
      failure(R"({"kind": "crash", "target": {"tier": "app"}, "at": "1 s", "silent": true})").effect.silent);
}

TEST(Crash, StrikesEachReplicaForItself) {
  EXPECT_EQ(failure(R"({"kind": "crash", "target": {"zone": "east/a"}, "at": "1 s"})").together,
            Together::kReplica);
}

}  // namespace
}  // namespace windtunnel
