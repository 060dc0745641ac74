// The catalogue of models keeps its word: each entry says what it is, where it is from, what it leaves out
// and what validates it; what it names as its validation is there; and some scenario of ours shows it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "models/scenario/scenario.hpp"
#include "sim/config/document.hpp"
#include "sim/config/read.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = WINDTUNNEL_ROOT;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> files_below(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> list;
  for (const auto& each : fs::recursive_directory_iterator(folder))
    if (each.is_regular_file() && each.path().extension() == extension) list.push_back(each.path());
  std::sort(list.begin(), list.end());
  return list;
}

const Catalog& everything() {
  static const Catalog catalog = builtin_catalog();
  return catalog;
}

// "network regions", for every entry.
std::vector<std::pair<std::string, std::shared_ptr<const EntryInfo>>> all_entries() {
  std::vector<std::pair<std::string, std::shared_ptr<const EntryInfo>>> list;
  for (const std::string& kind : everything().kinds())
    for (const auto& entry : everything().entries_of(kind))
      list.emplace_back(kind + " " + entry->name, entry);
  return list;
}

TEST(BuiltinCatalog, HasEveryKindThatAScenarioNames) {
  for (const char* kind :
       {"engine", "distribution", "network", "rate", "workload", "load_balancing", "replication", "failure"})
    EXPECT_FALSE(everything().entries_of(kind).empty()) << kind;
}

TEST(BuiltinCatalog, SaysOfEachEntryWhatAPersonHasToKnow) {
  for (const auto& [name, entry] : all_entries()) {
    EXPECT_EQ(entry->meaning.empty() ? ' ' : entry->meaning.back(), '.') << name;
    EXPECT_FALSE(entry->source.empty()) << name;
    EXPECT_EQ(entry->leaves_out.empty() ? ' ' : entry->leaves_out.back(), '.') << name;
    EXPECT_FALSE(entry->validated_by.empty()) << name;
    EXPECT_FALSE(entry->engines.empty()) << name;
    EXPECT_TRUE(entry->fields) << name;
  }
}

// An id of the validation table (A-MM1), or a test file (regions_test, distributions/conformance_test where
// the name alone would not say which).
TEST(BuiltinCatalog, NamesValidationsThatAreThere) {
  std::set<std::string> ids, tests;
  const std::regex id(R"re("([A-Z]-[A-Z0-9-]+)")re");
  for (const fs::path& file : files_below(kRoot / "tests" / "validation", ".cpp")) {
    const std::string text = content(file);
    for (std::sregex_iterator at(text.begin(), text.end(), id), end; at != end; ++at) ids.insert((*at)[1]);
  }
  for (const fs::path& file : files_below(kRoot / "tests" / "unit", ".cpp")) {
    // Published vectors stand in the unit tests of what has to reproduce them (B-NET-CM02).
    const std::string text = content(file);
    const std::regex published(R"re((B-[A-Z0-9]+(?:-[A-Z0-9]+)*))re");
    for (std::sregex_iterator at(text.begin(), text.end(), published), end; at != end; ++at)
      ids.insert((*at)[1]);
    tests.insert(file.stem().string());
    tests.insert(file.parent_path().filename().string() + "/" + file.stem().string());
  }
  ASSERT_GT(ids.size(), 10u);
  for (const auto& [name, entry] : all_entries())
    for (const std::string& validation : entry->validated_by)
      EXPECT_TRUE(ids.count(validation) == 1 ||
                  (validation.ends_with("_test") && tests.count(validation) == 1))
          << name << " is validated by " << validation << ", which is neither in tests/validation nor a test";
}

// Every "kind" of every scenario below scenarios/, read as the scenario it is: the resolved form has them all
// written out.
void collect(const Node& node, std::set<std::string>& kinds) {
  if (node.is_object()) {
    for (const Member& member : node.members()) {
      if (member.key == "kind" && member.value.is_string()) kinds.insert(member.value.text());
      collect(member.value, kinds);
    }
  } else if (node.is_array()) {
    for (const Node& item : node.items()) collect(item, kinds);
  }
}

