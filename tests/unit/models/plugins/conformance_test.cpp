// The suites of policies, workloads and failure sources find each mistake that is planted, and tell it
// briefly.
#include "models/plugins/conformance.hpp"

#include <gtest/gtest.h>

#include "models/load_balancing/policies.hpp"
#include "sim/base/model_failure.hpp"
#include "sim/base/samplers.hpp"

namespace windtunnel {
namespace {

constexpr ConformanceOptions kSome{1, 200};

TEST(PolicyConformance, FindsNothingInOurs) {
  Catalog catalog;
  add_load_balancing(catalog);
  for (const auto& entry : catalog.entries<Balancing>()) {
    const auto fields = entry->fields();
    const Finding finding = policy_conformance([&] { return entry->make(*fields); }, kSome);
    EXPECT_EQ(finding.property, "") << entry->name << ": " << finding.what;
  }
}

enum class Mistake { kIndexBehindTheEnd, kNobody, kOwnLuck, kShared, kThrows };

int shared_count = 0;  // what a policy must not have

class Mistaken final : public Policy {
 public:
  explicit Mistaken(Mistake mistake) : mistake_(mistake) {}
  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question& question,
                                  Rng& rng) override {
    if (up.empty()) return std::nullopt;
    const std::size_t fair = rng.below(up.size());
    switch (mistake_) {
      case Mistake::kIndexBehindTheEnd:  // once two of them are busy
        return up.size() == 2 && up[0].in_flight > 0 ? 2 : fair;
      case Mistake::kNobody:
        return up.size() > 4 ? std::nullopt : std::optional(fair);
      case Mistake::kOwnLuck:
        return static_cast<std::size_t>(++runs_) % up.size();
      case Mistake::kShared:
        return static_cast<std::size_t>(++shared_count) % up.size();
      case Mistake::kThrows:
        if (question.key % 2 == 1) throw ModelFailure("pick() raised");
        return fair;
    }
    return fair;
  }

 private:
  static inline std::uint64_t runs_ = 0;
  Mistake mistake_;
};

TEST(PolicyConformance, FindsEveryMistake) {
  const std::pair<Mistake, const char*> kMistakes[] = {
      {Mistake::kIndexBehindTheEnd, "PicksSomebodyWhoIsUp"},
      {Mistake::kNobody, "PicksSomebodyWhoIsUp"},
      {Mistake::kOwnLuck, "ChoosesTheSameFromTheSameStream"},
      {Mistake::kShared, "ChoosesTheSameFromTheSameStream"},
      {Mistake::kThrows, "NeverFails"},
  };
  for (const auto& [mistake, property] : kMistakes) {
    const Finding finding =
        policy_conformance([m = mistake] { return std::make_unique<Mistaken>(m); }, kSome);
    EXPECT_EQ(finding.property, property);
    EXPECT_FALSE(finding.what.empty());
  }
}

// Two of six are left, one of those is asked, and once more: three steps, where a schedule has sixty.
TEST(PolicyConformance, TellsAMistakeInAsFewStepsAsItTakes) {
  const Finding finding =
      policy_conformance([] { return std::make_unique<Mistaken>(Mistake::kIndexBehindTheEnd); }, kSome);
  EXPECT_LE(finding.story.size(), 4u);
  ASSERT_FALSE(finding.story.empty());
  EXPECT_NE(finding.story.back().find("index 2"), std::string::npos) << finding.story.back();
  const Finding again = policy_conformance(
      [] { return std::make_unique<Mistaken>(Mistake::kIndexBehindTheEnd); }, {finding.seed, 1});
  EXPECT_EQ(again.story, finding.story) << "its seed makes it again";
}

class Steady : public OpenArrivals {
 public:
  explicit Steady(std::uint64_t key) : key_(key) {}
  Time next(Time previous, std::uint64_t number) override {
    Rng rng = Rng::for_request(key_, number);
    return previous + Duration::from_ns(static_cast<std::int64_t>(rng.below(1'000'000)));
  }

 private:
  std::uint64_t key_;
};

TEST(WorkloadConformance, KnowsGoodFromBad) {
  EXPECT_TRUE(
      workload_conformance([](std::uint64_t key) { return std::make_unique<Steady>(key); }, kSome).empty());
  struct Back final : Steady {
    using Steady::Steady;
    Time next(Time previous, std::uint64_t number) override {
      return number == 7 ? Time() : Steady::next(previous, number);
    }
  };
  const Finding back =
      workload_conformance([](std::uint64_t key) { return std::make_unique<Back>(key); }, kSome);
  EXPECT_EQ(back.property, "ComesInTheOrderOfTime");
  EXPECT_NE(back.story.back().find("request 7"), std::string::npos);
  struct Forgetful final : Steady {
    using Steady::Steady;
    Time next(Time previous, std::uint64_t) override {
      static std::int64_t ns = 0;
      return previous + Duration::from_ns(++ns);
    }
  };
  EXPECT_EQ(workload_conformance([](std::uint64_t key) { return std::make_unique<Forgetful>(key); }, kSome)
                .property,
            "SaysTheSameFromTheSameStream");
}

TEST(FailureConformance, KnowsGoodFromBad) {
  struct Good : FailureSource {
    std::optional<Strike> next(std::uint32_t, Time, Rng& rng) override {
      return Strike{Duration::from_ns(static_cast<std::int64_t>(rng.below(1'000'000))), Duration::from_ns(5)};
    }
  };
  EXPECT_TRUE(failure_conformance([] { return std::make_unique<Good>(); }, kSome).empty());
  struct Short final : Good {
    std::optional<Strike> next(std::uint32_t unit, Time now, Rng& rng) override {
      auto strike = Good::next(unit, now, rng);
      if (unit == 2) strike->lasts = Duration();
      return strike;
    }
  };
  EXPECT_EQ(failure_conformance([] { return std::make_unique<Short>(); }, kSome).property,
            "StrikesInTheFutureAndLasts");
  struct Shared final : Good {
    std::optional<Strike> next(std::uint32_t, Time, Rng&) override {
      static std::int64_t ns = 0;
      return Strike{Duration::from_ns(++ns), Duration::from_ns(1)};
    }
  };
  EXPECT_EQ(failure_conformance([] { return std::make_unique<Shared>(); }, kSome).property,
            "SaysTheSameFromTheSameStream");
}

}  // namespace
}  // namespace windtunnel
