// Reasons: for what they hold, where, and when nobody needs them any more.
#include <filesystem>
#include <fstream>

#include "tests/unit/models/lint/linted.hpp"

namespace windtunnel {
namespace {

// Two tiers in one zone each, and each its own.
constexpr const char* kTwoTiers = R"({
  "windtunnel": 1,
  "run": {"lasts": "100 s"},
  "places": {"regions": {"here": ["a", "b"]}},
  "network": {"kind": "constant", "latency": "1 ms"},
  "workload": {"users": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web", "db"]}},
  "tiers": {"web": {"replicas": {"here/a": 2}, "service": "1 ms"}, "db": {"replicas": {"here/b": 2}, "service": "1 ms"}},
  "lint": {"allow": {"one_zone": {"because": "It is to be moved in spring."}}}
})";

std::string allowed(const std::vector<LintWarning>& warnings) {
  std::string words;
  for (const LintWarning& each : warnings)
    words += each.finding.path + (each.because.empty() ? " warned; " : " allowed; ");
  return words;
}

TEST(Allowances, HoldEverywhereUnlessTheySayWhere) {
  EXPECT_EQ(allowed(said("one_zone", kTwoTiers)), "tiers.web allowed; tiers.db allowed; ");
  EXPECT_EQ(allowed(said("one_zone", kTwoTiers, {R"(lint.allow.one_zone.at=["tiers.db"])"})),
            "tiers.web warned; tiers.db allowed; ");
  EXPECT_EQ(allowed(said("one_zone", kTwoTiers, {R"(lint.allow.one_zone.at=["tiers.*"])"})),
            "tiers.web allowed; tiers.db allowed; ");
  EXPECT_EQ(allowed(said("one_zone", kTwoTiers, {R"(lint.allow.one_zone.at=["tiers.d"])"})),
            "tiers.web warned; tiers.db warned; ");
}

TEST(Allowances, ThatAreOffAllowNothing) {
  EXPECT_EQ(allowed(said("one_zone", kTwoTiers, {"lint.allow.one_zone.enabled=false"})),
            "tiers.web warned; tiers.db warned; ");
}

TEST(Allowances, NeedAReasonAndTheNameOfAWarning) {
  Problems problems;
  load_scenario_text(kTwoTiers, "test.json", {R"(lint.allow.one_zone={"because": ""})"}, builtin_catalog(),
                     problems);
  EXPECT_NE(problems.text("test.json").find("WT009"), std::string::npos) << problems.text("test.json");

  const Loaded loaded = load_text(kTwoTiers, {R"(lint.allow.one_zoen={"because": "It is meant to be so."})"});
  Problems names;
  lint(LintSubject(loaded.document, loaded.scenario, loaded.flight), names);
  EXPECT_NE(names.text("test.json").find("nearest   one_zone"), std::string::npos) << names.text("test.json");
}

TEST(Allowances, MoveNoHash) {
  const Loaded with = load_text(kTwoTiers), without = load_text(kTwoTiers, {"lint=null"});
  EXPECT_TRUE(with.scenario.lint);
  EXPECT_EQ(with.hash, without.hash);
  EXPECT_EQ(with.resolved_json, without.resolved_json);
}

TEST(IdleAllowance, IsWarnedOfOnceItsWarningIsGone) {
  EXPECT_TRUE(said("idle_allowance", kTwoTiers).empty());
  const std::vector<std::string> spread = {"tiers.web.replicas=2", "tiers.db.replicas=2"};
  const auto warnings = said("idle_allowance", kTwoTiers, spread);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].finding.path, "lint.allow.one_zone");
  EXPECT_EQ(warnings[0].where.line, 8);
  EXPECT_EQ(warnings[0].finding.experiment.sets, std::vector<std::string>{"lint.allow.one_zone=null"});
  // Without it, nothing else is said than before.
  std::vector<std::string> without = spread;
  without.push_back("lint.allow.one_zone=null");
  EXPECT_EQ(linted(kTwoTiers, without).size() + 1, linted(kTwoTiers, spread).size());
}

TEST(IdleAllowance, IsSaidOfAPathThatIsWarnedOfNoMore) {
  EXPECT_EQ(
      said("idle_allowance", kTwoTiers, {"tiers.db.replicas=2", R"(lint.allow.one_zone.at=["tiers.db"])"})
          .size(),
      1u);
}

TEST(IdleAllowance, IsNotSaidOfReasonsThatStandInAnExtendedFile) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "idle_allowance";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "reasons.json")
      << R"({"lint": {"allow": {"no_headroom": {"because": "For all who extend this."}}}})";
  std::string text = kTwoTiers;
  text.replace(text.find("\"windtunnel\": 1"), 15, "\"windtunnel\": 1, \"extends\": \"reasons.json\"");
  std::ofstream(folder / "main.json") << text;
  Problems problems;
  const auto loaded = load_scenario((folder / "main.json").string(), {}, builtin_catalog(), problems);
  ASSERT_TRUE(loaded) << problems.text("main.json");
  for (const LintWarning& each :
       lint(LintSubject(loaded->document, loaded->scenario, loaded->flight), problems))
    EXPECT_NE(each.rule->name, "idle_allowance");
}

}  // namespace
}  // namespace windtunnel
