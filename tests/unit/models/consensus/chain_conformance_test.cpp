// Chains against the adversary, read at the tail and anywhere, and planted mistakes, each of which has to be
// found.
#include <gtest/gtest.h>

#include "models/consensus/chain_invariants.hpp"
#include "tests/unit/models/consensus/conformance.hpp"

namespace windtunnel {
namespace {

template <std::uint32_t members, ChainReads reads, ChainAnswers answers = ChainAnswers::kTail>
struct ChainCase {
  using Core = Chain;
  using Invariants = ChainInvariants;
  static ChainOptions chain_options() {
    ChainOptions options;
    options.reads = reads;
    options.answers = answers;
    options.keep = 5;
    options.message_most = 4;
    return options;
  }
  static std::vector<Chain> with(const ChainOptions& options) {
    std::vector<Chain> cores;
    for (std::uint32_t i = 0; i < members; ++i) cores.emplace_back(MemberId(i), members, options);
    return cores;
  }
  static std::vector<Chain> cores() { return with(chain_options()); }
  static AdversaryOptions options() {
    AdversaryOptions options;
    options.kinds.clear();
    for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind)
      options.kinds.push_back(static_cast<OperationKind>(kind));
    return options;
  }
  static constexpr void (*kCall)(Chain&, Rng&, Chain::Effects&) = nullptr;
  static constexpr bool kOrdersByLog = true;
  static constexpr bool kAppliesOnce = true;
  static constexpr bool kLinearizable = true;
  static constexpr bool kConverges = true;
};

struct TailCase : ChainCase<3, ChainReads::kTail> {
  static constexpr const char* kName = "ReadAtTheTail";
};
struct LongCase : ChainCase<5, ChainReads::kTail> {
  static constexpr const char* kName = "Five";
};
struct CraqCase : ChainCase<3, ChainReads::kAnyone> {
  static constexpr const char* kName = "CraqAnsweredByTheTail";
};
struct LongCraqCase : ChainCase<5, ChainReads::kAnyone, ChainAnswers::kHead> {
  static constexpr const char* kName = "CraqOfFive";
};

struct PhiAccrualCase : ChainCase<3, ChainReads::kAnyone, ChainAnswers::kHead> {
  static constexpr const char* kName = "CraqByPhiAccrual";
  static std::vector<Chain> cores() {
    ChainOptions options = chain_options();
    options.detector = {PhiOptions{.window = 10, .first = options.heartbeat}, 2};
    return with(options);
  }
};

using Cases = ::testing::Types<TailCase, LongCase, CraqCase, LongCraqCase, PhiAccrualCase>;
INSTANTIATE_TYPED_TEST_SUITE_P(Chain, Conformance, Cases, CaseName);

// Positive controls, in long schedules whose clients read and write one register.
TEST(ChainMistakes, AreFoundUnderTheAdversary) {
  using Mistake = ChainMistake;
  for (const Mistake mistake : {Mistake::kTailAcknowledgesEarly, Mistake::kSkippedFsync, Mistake::kReadsDirty,
                                Mistake::kOutlivesItsLease}) {
    ChainOptions options = CraqCase::chain_options();
    options.mistake = mistake;
    AdversaryOptions schedule;
    schedule.keys = 1;
    schedule.steps = 800;
    const AdversaryVerdict found = find_violation<CraqCase>(CraqCase::with(options), schedule, 2'000);
    EXPECT_NE(found.violated, "") << static_cast<int>(mistake);
  }
}

}  // namespace
}  // namespace windtunnel
