// Regions and zones: the catalogue's figures, by hand.
#include "tests/unit/models/networks/networks.hpp"

namespace windtunnel {
namespace {

using namespace literals;

constexpr PlaceIndex kUsA = 0, kUsB = 1, kEurope = 2, kUsEdge = 3, kEuropeEdge = 4;

// gcp/rtt/2020-06-02: us-central1 to europe-west1 104.916 ms, back 104.919 ms; one way is half of it.
TEST(RegionsNetwork, TakesHalfOfTheMeasuredRoundTrip) {
  const NetworkPlan plan = network(R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02"})");
  EXPECT_EQ(plan.latency(kUsA, kEurope), 52'458_us);
  EXPECT_EQ(plan.latency(kEurope, kUsA).ns(), 52'459'500);
  EXPECT_EQ(plan.latency(kUsB, kEurope), 52'458_us);
}

// 126.873 and 230.536 ms.
TEST(RegionsNetwork, TellsRegionsApart) {
  const Places three{{"us-central1", "europe-west1", "asia-northeast1"},
                     {"us-central1/a", "europe-west1/b", "asia-northeast1/a"},
                     {0, 1, 2}};
  const NetworkPlan plan = network(R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02"})", three);
  EXPECT_EQ(plan.latency(0, 2).ns(), 63'436'500);
  EXPECT_EQ(plan.latency(1, 2).ns(), 115'268'000);
}

// A region to itself is never taken from the table: zones are stated, 0.8 ms apart and 0.2 ms within by
// default.
TEST(RegionsNetwork, TakesZonesFromTheScenario) {
  const NetworkPlan plan = network(R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02"})");
  EXPECT_EQ(plan.latency(kUsA, kUsB), 400_us);
  EXPECT_EQ(plan.latency(kUsA, kUsA), 100_us);
  const NetworkPlan other = network(
      R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "between_zones": "2 ms", "within_zone": "1 ms"})");
  EXPECT_EQ(other.latency(kUsB, kUsA), 1_ms);
  EXPECT_EQ(other.latency(kEurope, kEurope), 500_us);
}

// A client of us-central1 is 10 ms from its own edge there and back: 5 ms to its own region, 52.458 + 5 to
// the other.
TEST(RegionsNetwork, AddsTheLastMileToClients) {
  const NetworkPlan plan =
      network(R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "clients": "10 ms"})");
  EXPECT_EQ(plan.latency(kUsEdge, kUsA), 5_ms);
  EXPECT_EQ(plan.latency(kUsA, kUsEdge), 5_ms);
  EXPECT_EQ(plan.latency(kUsEdge, kEurope), 57'458_us);
  EXPECT_EQ(plan.latency(kEurope, kUsEdge).ns(), 57'459'500);
  EXPECT_EQ(plan.latency(kUsA, kEurope), 52'458_us);
  EXPECT_EQ(plan.latency(kEuropeEdge, kEurope), 5_ms);
}

TEST(RegionsNetwork, TakesAPairWrittenOneWayForBoth) {
  const NetworkPlan plan = network(R"({"kind": "regions", "rtt": "catalog:test/one_way"})");
  EXPECT_EQ(plan.latency(kUsA, kEurope), 40_ms);
  EXPECT_EQ(plan.latency(kEurope, kUsA), 40_ms);
}

TEST(RegionsNetwork, KeepsADirectionThatIsWritten) {
  const NetworkPlan plan = network(R"({"kind": "regions", "rtt": "catalog:test/both_ways"})");
  EXPECT_EQ(plan.latency(kUsA, kEurope), 40_ms);
  EXPECT_EQ(plan.latency(kEurope, kUsA), 45_ms);
}

// Missing figures are problems, each pair once, with the table's own names as candidates.
TEST(RegionsNetwork, NeverTakesANeighboursFigure) {
  const Places misspelt{{"us-central1", "europe-wets1"}, {"us-central1/a", "europe-wets1/b"}, {0, 1}};
  const std::string complaints =
      make_network(R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02"})", misspelt).complaints;
  EXPECT_EQ(complaints.find("rtt WT028 no round trip between us-central1 and europe-wets1 | "), 0u)
      << complaints;
  EXPECT_NE(complaints.find("| europe-wets1: asia-east1"), std::string::npos) << complaints;
  EXPECT_NE(complaints.find(" europe-west1 "), std::string::npos) << complaints;
  EXPECT_EQ(complaints.find('\n'), complaints.size() - 1) << complaints;
}

// Both regions are in the table and the pair is not: no name is wrong, so none is offered.
TEST(RegionsNetwork, OffersNoNameWhereBothAreKnown) {
  const Places apart{{"europe-west1", "elsewhere"}, {"europe-west1/a", "elsewhere/a"}, {0, 1}};
  const std::string complaints =
      make_network(R"({"kind": "regions", "rtt": "catalog:test/one_way"})", apart).complaints;
  EXPECT_EQ(complaints,
            "rtt WT028 no round trip between europe-west1 and elsewhere | a table that has the pair: "
            "catalog:test/one_way has not | :\n");
}

TEST(RegionsNetwork, JittersEveryPairWhenAsked) {
  const NetworkPlan plan =
      network(R"({"kind": "regions", "rtt": "catalog:gcp/rtt/2020-06-02", "jitter": "3 ms"})");
  ASSERT_EQ(plan.jitter.size(), 25u);
  EXPECT_DOUBLE_EQ(plan.jitter[13].mean(), 0.003);
}

}  // namespace
}  // namespace windtunnel
