// GraphML files as graph editors write them, and files that are none.
#include <filesystem>
#include <fstream>

#include "models/topologies/analysis.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Two of three nodes have names; attributes nobody reads, of every type, are there too.
constexpr const char* kTriangle = R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="label" attr.type="string"/>
  <key id="d1" for="node" attr.name="Latitude" attr.type="double"/>
  <key id="d2" for="edge" attr.name="latency" attr.type="string"/>
  <key id="d3" for="edge" attr.name="LinkSpeed" attr.type="int"/>
  <key id="d4" for="edge" attr.name="bandwidth" attr.type="string"/>
  <graph id="G" edgedefault="undirected">
    <data key="d9">nothing</data>
    <node id="0"><data key="d0">Vienna</data><data key="d1">48.2</data></node>
    <node id="1"><data key="d0">Graz</data></node>
    <node id="2"/>
    <edge source="0" target="1"><data key="d2">1 ms</data><data key="d3">10</data><data key="d4">10 Gbps</data></edge>
    <edge source="1" target="2"><data key="d2">2 ms</data></edge>
    <edge source="0" target="2"/>
  </graph>
</graphml>
)";

struct InAFile {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / "windtunnel_graphml_test";
  explicit InAFile(const std::string& text) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "drawn.graphml") << text;
  }
  ~InAFile() { std::filesystem::remove_all(folder); }

  MadeFabric made(const std::string& rest = "", const Places& places = one_zone()) const {
    Problems problems;
    const std::string json = R"({"it": {"kind": "graphml", "file": "drawn.graphml")" + rest + "}}";
    const Document document = Document::from_text(json, (folder / "test.json").string(), problems);
    Chosen<TopologyModel> chosen;
    read(document, topologies(), chosen, problems);
    MadeFabric result;
    if (!problems.empty()) {
      result.complaints = problems.text("test.json");
      return result;
    }
    result.fabric = chosen.it.make(
        places, [&result](std::string_view field, std::string_view code, const std::string& found,
                          const std::string& expected, std::string_view, const std::vector<std::string>&) {
          result.complaints +=
              std::string(field) + " " + std::string(code) + " " + found + " | " + expected + "\n";
        });
    return result;
  }
};

// Vienna - Graz - node-3 is 3 ms, Vienna - node-3 the scenario's 5 ms.
TEST(Graphml, GivesEveryNodeItsHosts) {
  const MadeFabric made = InAFile(kTriangle).made(R"(, "latency": "5 ms", "hosts_per_node": 2)");
  ASSERT_EQ(made.complaints, "");
  EXPECT_EQ(count(made.fabric, NodeKind::kSwitch), 3u);
  EXPECT_EQ(count(made.fabric, NodeKind::kHost), 6u);
  const auto& topology = *made.fabric.topology;
  EXPECT_EQ(topology.latency(node(made.fabric, "Vienna host 1"), node(made.fabric, "node-3 host 2")), 3_ms);
  EXPECT_EQ(topology.latency(made.fabric.edges[0], node(made.fabric, "Graz host 1")), 1_ms);
}

TEST(Graphml, LetsClientsInWhereTheScenarioSays) {
  const MadeFabric made = InAFile(kTriangle).made(R"(, "clients_at": "Graz")");
  ASSERT_EQ(made.complaints, "");
  EXPECT_EQ(made.fabric.topology->latency(made.fabric.edges[0], node(made.fabric, "Graz host 1")),
            Duration());
  EXPECT_EQ(InAFile(kTriangle).made(R"(, "clients_at": "Linz")").complaints,
            "clients_at WT011 \"Linz\" | a switch of the file\n");
}

TEST(Graphml, TakesHostsAndEdgesThatTheFileNames) {
  const MadeFabric made = InAFile(R"(<graphml>
  <key id="n" for="node" attr.name="name" attr.type="string"/><key id="i" for="node" attr.name="is" attr.type="string"/>
  <key id="a" for="node" attr.name="at" attr.type="string"/>
  <graph edgedefault="directed">
    <node id="h"><data key="n">web</data><data key="i">host</data><data key="a">here/b</data></node>
    <node id="s"/><node id="e"><data key="i">edge</data></node>
    <edge source="h" target="s"/><edge source="s" target="h"/><edge source="e" target="s"/><edge source="s" target="e"/>
  </graph></graphml>)")
                              .made("", two_zones());
  ASSERT_EQ(made.complaints, "");
  EXPECT_EQ(made.fabric.topology->links().size(), 4u);
  EXPECT_EQ(made.fabric.topology->nodes()[node(made.fabric, "web")].zone, 1u);
}

// The key's default stands where an edge says nothing: 2 ms beside 1 ms.
TEST(Graphml, TakesTheDefaultsOfItsKeys) {
  const MadeFabric made = InAFile(R"(<graphml>
  <key id="l" for="edge" attr.name="latency" attr.type="string"><default>2 ms</default></key>
  <graph edgedefault="undirected">
    <edge source="a" target="b"/><edge source="b" target="c"><data key="l">1 ms</data></edge>
    <node id="a"/><node id="b"/><node id="c"/>
  </graph></graphml>)")
                              .made();
  ASSERT_EQ(made.complaints, "");
  const auto& topology = *made.fabric.topology;
  EXPECT_EQ(topology.latency(node(made.fabric, "node-1 host 1"), node(made.fabric, "node-3 host 1")), 3_ms);
}

TEST(Graphml, RefusesGraphsThatItWouldReadWrongly) {
  const auto complaint = [](const std::string& inside) {
    return InAFile("<graphml><graph edgedefault=\"undirected\">" + inside + "</graph></graphml>")
        .made()
        .complaints;
  };
  const auto has = [](const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  };
  has(complaint(R"(<node id="a"/><node id="a"/>)"), "two nodes \"a\"");
  has(complaint(R"(<node id="a"/><edge source="a" target="z"/>)"),
      "edge 1 with target \"z\", which is no node");
  has(complaint(R"(<node id="a"/><hyperedge/>)"), "a hyperedge");
  has(complaint(R"(<node id="a"><graph/></node>)"), "a graph inside of node \"a\"");
  has(complaint(R"(<node id="a"/><node id="b"/><edge source="a" target="b" directed="true"/>)"),
      "edge 1 that is directed in an undirected graph");
}

TEST(Graphml, SaysWhatIsWrongWithAFile) {
  const std::string none = InAFile("<graphml><graph").made().complaints;
  EXPECT_EQ(none.find("file WT022 \"drawn.graphml\": line 1: "), 0u) << none;
  const std::string other = InAFile("<svg/>").made().complaints;
  EXPECT_EQ(other.find("file WT022 \"drawn.graphml\": "), 0u) << other;
  std::string slow = kTriangle;
  slow.replace(slow.find("1 ms"), 4, "1 mm");
  EXPECT_EQ(InAFile(slow).made().complaints.find("file WT022 \"1 mm\" as the latency of the edge 1 | "), 0u)
      << InAFile(slow).made().complaints;
  const std::string absent = make_fabric(R"({"kind": "graphml", "file": "nowhere.graphml"})").complaints;
  EXPECT_NE(absent.find("WT021  it.file\n    found     \"nowhere.graphml\", which is no file"),
            std::string::npos)
      << absent;
}

}  // namespace
}  // namespace windtunnel
