// A partition and faults on a link as a scenario writes them.
#include "tests/unit/models/failures/failures.hpp"

namespace windtunnel {
namespace {

using namespace literals;

const std::string kAt = R"(, "at": "1 s"})";

TEST(Partition, SplitsEverybodyInHalvesWhenNothingElseIsSaid) {
  const FailureParts parts = failure(R"({"kind": "partition")" + kAt);
  ASSERT_TRUE(parts.wire);
  EXPECT_TRUE(parts.wire->partition);
  EXPECT_TRUE(parts.wire->cuts);
  EXPECT_EQ(parts.wire->shape, SidesShape::kHalves);
  EXPECT_EQ(parts.together, Together::kReplica);
  EXPECT_FALSE(parts.effect.down) << "machines go on";
  EXPECT_FALSE(parts.wire->clients_everywhere);
}

TEST(Partition, KnowsItsShapesByName) {
  const std::vector<std::pair<std::string, SidesShape>> kShapes = {
      {"halves", SidesShape::kHalves},
      {"majority_minority", SidesShape::kMajorityMinority},
      {"majorities_ring", SidesShape::kMajoritiesRing},
      {"bridge", SidesShape::kBridge},
      {"isolate", SidesShape::kIsolate},
      {"one_way", SidesShape::kOneWay}};
  for (const auto& [name, shape] : kShapes)
    EXPECT_EQ(failure(R"({"kind": "partition", "shape": ")" + name + "\"" + kAt).wire->shape, shape);
}

TEST(Partition, AnswersAWrongFieldWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "partition", "shape": "thirds")", "one of"},
      {R"({"kind": "partition", "by": "rack")", "one of: region, replica, zone"},
      {R"({"kind": "partition", "side": {})", "a side that names nobody"},
      {R"({"kind": "partition", "shape": "majorities_ring", "side": {"tier": "app"})", "a ring has none"},
      {R"({"kind": "partition", "side": {"clients": "west"})", "WT011"},
      {R"({"kind": "delay", "target": {"tier": "app"})", "WT008  it.latency"},
      {R"({"kind": "delay", "target": {"tier": "app"}, "latency": "1 ms", "peer": {})",
       "a peer that names nobody"},
      {R"({"kind": "loss", "target": {"tier": "app"}, "loss": 2)", "WT005"},
      {R"({"kind": "bandwidth", "target": {"tier": "app"}, "rate": "0 Mbps")", "WT005"},
      {R"({"kind": "flapping", "target": {"tier": "app"}, "cut": "1 s")", "WT008  it.whole"},
      {R"({"kind": "clogging", "target": {"tier": "app"}, "direction": "up")", "one of: both, from, to"},
  };
  for (const auto& [form, words] : kWrong) {
    const std::string problems = read_failure(form + kAt).problems;
    EXPECT_NE(problems.find(words), std::string::npos) << form << "\nearned\n" << problems;
  }
}

TEST(LinkFaults, StrikeTheirTargetAtOnceOrEachForItself) {
  const std::string delay = R"({"kind": "delay", "latency": "20 ms", "target": {"tier": "app"})";
  EXPECT_EQ(failure(delay + kAt).together, Together::kAll);
  EXPECT_EQ(failure(delay + R"(, "each": true)" + kAt).together, Together::kReplica);
  EXPECT_EQ(failure(delay + R"(, "direction": "from")" + kAt).wire->shape, SidesShape::kOneWay);
  EXPECT_EQ(failure(delay + R"(, "direction": "to")" + kAt).wire->shape, SidesShape::kOtherWay);
}

TEST(LinkFaults, MakeTheirEffect) {
  const auto effect = [](const std::string& fields) {
    return failure(R"({"target": {"tier": "app"}, )" + fields + kAt).wire->effect;
  };
  EXPECT_DOUBLE_EQ(effect(R"("kind": "delay", "latency": "20 ms", "correlation": "3 s")").delay->mean(),
                   0.020);
  EXPECT_EQ(effect(R"("kind": "delay", "latency": "20 ms", "correlation": "3 s")").delay_memory, 3_s);
  EXPECT_DOUBLE_EQ(effect(R"("kind": "loss", "loss": 0.2)").loss.mean(), 0.2);
  EXPECT_DOUBLE_EQ(effect(R"("kind": "duplicate", "probability": 0.2)").duplicate, 0.2);
  EXPECT_DOUBLE_EQ(effect(R"("kind": "corrupt", "probability": 0.2)").corrupt, 0.2);
  EXPECT_DOUBLE_EQ(effect(R"("kind": "reorder", "probability": 0.2, "by": "1 ms")").reorder, 0.2);
  EXPECT_DOUBLE_EQ(effect(R"("kind": "bandwidth", "rate": "8 Mbps")").rate->bytes_per_second(), 1e6);
  EXPECT_TRUE(effect(R"("kind": "clogging")").nothing());
  EXPECT_TRUE(failure(R"({"kind": "clogging", "target": {"tier": "app"})" + kAt).wire->clogs);
  const auto flapping =
      failure(R"({"kind": "flapping", "cut": "1 s", "whole": "2 s", "target": {"tier": "app"})" + kAt);
  EXPECT_TRUE(flapping.wire->cuts);
  EXPECT_DOUBLE_EQ(flapping.wire->alternates->off.mean(), 2);
}

}  // namespace
}  // namespace windtunnel
