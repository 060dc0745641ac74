// What every policy on the list promises, whoever wrote it.
#include <gtest/gtest.h>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

class EveryPolicy : public testing::TestWithParam<std::string> {
 protected:
  std::string json() const { return "{\"kind\": \"" + GetParam() + "\"}"; }
};

std::vector<std::string> names() {
  std::vector<std::string> list;
  for (const auto& each : policies().entries<Balancing>()) list.push_back(each->name);
  return list;
}

INSTANTIATE_TEST_SUITE_P(List, EveryPolicy, testing::ValuesIn(names()),
                         [](const auto& each) { return each.param; });

TEST_P(EveryPolicy, PicksNobodyWhenNobodyIsUp) {
  Rng rng = Rng::stream(1, "policy");
  EXPECT_EQ(policy(json())->pick({}, Question{}, rng), std::nullopt);
}

// Members come and go at random; counts are whatever they are.
TEST_P(EveryPolicy, AlwaysPicksOneOfThoseThatAreUp) {
  Rng rng = Rng::stream(2, "policy"), world = Rng::stream(2, "world");
  const std::unique_ptr<Policy> chooser = policy(json());
  for (int change = 0; change < 300; ++change) {
    std::vector<ReplicaView> up;
    for (std::uint32_t replica = 0; replica < 12; ++replica) {
      if (world.chance(0.4)) {
        up.push_back({replica, static_cast<std::int32_t>(world.below(5)), world.chance(0.2) ? 2.5 : 1.0});
      }
    }
    chooser->members_changed(up);
    for (std::int64_t ask = 0; ask < 20; ++ask) {
      const Time now = Time::from_ns(change * 1000 + ask);
      const auto index = chooser->pick(up, Question{now, world.next()}, rng);
      ASSERT_EQ(index.has_value(), !up.empty());
      if (!index) continue;
      ASSERT_LT(*index, up.size());
      ++up[*index].in_flight;
      if (chooser->wants_feedback()) {
        chooser->sent(up[*index].replica, now);
        if (world.chance(0.7)) {
          --up[*index].in_flight;
          chooser->finished(up[*index].replica, now, Duration::from_ns(500), world.chance(0.9));
        }
      }
    }
  }
}

TEST_P(EveryPolicy, ChoosesTheSameFromTheSameStream) {
  const std::unique_ptr<Policy> a = policy(json()), b = policy(json());
  Rng first = Rng::stream(3, "policy"), second = first;
  const std::vector<ReplicaView> up = views({0, 3, 1, 0, 2, 2, 0});
  a->members_changed(up);
  b->members_changed(up);
  for (int ask = 0; ask < 500; ++ask) {
    const Question question{Time::from_ns(ask), mix64(static_cast<std::uint64_t>(ask))};
    ASSERT_EQ(a->pick(up, question, first), b->pick(up, question, second));
  }
  EXPECT_EQ(first.next(), second.next());
}

TEST_P(EveryPolicy, PicksTheOnlyOneThatIsUp) {
  Rng rng = Rng::stream(4, "policy");
  const std::unique_ptr<Policy> chooser = policy(json());
  const std::vector<ReplicaView> up = {{7, 100, 1.0}};
  chooser->members_changed(up);
  for (int ask = 0; ask < 10; ++ask) EXPECT_EQ(chooser->pick(up, Question{Time(), rng.next()}, rng), 0u);
}

// Equal replicas, equally busy: over 40,000 questions of different keys each of 8 gets an eighth. A ring of
// 160 points has shares with a coefficient of variation of 1 / sqrt(160) = 8%, so 35% is beyond four of
// those; for all others a share of 5,000 has a deviation below 70, and 7% is beyond five.
TEST_P(EveryPolicy, IsFairToEqualReplicasInTheLongRun) {
  const std::unique_ptr<Policy> chooser = policy(json());
  const double slack = GetParam() == "consistent_hashing" ? 0.35 : 0.07;
  for (const int count :
       counts(*chooser, views(std::vector<std::int32_t>(8)), 40'000, Rng::stream(5, "policy"))) {
    EXPECT_NEAR(count, 5000, 5000 * slack);
  }
}

TEST_P(EveryPolicy, KeepsItsFieldsThroughJson) {
  const ReadChoice<Balancing> once = read_choice<Balancing>(policies(), json());
  ASSERT_EQ(once.problems, "");
  const std::string written = canonical_json(once.chosen);
  Problems problems;
  const Document document = Document::from_text(written, "again.json", problems);
  Chosen<Balancing> again;
  ASSERT_TRUE(read(document, policies(), again, problems)) << problems.text("again.json");
  EXPECT_EQ(canonical_json(again), written);
}

TEST_P(EveryPolicy, SaysWhatItIsWhereItComesFromAndWhatItLeavesOut) {
  const auto entry = policies().find<Balancing>(GetParam());
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->meaning.back(), '.') << entry->meaning;
  EXPECT_FALSE(entry->source.empty());
  EXPECT_FALSE(entry->leaves_out.empty());
  EXPECT_FALSE(entry->validated_by.empty());
}

TEST(Policies, RefuseAFieldThatNobodyReads) {
  const auto result = read_choice<Balancing>(policies(), R"({"kind": "least_requests", "chioces": 3})");
  EXPECT_NE(result.problems.find("it.chioces"), std::string::npos) << result.problems;
  EXPECT_NE(result.problems.find("nearest   choices"), std::string::npos) << result.problems;
}

}  // namespace
}  // namespace windtunnel
