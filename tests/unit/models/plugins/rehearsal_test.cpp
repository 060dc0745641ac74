// Two runs of one seed: answers that are the same pass without a word, the first that differs is named.
#include "models/plugins/rehearsal.hpp"

#include <gtest/gtest.h>

#include "sim/base/model_failure.hpp"

namespace windtunnel {
namespace {

// Picks as many as were asked before it was made say, when told to remember those.
class Counting final : public Policy {
 public:
  explicit Counting(bool remembers) : asked_(remembers ? all_ : 0) {}
  std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng&) override {
    ++all_;
    return static_cast<std::size_t>(asked_++) % up.size();
  }
  static inline std::uint64_t all_ = 0;

 private:
  std::uint64_t asked_;
};

const std::string kName = "counting";  // an entry's name outlives all runs

// Five questions to a fresh policy, as a run would ask them.
void ask_five(Rehearsal* rehearsal, bool remembers) {
  const RehearsalScope scope(rehearsal);
  const auto policy = rehearsed(std::make_unique<Counting>(remembers), kName);
  const std::vector<ReplicaView> up = {{0, 0, 1.0}, {1, 0, 1.0}, {2, 0, 1.0}};
  Rng rng = Rng::stream(1, "test");
  for (std::int64_t i = 0; i < 5; ++i)
    static_cast<void>(policy->pick(up, Question{Time::from_ns(i * 1'000'000'000), 7}, rng));
}

std::string replica(std::uint32_t index) { return "web-" + std::to_string(index + 1); }

TEST(Rehearsal, IsSilentWhenTheSecondRunIsTheSame) {
  Counting::all_ = 0;
  Rehearsal rehearsal(replica);
  ask_five(&rehearsal, false);
  rehearsal.second_run();
  EXPECT_NO_THROW(ask_five(&rehearsal, false));
  EXPECT_NO_THROW(rehearsal.ended());
}

// Five were asked before the second run, and 5 % 3 is 2: its first answer is the third replica.
TEST(Rehearsal, NamesTheFirstAnswerThatDiffers) {
  Counting::all_ = 0;
  Rehearsal rehearsal(replica);
  ask_five(&rehearsal, true);
  rehearsal.second_run();
  try {
    ask_five(&rehearsal, true);
    FAIL() << "a policy that remembers yesterday was not found";
  } catch (const ModelFailure& failure) {
    const std::string text = failure.what();
    EXPECT_NE(text.find("first in event 1 of its models, at 0 ns"), std::string::npos) << text;
    EXPECT_NE(text.find("first   counting picks web-1"), std::string::npos) << text;
    EXPECT_NE(text.find("second  counting picks web-3"), std::string::npos) << text;
  }
}

TEST(Rehearsal, FindsASecondRunThatAsksLess) {
  Rehearsal rehearsal(replica);
  ask_five(&rehearsal, false);
  rehearsal.second_run();
  EXPECT_THROW(rehearsal.ended(), ModelFailure);
}

TEST(Rehearsal, EndsWhenItHasSeenEnough) {
  Rehearsal rehearsal(replica);
  std::size_t runs = 0;
  try {
    for (; runs < Rehearsal::kAnswersMax; ++runs) ask_five(&rehearsal, false);
    FAIL() << "it never ends";
  } catch (const Rehearsal::Enough&) {
    EXPECT_EQ(runs, Rehearsal::kAnswersMax / 5 - 1);
  }
}

TEST(Rehearsal, RefusesAnIndexOfNobody) {
  struct Wild final : Policy {
    std::optional<std::size_t> pick(std::span<const ReplicaView> up, const Question&, Rng&) override {
      return up.size();
    }
  };
  Rehearsal rehearsal(replica);
  const RehearsalScope scope(&rehearsal);
  const auto policy = rehearsed(std::make_unique<Wild>(), "wild");
  const std::vector<ReplicaView> up = {{0, 0, 1.0}};
  Rng rng = Rng::stream(1, "test");
  EXPECT_THROW(static_cast<void>(policy->pick(up, Question{}, rng)), ModelFailure);
}

TEST(Rehearsal, CostsNothingWhereNobodyRehearses) {
  auto policy = std::make_unique<Counting>(false);
  const Policy* same = policy.get();
  EXPECT_EQ(rehearsed(std::move(policy), "counting").get(), same);
}

}  // namespace
}  // namespace windtunnel
