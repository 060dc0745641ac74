// The shapes of a partition: who hears whom, drawn anew by the fault's stream.
#include "sim/wire/sides.hpp"

#include <gtest/gtest.h>

#include <set>

namespace windtunnel {
namespace {

// Nodes 0 .. count-1 for themselves, then a client that is no node.
std::vector<std::vector<Party>> nodes(std::uint32_t count) {
  std::vector<std::vector<Party>> each;
  for (std::uint32_t i = 0; i < count; ++i) each.push_back({i});
  return each;
}
Sides drawn(SidesShape shape, std::uint32_t count, std::vector<std::uint32_t> first = {},
            std::uint64_t seed = 1) {
  Rng rng = Rng::stream(seed, "sides");
  const std::vector<Party> client = {count};
  return Sides::draw(shape, nodes(count), first, client, count + 2, rng);
}
std::uint32_t on(const Sides& sides, std::uint32_t side, std::uint32_t count) {
  std::uint32_t found = 0;
  for (Party each = 0; each < count; ++each) found += sides.side(each) == side ? 1 : 0;
  return found;
}
// How many of the nodes a node hears, itself among them.
std::uint32_t heard(const Sides& sides, Party by, std::uint32_t count) {
  std::uint32_t found = 0;
  for (Party from = 0; from < count; ++from) found += sides.apart(from, by) ? 0 : 1;
  return found;
}

TEST(Sides, OfHalvesPutTheSmallerOneFirst) {
  EXPECT_EQ(on(drawn(SidesShape::kHalves, 5), kFirstSide, 5), 2u);
  EXPECT_EQ(on(drawn(SidesShape::kHalves, 5), kSecondSide, 5), 3u);
  EXPECT_EQ(on(drawn(SidesShape::kHalves, 4), kFirstSide, 4), 2u);
}

// Of four there is no majority in a half; here the minority is as large as a minority may be.
TEST(Sides, OfAMajorityAlwaysHaveOne) {
  for (std::uint32_t count = 3; count < 12; ++count) {
    const Sides sides = drawn(SidesShape::kMajorityMinority, count);
    EXPECT_EQ(on(sides, kFirstSide, count), (count - 1) / 2);
    EXPECT_GT(2 * on(sides, kSecondSide, count), count);
  }
}

TEST(Sides, AreSilentToEachOtherAndWholeWithin) {
  for (const SidesShape shape : {SidesShape::kHalves, SidesShape::kMajorityMinority, SidesShape::kIsolate}) {
    const Sides sides = drawn(shape, 5);
    for (Party a = 0; a < 5; ++a)
      for (Party b = 0; b < 5; ++b) EXPECT_EQ(sides.apart(a, b), sides.side(a) != sides.side(b));
  }
}

TEST(Sides, OfAnIsolatedNodeAreOneAndTheRest) {
  const Sides sides = drawn(SidesShape::kIsolate, 5);
  EXPECT_EQ(on(sides, kFirstSide, 5), 1u);
  EXPECT_EQ(on(sides, kSecondSide, 5), 4u);
}

TEST(Sides, OfABridgeReachThroughIt) {
  for (std::uint32_t count = 3; count < 9; ++count) {
    const Sides sides = drawn(SidesShape::kBridge, count);
    EXPECT_EQ(on(sides, kBridgeSide, count), 1u);
    EXPECT_EQ(on(sides, kFirstSide, count), count / 2);
    for (Party a = 0; a < count; ++a) {
      if (sides.side(a) == kBridgeSide) {
        EXPECT_EQ(heard(sides, a, count), count);
      } else {
        EXPECT_EQ(heard(sides, a, count), on(sides, sides.side(a), count) + 1);
      }
    }
  }
}

TEST(Sides, OfARingHearAMajorityAndNoTwoTheSame) {
  for (std::uint32_t count = 3; count < 10; ++count) {
    const Sides sides = drawn(SidesShape::kMajoritiesRing, count);
    std::set<std::set<Party>> majorities;
    for (Party by = 0; by < count; ++by) {
      EXPECT_EQ(heard(sides, by, count), count / 2 + 1) << count;
      EXPECT_FALSE(sides.apart(by, by));
      std::set<Party> from;
      for (Party each = 0; each < count; ++each)
        if (!sides.apart(each, by)) from.insert(each);
      majorities.insert(from);
    }
    EXPECT_EQ(majorities.size(), count);
  }
}

// Five in a ring hear their two neighbours, and those hear them.
TEST(Sides, OfARingOfFiveHearEachOther) {
  const Sides sides = drawn(SidesShape::kMajoritiesRing, 5);
  for (Party a = 0; a < 5; ++a)
    for (Party b = 0; b < 5; ++b) EXPECT_EQ(sides.apart(a, b), sides.apart(b, a));
}

TEST(Sides, OfOneWayLoseWhatTheFirstSaysAndNotWhatItHears) {
  const Sides sides = drawn(SidesShape::kOneWay, 3, {1});
  EXPECT_TRUE(sides.apart(1, 0));
  EXPECT_FALSE(sides.apart(0, 1));
  EXPECT_FALSE(sides.apart(0, 2));
  const Sides other = drawn(SidesShape::kOtherWay, 3, {1});
  EXPECT_FALSE(other.apart(1, 0));
  EXPECT_TRUE(other.apart(0, 1));
}

TEST(Sides, TakeTheFirstFromTheScenarioWhenItNamesThem) {
  const Sides sides = drawn(SidesShape::kHalves, 5, {0, 4});
  EXPECT_EQ(sides.all(), (std::vector<std::uint32_t>{0, 1, 1, 1, 0, 1, kNoSide}));
  EXPECT_EQ(drawn(SidesShape::kBridge, 5, {3}).side(3), kBridgeSide);
}

TEST(Sides, PutOthersWithTheSecondAndLeaveTheRestAlone) {
  const Sides sides = drawn(SidesShape::kIsolate, 3, {2});
  EXPECT_TRUE(sides.apart(3, 2)) << "the client stands with the others";
  EXPECT_FALSE(sides.apart(3, 0));
  EXPECT_FALSE(sides.apart(4, 2)) << "who takes no part reaches everybody";
}

TEST(Sides, MoveGroupsTogether) {
  const std::vector<std::vector<Party>> zones = {{0, 1, 2}, {3}, {4, 5}};
  Rng rng = Rng::stream(1, "sides");
  const Sides sides = Sides::draw(SidesShape::kIsolate, zones, {}, {}, 6, rng);
  EXPECT_EQ(sides.side(0), sides.side(1));
  EXPECT_EQ(sides.side(0), sides.side(2));
  EXPECT_EQ(sides.side(4), sides.side(5));
}

// Each of five alike often: 2,000 of 10,000, sd 40.
TEST(Sides, AreDrawnFromTheStreamEachNodeAlike) {
  std::uint32_t alone[5] = {};
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    const Sides sides = drawn(SidesShape::kIsolate, 5, {}, seed);
    for (Party each = 0; each < 5; ++each) alone[each] += sides.side(each) == kFirstSide ? 1 : 0;
  }
  for (const std::uint32_t count : alone) EXPECT_NEAR(count, 2000, 4.5 * 40);
  EXPECT_EQ(drawn(SidesShape::kHalves, 9).all(), drawn(SidesShape::kHalves, 9).all());
}

TEST(Sides, BetweenTwoSetsLeaveEveryoneElseAlone) {
  const std::vector<Party> a = {0, 1}, b = {1, 2};
  const Sides sides = Sides::between(SidesShape::kIsolate, a, b, 4);
  EXPECT_TRUE(sides.apart(0, 2));
  EXPECT_TRUE(sides.apart(2, 1)) << "who is in both stands on the first side";
  EXPECT_FALSE(sides.apart(0, 1));
  EXPECT_FALSE(sides.apart(0, 3));
}

}  // namespace
}  // namespace windtunnel
