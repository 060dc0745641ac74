// From a file to a flight: settings, hashes, and refusing what could not end.
#include <filesystem>

#include "tests/unit/sim/study/studies.hpp"

namespace windtunnel {
namespace {

TEST(Load, ReadsAndPlansAScenario) {
  const Loaded loaded = load();
  EXPECT_EQ(loaded.scenario.title, "A small shop");
  EXPECT_EQ(loaded.flight.plan.tiers.size(), 1u);
  EXPECT_EQ(loaded.flight.plan.replicas.size(), 4u);
  EXPECT_EQ(loaded.flight.offered_per_second, 40);
  EXPECT_TRUE(loaded.flight.priced);
  EXPECT_EQ(loaded.tables.size(), 3u);
}

TEST(Load, TakesSettingsOverTheFile) {
  EXPECT_EQ(load(kShop, {"tiers.web.each_region.replicas=5"}).flight.plan.replicas.size(), 10u);
  EXPECT_NE(try_load(kShop, {"tiers.web.each_region.replicsa=5"}).problems.find("nearest   replicas"),
            std::string::npos);
  EXPECT_NE(try_load(kShop, {"tiers.web.replicas"}).problems, "");
}

TEST(Load, AnswersEveryProblemAtOnce) {
  // The first is found by reading, the others only by planning.
  const std::string problems =
      try_load(kShop, {"workload.shoppers.classes.buy.path=[\"wbe\"]", "expect.mostly_fine.phase=earl",
                       "faults.dies.target.replica=web-9"})
          .problems;
  EXPECT_NE(problems.find("nearest   web\n"), std::string::npos) << problems;
  EXPECT_NE(problems.find("expect.mostly_fine.phase"), std::string::npos) << problems;
  EXPECT_NE(problems.find("faults.dies.target.replica"), std::string::npos) << problems;
}

// The list of the bad scenario, with the region named that it has no price for: the bill leaves it out.
TEST(Load, LetsTrafficGoWithoutAPriceWhereTheScenarioSaysSo) {
  std::filesystem::current_path(WINDTUNNEL_ROOT);
  const std::vector<std::string> ours = {"costs.traffic=part_traffic.csv"};
  const auto load_with = [&](std::vector<std::string> sets, Problems& problems) {
    sets.insert(sets.begin(), ours.begin(), ours.end());
    return load_scenario("tests/bad_scenarios/part_shop.json", sets, builtin_catalog(), problems);
  };
  Problems problems, none;
  EXPECT_FALSE(load_with({}, problems));
  EXPECT_NE(problems.text("shop").find("WT028  costs.traffic"), std::string::npos) << problems.text("shop");
  EXPECT_TRUE(load_with({R"(costs.traffic_not_priced=["europe-west1"])"}, none)) << none.text("shop");
}

// What a run is, is in its hash; what people write beside it is not.
TEST(Load, HashesWhatARunDependsOn) {
  const std::string hash = load().hash;
  EXPECT_EQ(load().hash, hash);
  EXPECT_EQ(load(kShop, {"note=\"hello\""}).hash, hash);
  EXPECT_NE(load(kShop, {"tiers.web.service.mean=31 ms"}).hash, hash);
  EXPECT_EQ(load(kShop, {"tiers.web.service.mean=0.03 s"}).hash, hash);  // the same time in another unit
}

// The resolved scenario is a scenario: it reads back, and resolves to itself.
TEST(Load, ResolvesToAScenarioThatReadsBack) {
  const Loaded once = load();
  const Loaded again = load(once.resolved_json);
  EXPECT_EQ(again.resolved_json, once.resolved_json);
  EXPECT_EQ(again.hash, once.hash);
}

// 40 /s for 60 s with one hop each are 2,400 (2 + 3) = 12,000 events.
TEST(Load, EstimatesEventsFromAbove) {
  const Loaded loaded = load();
  const RunEstimate estimate = estimate_run(loaded.flight);
  EXPECT_DOUBLE_EQ(estimate.events, 12'000);
  const Campaign campaign = flown(loaded, 1);
  EXPECT_GT(campaign.merged->events, 4000u);
  EXPECT_LT(static_cast<double>(campaign.merged->events), 2 * estimate.events);
}

TEST(Load, RefusesMoreEventsThanTheScenarioAllows) {
  const std::string problems = try_load(kShop, {"run.events_max=11999"}).problems;
  EXPECT_NE(problems.find("WT019  run.lasts"), std::string::npos) << problems;
  EXPECT_NE(problems.find("about 12000 events a replication"), std::string::npos) << problems;
  EXPECT_EQ(try_load(kShop, {"run.events_max=12001"}).problems, "");
  EXPECT_NE(try_load(kShop, {"workload.shoppers.rate=100000000 /s"}).problems.find("WT019"),
            std::string::npos);
}

// 30 regions of ten zones are 330 places; each of 300,000 replicas is known at each of them, at 150
// bytes: 14.9 GB.
TEST(Load, RefusesMoreMemoryThanThereIs) {
  std::string regions;
  for (int i = 0; i < 30; ++i) {
    regions += (i > 0 ? ", \"r" : "\"r") + std::to_string(i) +
               R"(": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"])";
  }
  const auto scenario = [&regions](const std::string& replicas) {
    return R"({"windtunnel": 1, "run": {"lasts": "1 s"}, "places": {"regions": {)" + regions + R"(}},
      "workload": {"w": {"kind": "closed", "clients": 1, "origin": {"r0": 1}, "path": ["web"]}},
      "tiers": {"web": {"each_region": {"replicas": )" +
           replicas + R"(}, "service": "1 s"}}})";
  };
  const std::string problems = try_load(scenario("10000")).problems;
  EXPECT_NE(problems.find("GB a replication"), std::string::npos) << problems;
  EXPECT_EQ(try_load(scenario("10")).problems, "");
}

TEST(Load, SaysWhichFileItCouldNotRead) {
  Problems problems;
  EXPECT_FALSE(load_scenario("no/such/file.json", {}, everything(), problems).has_value());
  EXPECT_NE(problems.text("no/such/file.json").find("WT015"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
