// Bad scenarios over the real schema, read and planned as the command does it: every problem's exact text.
#include <set>

#include "sim/config/codes.hpp"
#include "sim/study/load.hpp"
#include "tests/bad_scenarios/judge.hpp"

namespace windtunnel {
namespace {

std::string judged_as_the_command_does(const std::string& file) {
  static const Catalog catalog = builtin_catalog();
  return judged(
      file, [](const Document& document, Problems& problems) { load_document(document, catalog, problems); });
}

TEST(BadScenarios, StartFromOneThatIsGood) {
  bad_scenarios("tests/bad_scenarios");
  EXPECT_EQ(judged_as_the_command_does("tests/bad_scenarios/part_shop.json"), "");
}

TEST(BadScenarios, EarnExactlyTheirText) {
  const std::vector<std::string> files = bad_scenarios("tests/bad_scenarios");
  EXPECT_GE(files.size(), 40u);
  for (const std::string& file : files) expect_text(file, judged_as_the_command_does(file));
}

// A file is named after the code it is about, and earns it.
TEST(BadScenarios, EarnTheCodeInTheirName) {
  for (const std::string& file : bad_scenarios("tests/bad_scenarios")) {
    const std::string name = file.substr(file.rfind('/') + 1);
    EXPECT_NE(judged_as_the_command_does(file).find("WT" + name.substr(2, 3)), std::string::npos) << file;
  }
}

TEST(BadScenarios, CoverEveryCode) {
  std::string all;
  for (const std::string& file : bad_scenarios("tests/bad_scenarios"))
    all += judged_as_the_command_does(file);
  for (const CodePage& page : code_pages())
    EXPECT_NE(all.find("  " + std::string(page.code)), std::string::npos) << page.code << ": " << page.title;
}

}  // namespace
}  // namespace windtunnel
