// Fields that are declared while the program runs: they read, complain and print as those of a struct do.
#include "models/plugins/declared_fields.hpp"

#include <gtest/gtest.h>

#include "sim/config/document.hpp"
#include "sim/config/read.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

struct Beyond {
  static constexpr std::string_view kKind = "beyond";
  using Maker = std::function<int(const AnyFields&)>;
};

DeclaredField declared(const FieldWords& words) {
  DeclaredField field;
  EXPECT_EQ(declare(words, field), "");
  return field;
}

Catalog catalog_with(std::vector<FieldWords> list) {
  auto fields = std::make_shared<std::vector<DeclaredField>>();
  for (const FieldWords& words : list) fields->push_back(declared(words));
  Entry<Beyond> entry;
  entry.name = "mine";
  entry.meaning = "A model.";
  entry.fields = [fields] {
    auto made = std::make_unique<FieldsOf<DeclaredFields>>();
    made->value = DeclaredFields(fields);
    return made;
  };
  entry.make = [](const AnyFields&) { return 0; };
  Catalog catalog;
  add_distributions(catalog);
  catalog.add(std::move(entry));
  return catalog;
}

struct Root {
  Choice<Beyond> it;
  void describe(Schema& schema) { schema.field("it", it, "The model.", Required{}); }
};

struct ReadRoot {
  Root root;
  std::string problems;
};

ReadRoot read_root(const Catalog& catalog, const std::string& json) {
  ReadRoot result;
  Problems problems;
  const Document document = Document::from_text("{\"it\": " + json + "}", "test.json", problems);
  if (problems.empty()) read(document, catalog, result.root, problems);
  if (!problems.empty()) result.problems = problems.text("test.json");
  return result;
}

const std::vector<FieldWords> kAll = {
    {"count", "whole", "So many.", "2", "1", "64", "", {}},
    {"share", "number", "A share.", "0.5", "", "1", "0", {}},
    {"loud", "flag", "Whether loud.", "true", "", "", "", {}},
    {"how", "text", "How.", "\"so\"", "", "", "", {"so", "otherwise"}},
    {"hold", "duration", "How long.", "\"30 s\"", "", "\"1 h\"", "\"0 s\"", {}},
    {"weight", "bytes", "How heavy.", "\"64 KiB\"", "", "", "", {}},
    {"pipe", "bandwidth", "How wide.", "\"10 Gbps\"", "", "", "", {}},
    {"pace", "rate", "How often.", "\"20 /s\"", "", "", "", {}},
    {"chance", "probability", "How likely.", "0.1", "", "", "", {}},
    {"law", "distribution", "By which law.", R"({"kind": "exponential", "mean": "5 ms"})", "", "", "", {}},
};

TEST(DeclaredFields, HaveTheirDefaultsAndAreWrittenOut) {
  const ReadRoot read = read_root(catalog_with(kAll), R"({"kind": "mine"})");
  ASSERT_EQ(read.problems, "");
  const auto& values = read.root.it.as<DeclaredFields>().values;
  EXPECT_EQ(std::get<std::int64_t>(values[0]), 2);
  EXPECT_EQ(std::get<Duration>(values[4]), Duration::from_ns(30'000'000'000));
  EXPECT_DOUBLE_EQ(std::get<Choice<Distribution>>(values[9]).make().mean(), 0.005);
  const std::string written = canonical_json(read.root);
  EXPECT_NE(written.find(R"("hold": "30 s")"), std::string::npos) << written;
  Problems problems;
  const Document again = Document::from_text(written, "again.json", problems);
  Root root;
  ASSERT_TRUE(windtunnel::read(again, catalog_with(kAll), root, problems)) << problems.text("again.json");
  EXPECT_EQ(canonical_json(root), written);
}

TEST(DeclaredFields, EarnTheProblemsThatOursEarn) {
  const Catalog catalog = catalog_with(kAll);
  const std::pair<const char*, const char*> kWrong[] = {
      {R"("count": 65)", "from 1 to 64"},
      {R"("share": 0)", "more than 0"},
      {R"("hold": 5)", "WT003"},
      {R"("hold": "2 h")", "WT005"},
      {R"("how": "sso")", "nearest   so"},
      {R"("haold": "1 s")", "nearest   hold"},
      {R"("chance": 2)", "WT005"},
      {R"("law": {"kind": "exponentail", "mean": "5 ms"})", "nearest   exponential"},
  };
  for (const auto& [field, text] : kWrong) {
    const std::string problems =
        read_root(catalog, std::string(R"({"kind": "mine", )") + field + "}").problems;
    EXPECT_NE(problems.find(text), std::string::npos) << field << " earned\n" << problems;
  }
}

TEST(DeclaredFields, WithoutADefaultHaveToBeWritten) {
  const Catalog catalog = catalog_with({{"count", "whole", "So many.", "", "", "", "", {}}});
  EXPECT_NE(read_root(catalog, R"({"kind": "mine"})").problems.find("WT008  it.count"), std::string::npos);
  EXPECT_EQ(read_root(catalog, R"({"kind": "mine", "count": 3})").problems, "");
}

TEST(DeclaredFields, StandInTheReference) {
  const Catalog catalog = catalog_with(kAll);
  const std::string page = reference_page(*catalog.find_entry("beyond", "mine"), "beyond", catalog);
  for (const FieldWords& words : kAll) {
    EXPECT_NE(page.find(words.name), std::string::npos) << page;
    EXPECT_NE(page.find(words.meaning), std::string::npos) << page;
  }
}

TEST(DeclaredFields, SayWhatIsWrongWithADeclaration) {
  DeclaredField field;
  EXPECT_NE(declare({"Count", "whole", "So many.", "", "", "", "", {}}, field), "");
  EXPECT_NE(declare({"count", "integer", "So many.", "", "", "", "", {}}, field).find("whole"),
            std::string::npos);
  EXPECT_NE(declare({"count", "whole", "", "", "", "", "", {}}, field), "");
  EXPECT_NE(declare({"hold", "duration", "How long.", "5", "", "", "", {}}, field).find("default 5"),
            std::string::npos);
  EXPECT_NE(declare({"hold", "duration", "How long.", "", "", "\"many\"", "", {}}, field).find("at_most"),
            std::string::npos);
}

TEST(DeclaredFields, MayNotHaveANameThatIsThereAlready) {
  auto fields = std::make_shared<std::vector<DeclaredField>>();
  fields->push_back(declared({"deadline", "duration", "How long.", "\"1 s\"", "", "", "", {}}));
  FieldsOf<DeclaredWorkloadFields> workload;
  EXPECT_EQ(doubled_name(workload), "");
  workload.value.own = DeclaredFields(fields);
  EXPECT_EQ(doubled_name(workload), "deadline");
}

}  // namespace
}  // namespace windtunnel
