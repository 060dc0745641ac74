// JSON that is written as it is made: the layout of a tree that is printed at once.
#include "sim/record/json_text.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "sim/config/problem.hpp"
#include "sim/config/tree.hpp"

namespace windtunnel {
namespace {

template <class Write>
std::string made(const Write& write) {
  std::string text;
  const Sink sink = [&text](std::string_view bytes) { text += bytes; };
  {
    JsonText out(sink);
    write(out);
  }
  return text;
}

// As a tree prints what was read from the same text.
std::string printed(const std::string& text) {
  Problems problems;
  Node node;
  EXPECT_TRUE(parse_tree(text, nullptr, {}, node, problems)) << text;
  return node.to_pretty_json();
}

TEST(JsonText, LaysOutAsATreeDoes) {
  const std::string text = made([](JsonText& out) {
    out.open_object();
    out.member("title", json::text("a \"quoted\" title"));
    out.key("short").list({"1", "2.5", "null"});
    JsonText::Items many;
    for (int i = 0; i < 40; ++i) many.push_back(json::integer(i));
    out.key("long").list(many);
    out.key("at").object({{"replicas", "\"3\""}, {"fault", "\"none\""}});
    out.key("wide").object(
        {{"one", json::text(std::string(40, 'x'))}, {"two", json::text(std::string(40, 'y'))}});
    out.key("none").list({});
    out.key("nothing").open_list();
    out.close();
    out.key("points").open_list();
    for (int i = 0; i < 3; ++i) {
      out.open_object();
      out.member("point", json::integer(i));
      out.key("metrics").open_list();
      for (int j = 0; j < i; ++j)
        out.object({{"mean", json::number(0.1 * j)}, {"lack", json::text_or_null("")}});
      out.close();
      out.close();
    }
    out.close();
    out.close();
  });
  EXPECT_EQ(text, printed(text));
}

// What fits a line to the last column stands on it, and one more letter does not.
TEST(JsonText, BreaksALineWhereATreeDoes) {
  for (std::size_t letters = 50; letters < 75; ++letters) {
    const std::string text = made([&](JsonText& out) {
      out.open_object();
      out.key("list").list({json::text(std::string(letters, 'x')), "1"});
      out.key("object").object({{"a", json::text(std::string(letters, 'x'))}, {"b", "1"}});
      out.close();
    });
    EXPECT_EQ(text, printed(text)) << letters;
  }
}

TEST(JsonText, HasNoNumberForWhatIsNone) {
  EXPECT_EQ(json::number(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(json::number(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(json::number(0.1), "0.1");
}

}  // namespace
}  // namespace windtunnel
