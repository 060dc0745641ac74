// The dragonfly of Kim et al. 2008, figure 5: a = 4, p = h = 2, nine groups.
#include <set>

#include "models/topologies/analysis.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

// 36 routers, 72 hosts; 6 cables within each group, 36 between groups, one a host.
TEST(Dragonfly, HasTheRoutersAndCablesOfThePaper) {
  const Fabric made = fabric(R"({"kind": "dragonfly", "routers": 4})");
  EXPECT_EQ(count_role(made, "router"), 36u);
  EXPECT_EQ(count(made, NodeKind::kHost), 72u);
  EXPECT_EQ(cables(made), 9u * 6 + 36 + 72);
}

// Every router has h = 2 cables to other groups, and every two groups share exactly one.
TEST(Dragonfly, JoinsEveryTwoGroupsByOneCable) {
  const Fabric made = fabric(R"({"kind": "dragonfly", "routers": 4})");
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  std::vector<int> ports(made.topology->nodes().size(), 0);
  for (const TopologyLink& link : made.topology->links()) {
    if (made.topology->nodes()[link.from].kind != NodeKind::kSwitch ||
        made.topology->nodes()[link.to].kind != NodeKind::kSwitch ||
        made.group_of[link.from] == made.group_of[link.to])
      continue;
    EXPECT_TRUE(pairs.insert({made.group_of[link.from], made.group_of[link.to]}).second);
    ++ports[link.from];
  }
  EXPECT_EQ(pairs.size(), 9u * 8);
  for (NodeIndex each = 0; each < ports.size(); ++each)
    EXPECT_EQ(ports[each], made.topology->nodes()[each].kind == NodeKind::kSwitch ? 2 : 0);
}

// Host, router, gateway of the group, gateway of the other, router, host: five cables.
TEST(Dragonfly, IsFiveCablesAcross) {
  EXPECT_EQ(diameter(*fabric(R"({"kind": "dragonfly", "routers": 4})").topology)->hops, 5u);
}

// Nine groups: 4 against 4 is 16 cables, and the ninth is cut between two and two routers: 4 more. From
// below: 36 x 36 pairs over the busiest cable, a local one of 2 x 2 + 2 x 2 x 4 x 2 x 2 = 68: 19.06, so 20
// whole cables.
TEST(Dragonfly, IsBisectedBetweenGroups) {
  const auto across = bisection(fabric(R"({"kind": "dragonfly", "routers": 4})"));
  EXPECT_DOUBLE_EQ(across->at_most, 200e9);
  EXPECT_TRUE(across->exact());
}

// Three groups of two routers with a host each, 12 nodes, and four groups of two with two ports: 16 nodes.
TEST(Dragonfly, AgreesWithEnumerationWhereThatIsPossible) {
  for (const char* json :
       {R"({"kind": "dragonfly", "routers": 2})",
        R"({"kind": "dragonfly", "routers": 2, "global_links": 2, "groups": 4})",
        R"({"kind": "dragonfly", "routers": 2, "global_links": 2, "groups": 5})",
        R"({"kind": "dragonfly", "routers": 3, "global_links": 1, "groups": 3, "hosts": 1})"}) {
    const Fabric made = fabric(json);
    const auto told = bisection(made);
    const auto found = bisection_enumerated(*made.topology);
    ASSERT_TRUE(found) << json;
    EXPECT_LE(told->at_least, found->at_most) << json;
    EXPECT_GE(told->at_most, found->at_most) << json;
  }
}

TEST(Dragonfly, HasNoMoreGroupsThanItsCablesReach) {
  EXPECT_NE(make_fabric(R"({"kind": "dragonfly", "routers": 2, "groups": 4})")
                .complaints.find("at most 3, one more than a group has global cables"),
            std::string::npos);
}

}  // namespace
}  // namespace windtunnel
