// Tori of a few sizes, against enumeration.
#include "models/topologies/analysis.hpp"
#include "tests/unit/models/topologies/topologies.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// 4 x 3: two cables a switch and dimension, 12 + 12, and 12 hosts. A dimension of two has one: 4 x 2 is 8
// + 4.
TEST(Torus, JoinsTheEndsOfEveryRow) {
  EXPECT_EQ(cables(fabric(R"({"kind": "torus", "dimensions": [4, 3]})")), 24u + 12);
  EXPECT_EQ(cables(fabric(R"({"kind": "torus", "dimensions": [4, 2]})")), 12u + 8);
  EXPECT_EQ(cables(fabric(R"({"kind": "torus", "dimensions": [2, 2, 2]})")), 12u + 8);
}

// 4 x 4 x 4: two steps in each dimension, and the two cables of the hosts.
TEST(Torus, IsHalfOfEachDimensionAcross) {
  const Fabric made = fabric(R"({"kind": "torus", "dimensions": [4, 4, 4], "latency": "1 us"})");
  EXPECT_EQ(diameter(*made.topology)->hops, 8u);
  EXPECT_EQ(diameter(*made.topology)->latency, 8_us);
}

// With narrow cables between switches the cut is theirs. 4 x 2: 2 x 8 / 4 = 4. A cube: 8 / 2 = 4. 6: a
// ring, 2. 3 x 3: odd, between 4/3 x 4 = 5.33 and a staircase of 6 + 2 = 8, and half a Gbps for no host at
// all.
TEST(Torus, IsBisectedAcrossItsLongestDimension) {
  const auto across = [](const std::string& dimensions) {
    const Fabric made = fabric(R"({"kind": "torus", "dimensions": )" + dimensions +
                               R"(, "bandwidth": "100 Gbps", "trunk": "1 Gbps"})");
    const auto told = bisection(made);
    const auto found = bisection_enumerated(*made.topology);
    EXPECT_LE(told->at_least, found->at_most) << dimensions;
    EXPECT_GE(told->at_most, found->at_most) << dimensions;
    return told;
  };
  EXPECT_TRUE(across("[4, 2]")->exact());
  EXPECT_DOUBLE_EQ(across("[4, 2]")->at_most, 4e9);
  EXPECT_TRUE(across("[2, 2, 2]")->exact());
  EXPECT_DOUBLE_EQ(across("[2, 2, 2]")->at_most, 4e9);
  EXPECT_DOUBLE_EQ(across("[6]")->at_most, 2e9);
  EXPECT_DOUBLE_EQ(across("[5, 2]")->at_most, 5e9);
  EXPECT_FALSE(across("[3, 3]")->exact());
  EXPECT_DOUBLE_EQ(across("[3, 3]")->at_most, 8e9);
}

TEST(Torus, NeedsADimension) {
  EXPECT_NE(make_fabric(R"({"kind": "torus", "dimensions": []})").complaints.find("WT009"),
            std::string::npos);
  EXPECT_NE(make_fabric(R"({"kind": "torus", "dimensions": [1, 4]})").complaints.find("WT005"),
            std::string::npos);
}

TEST(Torus, IsRefusedWhenItIsTooLargeToRoute) {
  EXPECT_EQ(make_fabric(R"({"kind": "torus", "dimensions": [100, 100, 100]})").complaints,
            " WT019 2,000,000 hosts and switches | at most 100,000 | \n");
}

}  // namespace
}  // namespace windtunnel
