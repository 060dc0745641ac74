// Two designs under the same luck.
#include "sim/study/comparison.hpp"

#include <cmath>

#include "tests/unit/sim/study/studies.hpp"

namespace windtunnel {
namespace {

struct Design {
  Loaded loaded;
  Answer answer;
};
Design design(const std::vector<std::string>& sets = {}) {
  Loaded loaded = load(kShop, sets);
  const Campaign campaign = flown(loaded, 5);
  Answer answer = answered(loaded, campaign);
  return {std::move(loaded), std::move(answer)};
}
const MetricDifference* find(const Comparison& comparison, const char* metric) {
  for (const MetricDifference& each : comparison.metrics)
    if (each.key == RowKey{find_metric(metric), {}, {}, {}, {}, {}} ||
        (each.key.metric->name == std::string_view(metric) && !each.key.phase && !each.key.region &&
         !each.key.request_class))
      return &each;
  return nullptr;
}

TEST(Differences, NameWhatChangedAndWhatIsNotThere) {
  Node a = Node::object(), b = Node::object();
  Node deep_a = Node::object(), deep_b = Node::object();
  deep_a.add("same", Node::integer(1)), deep_b.add("same", Node::integer(1));
  deep_a.add("other", Node::integer(1)), deep_b.add("other", Node::integer(2));
  a.add("deep", std::move(deep_a)), b.add("deep", std::move(deep_b));
  a.add("gone", Node::boolean(true));
  b.add("new", Node::string("x"));
  const std::vector<FileDifference> found = differences(a, b);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].path, "deep.other");
  EXPECT_EQ(found[0].a, "1");
  EXPECT_EQ(found[0].b, "2");
  EXPECT_EQ(found[1].path, "gone");
  EXPECT_EQ(found[1].b, "");
  EXPECT_EQ(found[2].path, "new");
  EXPECT_EQ(found[2].a, "");
  EXPECT_TRUE(differences(a, a).empty());
}

TEST(Comparison, FindsNothingBetweenAScenarioAndItself) {
  const Design one = design(), same = design();
  const Comparison comparison = compare_answers(one.loaded, one.answer, same.loaded, same.answer, 0.01);
  EXPECT_TRUE(comparison.files.empty());
  EXPECT_EQ(comparison.pairs, 5);
  EXPECT_FALSE(comparison.metrics.empty());
  for (const MetricDifference& each : comparison.metrics) {
    EXPECT_EQ(each.difference.absolute.value, 0) << each.key.metric->name;
    EXPECT_NE(each.verdict, Compared::kBetter) << each.key.metric->name;
    EXPECT_NE(each.verdict, Compared::kWorse) << each.key.metric->name;
  }
  EXPECT_NE(comparison_text(one.loaded, comparison).find("nothing: the same scenario"), std::string::npos);
}

// Services half as long under the same luck: latency is better, utilisation is half, the customers are the
// same.
TEST(Comparison, TellsBetterFromWorse) {
  const Design slow = design(), fast = design({"tiers.web.service.mean=15 ms"});
  const Comparison there = compare_answers(slow.loaded, slow.answer, fast.loaded, fast.answer, 0.01);
  ASSERT_EQ(there.files.size(), 1u);
  EXPECT_EQ(there.files[0].path, "tiers.web.service.mean");
  EXPECT_EQ(find(there, "latency_mean")->verdict, Compared::kBetter);
  EXPECT_LT(find(there, "latency_mean")->difference.absolute.value, 0);
  EXPECT_EQ(find(there, "request_rate")->difference.absolute.value, 0);
  const Comparison back = compare_answers(fast.loaded, fast.answer, slow.loaded, slow.answer, 0.01);
  EXPECT_EQ(find(back, "latency_mean")->verdict, Compared::kWorse);
  EXPECT_EQ(find(back, "latency_mean")->difference.absolute.value,
            -find(there, "latency_mean")->difference.absolute.value);
  EXPECT_NE(comparison_text(slow.loaded, there).find("better"), std::string::npos);
}

// A figure is called different only when Holm's p-value is small, and Holm's is never below the plain one. Of
// the smallest p-value of a family of m it is m times that.
TEST(Comparison, AllowsForTheNumberOfFiguresItJudges) {
  const Design slow = design(), fast = design({"tiers.web.service.mean=29 ms"});
  const Comparison there = compare_answers(slow.loaded, slow.answer, fast.loaded, fast.answer, 0.0);
  std::size_t differ = 0, taken_back = 0;
  for (const MetricDifference& each : there.metrics) {
    if (std::isnan(each.p_adjusted)) continue;
    EXPECT_GE(each.p_adjusted, each.difference.p_value) << each.key.metric->name;
    const bool different = each.verdict == Compared::kBetter || each.verdict == Compared::kWorse;
    differ += different ? 1 : 0;
    EXPECT_TRUE(!different || each.p_adjusted <= 0.05) << each.key.metric->name;
    if (!different && each.difference.p_value < 0.05 && each.p_adjusted > 0.05) ++taken_back;
  }
  EXPECT_GT(differ, 0u) << "some differences are too plain to be luck";
  EXPECT_GT(taken_back, 0u) << "would also pass without the adjustment";
}

TEST(Comparison, IsByNamesWhereTheFilesDiffer) {
  const Design a = design(),
               b = design({R"(workload.shoppers.classes.look={"share": 0.1, "path": ["web"]})"});
  const Comparison comparison = compare_answers(a.loaded, a.answer, b.loaded, b.answer, 0.01);
  bool buy_was_compared = false;
  for (const MetricDifference& each : comparison.metrics)
    buy_was_compared = buy_was_compared || class_name(a.loaded.flight, each.key) == "buy";
  EXPECT_TRUE(buy_was_compared);
}

TEST(Comparison, IsOneJsonObject) {
  const Design a = design(), b = design({"tiers.web.service.mean=15 ms"});
  const Node node = comparison_json(a.loaded, compare_answers(a.loaded, a.answer, b.loaded, b.answer, 0.01));
  EXPECT_NE(node.find("files"), nullptr);
  EXPECT_EQ(node.find("pairs")->value.to_json(), "5");
  EXPECT_FALSE(node.find("metrics")->value.items().empty());
}

}  // namespace
}  // namespace windtunnel
