// The same scenario on two engines: where nothing is shared, the same decisions, and times within a
// microsecond.
//
// Every example and the quickstart are flown natively and by windtunnel-simgrid, one replication each with
// the same seed. Workload, routing and faults have to be the same word for word (fingerprints); every
// duration of the answer may differ by a microsecond, and every count not at all. Where links are shared,
// ends are doubles on one side and what two engines say may part on saturated links, so there shares are held
// against sums worked out by hand (tests/unit/sim/simgrid) and here only means, over a scenario that is
// loaded lightly.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "sim/study/foreign.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;
constexpr double kMicrosecond = 1e-6;
constexpr const char* kOnSimgrid = R"(engine={"kind": "simgrid", "network_model": "CM02"})";

bool simgrid_is_here() { return find_program("windtunnel-simgrid").has_value(); }

std::vector<std::string> examples() {
  const fs::path root = fs::path(WINDTUNNEL_ROOT) / "scenarios";
  std::vector<std::string> files = {(root / "quickstart.json").string()};
  for (const auto& entry : fs::directory_iterator(root / "examples"))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

// Nothing when the scenario asks for something that the engine can not do.
std::optional<Loaded> load_on(const std::string& file, const std::string& engine) {
  Problems problems;
  auto loaded = load_scenario(file, {engine}, builtin_catalog(), problems);
  if (!loaded) {
    EXPECT_NE(problems.text(file).find("WT025"), std::string::npos) << problems.text(file);
  }
  return loaded;
}

Campaign one_flight(const Loaded& loaded) {
  StudyOptions options;
  options.jobs = 1;
  return fly(loaded.flight, loaded.scenario.run.seed, 1, options);
}

void expect_same_decisions(const Campaign& a, const Campaign& b) {
  constexpr const char* kNames[] = {"workload", "routing", "faults", "protocol"};
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_EQ(a.replications.front().fingerprints[i], b.replications.front().fingerprints[i]) << kNames[i];
}

// Durations within a microsecond, or `relative` of themselves where that is more.
void expect_same_figures(const Loaded& loaded, const Campaign& a, const Campaign& b, double relative = 0.0) {
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    const RowValue& one = a.replications.front().values[i];
    const RowValue& other = b.replications.front().values[i];
    const std::string what = std::string(a.rows[i].metric->name) + " " + tier_name(loaded.flight, a.rows[i]);
    if (std::isnan(one.value) || std::isnan(other.value)) {
      EXPECT_EQ(std::isnan(one.value), std::isnan(other.value)) << what;
    } else if (a.rows[i].metric->unit == MetricUnit::kDuration) {
      EXPECT_NEAR(one.value, other.value, std::max(kMicrosecond, relative * one.value)) << what;
    } else {
      EXPECT_NEAR(one.value, other.value, 1e-6 * std::abs(one.value)) << what;
    }
  }
}

TEST(Engines, AgreeOnEveryExampleWhereNothingIsShared) {
  if (!simgrid_is_here()) GTEST_SKIP() << program_missing("windtunnel-simgrid");
  int flown = 0;
  for (const std::string& file : examples()) {
    SCOPED_TRACE(file);
    const auto native = load_on(file, R"(engine={"kind": "native"})");
    const auto simgrid = load_on(file, kOnSimgrid);
    if (!native || !simgrid || native->flight.plan.network.wiring.sharing != Sharing::kNone) continue;
    const Campaign a = one_flight(*native), b = one_flight(*simgrid);
    ASSERT_EQ(b.replications.front().failed, "");
    expect_same_decisions(a, b);
    expect_same_figures(*native, a, b);
    expect_audits(b.replications.front().audits);
    ++flown;
  }
  EXPECT_GE(flown, 8);
}

// Bulk work, disks and requests on the same links: two solvers written apart, and the same answer within a
// microsecond or a millionth, as long as runs are too short for their rounding to part them.
TEST(Engines, AgreeOnEveryExampleThatSharesItsLinks) {
  if (!simgrid_is_here()) GTEST_SKIP() << program_missing("windtunnel-simgrid");
  int flown = 0;
  for (const std::string& file : examples()) {
    SCOPED_TRACE(file);
    const auto native = load_on(file, R"(engine={"kind": "native"})");
    const auto simgrid = load_on(file, kOnSimgrid);
    if (!native || !simgrid || native->flight.plan.network.wiring.sharing != Sharing::kMaxMin) continue;
    const Campaign a = one_flight(*native), b = one_flight(*simgrid);
    ASSERT_EQ(b.replications.front().failed, "");
    expect_same_decisions(a, b);
    expect_same_figures(*native, a, b, 1e-6);
    expect_audits(b.replications.front().audits);
    ++flown;
  }
  EXPECT_GE(flown, 5);
}

// Processor sharing is the one thing that SimGrid's solver decides without a topology: doubles there,
// attained service here, and still the same decisions and the same times.
TEST(Engines, AgreeOnSharedCores) {
  if (!simgrid_is_here()) GTEST_SKIP() << program_missing("windtunnel-simgrid");
  const std::string text = R"({
    "run": {"lasts": "60 s", "replications": 1},
    "network": "1 ms",
    "workload": {"w": {"kind": "open", "rate": "60 /s", "deadline": "5 s", "path": ["app"]}},
    "tiers": {"app": {"replicas": 2, "cores": 2, "service": {"kind": "exponential", "mean": "50 ms"},
                      "queue": {"discipline": "processor_sharing"}}},
    "faults": {"slow": {"kind": "slow_node", "target": {"replica": "app-1"}, "factor": 0.5, "at": "20 s",
                        "lasts": "10 s"}}})";
  const Loaded native = load_text(text), simgrid = load_text(text, {kOnSimgrid});
  const Campaign a = one_flight(native), b = one_flight(simgrid);
  ASSERT_EQ(b.replications.front().failed, "");
  expect_same_decisions(a, b);
  expect_same_figures(native, a, b);
}

TEST(Engines, FlyReplicationsInProcessesAsMergedInOrder) {
  if (!simgrid_is_here()) GTEST_SKIP() << program_missing("windtunnel-simgrid");
  const std::string text = R"({
    "run": {"lasts": "5 s", "replications": 5},
    "workload": {"w": {"kind": "open", "rate": "100 /s", "deadline": "1 s", "path": ["app"]}},
    "tiers": {"app": {"replicas": 1, "service": {"kind": "exponential", "mean": "5 ms"}}}})";
  const Loaded loaded = load_text(text, {kOnSimgrid});
  StudyOptions one, three;
  one.jobs = 1;
  three.jobs = 3;
  const Campaign alone = fly(loaded.flight, 1, 5, one), together = fly(loaded.flight, 1, 5, three);
  ASSERT_EQ(together.replications.size(), 5u);
  for (std::size_t r = 0; r < 5; ++r) {
    EXPECT_EQ(alone.replications[r].seed, together.replications[r].seed);
    EXPECT_EQ(alone.replications[r].fingerprints, together.replications[r].fingerprints);
  }
}

}  // namespace
}  // namespace windtunnel
