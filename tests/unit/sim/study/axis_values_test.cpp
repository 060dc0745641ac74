// Ranges and samples: which values stand between two ends, and how they are written.
#include "sim/study/axis_values.hpp"

#include <gtest/gtest.h>

#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

Node node_of(const std::string& json) {
  Problems problems;
  Node node;
  EXPECT_TRUE(parse_tree(json, nullptr, {}, node, problems)) << json;
  return node;
}

Way way(const std::string& from, const std::string& to, AxisScale scale = AxisScale::kLinear) {
  return Way(node_of(from), node_of(to), scale);
}

std::string written(const std::vector<Node>& values) {
  std::string text;
  for (const Node& value : values) text += (text.empty() ? "" : " ") + value.to_json();
  return text;
}

TEST(Measured, IsANumberWithWhatStandsBehindIt) {
  EXPECT_EQ(measured(node_of("3"))->unit, "");
  EXPECT_TRUE(measured(node_of("3"))->whole);
  EXPECT_FALSE(measured(node_of("3.0"))->whole);
  EXPECT_EQ(measured(node_of("\"1.5 ms\""))->number, 1.5);
  EXPECT_EQ(measured(node_of("\"1.5 ms\""))->unit, "ms");
  EXPECT_EQ(measured(node_of("\"10ms\""))->unit, "ms");
  for (const char* none : {"\"fast\"", "\"5\"", "\"\"", "true", "[1]", "\"inf s\"", "null"})
    EXPECT_FALSE(measured(node_of(none))) << none;
}

TEST(Way, GoesInStepsToTheEndWhereTheyMeetIt) {
  EXPECT_EQ(written(way("2", "8").in_steps(2)), "2 4 6 8");
  EXPECT_EQ(written(way("2", "9").in_steps(2)), "2 4 6 8");
  EXPECT_EQ(written(way("8", "2").in_steps(3)), "8 5 2");
  // 0.1 three times is not quite 0.3 in a computer, and 0.3 is what a person means.
  EXPECT_EQ(written(way("0.0", "0.3").in_steps(0.1)), "0 0.1 0.2 0.3");
  EXPECT_EQ(written(way("\"10 ms\"", "\"25 ms\"").in_steps(7.5)), "\"10 ms\" \"17.5 ms\" \"25 ms\"");
}

TEST(Way, IsCutIntoEqualPartsOrEqualRatios) {
  EXPECT_EQ(written(way("\"10 /s\"", "\"40 /s\"").in_count(4)), "\"10 /s\" \"20 /s\" \"30 /s\" \"40 /s\"");
  EXPECT_EQ(written(way("\"10 /s\"", "\"80 /s\"", AxisScale::kLog).in_count(4)),
            "\"10 /s\" \"20 /s\" \"40 /s\" \"80 /s\"");
  // 1, 2.15, 4.64, 10: rounded.
  EXPECT_EQ(written(way("1", "10", AxisScale::kLog).in_count(4)), "1 2 5 10");
  EXPECT_EQ(written(way("1", "3").in_count(9)), "1 2 3") << "what rounding gives twice stands once";
}

// A third of [2, 4] belongs to each of three whole numbers: a sample takes each as often.
TEST(Way, GivesWholeNumbersEqualShares) {
  const Way whole = way("2", "4");
  EXPECT_EQ(whole.at_share(0).to_json(), "2");
  EXPECT_EQ(whole.at_share(0.333).to_json(), "2");
  EXPECT_EQ(whole.at_share(0.334).to_json(), "3");
  EXPECT_EQ(whole.at_share(0.999999).to_json(), "4");
  // Of [1, 8) in ratios a third of the way is 2: from 1 to 7, the share of 1 is log 2 / log 8.
  const Way ratios = way("1", "7", AxisScale::kLog);
  EXPECT_EQ(ratios.at_share(0.33).to_json(), "1");
  EXPECT_EQ(ratios.at_share(0.34).to_json(), "2");
  EXPECT_EQ(ratios.at_share(0.999999).to_json(), "7");
}

TEST(Way, WritesAPointOfASampleInNineDigits) {
  EXPECT_EQ(way("\"20 /s\"", "\"200 /s\"").at_share(0.5).to_json(), "\"110 /s\"");
  EXPECT_EQ(way("0.0", "1.0").at_share(1.0 / 3).to_json(), "0.333333333");
}

}  // namespace
}  // namespace windtunnel