TEST(BuiltinCatalog, IsShownByTheScenarios) {
  std::set<std::string> shown;
  int read_files = 0;
  for (const fs::path& file : files_below(kRoot / "scenarios", ".json")) {
    if (file.filename().string().ends_with("schema.json") || file.parent_path().filename() == "studies")
      continue;
    Problems problems;
    const Document document = Document::load(file.string(), problems);
    if (document.at("plugins") != nullptr) continue;  // shows models that are not ours
    Scenario scenario;
    if (!read(document, everything(), scenario, problems)) {
      ADD_FAILURE() << problems.text(file.string());
      continue;
    }
    collect(resolved(document, scenario), shown);
    ++read_files;
  }
  EXPECT_GT(read_files, 5);
  for (const auto& [name, entry] : all_entries()) {
    // Sizes and plain numbers have the same laws as durations; no field of a scenario takes them yet.
    if (name.starts_with("size_distribution") || name.starts_with("number_distribution")) continue;
    EXPECT_EQ(shown.count(entry->name), 1u)
        << name << ": no scenario shows it; add one to scenarios/examples";
  }
}

TEST(BuiltinCatalog, IsAValueThatCanBeAddedTo) {
  Catalog copy = everything();
  EntryInfo mine = *everything().find_entry("network", "constant");
  mine.name = "mine";
  copy.add_entry("network", std::make_shared<const EntryInfo>(mine));
  EXPECT_NE(copy.find_entry("network", "mine"), nullptr);
  EXPECT_EQ(everything().find_entry("network", "mine"), nullptr);
}

// Every policy has the preference beside its own fields, in the file as in the copy of a choice.
struct Balanced {
  Choice<Balancing> it;
  void describe(Schema& schema) { schema.field("it", it, "The policy under test.", Required{}); }
};

Balanced read_policy(const std::string& json, std::string& problems_text) {
  Balanced balanced;
  Problems problems;
  const Document document = Document::from_text("{\"it\": " + json + "}", "test.json", problems);
  if (problems.empty()) read(document, everything(), balanced, problems);
  problems_text = problems.empty() ? "" : problems.text("test.json");
  return balanced;
}

TEST(Preference, StandsBesideTheFieldsOfEveryPolicy) {
  for (const auto& entry : everything().entries<Balancing>()) {
    std::string problems;
    const Balanced plain = read_policy(R"({"kind": ")" + entry->name + "\"}", problems);
    ASSERT_EQ(problems, "") << entry->name;
    EXPECT_EQ(preference_of(plain.it).prefer, PreferField::kRegion) << entry->name;
    EXPECT_TRUE(preference_of(plain.it).spill) << entry->name;
    const Balanced chosen =
        read_policy(R"({"kind": ")" + entry->name + R"(", "prefer": "zone", "spill": false})", problems);
    ASSERT_EQ(problems, "") << entry->name;
    EXPECT_EQ(preference_of(chosen.it).prefer, PreferField::kZone) << entry->name;
    EXPECT_FALSE(preference_of(chosen.it).spill) << entry->name;
    EXPECT_NE(chosen.it.make(), nullptr) << entry->name;
  }
}

TEST(Preference, SurvivesCopyAndJson) {
  std::string problems;
  const Balanced chosen =
      read_policy(R"({"kind": "least_requests", "choices": 3, "prefer": "none", "spill": false})", problems);
  ASSERT_EQ(problems, "");
  const std::string json = canonical_json(chosen);
  EXPECT_NE(json.find(R"("choices": 3)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("prefer": "none")"), std::string::npos) << json;
  const std::unique_ptr<AnyFields> copy = chosen.it.fields->clone();
  Choice<Balancing> copied = chosen.it;
  copied.fields = std::shared_ptr<AnyFields>(copy->clone());
  EXPECT_EQ(preference_of(copied).prefer, PreferField::kNone);
  EXPECT_NE(copied.make(), nullptr);
}

TEST(Preference, AnswersAWrongFieldWithAProblemAsThePolicysOwn) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"kind": "round_robin", "prefer": "rack"})", "it.prefer"},
      {R"({"kind": "round_robin", "perfer": "zone"})", "nearest   prefer"},
      {R"({"kind": "least_requests", "chioces": 2})", "nearest   choices"},
      {R"({"kind": "least_requests", "choices": 0})", "WT005  it.choices"},
      {R"({"kind": "round_robin", "spill": "no"})", "WT002  it.spill"},
  };
  for (const auto& [json, words] : kWrong) {
    std::string problems;
    read_policy(json, problems);
    EXPECT_NE(problems.find(words), std::string::npos) << json << "\nearned\n" << problems;
  }
}

}  // namespace
}  // namespace windtunnel
