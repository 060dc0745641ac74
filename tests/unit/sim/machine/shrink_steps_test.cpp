// Shrinking a schedule, and comparing what two of them tell.
#include "sim/machine/shrink_steps.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace windtunnel {
namespace {

TEST(StepsToLeaveOut, AreAllButThoseThatShow) {
  // Steps 17 and 83 together show it.
  std::uint32_t asks = 0;
  const auto left_out = steps_to_leave_out(100, [&](const std::vector<std::uint32_t>& some) {
    ++asks;
    return !std::binary_search(some.begin(), some.end(), 17u) &&
           !std::binary_search(some.begin(), some.end(), 83u);
  });
  EXPECT_EQ(left_out.size(), 98u);
  EXPECT_FALSE(std::binary_search(left_out.begin(), left_out.end(), 17u));
  EXPECT_FALSE(std::binary_search(left_out.begin(), left_out.end(), 83u));
  EXPECT_LT(asks, 100u);
}

TEST(StepsToLeaveOut, AreAllOfThemWhereNoStepMatters) {
  EXPECT_EQ(steps_to_leave_out(7, [](const auto&) { return true; }).size(), 7u);
}

TEST(StepsToLeaveOut, AreNoneWhereEachMatters) {
  EXPECT_TRUE(
      steps_to_leave_out(9, [](const std::vector<std::uint32_t>& some) { return some.empty(); }).empty());
}

TEST(Stories, ThatAreLongKeepTheirBeginningAndTheirEnd) {
  std::string story;
  for (int i = 0; i < 100; ++i) story += std::to_string(i) + "\n";
  const auto lines = told_briefly(story, 9);
  EXPECT_EQ(lines,
            (std::vector<std::string>{"0", "1", "2", "3", "4", "5", "... 92 more lines ...", "98", "99"}));
  EXPECT_EQ(told_briefly("a\nb\n", 9), (std::vector<std::string>{"a", "b"}));
}

TEST(Stories, PartWhereTheirLinesDiffer) {
  EXPECT_EQ(where_stories_part("a\nb\nc\n", "a\nb\nd\n"),
            (std::vector<std::string>{"a", "b", "first   c", "second  d"}));
  EXPECT_EQ(where_stories_part("a\n", "a\nb\n").back(), "second  b");
}

}  // namespace
}  // namespace windtunnel
