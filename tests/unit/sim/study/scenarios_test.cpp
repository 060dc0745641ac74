// Every scenario under scenarios/ loads and flies, every model is shown by one of them, and threads change no
// byte.
//
// Examples that nobody runs rot. One replication of each is flown, with all audits; the heavy ones (over
// three million events) are only loaded. A summary is compared as text: the same seed gives the same bytes on
// one thread and on two.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "sim/config/document.hpp"
#include "sim/study/foreign.hpp"
#include "sim/study/summary.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;
constexpr double kEventsMax = 3e6;

std::vector<std::string> scenario_files() {
  std::vector<std::string> files;
  const fs::path root = fs::path(WINDTUNNEL_ROOT) / "scenarios";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".json" || path.ends_with("schema.json")) continue;
    if (path.find("/catalog/") != std::string::npos || path.find("/studies/") != std::string::npos) continue;
    Problems problems;
    if (Document::load(path, problems).at("plugins") == nullptr)  // plug-ins of Python: tests/cli flies those
      files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::optional<Loaded> load(const std::string& file) {
  Problems problems;
  auto loaded = load_scenario(file, {}, builtin_catalog(), problems);
  EXPECT_TRUE(loaded) << problems.text(file);
  return loaded;
}

Answer answer_of(const Loaded& loaded, std::int64_t seed, std::int64_t replications, int jobs) {
  StudyOptions options;
  options.jobs = jobs;
  const Campaign campaign = fly(loaded.flight, seed, replications, options);
  return make_answer(loaded.scenario, loaded.flight, campaign);
}

TEST(Scenarios, AllLoadAndFly) {
  const std::vector<std::string> files = scenario_files();
  EXPECT_GE(files.size(), 15u);
  for (const std::string& file : files) {
    const auto loaded = load(file);
    if (!loaded || estimate_run(loaded->flight).events > kEventsMax) continue;
    // Another engine's program may not be here; tests/engines says so aloud.
    if (loaded->flight.foreign && !find_program(loaded->flight.engine.program)) continue;
    const Answer answer = answer_of(*loaded, loaded->scenario.run.seed, 1, 1);
    EXPECT_TRUE(answer.failures.empty()) << file;
    EXPECT_GT(answer.requests, 0) << file;
    for (const Audit& audit : answer.audits)
      EXPECT_TRUE(audit.holds) << file << " " << audit.name << ": " << audit.found;
  }
}

TEST(Scenarios, ShowEveryModel) {
  std::string all;
  for (const std::string& file : scenario_files())
    if (const auto loaded = load(file)) all += loaded->resolved_json;
  std::erase_if(all, [](char c) { return c == ' ' || c == '\n'; });
  const Catalog catalog = builtin_catalog();
  const auto shown = [&](const auto& entries) {
    EXPECT_FALSE(entries.empty());
    for (const auto& entry : entries)
      EXPECT_NE(all.find("\"kind\":\"" + entry->name + "\""), std::string::npos)
          << "no scenario shows " << entry->name;
  };
  shown(catalog.entries<Distribution>());
  shown(catalog.entries<NetworkModel>());
  shown(catalog.entries<WorkloadModel>());
  shown(catalog.entries<RateModel>());
  shown(catalog.entries<Balancing>());
  shown(catalog.entries<FailureModel>());
}

TEST(Summaries, AreTheSameBytesOnOneThreadAndOnTwo) {
  for (const char* name :
       {"examples/region_dies.json", "examples/rates.json", "validation/retry_storm.json"}) {
    const auto loaded = load(std::string(WINDTUNNEL_ROOT) + "/scenarios/" + name);
    ASSERT_TRUE(loaded);
    const std::string one = summary(*loaded, answer_of(*loaded, 5, 6, 1), 5).to_pretty_json();
    EXPECT_EQ(one, summary(*loaded, answer_of(*loaded, 5, 6, 2), 5).to_pretty_json()) << name;
    EXPECT_NE(one, summary(*loaded, answer_of(*loaded, 6, 6, 2), 6).to_pretty_json())
        << name << ": another seed";
  }
}

}  // namespace
}  // namespace windtunnel
