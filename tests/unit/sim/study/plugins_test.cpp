// Scenarios with plug-ins in a study: the first replication is flown twice, what a model throws is its
// replication's failure, and what is loaded is kept beside the scenario.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "models/load_balancing/balancing.hpp"
#include "sim/base/model_failure.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

// "good", "remembers" (what another run asked) or "throws" (at its hundredth question).
class Told final : public Policy {
 public:
  explicit Told(std::string how) : how_(std::move(how)) {}
  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng& rng) override {
    if (up.empty()) return std::nullopt;
    if (how_ == "remembers") return static_cast<std::size_t>(++all_) % up.size();
    if (how_ == "throws" && ++asked_ == 100)
      throw ModelFailure("load_balancing told: pick() raised\nTraceback: here");
    return rng.below(up.size());
  }

 private:
  static inline std::uint64_t all_ = 0;
  std::string how_;
  int asked_ = 0;
};

PluginReading load_told(const fs::path&, const std::string& bytes) {
  PluginReading reading;
  auto models = std::make_shared<Catalog>();
  models->add(entry<Balancing, NoFields>({.name = "told", .meaning = "As told."},
                                         [bytes](const NoFields&) { return std::make_unique<Told>(bytes); }));
  reading.models = std::move(models);
  return reading;
}

class StudyPlugins : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() /
              ("windtunnel_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Loaded load(const std::string& how) {
    std::ofstream(folder_ / "told.mod") << how;
    std::ofstream(folder_ / "shop.json") << R"({
      "plugins": ["told.mod"],
      "run": {"lasts": "20 s", "replications": 3},
      "workload": {"w": {"kind": "open", "rate": "50 /s", "path": ["web"]}},
      "tiers": {"web": {"replicas": 5, "service": "5 ms", "balancer": {"kind": "told"}}}
    })";
    Catalog catalog = builtin_catalog();
    catalog.plugins().load_with(".mod", true, load_told);
    Problems problems;
    auto loaded = load_scenario((folder_ / "shop.json").string(), {}, catalog, problems);
    EXPECT_TRUE(loaded) << problems.text("shop.json");
    return std::move(loaded.value());
  }

  fs::path folder_;
};

TEST_F(StudyPlugins, FlyLikeOurs) {
  const Loaded loaded = load("good");
  ASSERT_EQ(loaded.plugins.size(), 1u);
  EXPECT_EQ(loaded.plugins.front()->hash, hash128("good"));
  EXPECT_TRUE(loaded.tables.empty()) << "a plug-in is no table";
  EXPECT_TRUE(loaded.flight.rehearses && loaded.flight.takes_turns);
  const Campaign campaign = fly(loaded.flight, 1, 3, {});
  ASSERT_EQ(campaign.replications.size(), 3u);
  for (const ReplicationFacts& each : campaign.replications) EXPECT_EQ(each.failed, "");
}

TEST_F(StudyPlugins, ThatRememberYesterdayFailAtTheFirstDifference) {
  const Campaign campaign = fly(load("remembers").flight, 1, 1, {});
  ASSERT_EQ(campaign.replications.size(), 1u);
  const std::string& why = campaign.replications.front().failed;
  EXPECT_NE(why.find("a second run of the same seed differs, first in event 1 "), std::string::npos) << why;
  EXPECT_NE(why.find("told picks web-"), std::string::npos) << why;
  EXPECT_TRUE(campaign.replications.front().model_failed);
  EXPECT_FALSE(campaign.replications.front().broken_promise);
}

TEST_F(StudyPlugins, ThatThrowFailWithTheirOwnWordsAndThePlaceInTheRun) {
  const Campaign campaign = fly(load("throws").flight, 1, 2, {});
  for (const ReplicationFacts& each : campaign.replications) {
    EXPECT_NE(each.failed.find("Traceback: here"), std::string::npos) << each.failed;
    EXPECT_NE(each.failed.find("simulated time"), std::string::npos) << each.failed;
  }
}

TEST_F(StudyPlugins, ChangeTheHashOfTheScenario) {
  const std::string good = load("good").hash;
  EXPECT_EQ(load("good").hash, good);
  EXPECT_NE(load("throws").hash, good);
}

}  // namespace
}  // namespace windtunnel
