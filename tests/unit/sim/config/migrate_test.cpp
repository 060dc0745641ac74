// Migration: edits that leave everything else to the byte, a step a version, and what is refused.
#include "sim/config/migrate.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "sim/base/check.hpp"
#include "sim/config/format.hpp"

namespace windtunnel {
namespace {

// Version 2 calls the run's length "duration"; version 3 wants it as an object; neither is anybody's plan.
void lasts_becomes_duration(const Node& root, TextEdits& edits) {
  const Member* run = root.find("run");
  if (run == nullptr) return;
  if (const Member* lasts = run->value.find("lasts")) edits.rename(*lasts, "duration");
}

void duration_becomes_an_object(const Node& root, TextEdits& edits) {
  const Member* run = root.find("run");
  const Member* duration = run == nullptr ? nullptr : run->value.find("duration");
  if (duration == nullptr) return;
  Node by = Node::object();
  by.add("simulated", duration->value);
  edits.replace(duration->value, by);
}

constexpr std::array<MigrationStep, 2> kSteps{
    MigrationStep{"run.lasts is called run.duration.", lasts_becomes_duration},
    MigrationStep{"run.duration is an object.", duration_becomes_an_object}};

Migrated done(std::string_view text, std::span<const MigrationStep> steps = kSteps) {
  Problems problems;
  auto out = migrated(text, "x.json", steps, problems);
  EXPECT_TRUE(out) << problems.text("x.json");
  return out.value_or(Migrated{});
}

std::string refused(std::string_view text, std::span<const MigrationStep> steps = kSteps) {
  Problems problems;
  EXPECT_FALSE(migrated(text, "x.json", steps, problems)) << text;
  return problems.text("x.json");
}

TEST(Migration, ChangesWhatTheStepsSayAndLeavesTheRestToTheByte) {
  const Migrated out = done(
      "{\n"
      "    \"windtunnel\" : 1 ,\t\"note\": \"lasts: {[\\\"\",\n\n"
      "  \"run\": { \"seed\":7,\"lasts\" :\"5 min\"},\n"
      "  \"tiers\": {\"a\": {\"replicas\": [1,  2 ]}}\n"
      "}");
  EXPECT_EQ(out.text,
            "{\n"
            "    \"windtunnel\" : 3 ,\t\"note\": \"lasts: {[\\\"\",\n\n"
            "  \"run\": { \"seed\":7,\"duration\" :{\"simulated\": \"5 min\"}},\n"
            "  \"tiers\": {\"a\": {\"replicas\": [1,  2 ]}}\n"
            "}");
  EXPECT_EQ(out.from, 1);
  EXPECT_EQ(out.to, 3);
  ASSERT_EQ(out.changes.size(), 2u);
  EXPECT_EQ(out.changes.front(), kSteps.front().change);
}

TEST(Migration, BeginsAtTheVersionThatAFileSays) {
  const Migrated out = done(R"({"windtunnel": 2, "run": {"lasts": "1 h", "duration": "5 min"}})");
  EXPECT_EQ(out.text, R"({"windtunnel": 3, "run": {"lasts": "1 h", "duration": {"simulated": "5 min"}}})");
  EXPECT_EQ(out.from, 2);
  EXPECT_EQ(out.changes, std::vector<std::string_view>{kSteps.back().change});
}

TEST(Migration, DoesNotTouchAFileOfThePresentVersion) {
  constexpr std::string_view kText = "{ \"windtunnel\":3, \"run\":{\"lasts\":\"1 h\"} }\r\n";
  EXPECT_EQ(done(kText).text, kText);
  EXPECT_TRUE(done(kText).changes.empty());
}

TEST(Migration, IsTheSameInOneGoAndInTwo) {
  constexpr std::string_view kText = R"({"windtunnel": 1, "run": {"lasts": "5 min"}})";
  EXPECT_EQ(done(done(kText, std::span(kSteps).first(1)).text).text, done(kText).text);
}

TEST(Migration, TakesAFileThatSaysNoVersionForOneOfTheFirst) {
  EXPECT_EQ(done("{\n  \"run\": {\"lasts\": \"1 h\"}\n}\n").text,
            "{\n  \"windtunnel\": 3,\n  \"run\": {\"duration\": {\"simulated\": \"1 h\"}}\n}\n");
  EXPECT_EQ(done(R"({"title": "t"})").text, R"({"windtunnel": 3, "title": "t"})");
  EXPECT_EQ(done("{}").text, R"({"windtunnel": 3})");
}

TEST(Migration, FindsItsPlaceBehindSignsOfManyBytesAByteOrderMarkAndCarriageReturns) {
  const Migrated out = done(
      "\xEF\xBB\xBF{\"title\": \"Gr\u00f6\u00dfe \u20ac \U0001F6D2\", \"windtunnel\": 1,\r\n"
      "\"note\": \"\u00e9\", \"run\": {\"lasts\": \"1 h\"}}\r\n");
  EXPECT_EQ(out.text,
            "\xEF\xBB\xBF{\"title\": \"Gr\u00f6\u00dfe \u20ac \U0001F6D2\", \"windtunnel\": 3,\r\n"
            "\"note\": \"\u00e9\", \"run\": {\"duration\": {\"simulated\": \"1 h\"}}}\r\n");
}

TEST(Migration, RefusesWhatItCanNotKnow) {
  EXPECT_NE(refused(R"({"windtunnel": 4})").find("from 1 to 3"), std::string::npos);
  EXPECT_NE(refused(R"({"windtunnel": 0})").find("WT023"), std::string::npos);
  EXPECT_NE(refused(R"({"windtunnel": "0.1.0"})").find("WT023"), std::string::npos);
  EXPECT_NE(refused(R"({"windtunnel": 2})", {}).find("the only version"), std::string::npos);
  EXPECT_NE(refused("[1]").find("an object"), std::string::npos);
  EXPECT_NE(refused("{\"run\": }").find("WT001"), std::string::npos);
  // Which of the two a step should change nobody can say.
  EXPECT_NE(refused(R"({"run": {}, "run": {}})").find("WT006"), std::string::npos);
}

TEST(Migration, BreaksItsPromiseRatherThanAFile) {
  const std::array<MigrationStep, 1> twice{
      MigrationStep{"Both.", [](const Node& root, TextEdits& edits) {
                      edits.replace(root.find("a")->value, Node::integer(2));
                      edits.replace(root.find("a")->value, Node::integer(3));
                    }}};
  const std::array<MigrationStep, 1> doubled{
      MigrationStep{"A name that is there.",
                    [](const Node& root, TextEdits& edits) { edits.rename(*root.find("a"), "b"); }}};
  Problems problems;
  EXPECT_THROW(migrated(R"({"a": 1, "b": 1})", "x.json", twice, problems), BrokenPromise);
  EXPECT_THROW(migrated(R"({"a": 1, "b": 1})", "x.json", doubled, problems), BrokenPromise);
}

TEST(Migration, HasAStepForEachVersionBeforeThePresentOne) {
  EXPECT_EQ(static_cast<std::int64_t>(migration_steps().size()) + 1, kFormatVersion);
  for (const MigrationStep& step : migration_steps()) {
    EXPECT_NE(step.edit, nullptr);
    EXPECT_TRUE(step.change.ends_with('.')) << step.change;
  }
}

TEST(Migration, HasNothingToDoForScenariosThatComeWithTheProgram) {
  int seen = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(WINDTUNNEL_ROOT) / "scenarios")) {
    if (entry.path().extension() != ".json" || entry.path().string().ends_with("schema.json")) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    EXPECT_EQ(done(text, migration_steps()).text, text) << entry.path();
    ++seen;
  }
  EXPECT_GT(seen, 50);
}

}  // namespace
}  // namespace windtunnel
