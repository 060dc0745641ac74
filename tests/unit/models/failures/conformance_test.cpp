// The grammar that every kind of fault shares: whom it strikes, when, for how long, and what is wrong with a
// fault that says too much or too little.
#include <set>

#include "tests/unit/models/failures/failures.hpp"

namespace windtunnel {
namespace {

using namespace literals;

const std::vector<std::string> kForms = {
    R"({"kind": "crash", "silent": true)",
    R"({"kind": "rack_outage")",
    R"({"kind": "zone_outage")",
    R"({"kind": "region_outage")",
    R"({"kind": "slow_node", "factor": 0.25)",
    R"({"kind": "clock_skew", "offset": "-250 ms", "drift": 0.001)",
    R"({"kind": "partition", "shape": "isolate", "by": "zone", "clients": "all")",
    R"({"kind": "flapping", "cut": "1 s", "whole": {"kind": "exponential", "mean": "2 s"})",
    R"({"kind": "clogging", "each": true)",
    R"({"kind": "delay", "latency": {"kind": "exponential", "mean": "20 ms"}, "correlation": "1 s", "direction": "to")",
    R"({"kind": "loss", "loss": 0.1, "peer": {"clients": "east"})",
    R"({"kind": "duplicate", "probability": 0.1, "peer": {"tier": "app"})",
    R"({"kind": "corrupt", "probability": 0.1, "direction": "from")",
    R"({"kind": "reorder", "probability": 0.1, "by": "5 ms")",
    R"({"kind": "bandwidth", "rate": "10 Mbps", "limit": "64 KiB")",
};

// Who is struck by a partition may be left out: then it is everybody.
bool needs_a_target(const std::string& form) { return form.find("partition") == std::string::npos; }

TEST(Failures, StrikeAtATimeOnTheTimeline) {
  for (const std::string& form : kForms) {
    const FailureCommon common =
        failure(form + R"(, "target": {"tier": "app"}, "at": "12 h", "lasts": "45 min"})").common;
    EXPECT_EQ(common.at, Time() + 12_h) << form;
    EXPECT_EQ(common.lasts, 45_min) << form;
    EXPECT_FALSE(common.mttf || common.mttr) << form;
    EXPECT_EQ(common.target.tier, "app") << form;
  }
}

TEST(Failures, LastToTheEndWhenNothingElseIsSaid) {
  for (const std::string& form : kForms)
    EXPECT_FALSE(failure(form + R"(, "target": {"tier": "app"}, "at": "0 s"})").common.lasts.has_value())
        << form;
}

TEST(Failures, StrikeAtRandomByTheirLaws) {
  for (const std::string& form : kForms) {
    const FailureCommon common =
        failure(
            form +
            R"(, "target": {"replica": "app-1"}, "mttf": {"kind": "exponential", "mean": "30 h"}, "mttr": "1 h", "crews": 2})")
            .common;
    EXPECT_FALSE(common.at.has_value()) << form;
    EXPECT_DOUBLE_EQ(common.mttf->make().mean(), 108'000) << form;
    EXPECT_DOUBLE_EQ(common.mttr->make().mean(), 3600) << form;
    EXPECT_EQ(common.crews, 2) << form;
  }
}

TEST(Failures, NarrowTheirTargetByEveryKey) {
  for (const std::string& form : kForms) {
    const TargetFields target =
        failure(form + R"(, "target": {"region": "east", "zone": "east/b", "tier": "app"}, "at": "1 s"})")
            .common.target;
    EXPECT_EQ(target.region, "east") << form;
    EXPECT_EQ(target.zone, "east/b") << form;
    EXPECT_EQ(target.tier, "app") << form;
    EXPECT_FALSE(target.replica.has_value()) << form;
  }
}

TEST(Failures, KeepTheirFieldsThroughJson) {
  for (const std::string& form : kForms)
    for (
        const char* rest :
        {R"(, "target": {"zone": "east/a"}, "at": "12 h", "lasts": "45 min"})",
         R"(, "target": {"tier": "app"}, "mttf": {"kind": "weibull", "shape": 0.7, "scale": "30 h"}, "mttr": "1 h", "crews": 1})"}) {
      const ReadStruck once = read_failure(form + rest);
      ASSERT_EQ(once.problems, "") << form << rest;
      const std::string written = canonical_json(once.struck);
      Problems problems;
      const Document document = Document::from_text(written, "again.json", problems);
      Struck again;
      ASSERT_TRUE(read(document, failures(), again, problems)) << written << "\n"
                                                               << problems.text("again.json");
      EXPECT_EQ(canonical_json(again), written);
    }
}

TEST(Failures, AreAllTriedHere) {
  std::set<std::string> tried;
  for (const std::string& form : kForms)
    tried.insert(read_failure(form + R"(, "target": {"tier": "app"}, "at": "1 s"})").struck.it.kind());
  for (const auto& entry : failures().entries<FailureModel>())
    EXPECT_EQ(tried.count(entry->name), 1u) << entry->name;
}

TEST(Failures, AnswerAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"(, "at": "1 s"})", "WT008  it.target"},
      {R"(, "target": {}, "at": "1 s"})", "a target that names nobody"},
      {R"(, "target": {"tier": "ap"}, "at": "1 s"})", "nearest   app"},
      {R"(, "target": {"region": "west"}, "at": "1 s"})", "WT011  it.target.region"},
      {R"(, "target": {"tire": "app"}, "at": "1 s"})", "nearest   tier"},
      {R"(, "target": {"tier": "app"}})", "WT014"},
      {R"(, "target": {"tier": "app"}, "mttf": "1 h"})", "WT008  it.mttr"},
      {R"(, "target": {"tier": "app"}, "mttr": "1 h"})", "WT008  it.mttf"},
      {R"(, "target": {"tier": "app"}, "at": "1 s", "mttf": "1 h", "mttr": "1 h"})", "WT013"},
      {R"(, "target": {"tier": "app"}, "lasts": "1 s", "mttf": "1 h", "mttr": "1 h"})", "WT013"},
      {R"(, "target": {"tier": "app"}, "at": "1 s", "crews": 2})", "WT013"},
      {R"(, "target": {"tier": "app"}, "at": "-1 s"})", "WT005"},
      {R"(, "target": {"tier": "app"}, "at": 12})", "WT003"},
      {R"(, "target": {"tier": "app"}, "at": "1 s", "lasts": "0 s"})", "WT005"},
      {R"(, "target": {"tier": "app"}, "mttf": "1 h", "mttr": "1 h", "crews": -1})", "WT005"},
      {R"(, "target": {"tier": "app"}, "mttf": {"kind": "weibul", "shape": 1, "scale": "1 s"}, "mttr": "1 h"})",
       "nearest   weibull"},
  };
  for (const std::string& form : kForms)
    for (const auto& [rest, words] : kWrong) {
      if (!needs_a_target(form) && rest.find("{\"") == std::string::npos) continue;
      const std::string problems = read_failure(form + rest).problems;
      EXPECT_NE(problems.find(words), std::string::npos) << form << rest << "\nearned\n" << problems;
    }
}

}  // namespace
}  // namespace windtunnel
