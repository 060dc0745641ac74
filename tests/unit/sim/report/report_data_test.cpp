// The data of a page: the files as they are, and what only the program knows.
#include "sim/report/report_data.hpp"

#include <gtest/gtest.h>

#include "models/scenario/scenario.hpp"
#include "sim/study/load.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {
namespace {

constexpr const char* kShop = R"({
  "windtunnel": 1,
  "title": "A shop whose web replica dies",
  "run": {"lasts": "60 s", "warm_up": "5 s", "replications": 2},
  "workload": {"people": {"kind": "open", "rate": "20 /s", "deadline": "1 s", "path": ["web"]}},
  "tiers": {"web": {"replicas": 2, "service": "5 ms"}},
  "faults": {
    "dies": {"kind": "crash", "target": {"replica": "web-1"}, "at": "20 s", "lasts": "10 s"},
    "stays": {"kind": "crash", "target": {"replica": "web-2"}, "at": "50 s"},
    "random": {"kind": "crash", "target": {"tier": "web"}, "mttf": "1 h", "mttr": "1 s"}
  },
  "phases": {"during": ["dies.start", "dies.end"]}
})";

// As the command would have kept it.
ResultsFolder kept(const std::string& text) {
  Problems problems;
  const auto loaded = load_scenario_text(text, "shop.json", {}, builtin_catalog(), problems);
  if (!loaded) throw std::runtime_error(problems.text("shop.json"));
  const Campaign campaign = fly(loaded->flight, 1, 2, StudyOptions{});
  const Answer answer = make_answer(loaded->scenario, loaded->flight, campaign);
  ResultsFolder results;
  results.name = "shop/1";
  results.summary = summary(*loaded, answer, 1);
  results.manifest = manifest(*loaded, answer, campaign, 1, Made{});
  results.answer = "A shop\n";
  return results;
}

const Node& at(const Node& object, std::string_view key) { return object.find(key)->value; }

TEST(ReportData, SaysWhenTimedFaultsAndPhasesAre) {
  const Node data = report_data(kept(kShop), builtin_catalog());
  EXPECT_EQ(at(data, "kind").text(), "run");
  const std::vector<Node>& faults = at(data, "faults").items();
  ASSERT_EQ(faults.size(), 2u);  // the third strikes when its luck says, another time in each replication
  EXPECT_EQ(at(faults[0], "start_s").as_number(), 20);
  EXPECT_EQ(at(faults[0], "end_s").as_number(), 30);
  EXPECT_TRUE(at(faults[1], "end_s").is_null());
  EXPECT_EQ(at(at(data, "phases").items().front(), "end_s").as_number(), 30);
  EXPECT_EQ(at(data, "lasts_s").as_number(), 60);
  EXPECT_EQ(at(data, "warm_up_s").as_number(), 5);
}

TEST(ReportData, PassesFiguresOnAsTheyWereWritten) {
  const ResultsFolder results = kept(kShop);
  const Node before = results.summary;
  const Node data = report_data(results, builtin_catalog());
  const std::vector<Node>& was = at(before, "metrics").items();
  const std::vector<Node>& is = at(at(data, "summary"), "metrics").items();
  ASSERT_EQ(was.size(), is.size());
  for (std::size_t i = 0; i < was.size(); ++i) {
    EXPECT_EQ(at(was[i], "value").to_json(), at(is[i], "value").to_json());
    EXPECT_EQ(is[i].find("by_replication"), nullptr);
  }
  EXPECT_NE(at(data, "metrics").find("availability"), nullptr);
}

TEST(ReportData, DrawsTheNetwork) {
  const Node data = report_data(kept(kShop), builtin_catalog());
  EXPECT_TRUE(at(data, "topology_svg").text().starts_with("<svg"));
  EXPECT_FALSE(at(data, "topology_words").items().empty());
  EXPECT_TRUE(at(data, "why_no_topology").is_null());
}

TEST(ReportData, SaysWhyTheNetworkIsNotDrawn) {
  ResultsFolder results = kept(kShop);
  results.manifest.find("scenario")->value.find("tiers")->value.erase("web");
  const Node data = report_data(std::move(results), builtin_catalog());
  EXPECT_TRUE(at(data, "topology_svg").is_null());
  EXPECT_NE(at(data, "why_no_topology").text().find("can not read the scenario again"), std::string::npos);
  EXPECT_TRUE(at(data, "lasts_s").is_null());
}

}  // namespace
}  // namespace windtunnel
