// A source of faults in flight: each unit fails when and as long as its source says, on a stream of its own.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// Unit n fails n + 1 seconds after it was last asked, for 2 s, three times.
class Thrice final : public FailureSource {
 public:
  std::optional<Strike> next(std::uint32_t unit, Time, Rng&) override {
    if (strikes_[unit]++ == 3) return std::nullopt;
    return Strike{Duration::from_ns((unit + 1) * 1'000'000'000), Duration::from_ns(2'000'000'000)};
  }

 private:
  int strikes_[4] = {};
};

Catalog with_thrice() {
  Catalog catalog = builtin_catalog();
  struct Fields {
    FailureCommon common;
    void describe(Schema& schema) { common.describe_whom(schema); }
  };
  catalog.add(
      entry<FailureModel, Fields>({.name = "thrice", .meaning = "Three times."}, [](const Fields& fields) {
        FailureParts parts;
        parts.common = fields.common;
        parts.source = [] { return std::make_unique<Thrice>(); };
        return parts;
      }));
  return catalog;
}

TEST(FailureSource, StrikesEachUnitWhenItSaysAndForAsLong) {
  Problems problems;
  const auto loaded = load_scenario_text(R"({
    "run": {"lasts": "60 s"},
    "workload": {"w": {"kind": "open", "rate": "1 /s", "path": ["t"]}},
    "tiers": {"t": {"replicas": 2, "service": "1 ms"}},
    "faults": {"f": {"kind": "thrice", "target": {"tier": "t"}}}
  })",
                                         "test.json", {}, with_thrice(), problems);
  ASSERT_TRUE(loaded) << problems.text("test.json");
  const RunFacts facts = fly_natively(loaded->flight.plan, {}, nullptr, "test");
  std::vector<std::vector<std::pair<std::int64_t, std::int64_t>>> by_unit(2);
  for (const FaultInterval& each : facts.faults)
    by_unit[each.unit].emplace_back(each.start.ns() / 1'000'000'000, each.end.ns() / 1'000'000'000);
  // Unit 0: 1 to 3, then a second later 4 to 6, 7 to 9. Unit 1: 2 to 4, 6 to 8, 10 to 12.
  using Spans = std::vector<std::pair<std::int64_t, std::int64_t>>;
  EXPECT_EQ(by_unit[0], (Spans{{1, 3}, {4, 6}, {7, 9}}));
  EXPECT_EQ(by_unit[1], (Spans{{2, 4}, {6, 8}, {10, 12}}));
  expect_audits(facts.audits);
}

TEST(FailureSource, IsAFreshOneInEachRun) {
  Problems problems;
  const auto loaded = load_scenario_text(R"({
    "run": {"lasts": "60 s", "replications": 3},
    "workload": {"w": {"kind": "open", "rate": "1 /s", "path": ["t"]}},
    "tiers": {"t": {"replicas": 1, "service": "1 ms"}},
    "faults": {"f": {"kind": "thrice", "target": {"tier": "t"}}}
  })",
                                         "test.json", {}, with_thrice(), problems);
  ASSERT_TRUE(loaded) << problems.text("test.json");
  for (int run = 0; run < 3; ++run)
    EXPECT_EQ(fly_natively(loaded->flight.plan, {}, nullptr, "test").faults.size(), 3u);
}

}  // namespace
}  // namespace windtunnel
