// Bad studies, read as the command does it, every point opened: every problem's exact text.
#include "sim/study/study_plan.hpp"
#include "tests/bad_scenarios/judge.hpp"

namespace windtunnel {
namespace {

std::string judged_as_the_command_does(const std::string& file) {
  static const Catalog catalog = builtin_catalog();
  Problems problems;
  Document document = Document::load(file, problems);
  std::ifstream settings(std::filesystem::path(file).replace_extension(".set"));
  std::vector<std::string> sets;
  for (std::string line; std::getline(settings, line);) sets.push_back(line);
  if (const auto plan = load_study(std::move(document), sets, problems, catalog))
    sketch_points(*plan, catalog, LookAt::kAll, true, problems);
  return problems.empty() ? "" : problems.text(file);
}

TEST(BadStudies, StartFromOneThatIsGood) {
  bad_scenarios("tests/bad_studies");
  EXPECT_EQ(judged_as_the_command_does("tests/bad_studies/part_grid.json"), "");
}

TEST(BadStudies, EarnExactlyTheirText) {
  const std::vector<std::string> files = bad_scenarios("tests/bad_studies");
  EXPECT_GE(files.size(), 15u);
  for (const std::string& file : files) expect_text(file, judged_as_the_command_does(file));
}

// A file is named after the code it is about, and earns it.
TEST(BadStudies, EarnTheCodeInTheirName) {
  for (const std::string& file : bad_scenarios("tests/bad_studies")) {
    const std::string name = file.substr(file.rfind('/') + 1);
    EXPECT_NE(judged_as_the_command_does(file).find("WT" + name.substr(2, 3)), std::string::npos) << file;
  }
}

}  // namespace
}  // namespace windtunnel
