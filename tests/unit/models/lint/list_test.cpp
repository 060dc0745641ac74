// The list of rules as a whole: codes, names, pages, the page of all of them, and the project's own
// scenarios.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "sim/config/map.hpp"
#include "sim/study/study_plan.hpp"
#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

TEST(LintRules, HaveCodesInOrderAndNamesOfTheirOwn) {
  std::set<std::string_view> names;
  int number = 0;
  for (const LintRule& rule : lint_rules()) {
    ++number;
    EXPECT_EQ(rule.code, std::string(number < 10 ? "WL00" : "WL0") + std::to_string(number));
    EXPECT_TRUE(NameKey::fits(rule.name)) << rule.name;
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_EQ(find_lint_rule(rule.code), &rule);
    EXPECT_EQ(find_lint_rule(rule.name), &rule);
  }
  EXPECT_EQ(find_lint_rule("WL000"), nullptr);
}

TEST(LintRules, SayWhyAndWhatIsLookedAt) {
  for (const LintRule& rule : lint_rules()) {
    EXPECT_TRUE(rule.why.ends_with(".") || rule.why.ends_with(").")) << rule.name;
    EXPECT_GT(rule.page.size(), 200u) << rule.name;
  }
}

constexpr const char* kBeforeTheRules = R"(# Known mistakes

A scenario that reads without a problem may still describe what nobody should build. `windtunnel lint FILE...` knows
some of these mistakes:

```
$ windtunnel lint shop.json
shop.json:12:5: WL002 one_zone, at tiers.db
  found     all replicas of db in zone us-central1/a
  why       A zone is what a provider lets fail as a whole: power, cooling and the network of one
            building; replicas that share it do not protect each other.
  try       windtunnel run shop.json --set 'faults.lint_zone_dies={"kind": "zone_outage", ...}' ...
  shows     availability while the zone is down: no replica is left elsewhere
```

The line behind `try` is the experiment: a flight of the same scenario, its own faults and expectations put aside, in
which the trouble comes and the expectation `lint` says what one would wish. It fails, and once the design is mended
it holds; whoever likes it keeps it in the file. Where money or distance is what is missing, the experiment is a
comparison.

A warning is no verdict. What is meant to be so gets its reason, beside the design; `at` names paths where the same
thing might otherwise be said elsewhere:

    "lint": {"allow": {"one_zone": {"because": "The archive may be down for a day.", "at": ["tiers.archive"]}}}

No run and no hash sees what stands under `lint`. `--all` tells what is allowed too, `--set` changes the scenario
first, `--json` gives a list with `file`, `line`, `column`, `code`, `name`, `path`, `found`, `why`, `experiment`
(`command`, `sets`, `shows`) and `allowed` (the reason, or null). It ends with 0 when nothing is warned of that is not
allowed, 1 when something is, 2 when a file has problems.

Every experiment is flown by the tests, on a scenario that has the mistake and on one that has it no more. What
`windtunnel explain CODE` prints follows; this page is written by a test from models/lint.
)";

TEST(LintRules, AreOnTheirPageAsTheyArePrinted) {
  std::string page = kBeforeTheRules;
  for (const LintRule& rule : lint_rules())
    page += "\n## " + std::string(rule.code) + " " + std::string(rule.name) + ": " + std::string(rule.title) +
            "\n\n" + lint_page(rule) + "\n";
  const std::string file = WINDTUNNEL_ROOT "/docs/lint.md";
  if (std::getenv("WINDTUNNEL_REWRITE") != nullptr) std::ofstream(file) << page;
  std::ostringstream kept;
  kept << std::ifstream(file).rdbuf();
  EXPECT_EQ(kept.str(), page) << "WINDTUNNEL_REWRITE=1 writes docs/lint.md anew";
}

// All that this repository shows to people is clean, or says why it is as it is.
TEST(LintRules, HaveNothingToSayOfOurOwnScenarios) {
  namespace fs = std::filesystem;
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(WINDTUNNEL_ROOT "/scenarios"))
    if (entry.path().extension() == ".json") files.insert(entry.path().string());
  const Catalog catalog = builtin_catalog();
  std::size_t linted_files = 0;
  for (const std::string& file : files) {
    const std::string name = fs::path(file).filename().string();
    if (name.ends_with("schema.json") || name == "lint.json") continue;
    Problems problems;
    Document document = Document::load(file, problems);
    if (is_study(document) || document.at("plugins") != nullptr) continue;  // plug-ins of Python: tests/cli
    const auto loaded = load_document(std::move(document), catalog, problems);
    ASSERT_TRUE(loaded) << problems.text(file);
    ++linted_files;
    for (const LintWarning& each :
         lint(LintSubject(loaded->document, loaded->scenario, loaded->flight), problems)) {
      EXPECT_FALSE(each.because.empty())
          << fs::relative(file, WINDTUNNEL_ROOT).string() << ": " << each.rule->name << " at "
          << each.finding.path << ": " << each.finding.found;
      // Its experiment is a scenario still.
      std::vector<std::string> sets = each.finding.experiment.sets;
      Problems settings;
      EXPECT_TRUE(load_scenario(file, sets, catalog, settings)) << settings.text(file);
    }
    EXPECT_TRUE(problems.empty()) << problems.text(file);
  }
  EXPECT_GT(linted_files, 60u);
}

}  // namespace
}  // namespace windtunnel
