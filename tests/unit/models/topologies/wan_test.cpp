// A wide-area network over two regions, 80 ms apart by the table.
#include "models/topologies/analysis.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

using namespace literals;

const std::string kStars =
    R"({"kind": "wan", "rtt": "catalog:test/two", "between_zones": "2 ms", "clients": "10 ms",
        "inside": {"kind": "star", "hosts": 3, "latency": "100 us", "clients": "200 us"}})";

TEST(Wan, PutsAFabricIntoEveryZone) {
  const Fabric made = fabric(kStars, two_regions());
  EXPECT_EQ(count_role(made, "region router"), 2u);
  EXPECT_EQ(count_role(made, "gateway"), 3u);
  EXPECT_EQ(count(made, NodeKind::kHost), 9u);
  EXPECT_EQ(count(made, NodeKind::kEdge), 2u);
  EXPECT_EQ(made.topology->nodes()[node(made, "east/b/host-2")].zone, 1u);
  EXPECT_EQ(made.topology->nodes()[node(made, "west/a/host-2")].zone, 2u);
}

// Host to hub to gateway 100 + 100 us; gateway to router 2 ms / 4 = 500 us; router to router 40 ms. So 41.4
// ms to the other region, 1.4 ms to the other zone (twice 0.7), 5 ms + 0.7 from the region's clients.
TEST(Wan, IsAsFarAsItsTableSays) {
  const Fabric made = fabric(kStars, two_regions());
  const NodeIndex one = node(made, "east/a/host-1");
  EXPECT_EQ(made.topology->latency(one, node(made, "west/a/host-1")), 41'400_us);
  EXPECT_EQ(made.topology->latency(one, node(made, "east/b/host-1")), 1'400_us);
  EXPECT_EQ(made.topology->latency(one, node(made, "east/a/host-2")), 200_us);
  EXPECT_EQ(made.topology->latency(made.edges[0], one), 5'700_us);
  EXPECT_EQ(made.topology->latency(made.edges[1], one), 45'700_us);
}

TEST(Wan, KeepsTheRacksOfItsZones) {
  Places places = two_regions();
  places.racks = {"east/b/r1", "east/b/r2", "west/a/r1"};
  places.zone_of_rack = {1, 1, 2};
  const Fabric made = fabric(kStars, places);
  EXPECT_EQ(made.topology->nodes()[node(made, "east/a/host-1")].rack, kNoIndex);
  EXPECT_EQ(made.topology->nodes()[node(made, "east/b/host-1")].rack, 0u);
  EXPECT_EQ(made.topology->nodes()[node(made, "east/b/host-3")].rack, 1u);
  EXPECT_EQ(made.topology->nodes()[node(made, "west/a/host-3")].rack, 2u);
}

TEST(Wan, SaysOfTheFabricInsideWhatIsWrongThere) {
  Places places = two_regions();
  places.racks = {"east/b/r1", "east/b/r2", "east/b/r3", "east/b/r4"};
  places.zone_of_rack = {1, 1, 1, 1};
  EXPECT_EQ(make_fabric(kStars, places).complaints,
            "inside WT030 3 hosts for zone east/b | at least 4, the racks that `places` names there | \n");
  const std::string nested = R"({"kind": "wan", "rtt": "catalog:test/two", "inside": )" + kStars + "}";
  EXPECT_EQ(make_fabric(nested, two_regions()).complaints,
            "inside.kind WT030 \"wan\" | a fabric of one building inside a zone | \n");
}

TEST(Wan, NeverTakesANeighboursFigure) {
  Places places = two_regions();
  places.regions[1] = "wets";
  EXPECT_EQ(
      make_fabric(kStars, places).complaints,
      "rtt WT028 no round trip between east and wets | a table that has the pair: catalog:test/two has not | "
      "wets\n");
}

TEST(GeneratedFabrics, StandInOneRegion) {
  for (const char* json :
       {R"({"kind": "fat_tree", "k": 4})",
        R"({"kind": "leaf_spine", "leaves": 4, "spines": 2, "hosts_per_leaf": 2})",
        R"({"kind": "star", "hosts": 4})", R"({"kind": "ring", "switches": 4})",
        R"({"kind": "torus", "dimensions": [4, 4]})", R"({"kind": "dragonfly", "routers": 4})"})
    EXPECT_EQ(
        make_fabric(json, two_regions()).complaints,
        " WT030 2 regions | one region, for a fabric stands in one building; kind wan joins regions | \n");
}

}  // namespace
}  // namespace windtunnel
