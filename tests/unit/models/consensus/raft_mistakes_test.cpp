// Positive controls: Raft with a mistake planted is found out by the adversary, by what its members hold and,
// where clients can see it, by what clients saw.
#include <gtest/gtest.h>

#include "tests/unit/models/consensus/raft_case.hpp"

namespace windtunnel {
namespace {

// Without protections that make a mistake rare: they are not what is tested.
RaftOptions mistaken_options(RaftMistake mistake) {
  RaftOptions options = RaftCase::raft_options();
  options.pre_vote = options.check_quorum = options.stickiness = false;
  options.snapshot_every = 0;
  options.mistake = mistake;
  return options;
}
std::vector<Raft> mistaken(RaftMistake mistake, std::uint32_t members = 3) {
  return RaftCase::with(mistaken_options(mistake), members);
}

// Of clients alone: nothing of what members hold is looked at.
struct ClientsOnly : RaftCase {
  using Invariants = NoOwnInvariants;
  static constexpr bool kOrdersByLog = false;
  static constexpr bool kAppliesOnce = false;
  static constexpr bool kConverges = false;
};

std::string found_by_members(RaftMistake mistake, std::uint32_t members = 3) {
  return find_violation<RaftCase>(mistaken(mistake, members), RaftCase::options(), 10'000).violated;
}
std::string found_by_clients(RaftMistake mistake, std::uint32_t members = 3) {
  for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
    AdversaryOptions options = RaftCase::options();
    options.seed = seed;
    const AdversaryVerdict verdict = run_schedule<ClientsOnly>(mistaken(mistake, members), options);
    if (verdict.violated.rfind("linearizability", 0) == 0) return verdict.violated;
  }
  return "";
}

TEST(RaftMistakes, NoneIsFoundWhereThereIsNone) {
  EXPECT_EQ(find_violation<RaftCase>(mistaken(RaftMistake::kNone), RaftCase::options(), 1'000).violated, "");
}

TEST(RaftMistakes, AVoteThatIsNotWrittenIsCastTwice) {
  const std::string found = found_by_members(RaftMistake::kForgetsItsVote);
  EXPECT_EQ(found.substr(0, 15), "one vote a term") << found;
}

TEST(RaftMistakes, HalfOfTheMembersElectTwoLeaders) {
  const std::string found = found_by_members(RaftMistake::kQuorumOfHalf, 4);
  EXPECT_NE(found, "");
  EXPECT_NE(found_by_clients(RaftMistake::kQuorumOfHalf, 4), "");
}

TEST(RaftMistakes, ALeaderThatAsksNobodyServesOldReadsAndOnlyClientsCanTell) {
  EXPECT_NE(found_by_clients(RaftMistake::kStaleLeaderReads), "");
}

TEST(RaftMistakes, EntriesInTheWrongOrderAreSeenAtOnce) {
  const std::string found = found_by_members(RaftMistake::kReorderedApply);
  EXPECT_EQ(found.substr(0, 5), "order") << found;
  EXPECT_NE(found_by_clients(RaftMistake::kReorderedApply), "");
}

TEST(RaftMistakes, WhatIsAcknowledgedAndNotWrittenIsLost) {
  const std::string found = found_by_members(RaftMistake::kSkippedFsync);
  EXPECT_NE(found, "");
  EXPECT_NE(found_by_clients(RaftMistake::kSkippedFsync), "");
}

TEST(RaftMistakes, CountingCopiesOfAnOldTermCommitsWhatIsOverwritten) {
  // One entry a message, so that an old entry can reach a majority without the new term's no-op.
  std::vector<Raft> cores;
  for (std::uint32_t i = 0; i < 5; ++i) {
    RaftOptions options = mistaken_options(RaftMistake::kCommitsOldTerms);
    options.message_most = 1;
    cores.emplace_back(MemberId(i), 5, options);
  }
  EXPECT_NE(find_violation<RaftCase>(cores, RaftCase::options(), 10'000).violated, "");
}

TEST(RaftMistakes, AViolatedScheduleIsToldStepByStep) {
  std::uint64_t seed = 0;
  AdversaryOptions options = RaftCase::options();
  const std::vector<Raft> cores = mistaken(RaftMistake::kReorderedApply);
  const AdversaryVerdict found = find_violation<RaftCase>(cores, options, 10'000, &seed);
  options.seed = seed;
  options.tell = true;
  const AdversaryVerdict told = run_schedule<RaftCase>(cores, options);
  EXPECT_EQ(told.violated, found.violated);
  EXPECT_NE(told.story.find("election time-out"), std::string::npos) << told.story;
  EXPECT_NE(told.story.find("hears n"), std::string::npos);
}

// What `windtunnel conform` says of it: the same promise, told in a few steps where a schedule has 250.
TEST(RaftMistakes, AreToldByTheSuiteInAShortSchedule) {
  AdversaryOptions options = RaftCase::options();
  const Finding finding = conformance_of<Raft, RaftInvariants>(mistaken(RaftMistake::kForgetsItsVote),
                                                               options, promises_of<RaftCase>(), {1, 10'000});
  EXPECT_EQ(finding.property, "one vote a term");
  EXPECT_FALSE(finding.story.empty());
  EXPECT_LT(finding.story.size(), 60u);
  const Finding none = conformance_of<Raft, RaftInvariants>(mistaken(RaftMistake::kNone), options,
                                                            promises_of<RaftCase>(), {1, 300});
  EXPECT_EQ(none.property, "") << none.what;
}

}  // namespace
}  // namespace windtunnel
