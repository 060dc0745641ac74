// Another engine's process: what it may do wrong, and that a study survives all of it.
#include "sim/study/foreign.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "sim/base/archive.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScenario = R"({
  "run": {"lasts": "20 s", "warm_up": "2 s", "replications": 3},
  "places": {"regions": {"a": ["x", "y"], "b": ["z"]}},
  "workload": {"w": {"kind": "open", "rate": "50 /s", "deadline": "1 s", "path": ["app"],
                     "origin": {"a": 0.5, "b": 0.5}}},
  "tiers": {"app": {"each_region": {"replicas": 2}, "service": {"kind": "exponential", "mean": "20 ms"}}},
  "faults": {"dies": {"kind": "crash", "target": {"replica": "app-1"}, "at": "8 s", "lasts": "4 s"}}
})";

// A shell script that stands in for windtunnel-simgrid.
class StandIn {
 public:
  explicit StandIn(const std::string& script)
      : file_(fs::temp_directory_path() / ("stand_in_" + std::to_string(::getpid()))) {
    std::ofstream(file_) << "#!/bin/sh\n" << script << "\n";
    ::chmod(file_.c_str(), 0755);
    ::setenv("WINDTUNNEL_SIMGRID", file_.c_str(), 1);
  }
  ~StandIn() {
    ::unsetenv("WINDTUNNEL_SIMGRID");
    ::unsetenv("WINDTUNNEL_STANDSTILL_S");
    fs::remove(file_);
  }

 private:
  fs::path file_;
};

Loaded on_simgrid() { return load_text(kScenario, {"engine={\"kind\": \"simgrid\"}"}); }

Campaign flown_on(const std::string& script, const std::atomic<bool>* stop = nullptr) {
  const StandIn program(script);
  const Loaded loaded = on_simgrid();
  StudyOptions options;
  options.jobs = 2;
  options.stop = stop;
  return fly(loaded.flight, 1, 3, options);
}

void expect_each_failed(const Campaign& campaign, const std::string& with) {
  ASSERT_EQ(campaign.replications.size(), 3u);
  for (const ReplicationFacts& replication : campaign.replications) {
    EXPECT_NE(replication.failed.find(with), std::string::npos) << replication.failed;
    EXPECT_NE(replication.seed, 0u);
    EXPECT_FALSE(replication.broken_promise);
  }
}

TEST(ForeignEngine, AnAbortIsAnErrorOfItsReplicationWithItsLastWords) {
  const Campaign campaign = flown_on("cat > /dev/null; echo 'the solver is at a loss' >&2; kill -ABRT $$");
  expect_each_failed(campaign, "signal 6");
  expect_each_failed(campaign, "it said: the solver is at a loss");
}

TEST(ForeignEngine, ACrashBeforeItListensIsOneToo) {
  expect_each_failed(flown_on("kill -SEGV $$"), "signal 11");
  expect_each_failed(flown_on("exit 7"), "code 7");
}

TEST(ForeignEngine, AGoodbyeWithoutAnAnswerIsOneToo) {
  expect_each_failed(flown_on("cat > /dev/null"), "without an answer");
}

TEST(ForeignEngine, NonsenseForAnAnswerIsOneToo) {
  expect_each_failed(flown_on("cat > /dev/null; printf '%064d' 0 >&0"), "without an answer");
}

TEST(ForeignEngine, AStandstillIsEnded) {
  ::setenv("WINDTUNNEL_STANDSTILL_S", "1", 1);
  const auto begun = std::chrono::steady_clock::now();
  expect_each_failed(flown_on("exec sleep 60"), "stood still");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(30));
}

TEST(ForeignEngine, AStopEndsItAtOnce) {
  std::atomic<bool> stop{false};
  std::thread asks([&stop] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    stop = true;
  });
  const auto begun = std::chrono::steady_clock::now();
  const Campaign campaign = flown_on("exec sleep 60", &stop);
  asks.join();
  EXPECT_TRUE(campaign.interrupted);
  EXPECT_TRUE(campaign.replications.empty());
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

TEST(ForeignEngine, AnAbsentProgramEarnsATextThatSaysWhatToInstall) {
  ::setenv("WINDTUNNEL_SIMGRID", "/nowhere/windtunnel-simgrid", 1);
  const Loaded loaded = on_simgrid();
  const Campaign campaign = fly(loaded.flight, 1, 3, StudyOptions{});
  ::unsetenv("WINDTUNNEL_SIMGRID");
  ASSERT_EQ(campaign.replications.size(), 1u);
  EXPECT_NE(campaign.replications.front().failed.find("apt-get install libsimgrid-dev"), std::string::npos);
  EXPECT_EQ(exit_code(make_answer(loaded.scenario, loaded.flight, campaign)), 5);
}

// What travels is all that the answer is made of: every row and every audit are the same on the other side.
TEST(ForeignEngine, FactsArriveAsTheyLeft) {
  const Loaded loaded = load_text(kScenario);
  WorldOptions options;
  options.seed = 7;
  options.traced_request = 3;
  const RunFacts sent = fly_natively(loaded.flight.plan, options, nullptr, "test");
  const std::string bytes = packed(sent);
  RunFacts arrived = no_facts(loaded.flight.plan);
  Unpacker unpacker(bytes);
  unpacker(arrived);
  ASSERT_TRUE(unpacker.at_the_end());
  const std::vector<RowKey> rows = all_rows(loaded.flight);
  const std::vector<RowValue> before = row_values(loaded.flight, rows, sent);
  const std::vector<RowValue> after = row_values(loaded.flight, rows, arrived);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_TRUE(before[i].value == after[i].value || (before[i].value != before[i].value))
        << rows[i].metric->name;
    EXPECT_EQ(before[i].total, after[i].total);
  }
  EXPECT_EQ(sent.recorder.breakdown().mean_of_slowest(0.01),
            arrived.recorder.breakdown().mean_of_slowest(0.01));
  EXPECT_EQ(sent.recorder.fingerprints.metrics.value(), arrived.recorder.fingerprints.metrics.value());
  EXPECT_EQ(sent.in_system, arrived.in_system);
  EXPECT_EQ(sent.busy_ns, arrived.busy_ns);
  EXPECT_EQ(sent.story, arrived.story);
  EXPECT_FALSE(arrived.story.empty());
  EXPECT_EQ(sent.faults.size(), arrived.faults.size());
  EXPECT_EQ(sent.why_stopped, arrived.why_stopped);
  EXPECT_EQ(sent.events, arrived.events);
  expect_audits(arrived.audits);
  EXPECT_EQ(packed(arrived), bytes);
}

TEST(ForeignEngine, FactsThatWereCutShortAreNoFacts) {
  const Loaded loaded = load_text(kScenario);
  const std::string bytes = packed(fly_natively(loaded.flight.plan, WorldOptions{}, nullptr, "test"));
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, bytes.size() / 3, bytes.size() - 1}) {
    RunFacts arrived = no_facts(loaded.flight.plan);
    Unpacker unpacker(std::string_view(bytes).substr(0, cut));
    unpacker(arrived);
    EXPECT_FALSE(unpacker.at_the_end()) << cut;
  }
}

}  // namespace
}  // namespace windtunnel
