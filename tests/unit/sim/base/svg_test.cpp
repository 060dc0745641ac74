// The page, where words go in it, and round moments.
#include "sim/base/svg.hpp"

#include <gtest/gtest.h>

#include "sim/base/labels.hpp"
#include "sim/base/time_axis.hpp"

namespace windtunnel {
namespace {

TEST(SvgPage, IsShapesInTheirOrderAndWordsThatCanNotBreakOut) {
  SvgPage page;
  page.rect(1, 2, 3, 4.28, "fill=\"red\"");
  page.text(5, 6, "a < b & \"c\"", "class=\"x\"");
  EXPECT_EQ(page.body,
            "<rect x=\"1.0\" y=\"2.0\" width=\"3.0\" height=\"4.3\" fill=\"red\"/>\n"
            "<text x=\"5.0\" y=\"6.0\" class=\"x\">a &lt; b &amp; &quot;c&quot;</text>\n");
  const std::string file = page.finish(100, 50, ".x{}");
  EXPECT_TRUE(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"50\""));
  EXPECT_TRUE(file.ends_with("</svg>\n"));
}

TEST(Labels, TakeAPlaceOnce) {
  Labels labels;
  EXPECT_TRUE(labels.place(10, 20, "leader"));
  EXPECT_FALSE(labels.place(20, 22, "candidate"));
  EXPECT_TRUE(labels.place(10, 40, "candidate"));
  EXPECT_TRUE(labels.place(200, 20, "candidate"));
}

std::vector<std::int64_t> moments(std::int64_t from, std::int64_t to, std::int64_t count) {
  std::vector<std::int64_t> ns;
  for (const Time at : round_moments(Time::from_ns(from), Time::from_ns(to), count)) ns.push_back(at.ns());
  return ns;
}

TEST(TimeAxis, HasRoundMomentsWithinItsSpan) {
  // 90 ns in about 5 steps: 18 each, the next round step is 20.
  EXPECT_EQ(moments(5, 95, 5), (std::vector<std::int64_t>{20, 40, 60, 80}));
  EXPECT_EQ(moments(0, 10, 5), (std::vector<std::int64_t>{0, 2, 4, 6, 8, 10}));
  EXPECT_TRUE(moments(7, 7, 5).empty());
}

}  // namespace
}  // namespace windtunnel
