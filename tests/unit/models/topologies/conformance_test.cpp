// What every topology on the list promises: hosts in every zone, an edge for every region, roads between all
// of them, and fields that survive JSON.
#include <set>

#include "models/topologies/seats.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

const std::vector<std::string> kForms = {
    R"({"kind": "fat_tree", "k": 4, "bandwidth": "25 Gbps"})",
    R"({"kind": "leaf_spine", "leaves": 5, "spines": 3, "hosts_per_leaf": 4, "oversubscription": 2.5})",
    R"({"kind": "dragonfly", "routers": 3, "hosts": 2, "global_links": 1, "groups": 4, "clients": "10 ms"})",
    R"({"kind": "torus", "dimensions": [3, 4, 2], "hosts_per_switch": 2, "trunk": "40 Gbps"})",
    R"({"kind": "star", "hosts": 12})",
    R"({"kind": "ring", "switches": 6, "hosts_per_switch": 2})",
    R"({"kind": "wan", "rtt": "catalog:test/two", "backbone": "100 Gbps", "inside": {"kind": "star", "hosts": 6}})",
    R"({"kind": "explicit", "nodes": {"door": {"is": "edge"}, "hub": {}, "a": {"is": "host", "at": "here/a/r1"},
        "b": {"is": "host", "at": "here/a/r2"}, "c": {"is": "host", "at": "here/b"}},
        "links": {"l1": {"from": "door", "to": "hub", "latency": "1 ms"}, "l2": {"from": "a", "to": "hub", "latency": "1 ms"},
                  "l3": {"from": "b", "to": "hub", "latency": "1 ms"}, "l4": {"from": "c", "to": "hub", "latency": "1 ms"}}})",
};

TEST(Topologies, GiveEveryZoneHostsAndEveryRegionAnEdge) {
  for (const std::string& form : kForms) {
    const Places places = two_zones();
    const Fabric made = fabric(form, places);
    ASSERT_EQ(made.role_of.size(), made.topology->nodes().size()) << form;
    ASSERT_EQ(made.group_of.size(), made.topology->nodes().size()) << form;
    std::set<std::uint32_t> zones, racks;
    for (const NodeIndex host : hosts(made)) {
      zones.insert(made.topology->nodes()[host].zone);
      if (made.topology->nodes()[host].rack != kNoIndex) racks.insert(made.topology->nodes()[host].rack);
      for (const NodeIndex other : hosts(made)) EXPECT_TRUE(made.topology->reaches(host, other)) << form;
    }
    EXPECT_EQ(zones.size(), 2u) << form;
    EXPECT_EQ(racks.size(), 2u) << form;
    ASSERT_EQ(made.edges.size(), 1u) << form;
    EXPECT_EQ(made.topology->nodes()[made.edges[0]].kind, NodeKind::kEdge) << form;
  }
}

TEST(Topologies, TellALatencyForEveryPairOfPlaces) {
  for (const std::string& form : kForms) {
    const Places places = two_zones();
    const std::vector<Duration> one_way = place_latencies(fabric(form, places), places);
    ASSERT_EQ(one_way.size(), 9u) << form;
    EXPECT_GT(one_way[1], Duration()) << form;
    EXPECT_EQ(one_way[8], Duration()) << form;
  }
}

TEST(Topologies, KeepTheirFieldsThroughJson) {
  for (const std::string& form : kForms) {
    const ReadChoice<TopologyModel> once = read_choice<TopologyModel>(topologies(), form);
    ASSERT_EQ(once.problems, "") << form;
    const std::string written = canonical_json(once.chosen);
    Problems problems;
    const Document document = Document::from_text(written, "again.json", problems);
    Chosen<TopologyModel> again;
    ASSERT_TRUE(read(document, topologies(), again, problems)) << written << "\n"
                                                               << problems.text("again.json");
    EXPECT_EQ(canonical_json(again), written);
  }
}

// A GraphML file has a test of its own, which writes one.
TEST(Topologies, AreAllTriedHere) {
  std::set<std::string> tried = {"graphml"};
  for (const std::string& form : kForms) tried.insert(choice<TopologyModel>(topologies(), form).kind());
  for (const auto& entry : topologies().entries<TopologyModel>())
    EXPECT_EQ(tried.count(entry->name), 1u) << entry->name;
}

TEST(Topologies, AnswerAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "fat_tree"})", "WT008  it.k"},
      {R"({"kind": "fat_tree", "k": 5})", "an even number"},
      {R"({"kind": "fat_tree", "k": 66})", "WT005"},
      {R"({"kind": "fat_tree", "k": 4, "bandwidth": "0 Gbps"})", "WT005"},
      {R"({"kind": "fat_tree", "k": 4, "latency": "-1 us"})", "WT005"},
      {R"({"kind": "leaf_spine", "leaves": 4})", "WT008  it.spines"},
      {R"({"kind": "leaf_spine", "leaves": 4, "spines": 2, "hosts_per_leaf": 4, "oversubscription": 0})",
       "WT005"},
      {R"({"kind": "leaf_spine", "leaves": 4096, "spines": 2, "hosts_per_leaf": 1024})", "WT019"},
      {R"({"kind": "dragonfly", "routers": 0})", "WT005"},
      {R"({"kind": "torus"})", "WT008  it.dimensions"},
      {R"({"kind": "star", "hosts": 0})", "WT005"},
      {R"({"kind": "ring", "switches": 2})", "WT005"},
      {R"({"kind": "wan", "inside": {"kind": "star", "hosts": 2}})", "WT008  it.rtt"},
      {R"({"kind": "wan", "rtt": "catalog:test/two"})", "WT008  it.inside"},
      {R"({"kind": "explicit", "nodes": {"a": {"is": "hub"}}, "links": {}})", "WT012"},
      {R"({"kind": "explicit", "nodes": {}, "links": {}})", "WT009"},
      {R"({"kind": "graphml"})", "WT008  it.file"},
      {R"({"kind": "graphml", "file": 3})", "the name of a file"},
      {R"({"kind": "fat-tree", "k": 4})", "nearest   fat_tree"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string complaints = make_fabric(json).complaints;
    EXPECT_NE(complaints.find(words), std::string::npos) << json << "\nearned\n" << complaints;
  }
}

}  // namespace
}  // namespace windtunnel
