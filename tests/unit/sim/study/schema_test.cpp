// scenarios/schema.json, scenarios/study.schema.json and docs/reference.md are what the code prints, so that
// editors and people are told what the reader reads.
//
// WINDTUNNEL_REWRITE=1 writes them anew after a model's fields have changed.
#include <cstdlib>
#include <fstream>

#include "sim/config/write.hpp"
#include "sim/study/study_plan.hpp"
#include "tests/bad_scenarios/judge.hpp"

namespace windtunnel {
namespace {

TEST(JsonSchema, OfScenariosIsCheckedInAsTheCodePrintsIt) {
  const std::string text = json_schema<Scenario>(builtin_catalog(), "Windtunnel scenario");
  const std::string file = WINDTUNNEL_ROOT "/scenarios/schema.json";
  if (std::getenv("WINDTUNNEL_REWRITE") != nullptr) std::ofstream(file, std::ios::binary) << text;
  EXPECT_TRUE(file_text(file) == text)
      << "a field has changed: WINDTUNNEL_REWRITE=1 writes scenarios/schema.json anew";
}

TEST(JsonSchema, OfStudiesIsCheckedInAsTheCodePrintsIt) {
  const std::string text = json_schema<StudyFields>(builtin_catalog(), "Windtunnel study");
  const std::string file = WINDTUNNEL_ROOT "/scenarios/study.schema.json";
  if (std::getenv("WINDTUNNEL_REWRITE") != nullptr) std::ofstream(file, std::ios::binary) << text;
  EXPECT_TRUE(file_text(file) == text)
      << "a field has changed: WINDTUNNEL_REWRITE=1 writes scenarios/study.schema.json anew";
}

TEST(Reference, IsCheckedInAsTheCodePrintsIt) {
  const Catalog catalog = builtin_catalog();
  std::string text =
      "# Every field of a scenario\n\nPrinted from the descriptions that the reader reads by, by a test; "
      "`windtunnel "
      "models KIND NAME` prints one page of it.\n\n" +
      reference<Scenario>(catalog) + "\n# Every field of a study\n\n" + reference<StudyFields>(catalog);
  for (const std::string& kind : catalog.kinds()) {
    text += "\n# Kind: " + kind + "\n";
    for (const auto& entry : catalog.entries_of(kind)) text += "\n#" + reference_page(*entry, kind, catalog);
  }
  const std::string file = WINDTUNNEL_ROOT "/docs/reference.md";
  if (std::getenv("WINDTUNNEL_REWRITE") != nullptr) std::ofstream(file, std::ios::binary) << text;
  EXPECT_TRUE(file_text(file) == text)
      << "a field has changed: WINDTUNNEL_REWRITE=1 writes docs/reference.md anew";
}

// Whether a value fits the schema: as much of draft 2020-12 as the printer uses.

bool knows(const Node& root, const Node& schema, const Node& value) {
  if (const Member* ref = schema.find("$ref"); ref != nullptr && ref->value.text() == "schema.json")
    return value.is_object();  // a whole scenario, which has a schema of its own
  if (const Member* ref = schema.find("$ref"))
    return knows(root, root.find("$defs")->value.find(ref->value.text().substr(8))->value, value);
  if (const Member* ways = schema.find("anyOf")) {
    for (const Node& way : ways->value.items())
      if (knows(root, way, value)) return true;
    return false;
  }
  if (const Member* wanted = schema.find("const")) return wanted->value.to_json() == value.to_json();
  if (const Member* names = schema.find("enum")) {
    for (const Node& name : names->value.items())
      if (name.to_json() == value.to_json()) return true;
    return false;
  }
  const std::string type = schema.find("type") != nullptr ? schema.find("type")->value.text() : "";
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_integer();
  if (type == "number") return value.is_number();
  if (type == "array") {
    for (const Node& item : value.items())
      if (!knows(root, schema.find("items")->value, item)) return false;
    return value.is_array();
  }
  if (type != "object") return true;
  if (!value.is_object()) return false;
  const Node& properties = schema.find("properties")->value;
  const Node& others = schema.find("additionalProperties")->value;
  for (const Member& member : value.members()) {
    if (const Member* property = properties.find(member.key)) {
      if (!knows(root, property->value, member.value)) return false;
    } else if (others.is_bool() || !knows(root, others, member.value)) {
      return false;
    }
  }
  return true;
}

TEST(JsonSchema, KnowsEveryScenarioThatFliesAndItsResolvedText) {
  std::filesystem::current_path(WINDTUNNEL_ROOT);
  const Catalog catalog = builtin_catalog();
  Problems problems;
  Node schema;
  const auto source = std::make_shared<const Source>();
  ASSERT_TRUE(parse_tree(json_schema<Scenario>(catalog, "x"), source, {}, schema, problems));
  std::vector<std::string> files{"tests/bad_scenarios/part_shop.json"};
  for (const auto& each : std::filesystem::recursive_directory_iterator("scenarios"))
    if (each.path().extension() == ".json" && !each.path().string().ends_with("schema.json") &&
        each.path().parent_path().filename() != "studies")
      files.push_back(each.path());
  for (const std::string& file : files) {
    Problems its;
    const Document document = Document::load(file, its);
    if (document.at("plugins") != nullptr) continue;  // a schema of its own: tests/cli
    const auto loaded = load_scenario(file, {}, catalog, problems);
    ASSERT_TRUE(loaded) << problems.text(file);
    Node written, whole;
    ASSERT_TRUE(parse_tree(file_text(file), source, {}, written, problems));
    EXPECT_TRUE(knows(schema, schema, written)) << file;
    ASSERT_TRUE(parse_tree(loaded->resolved_json, source, {}, whole, problems));
    EXPECT_TRUE(knows(schema, schema, whole)) << file << " resolved";
  }
}

TEST(JsonSchema, KnowsEveryStudyAndItsResolvedText) {
  std::filesystem::current_path(WINDTUNNEL_ROOT);
  const Catalog catalog = builtin_catalog();
  Problems problems;
  Node schema, wrong;
  const auto source = std::make_shared<const Source>();
  ASSERT_TRUE(parse_tree(json_schema<StudyFields>(catalog, "x"), source, {}, schema, problems));
  for (const auto& each : std::filesystem::directory_iterator("scenarios/studies")) {
    Node written;
    ASSERT_TRUE(parse_tree(file_text(each.path()), source, {}, written, problems)) << each.path();
    EXPECT_TRUE(knows(schema, schema, written)) << each.path();
    const auto plan = load_study(Document::load(each.path(), problems), {}, problems, catalog);
    ASSERT_TRUE(plan) << problems.text(each.path().string());
    EXPECT_TRUE(knows(schema, schema, resolved(plan->document, plan->fields))) << each.path() << " resolved";
  }
  ASSERT_TRUE(parse_tree(R"({"axis": {}})", source, {}, wrong, problems));
  EXPECT_FALSE(knows(schema, schema, wrong));
}

TEST(JsonSchema, DoesNotKnowAMisspeltKey) {
  Problems problems;
  Node schema, wrong;
  const auto source = std::make_shared<const Source>();
  ASSERT_TRUE(parse_tree(json_schema<Scenario>(builtin_catalog(), "x"), source, {}, schema, problems));
  ASSERT_TRUE(parse_tree(R"({"tiers": {"web": {"replica": 1}}})", source, {}, wrong, problems));
  EXPECT_FALSE(knows(schema, schema, wrong));
  ASSERT_TRUE(parse_tree(R"({"tiers": {"web": {"replicas": 1}}})", source, {}, wrong, problems));
  EXPECT_TRUE(knows(schema, schema, wrong));
}

}  // namespace
}  // namespace windtunnel
