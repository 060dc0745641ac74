// Bad scenarios over the small schema, and the promise that every code has a page and a file.
#include <set>

#include "sim/base/text.hpp"
#include "tests/bad_scenarios/judge.hpp"
#include "tests/unit/sim/config/small_world.hpp"

namespace windtunnel {
namespace {

std::string judged_by_small_world(const std::string& file) {
  return judged(file, [](const Document& document, Problems& problems) {
    small::World world;
    read(document, small::catalog(), world, problems);
  });
}

TEST(BadScenarios, EarnExactlyTheirTextOverTheSmallSchema) {
  const std::vector<std::string> files = bad_scenarios("tests/bad_scenarios/small");
  EXPECT_GE(files.size(), 40u);
  for (const std::string& file : files) expect_text(file, judged_by_small_world(file));
}

TEST(BadScenarios, SayTheSameTwice) {
  for (const std::string& file : bad_scenarios("tests/bad_scenarios/small"))
    EXPECT_EQ(judged_by_small_world(file), judged_by_small_world(file)) << file;
}

// The codes that no file here can earn, because only the real scenario's own checks give them: its files earn
// them (tests/unit/sim/study).
TEST(BadScenarios, CoverEveryCodeOfTheReader) {
  const std::set<std::string_view> of_the_scenario{code::kNoFigure, code::kContradiction, code::kEngine,
                                                   code::kNotChangeable, code::kPlugin};
  std::string all;
  for (const std::string& file : bad_scenarios("tests/bad_scenarios/small"))
    all += judged_by_small_world(file);
  for (const CodePage& page : code_pages()) {
    if (of_the_scenario.contains(page.code)) continue;
    EXPECT_NE(all.find("  " + std::string(page.code)), std::string::npos) << page.code << ": " << page.title;
  }
}

TEST(Codes, HaveTitlesPagesAndAscendingNumbers) {
  std::string last;
  for (const CodePage& page : code_pages()) {
    EXPECT_LT(last, page.code);
    last = page.code;
    EXPECT_EQ(page.code.size(), 5u) << page.code;
    EXPECT_FALSE(page.title.empty()) << page.code;
    EXPECT_GT(page.page.size(), 60u) << page.code;
    EXPECT_EQ(find_code(page.code), &page);
  }
  EXPECT_EQ(find_code("WT000"), nullptr);
}

// docs/problems.md is the table of codes for people who read on the web; WINDTUNNEL_REWRITE=1 writes it anew.
TEST(Codes, StandInTheDocsAsExplainPrintsThem) {
  std::string text =
      "# Problems and their codes\n\nWhat `windtunnel explain CODE` prints, for every code. This page is "
      "written by a "
      "test from sim/config/codes.cpp.\n";
  for (const CodePage& page : code_pages())
    text += "\n## " + std::string(page.code) + ": " + std::string(page.title) + "\n\n" +
            std::string(page.page) + "\n";
  const std::string file = WINDTUNNEL_ROOT "/docs/problems.md";
  if (std::getenv("WINDTUNNEL_REWRITE") != nullptr) std::ofstream(file, std::ios::binary) << text;
  EXPECT_EQ(file_text(file), text) << "WINDTUNNEL_REWRITE=1 writes the page anew";
}

}  // namespace
}  // namespace windtunnel
