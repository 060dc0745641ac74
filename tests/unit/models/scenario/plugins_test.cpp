// The plug-ins of a scenario: their models are there for it, their bytes are part of its hash, and what is
// wrong with them is a problem at its place.
#include "models/scenario/plugins.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "models/scenario/scenario.hpp"
#include "sim/config/read.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

class First final : public Policy {
 public:
  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng&) override {
    return up.empty() ? std::nullopt : std::optional<std::size_t>(0);
  }
};

// A language whose whole text is the names of policies, each of which takes the first replica.
PluginReading load_names(const fs::path&, const std::string& bytes) {
  PluginReading reading;
  auto models = std::make_shared<Catalog>();
  for (std::size_t from = 0; from < bytes.size();) {
    const std::size_t to = std::min(bytes.find(' ', from), bytes.size());
    models->add(entry<Balancing, NoFields>({.name = bytes.substr(from, to - from), .meaning = "The first."},
                                           [](const NoFields&) { return std::make_unique<First>(); }));
    from = to + 1;
  }
  reading.models = std::move(models);
  return reading;
}

class ScenarioPlugins : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() /
              ("windtunnel_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::create_directories(folder_ / "inner");
    catalog_ = builtin_catalog();
    catalog_.plugins().load_with(".names", false, load_names);
    write("first.names", "first");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  // A scenario whose web tier is balanced by `kind`; and what is wrong with it.
  std::string read_with(const std::string& plugins, const std::string& kind = "first") {
    const std::string file = write("inner/shop.json", R"({
      "plugins": )" + plugins + R"(,
      "run": {"lasts": "1 s"},
      "workload": {"w": {"kind": "open", "rate": "1 /s", "path": ["web"]}},
      "tiers": {"web": {"replicas": 2, "service": "1 ms", "balancer": {"kind": ")" +
                                                          kind + R"("}}}
    })");
    Problems problems;
    document_ = Document::load(file, problems);
    const auto whole = catalog_with_plugins(document_, catalog_, problems);
    scenario_ = Scenario();
    read(document_, whole ? *whole : catalog_, scenario_, problems);
    return problems.empty() ? "" : problems.text(file);
  }

  fs::path folder_;
  Catalog catalog_;
  Document document_;
  Scenario scenario_;
};

TEST_F(ScenarioPlugins, BringModelsThatTheScenarioChooses) {
  ASSERT_EQ(read_with(R"(["../first.names"])"), "");
  const auto& choice = scenario_.tiers.find("web")->balancer;
  EXPECT_EQ(choice.kind(), "first");
  EXPECT_EQ(choice.entry->engines, std::vector<std::string>{"native"});
  EXPECT_TRUE(preference_of(choice).spill) << "with the fields that every policy has";
  EXPECT_EQ(catalog_.find<Balancing>("first"), nullptr) << "and nobody else has them";
}

TEST_F(ScenarioPlugins, AreHashedByTheirBytes) {
  ASSERT_EQ(read_with(R"(["../first.names"])"), "");
  const std::string before = resolved_hash(scenario_).text();
  ASSERT_EQ(read_with(R"(["../first.names"])"), "");
  EXPECT_EQ(resolved_hash(scenario_).text(), before);
  write("first.names", "first second");
  ASSERT_EQ(read_with(R"(["../first.names"])"), "");
  EXPECT_NE(resolved_hash(scenario_).text(), before);
}

TEST_F(ScenarioPlugins, ThatTheCatalogWasAskedForStandInTheDocument) {
  catalog_.plugins().ask_for((folder_ / "first.names").string());
  ASSERT_EQ(read_with("[]"), "");
  ASSERT_EQ(scenario_.plugins.size(), 1u);
  EXPECT_NE(annotated_json(resolved(document_, scenario_)).find("// --plugin"), std::string::npos);
  // Read again, as `with_` does, they are there once.
  Problems problems;
  const auto whole = catalog_with_plugins(document_, catalog_, problems);
  ASSERT_TRUE(whole);
  Scenario again;
  EXPECT_TRUE(read(document_, *whole, again, problems)) << problems.text("again");
  EXPECT_EQ(again.plugins.size(), 1u);
  EXPECT_EQ(resolved_hash(again), resolved_hash(scenario_));
}

TEST_F(ScenarioPlugins, NamedTwiceAreLoadedOnce) {
  EXPECT_EQ(read_with(R"(["../first.names", "../inner/../first.names"])"), "");
}

TEST_F(ScenarioPlugins, MayNotTakeANameThatIsTaken) {
  write("clash.names", "random");
  const std::string problems = read_with(R"(["../first.names", "../clash.names"])");
  EXPECT_NE(problems.find("WT031  plugins.1"), std::string::npos) << problems;
  EXPECT_NE(problems.find("a second load_balancing by the name of \"random\""), std::string::npos)
      << problems;
}

TEST_F(ScenarioPlugins, ThatBringNothingAreToldSo) {
  write("none.names", "");
  EXPECT_NE(read_with(R"(["../none.names"])", "random").find("which brings no model"), std::string::npos);
}

TEST_F(ScenarioPlugins, ThatAreNotThereOrOutsideAreToldByTheReader) {
  EXPECT_NE(read_with(R"(["../frist.names"])", "random").find("nearest   first.names"), std::string::npos);
  EXPECT_NE(read_with(R"(["../../../first.names"])", "random").find("WT017"), std::string::npos);
  EXPECT_NE(read_with("7", "random").find("WT002"), std::string::npos);
}

TEST_F(ScenarioPlugins, MisspeltKindsFindTheirNearestAmongThem) {
  EXPECT_NE(read_with(R"(["../first.names"])", "frist").find("nearest   first"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
