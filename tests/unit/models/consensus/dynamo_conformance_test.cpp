// A Dynamo-style store against the adversary: copies become equal when all is quiet, whatever happened, and
// nothing is read that nobody wrote. It is not linearizable, and does not say so.
#include <gtest/gtest.h>

#include "models/consensus/dynamo.hpp"
#include "tests/unit/models/consensus/conformance.hpp"

namespace windtunnel {
namespace {

struct DynamoCase {
  static constexpr const char* kName = "LastWriteWins";
  using Core = Dynamo;
  using Invariants = NoOwnInvariants;
  static DynamoOptions dynamo_options() {
    DynamoOptions options;
    options.anti_entropy = Duration::from_ns(5'000'000);
    return options;
  }
  static std::vector<Dynamo> with(const DynamoOptions& options, std::uint32_t members = 3) {
    std::vector<Dynamo> cores;
    for (std::uint32_t i = 0; i < members; ++i) cores.emplace_back(MemberId(i), members, options);
    return cores;
  }
  static std::vector<Dynamo> cores() { return with(dynamo_options()); }
  static AdversaryOptions options() { return {}; }
  static constexpr void (*kCall)(Dynamo&, Rng&, Dynamo::Effects&) = nullptr;
  static constexpr bool kOrdersByLog = false;
  static constexpr bool kAppliesOnce = false;  // who retries elsewhere may write twice
  static constexpr bool kLinearizable = false;
  static constexpr bool kConverges = true;
};
struct VectorClocksCase : DynamoCase {
  static constexpr const char* kName = "VectorClocks";
  static std::vector<Dynamo> cores() {
    DynamoOptions options = dynamo_options();
    options.conflicts = Conflicts::kVectorClocks;
    return with(options);
  }
};
// Stand-ins hold hints and no copies, so members differ in what they hold; hints have to be gone.
struct SloppyCase : DynamoCase {
  static constexpr const char* kName = "Sloppy";
  struct Invariants : NoOwnInvariants {};
  static std::vector<Dynamo> cores() {
    DynamoOptions options = dynamo_options();
    options.sloppy = true;
    return with(options, 5);
  }
  static constexpr bool kConverges = false;
};

using Cases = ::testing::Types<DynamoCase, VectorClocksCase, SloppyCase>;
INSTANTIATE_TYPED_TEST_SUITE_P(Dynamo, Conformance, Cases, CaseName);

// Holders of a key agree at the end, and nobody keeps a hint any more.
struct HoldersAgree : NoInvariants<Adversary<Dynamo, HoldersAgree>> {
  std::string at_end(const Adversary<Dynamo, HoldersAgree>& view) {
    for (std::uint32_t i = 0; i < view.members(); ++i) {
      if (!view.core(MemberId(i)).hints().empty()) return "n" + std::to_string(i) + " keeps a hint";
      for (StoreKey key = 0; key < 100; ++key) {
        const Dynamo& home = view.core(view.core(MemberId(0)).preferred(key, 0));
        const dynamo::Versions* there = home.find(key);
        const dynamo::Versions* here = view.core(MemberId(i)).find(key);
        if (!home.holds(key, MemberId(i))) {
          if (here != nullptr) return "n" + std::to_string(i) + " holds a key that it should not";
        } else if ((there == nullptr) != (here == nullptr) || (here != nullptr && !(*here == *there))) {
          return "holders of key " + std::to_string(key) + " differ";
        }
      }
    }
    return "";
  }
};

AdversaryVerdict find_disagreement(const DynamoOptions& options, std::uint64_t schedules) {
  for (std::uint64_t seed = 1; seed <= schedules; ++seed) {
    HoldersAgree invariants;
    AdversaryOptions adversary_options;
    adversary_options.seed = seed;
    Adversary<Dynamo, HoldersAgree> adversary(DynamoCase::with(options, 5), adversary_options, invariants);
    AdversaryVerdict verdict = adversary.run();
    if (!verdict.violated.empty()) return verdict;
  }
  return {};
}

TEST(DynamoHealing, MakesAllHoldersAgreeAndEmptiesHints) {
  DynamoOptions options = DynamoCase::dynamo_options();
  for (const bool sloppy : {false, true}) {
    options.sloppy = sloppy;
    EXPECT_EQ(find_disagreement(options, schedules_to_run()).violated, "");
  }
}

// Positive controls: what heals copies is needed, all of it.
TEST(DynamoHealing, IsMissedWhereItIsSwitchedOffOrForgets) {
  DynamoOptions forgets = DynamoCase::dynamo_options();
  forgets.sloppy = true;
  forgets.anti_entropy = Duration();
  EXPECT_NE(find_disagreement(forgets, 2'000).violated, "");
  forgets.mistake = DynamoMistake::kLosesHints;
  EXPECT_NE(find_disagreement(forgets, 2'000).violated, "");
}

}  // namespace
}  // namespace windtunnel
