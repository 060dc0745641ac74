// The tree: positions of keys and values, doubled keys, limits, and text that reads back.
#include "sim/config/tree.hpp"

#include <gtest/gtest.h>

#include "sim/config/problem.hpp"

namespace windtunnel {
namespace {

struct Parsed {
  bool ok = false;
  Node root;
  Problems problems;
};

Parsed parse(std::string_view text, const TreeLimits& limits = {}) {
  Parsed parsed;
  const auto source = std::make_shared<const Source>(Source{Source::Kind::file, "x.json", 0});
  parsed.ok = parse_tree(text, source, limits, parsed.root, parsed.problems);
  return parsed;
}

std::string place(const Position& where) {
  return std::to_string(where.line) + ":" + std::to_string(where.column);
}

TEST(Tree, KnowsWhereEachKeyAndValueBegins) {
  const Parsed parsed = parse("{\n  \"a\": [1, -2.5e3 ,true],\n  \"b\" : {\"c\":\"x\"}\n}\n");
  ASSERT_TRUE(parsed.ok);
  EXPECT_EQ(place(parsed.root.where), "1:1");
  const Member& a = parsed.root.members()[0];
  EXPECT_EQ(place(a.key_where), "2:3");
  EXPECT_EQ(place(a.value.where), "2:8");
  EXPECT_EQ(place(a.value.items()[0].where), "2:9");
  EXPECT_EQ(place(a.value.items()[1].where), "2:12");
  EXPECT_EQ(place(a.value.items()[2].where), "2:20");
  const Member& b = parsed.root.members()[1];
  EXPECT_EQ(place(b.key_where), "3:3");
  EXPECT_EQ(place(b.value.where), "3:9");
  EXPECT_EQ(place(b.value.find("c")->key_where), "3:10");
  EXPECT_EQ(place(b.value.find("c")->value.where), "3:14");
}

TEST(Tree, CountsColumnsInCodePointsAndATabAsOne) {
  // {"ä€🛒":  is the bracket, a quote, three code points of 2, 3 and 4 bytes, a quote and a colon: 7
  // columns.
  const Parsed parsed = parse("{\"\u00e4\u20ac\U0001F6D2\":\t5}");
  ASSERT_TRUE(parsed.ok);
  EXPECT_EQ(place(parsed.root.members()[0].value.where), "1:9");
}

TEST(Tree, CountsLinesThatEndInCarriageReturnAndLineFeedOnce) {
  const Parsed parsed = parse("{\r\n\"a\": 1,\r\n\r\n\"b\": 2}");
  ASSERT_TRUE(parsed.ok);
  EXPECT_EQ(place(parsed.root.find("a")->key_where), "2:1");
  EXPECT_EQ(place(parsed.root.find("b")->value.where), "4:6");
}

TEST(Tree, SkipsAByteOrderMarkWithoutCountingIt) {
  const Parsed parsed = parse("\xEF\xBB\xBF{\"a\": 1}");
  ASSERT_TRUE(parsed.ok);
  EXPECT_EQ(place(parsed.root.find("a")->key_where), "1:2");
}

TEST(Tree, IsNotMisledByBracketsQuotesAndEscapesInsideTexts) {
  const Parsed parsed = parse(R"({"a\"}:,": "\\", "b": "]\u0041\\\"[", "c": 3})");
  ASSERT_TRUE(parsed.ok);
  EXPECT_EQ(parsed.root.members()[0].key, "a\"}:,");
  EXPECT_EQ(parsed.root.find("b")->value.text(), "]A\\\"[");
  // {"a\"}:,": "\\", "b": "]\u0041\\\"[", "c": 3}: "b" begins at 18, its value at 23, "c" at 39.
  EXPECT_EQ(place(parsed.root.find("b")->key_where), "1:18");
  EXPECT_EQ(place(parsed.root.find("c")->key_where), "1:39");
}

TEST(Tree, KeepsTheOrderOfTheFile) {
  const Parsed parsed = parse(R"({"z": 1, "a": 2, "m": 3})");
  EXPECT_EQ(parsed.root.to_json(), R"({"z": 1, "a": 2, "m": 3})");
}

TEST(Tree, ReportsEachDoubledKeyAndKeepsTheFirst) {
  const Parsed parsed = parse(R"({"o": [{"a": 1, "b": 2, "a": 3, "a": 4}]})");
  ASSERT_TRUE(parsed.ok);
  ASSERT_EQ(parsed.problems.size(), 2u);
  EXPECT_EQ(parsed.problems.sorted()[0].path, "o.0.a");
  EXPECT_EQ(place(parsed.problems.sorted()[0].where), "1:25");
  EXPECT_EQ(place(parsed.problems.sorted()[1].where), "1:33");
  EXPECT_EQ(parsed.root.to_json(), R"({"o": [{"a": 1, "b": 2}]})");
}

TEST(Tree, KeepsNumbersAsWritten) {
  const Parsed parsed = parse("[1.50, 1e3, 9223372036854775807, 18446744073709551615, -0.0]");
  ASSERT_TRUE(parsed.ok);
  EXPECT_EQ(parsed.root.items()[0].to_json(), "1.50");
  EXPECT_EQ(parsed.root.items()[0].as_number(), 1.5);
  EXPECT_EQ(parsed.root.items()[1].to_json(), "1e3");
  EXPECT_TRUE(parsed.root.items()[2].is_integer());
  EXPECT_EQ(parsed.root.items()[2].as_integer(), INT64_MAX);
  EXPECT_FALSE(parsed.root.items()[3].is_integer());
  EXPECT_EQ(parsed.root.items()[3].to_json(), "18446744073709551615");
}

TEST(Tree, PrintsWhatReadsBackToTheSame) {
  const std::string text =
      R"({"a": [1, 2.5, "x\"\\\n\t\u0001é"], "b": {"c": null, "d": [], "e": {}}, "f": true})";
  const Parsed parsed = parse(text);
  ASSERT_TRUE(parsed.ok);
  EXPECT_EQ(parsed.root.to_json(), text);
  EXPECT_EQ(parse(parsed.root.to_pretty_json()).root.to_json(), text);
}

TEST(Tree, StopsAtItsLimits) {
  EXPECT_TRUE(parse("[[[1]]]", {.depth_max = 3}).ok);
  EXPECT_FALSE(parse("[[[[1]]]]", {.depth_max = 3}).ok);
  EXPECT_TRUE(parse("[1, 2]", {.values_max = 3}).ok);
  EXPECT_FALSE(parse("[1, 2, 3]", {.values_max = 3}).ok);
  EXPECT_FALSE(parse("[1, 2]", {.bytes_max = 5}).ok);
  // A hundred thousand brackets neither overflow the stack nor take long.
  const Parsed deep = parse(std::string(100'000, '['));
  EXPECT_FALSE(deep.ok);
  EXPECT_EQ(deep.problems.sorted()[0].code, code::kLimit);
}

TEST(Tree, IsBriefInMessages) {
  EXPECT_EQ(parse(R"({"a": 1})").root.brief(), R"({"a": 1})");
  EXPECT_EQ(parse(R"({"a": {"b": 1}})").root.brief(), "an object");
  EXPECT_EQ(parse("[1,2,3,4,5,6]").root.brief(), "a list");
  EXPECT_EQ(Node::string(std::string(100, 'x')).brief(), "\"" + std::string(60, 'x') + "\"...");
}

}  // namespace
}  // namespace windtunnel
