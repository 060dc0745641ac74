// How an expectation is written, and what is wrong with one that asks what cannot be answered.
#include <gtest/gtest.h>

#include "models/expect/expect_fields.hpp"
#include "sim/config/document.hpp"
#include "sim/config/read.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

struct RegionsOnly {
  Map<std::vector<std::string>> regions;
  void describe(Schema& schema) { schema.field("regions", regions, "Regions and their zones."); }
};

struct Expecting {
  ExpectFields it;
  Map<NoFields> tiers, faults;
  RegionsOnly places;
  void describe(Schema& schema) {
    schema.field("it", it, "The expectation under test.", Required{});
    schema.field("tiers", tiers, "Tiers.");
    schema.field("faults", faults, "Faults.");
    schema.field("places", places, "Places.");
  }
};

struct ReadExpecting {
  Expecting expecting;
  std::string problems;
};

ReadExpecting read_expectation(const std::string& json) {
  ReadExpecting result;
  Problems problems;
  const Document document = Document::from_text(
      "{\"it\": " + json +
          R"(, "tiers": {"app": {}}, "faults": {"dies": {}}, "places": {"regions": {"east": ["a"]}}})",
      "test.json", problems);
  if (problems.empty()) read(document, Catalog(), result.expecting, problems);
  if (!problems.empty()) result.problems = problems.text("test.json");
  return result;
}

TEST(Expectation, ReadsItsMetricItsLimitAndWhatItIsAbout) {
  const ReadExpecting once = read_expectation(
      R"({"metric": "latency_p99", "phase": "noon", "class": "buy", "region": "east", "at_most": "800 ms"})");
  ASSERT_EQ(once.problems, "");
  EXPECT_EQ(once.expecting.it.metric, "latency_p99");
  EXPECT_EQ(once.expecting.it.of.phase, "noon");
  EXPECT_EQ(once.expecting.it.of.request_class, "buy");
  EXPECT_EQ(once.expecting.it.of.region, "east");
  EXPECT_EQ(*once.expecting.it.at_most->second(), "800 ms");
}

TEST(Expectation, FitsEveryScope) {
  for (const char* json : {R"({"metric": "availability", "at_least": 0.999})",
                           R"({"metric": "utilisation", "tier": "app", "phase": "noon", "at_most": 0.8})",
                           R"({"metric": "utilisation", "tier": "app", "region": "east", "at_most": 0.8})",
                           R"({"metric": "time_to_recover", "fault": "dies", "at_most": "2 min"})",
                           R"({"metric": "cost_per_month", "at_most": "4500 USD"})",
                           R"({"metric": "availability_worst", "phase": "noon", "never_below": 0.5})",
                           R"({"metric": "in_system_peak", "tier": "app", "never_above": 40})",
                           R"({"metric": "goodput", "fault": "dies", "recovers_within": "30 s"})",
                           R"({"verdict": "linearizability", "tier": "app"})"})
    EXPECT_EQ(read_expectation(json).problems, "") << json;
}

TEST(Expectation, AnswersWhatCannotBeAskedWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"({"metric": "availability"})", "WT014"},
      {R"({"at_least": 0.9})", "WT008  it.metric"},
      {R"({"metric": "availability", "at_least": 0.9, "at_most": 1})", "WT013"},
      {R"({"metric": "latency_p98", "at_most": "1 s"})", "nearest   latency_p9"},
      {R"({"metric": "availability", "at_least": 99.9})", "bare number from 0 to 1"},
      {R"({"metric": "latency_p99", "at_most": 0.8})", "WT003  it.at_most"},
      {R"({"metric": "latency_p99", "at_most": "800 /s"})", "WT004  it.at_most"},
      {R"({"metric": "utilisation", "at_most": 0.8})", "WT008  it.tier"},
      {R"({"metric": "utilisation", "tier": "ap", "at_most": 0.8})", "nearest   app"},
      {R"({"metric": "time_to_recover", "at_most": "1 min"})", "WT008  it.fault"},
      {R"({"metric": "time_to_recover", "fault": "died", "at_most": "1 min"})", "nearest   dies"},
      {R"({"metric": "availability", "region": "west", "at_least": 0.9})", "WT011  it.region"},
      {R"({"metric": "availability", "at_least": 0.9, "never_below": 0.5})", "WT013"},
      {R"({"metric": "latency_p99", "never_above": 0.8})", "WT003  it.never_above"},
      {R"({"metric": "availability", "never_below": "50 ms"})", "WT004  it.never_below"},
      {R"({"metric": "latency_p99", "fault": "dies", "recovers_within": "30 s"})", "WT030  it.metric"},
      {R"({"metric": "goodputt", "fault": "dies", "recovers_within": "30 s"})", "nearest   goodput"},
      {R"({"metric": "goodput", "recovers_within": "30 s"})", "WT008  it.fault"},
      {R"({"metric": "goodput", "fault": "dies", "recovers_within": "0 s"})", "it.recovers_within"},
      {R"({"fault": "dies", "recovers_within": "30 s"})", "WT008  it.metric"},
      {R"({"metric": "goodput", "fault": "dies", "region": "east", "recovers_within": "30 s"})",
       "WT030  it.region"},
      {R"({"verdict": "linearizability"})", "WT008  it.tier"},
      {R"({"verdict": "linearizable", "tier": "app"})", "nearest   linearizability"},
      {R"({"verdict": "sessions", "tier": "app", "phase": "noon"})", "WT030  it.phase"},
      {R"({"metric": "availability", "verdict": "sessions", "tier": "app"})", "WT013  it.metric"},
      {R"({"metric": "availability_worst", "class": "buy", "never_below": 0.5})", "WT030  it.class"},
      // What the metric does not look at would be read as if it did.
      {R"({"metric": "availability", "tier": "app", "at_least": 0.9})", "WT030  it.tier"},
      {R"({"metric": "availability", "fault": "dies", "at_least": 0.9})", "WT030  it.fault"},
      {R"({"metric": "utilisation", "tier": "app", "class": "buy", "at_most": 0.8})", "WT030  it.class"},
      {R"({"metric": "time_to_recover", "fault": "dies", "phase": "noon", "at_most": "1 min"})",
       "WT030  it.phase"},
      {R"({"metric": "cost_per_month", "region": "east", "at_most": "4500 USD"})", "WT030  it.region"},
      {R"({"metric": "enough_up_share", "tier": "app", "region": "east", "at_least": 0.9})",
       "WT030  it.region"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string problems = read_expectation(json).problems;
    EXPECT_NE(problems.find(words), std::string::npos) << json << "\nearned\n" << problems;
  }
}

TEST(Expectation, KeepsItsFieldsThroughJson) {
  const ReadExpecting once =
      read_expectation(R"({"metric": "utilisation", "tier": "app", "phase": "noon", "at_most": 0.8})");
  const std::string json = canonical_json(once.expecting);
  Problems problems;
  const Document document = Document::from_text(json, "again.json", problems);
  Expecting again;
  ASSERT_TRUE(read(document, Catalog(), again, problems)) << json << problems.text("again.json");
  EXPECT_EQ(canonical_json(again), json);
}

}  // namespace
}  // namespace windtunnel
