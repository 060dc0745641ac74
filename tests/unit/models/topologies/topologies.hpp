// For tests of topologies: a fabric by JSON over one region of two zones, and what the JSON earns.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/topologies/topology_model.hpp"
#include "sim/config/embedded_catalog.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {

inline const Catalog& topologies() {
  static const Catalog catalog = [] {
    Catalog made;
    add_topologies(made);
    made.tables().add({"test/two", "from,to,rtt_ms\neast,west,80\n"});
    return made;
  }();
  return catalog;
}

inline Places one_zone() { return Places{{"here"}, {"here/a"}, {0}}; }
// Zone a has two named racks, zone b none.
inline Places two_zones() {
  return Places{{"here"}, {"here/a", "here/b"}, {0, 0}, {"here/a/r1", "here/a/r2"}, {0, 0}};
}
inline Places two_regions() { return Places{{"east", "west"}, {"east/a", "east/b", "west/a"}, {0, 0, 1}}; }

struct MadeFabric {
  Fabric fabric;
  std::string complaints;  // each as "<field> <code> <found> | <expected> | <name>"
};

inline MadeFabric make_fabric(const std::string& json, const Places& places = one_zone()) {
  MadeFabric made;
  const ReadChoice<TopologyModel> once = read_choice<TopologyModel>(topologies(), json);
  made.complaints = once.problems;
  if (!once.problems.empty()) return made;
  made.fabric = once.chosen.it.make(
      places, [&made](std::string_view field, std::string_view code, const std::string& found,
                      const std::string& expected, std::string_view name, const std::vector<std::string>&) {
        made.complaints += std::string(field) + " " + std::string(code) + " " + found + " | " + expected +
                           " | " + std::string(name) + "\n";
      });
  return made;
}

// For JSON that has to be right.
inline Fabric fabric(const std::string& json, const Places& places = one_zone()) {
  MadeFabric made = make_fabric(json, places);
  EXPECT_EQ(made.complaints, "") << json;
  if (!made.fabric.topology) throw std::runtime_error("the test's fabric is not made: " + json);
  return made.fabric;
}

inline std::size_t count(const Fabric& made, NodeKind kind) {
  std::size_t sum = 0;
  for (const TopologyNode& node : made.topology->nodes()) sum += node.kind == kind;
  return sum;
}
inline std::size_t count_role(const Fabric& made, const std::string& role) {
  std::size_t sum = 0;
  for (const std::uint32_t each : made.role_of) sum += made.roles[each] == role;
  return sum;
}
// Both directions of cables between hosts and switches; the clients' own are not among them.
inline std::size_t cables(const Fabric& made) {
  std::size_t links = 0;
  for (const TopologyLink& link : made.topology->links())
    links += made.topology->nodes()[link.from].kind != NodeKind::kEdge &&
             made.topology->nodes()[link.to].kind != NodeKind::kEdge;
  return links / 2;
}
inline NodeIndex node(const Fabric& made, const std::string& name) {
  for (NodeIndex each = 0; each < made.topology->nodes().size(); ++each)
    if (made.topology->nodes()[each].name == name) return each;
  throw std::runtime_error("no node " + name);
}
inline std::vector<NodeIndex> hosts(const Fabric& made) {
  std::vector<NodeIndex> list;
  for (NodeIndex each = 0; each < made.topology->nodes().size(); ++each)
    if (made.topology->nodes()[each].kind == NodeKind::kHost) list.push_back(each);
  return list;
}

}  // namespace windtunnel
