// A page holds its data whole, and nothing that a scenario says can become markup or reach out.
#include "sim/report/report_page.hpp"

#include <gtest/gtest.h>

#include "sim/config/problem.hpp"
#include "sim/report/embedded_page.hpp"

namespace windtunnel {
namespace {

Node of_title(const std::string& title) {
  Node data = Node::object();
  data.add("kind", Node::string("run"));
  data.add("folder", Node::string("shop/1"));
  data.add("answer", Node::string(title + "\nIt <holds> & more.\n"));
  Node& summary = data.add("summary", Node::object());
  summary.add("title", Node::string(title));
  return data;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t times = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
  return times;
}

TEST(JsonForHtml, ReadsBackAsTheSameAndHoldsNoMarkup) {
  const Node data = of_title("</script><script>alert('x')</script><!-- \xe2\x80\xa8 \\u003c");
  const std::string json = json_for_html(data);
  EXPECT_EQ(json.find('<'), std::string::npos);
  Node again;
  Problems problems;
  ASSERT_TRUE(parse_tree(json, nullptr, TreeLimits{}, again, problems));
  EXPECT_EQ(again.to_json(), data.to_json());
}

TEST(ReportPage, HasTwoScriptsWhateverAScenarioIsCalled) {
  const std::string page = report_page(of_title("</script><script>alert(1)</script>"));
  // The data, and the one that reads it; each ends once.
  EXPECT_EQ(count(page, "<script"), 2u);
  EXPECT_EQ(count(page, "</script"), 2u);
  EXPECT_NE(page.find("<title>&lt;/script&gt;"), std::string::npos);
}

TEST(ReportPage, AsksNoNetworkForAnything) {
  const std::string page = report_page(of_title("A shop"));
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(count(page, " src=\""), 0u);
  EXPECT_EQ(count(page, "@import"), 0u);
  EXPECT_EQ(count(page, "url(http"), 0u);
}

TEST(ReportPage, IsTheAnswersTextForWhoeverHasNoScripts) {
  const std::string page = report_page(of_title("A shop"));
  EXPECT_NE(page.find("<pre>A shop\nIt &lt;holds&gt; &amp; more.\n</pre>"), std::string::npos);
}

TEST(EmbeddedPage, IsThereAndSmall) {
  EXPECT_GT(embedded_report_script().size(), 100'000u);
  EXPECT_LT(embedded_report_script().size(), 1'000'000u);
  EXPECT_EQ(embedded_report_script().find("</script"), std::string_view::npos);
  EXPECT_GT(embedded_report_style().size(), 1'000u);
}

}  // namespace
}  // namespace windtunnel
