// Explicit topologies, and what is wrong with those that do not add up.
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Two hosts on two switches; the way back from b is longer, for one link leads there only.
constexpr const char* kDrawn = R"({
  "kind": "explicit",
  "nodes": {"door": {"is": "edge"}, "s1": {}, "s2": {"is": "switch"}, "a": {"is": "host"}, "b": {"is": "host"}},
  "links": {
    "way_in": {"from": "door", "to": "s1", "latency": "5 ms"},
    "trunk": {"from": "s1", "to": "s2", "latency": "3 ms", "bandwidth": "1 Gbps"},
    "express": {"from": "s1", "to": "s2", "latency": "1 ms", "one_way": true},
    "of_a": {"from": "a", "to": "s1", "latency": "10 us"},
    "of_b": {"from": "b", "to": "s2", "latency": "20 us"}
  }
})";

TEST(Explicit, DrawsWhatIsWritten) {
  const Fabric made = fabric(kDrawn);
  EXPECT_EQ(made.topology->nodes().size(), 5u);
  EXPECT_EQ(made.topology->links().size(), 9u);
  EXPECT_EQ(made.topology->latency(node(made, "a"), node(made, "b")), 1'030_us);
  EXPECT_EQ(made.topology->latency(node(made, "b"), node(made, "a")), 3'030_us);
  EXPECT_EQ(made.topology->nodes()[made.edges[0]].name, "door");
}

std::string changed(const std::string& from, const std::string& to, const Places& places = one_zone()) {
  std::string json = kDrawn;
  const std::size_t at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  json.replace(at, from.size(), to);
  return make_fabric(json, places).complaints;
}

TEST(Explicit, SaysWhatDoesNotAddUp) {
  EXPECT_EQ(changed(R"("from": "a")", R"("from": "aa")"),
            "links.of_a.from WT011 \"aa\" | a node of `nodes` | aa\n");
  EXPECT_EQ(changed(R"("from": "a")", R"("from": "s1")"),
            "links.of_a WT030 a link from s1 to itself | a link between two nodes | \n");
  EXPECT_EQ(changed(R"("door": {"is": "edge"})", R"("door": {"is": "host"})"),
            "nodes WT008 no edge for the clients of here | a node {\"is\": \"edge\", \"at\": \"here\"} | \n");
  EXPECT_EQ(changed(R"("s1": {})", R"("s1": {"is": "edge"})"),
            "nodes.s1 WT030 a second edge of here | one edge for each region | \n");
  EXPECT_EQ(changed(R"("a": {"is": "host"})", R"("a": {"is": "host", "at": "here/b"})"),
            "nodes.a.at WT011 \"here/b\" | a region/zone of `places` | here/b\n");
  EXPECT_EQ(changed(R"("door": {"is": "edge"})", R"("door": {"is": "edge", "at": "there"})"),
            "nodes.door.at WT011 \"there\" | a region of `places` | there\n");
}

TEST(Explicit, AsksWhereAHostStandsWhenThereAreSeveralPlaces) {
  EXPECT_EQ(changed(R"("a": {"is": "host"}, "b": {"is": "host"})",
                    R"("a": {"is": "host", "at": "here/a/r2"}, "b": {"is": "host"})", two_zones()),
            "nodes.b.at WT008 nothing | the zone it stands in, for there are several | \n");
}

TEST(Explicit, NeedsAWayBetweenAll) {
  EXPECT_EQ(changed(R"("to": "s2", "latency": "3 ms")", R"("to": "s2", "latency": "3 ms", "one_way": true)"),
            " WT030 no way from b to door | links by which all hosts and clients reach each other | \n");
}

}  // namespace
}  // namespace windtunnel
