// Who sits where: a tier is spread over racks before any rack gets a second one.
#include "models/topologies/seats.hpp"

#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

struct Seated {
  std::vector<std::string> names;
  std::string complaints;
};

Seated seated(const Fabric& made, const Places& places, const std::vector<SeatWanted>& wanted) {
  Seated result;
  const auto complain = [&result](std::string_view, std::string_view code, const std::string& found,
                                  const std::string& expected, std::string_view,
                                  const std::vector<std::string>&) {
    result.complaints += std::string(code) + " " + found + " | " + expected + "\n";
  };
  for (const NodeIndex host : seats(made, places, wanted, complain))
    result.names.push_back(made.topology->nodes()[host].name);
  return result;
}

using Names = std::vector<std::string>;

// Two leaves of three hosts in one zone. Tier 0 takes a host on each leaf, tier 1 begins where fewer are.
TEST(Seats, SpreadATierOverTheRacks) {
  const Fabric made = fabric(R"({"kind": "leaf_spine", "leaves": 2, "spines": 1, "hosts_per_leaf": 3})");
  const StandsAt a{0, {}};
  EXPECT_EQ(seated(made, one_zone(), {{0, a}, {0, a}, {0, a}, {1, a}, {1, a}}).names,
            (Names{"host-1-1", "host-2-1", "host-1-2", "host-2-2", "host-1-3"}));
}

// The first two of four racks are r1 and r2 of zone a. Whoever asks for r1 sits on leaf 1, even when he comes
// last.
TEST(Seats, KeepNamedRacksForThoseWhoNameThem) {
  const Fabric made =
      fabric(R"({"kind": "leaf_spine", "leaves": 4, "spines": 1, "hosts_per_leaf": 1})", two_zones());
  EXPECT_EQ(seated(made, two_zones(), {{0, {0, {}}}, {0, {0, 0}}, {0, {1, {}}}}).names,
            (Names{"host-2-1", "host-1-1", "host-3-1"}));
}

TEST(Seats, SayHowManyHostsThereAreAndHowManyItTakes) {
  const Fabric made =
      fabric(R"({"kind": "leaf_spine", "leaves": 4, "spines": 1, "hosts_per_leaf": 1})", two_zones());
  const StandsAt b{1, {}};
  EXPECT_EQ(seated(made, two_zones(), {{0, b}, {0, b}, {1, b}}).complaints,
            "WT030 2 hosts in here/b | 3, one for each replica that stands there\n");
  EXPECT_EQ(seated(made, two_zones(), {{0, {0, 1}}, {0, {0, 1}}}).complaints,
            "WT030 1 host in here/a/r2 | 2, one for each replica that stands there\n");
}

}  // namespace
}  // namespace windtunnel
