// Messages that take no time, and regions next door.
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

constexpr const char* kNextDoor = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s", "replications": 4},
  "places": {"regions": {"east": ["a", "b"], "west": ["a", "b"]}},
  "network": {"kind": "constant", "latency": "0.5 ms"},
  "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web"],
                         "origin": {"east": 0.5, "west": 0.5}}},
  "tiers": {"web": {"each_region": {"replicas": 2}, "service": {"kind": "exponential", "mean": "5 ms"}}}
})";
constexpr const char* kNoTime = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s", "replications": 4},
  "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web"]}},
  "tiers": {"web": {"replicas": 2, "service": {"kind": "exponential", "mean": "5 ms"}}}
})";

TEST(LatencyIgnored, IsWarnedOfWhenRegionsAreNextDoor) {
  const auto warnings = said("latency_ignored", kNextDoor);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "network");
  EXPECT_EQ(warnings[0].finding.found,
            "east and west are 1 ms apart, there and back: less than 200 km of fibre");
}

TEST(LatencyIgnored, IsWarnedOfWhenMessagesTakeNoTime) {
  const auto warnings = said("latency_ignored", kNoTime);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.found, "messages take no time");
}

TEST(LatencyIgnored, IsNotSaidOfDistancesThatCanBe) {
  EXPECT_TRUE(said("latency_ignored", kNextDoor, {"network.latency=1 ms"}).empty());
  EXPECT_TRUE(
      said("latency_ignored", kNoTime, {R"(network={"kind": "constant", "latency": "0.1 ms"})"}).empty());
}

TEST(LatencyIgnored, IsShownByAComparisonWithADistance) {
  for (const char* text : {kNextDoor, kNoTime}) {
    const MetricDifference p50 =
        compared(text, said("latency_ignored", text)[0].finding.experiment, "latency_p50");
    EXPECT_EQ(p50.verdict, Compared::kWorse);
  }
  // Once the distance is there, the comparison finds nothing.
  const MetricDifference same = compared(
      R"({"windtunnel": 1, "run": {"lasts": "100 s", "replications": 4},
          "network": {"kind": "constant", "latency": "0.4 ms"},
          "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web"]}},
          "tiers": {"web": {"replicas": 2, "service": {"kind": "exponential", "mean": "5 ms"}}}})",
      said("latency_ignored", kNoTime)[0].finding.experiment, "latency_p50");
  EXPECT_EQ(same.verdict, Compared::kSame);
}

}  // namespace
}  // namespace windtunnel
