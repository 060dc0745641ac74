// Edit distance against known pairs, and when a name is near enough to be a help.
#include "sim/config/nearest.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

TEST(EditDistance, CountsInsertDeleteReplaceAndSwap) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("chioces", "choices"), 1u);  // one swap; by insert and delete alone it were 2
  EXPECT_EQ(edit_distance("ca", "abc"), 3u);           // the restricted form: the unrestricted one gives 2
}

TEST(NearestName, NamesTheClosestAndTheFirstOfEquals) {
  const std::vector<std::string> names{"choices", "note", "policy"};
  EXPECT_EQ(nearest_name("chioces", names), "choices");
  EXPECT_EQ(nearest_name("polciy", names), "policy");
  EXPECT_EQ(nearest_name("ab", std::vector<std::string>{"aa", "bb", "cb"}), "aa");
}

TEST(NearestName, TakesABeginningAsNear) {
  EXPECT_EQ(nearest_name("flow-level", std::vector<std::string>{"constant", "flow", "regions"}), "flow");
}

TEST(NearestName, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest_name("zzz", std::vector<std::string>{"choices", "note"}), "");
  EXPECT_EQ(nearest_name("", std::vector<std::string>{"a"}), "");
  EXPECT_EQ(nearest_name(std::string(10'000, 'a'), std::vector<std::string>{std::string(9'999, 'a')}), "");
}

TEST(OneOf, SortsAndCutsLongLists) {
  EXPECT_EQ(one_of({"b", "a", "c"}), "one of: a, b, c");
  EXPECT_EQ(one_of({"a"}), "a");
  std::vector<std::string> many;
  for (int i = 10; i < 35; ++i) many.push_back(std::to_string(i));
  EXPECT_TRUE(one_of(many).ends_with("28, 29 and 5 more"));
}

}  // namespace
}  // namespace windtunnel
