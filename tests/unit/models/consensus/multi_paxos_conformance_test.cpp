// Multi-Paxos and Flexible Paxos against the adversary: their promises and invariants after every step; and
// planted mistakes, each of which is found.
#include <gtest/gtest.h>

#include "tests/unit/models/consensus/multi_paxos_case.hpp"

namespace windtunnel {
namespace {

// Phase 2 asks two of five, phase 1 four.
struct FlexibleCase : MultiPaxosCase {
  static constexpr const char* kName = "TwoOfFive";
  static std::vector<MultiPaxos> cores() {
    PaxosOptions options = paxos_options();
    options.phase_2 = 2;
    return with(options, 5);
  }
};

// One member is enough to choose, all have to agree to a leader; members do not stick to theirs.
struct OneOfThreeCase : MultiPaxosCase {
  static constexpr const char* kName = "OneOfThree";
  static std::vector<MultiPaxos> cores() {
    PaxosOptions options = paxos_options();
    options.phase_2 = 1;
    options.stickiness = options.check_quorum = false;
    options.batch_most = 3;
    options.batch_delay = Duration::from_ns(100'000);
    return with(options, 3);
  }
};

struct LeasedPaxosCase : MultiPaxosCase {
  static constexpr const char* kName = "Lease";
  static std::vector<MultiPaxos> cores() {
    PaxosOptions options = paxos_options();
    options.reads = LogReads::kLeaderLease;
    options.phase_2 = 2;
    return with(options, 4);
  }
};

struct LoggedPaxosCase : MultiPaxosCase {
  static constexpr const char* kName = "ReadsInTheLog";
  static std::vector<MultiPaxos> cores() {
    PaxosOptions options = paxos_options();
    options.reads = LogReads::kLog;
    options.forward = false;
    options.snapshot_every = 0;
    return with(options, 3);
  }
};

using MultiPaxosCases =
    ::testing::Types<MultiPaxosCase, FlexibleCase, OneOfThreeCase, LeasedPaxosCase, LoggedPaxosCase>;
INSTANTIATE_TYPED_TEST_SUITE_P(MultiPaxos, Conformance, MultiPaxosCases, CaseName);

std::vector<MultiPaxos> mistaken(PaxosMistake mistake) {
  PaxosOptions options = MultiPaxosCase::paxos_options();
  options.stickiness = options.check_quorum = false;
  options.snapshot_every = 0;
  options.mistake = mistake;
  return MultiPaxosCase::with(options, 3);
}

// Without the sum of the quorums, which would tell at once.
struct MissesAllowed : PaxosInvariants {
  MissesAllowed() { allow_misses(); }
};
struct MembersCase : MultiPaxosCase {
  using Invariants = MissesAllowed;
};
struct ClientsCase : MultiPaxosCase {
  using Invariants = NoOwnInvariants;
  static constexpr bool kOrdersByLog = false;
  static constexpr bool kAppliesOnce = false;
  static constexpr bool kConverges = false;
};

std::string found_by_members(PaxosMistake mistake) {
  return find_violation<MembersCase>(mistaken(mistake), MembersCase::options(), 10'000).violated;
}
std::string found_by_clients(PaxosMistake mistake) {
  for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
    AdversaryOptions options = ClientsCase::options();
    options.seed = seed;
    const AdversaryVerdict verdict = run_schedule<ClientsCase>(mistaken(mistake), options);
    if (verdict.violated.rfind("linearizability", 0) == 0) return verdict.violated;
  }
  return "";
}

TEST(PaxosMistakes, NoneIsFoundWhereThereIsNone) {
  EXPECT_EQ(
      find_violation<MembersCase>(mistaken(PaxosMistake::kNone), MembersCase::options(), 1'000).violated, "");
}

TEST(PaxosMistakes, APromiseThatIsNotWrittenIsBroken) {
  EXPECT_NE(found_by_members(PaxosMistake::kForgetsItsPromise), "");
}

TEST(PaxosMistakes, WhatIsAcceptedAndNotWrittenIsLost) {
  EXPECT_NE(found_by_members(PaxosMistake::kSkippedFsync), "");
  EXPECT_NE(found_by_clients(PaxosMistake::kSkippedFsync), "");
}

TEST(PaxosMistakes, ALeaderThatProposesWhatItLikesUndoesWhatWasChosen) {
  EXPECT_NE(found_by_members(PaxosMistake::kIgnoresAcceptedValues), "");
  EXPECT_NE(found_by_clients(PaxosMistake::kIgnoresAcceptedValues), "");
}

TEST(PaxosMistakes, QuorumsThatMissChooseTwice) {
  EXPECT_NE(found_by_members(PaxosMistake::kQuorumsThatMiss), "");
  EXPECT_NE(found_by_clients(PaxosMistake::kQuorumsThatMiss), "");
  const std::string by_sum =
      find_violation<MultiPaxosCase>(mistaken(PaxosMistake::kQuorumsThatMiss), MultiPaxosCase::options(), 1)
          .violated;
  EXPECT_EQ(by_sum, "quorum intersection: 1 and 2 of 3 may miss");
}

TEST(PaxosMistakes, ALeaderThatAsksNobodyServesOldReadsAndOnlyClientsCanTell) {
  EXPECT_NE(found_by_clients(PaxosMistake::kStaleLeaderReads), "");
}

}  // namespace
}  // namespace windtunnel
