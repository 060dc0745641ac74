// Copies that agree and do not, and each way to lose an acknowledged write.
#include "sim/verify/copies.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sim/verify/histories.hpp"

namespace windtunnel {
namespace {

using namespace histories;

FinalCopy copy(StoreKey key, Version version) {
  FinalCopy made;
  made.key = key, made.version = version;
  return made;
}

TEST(Convergence, HoldsForEqualVersionsAndNamesTheFirstKeyApart) {
  const std::vector<MemberCopy> same = {{copy(1, 4), copy(2, 5)}, {copy(1, 4), copy(2, 5)}};
  EXPECT_EQ(check_convergence(same).verdict.truth, Truth::kHolds);
  EXPECT_EQ(check_convergence(same).keys, 2);
  const std::vector<MemberCopy> apart = {{copy(1, 4), copy(2, 5)}, {copy(1, 4)}};
  EXPECT_EQ(check_convergence(apart).keys_apart, 1);
  EXPECT_EQ(check_convergence(apart).verdict.reason, "key 2: n1 holds version 5, n2 version 0");
}

TEST(Convergence, EqualVersionsOfOtherContentAreApart) {
  std::vector<MemberCopy> members = {{copy(1, 4)}, {copy(1, 4)}};
  members[0][0].value = 7;
  EXPECT_EQ(check_convergence(members).keys_apart, 0);  // n2 does not say
  members[1][0].value = 8;
  EXPECT_EQ(check_convergence(members).keys_apart, 1);
}

std::string why(const History& history, const std::vector<MemberCopy>& members,
                const KeyVersions& discarded = {}) {
  return check_lost_writes(history, members, discarded).verdict.reason;
}

TEST(LostWrites, AreThoseNoCopyHoldsNorOverwrote) {
  const History history = of({at_version(write(0, 1, 0, 1), 1), at_version(write(0, 2, 2, 3), 2)});
  EXPECT_EQ(why(history, {{copy(0, 1)}, {copy(0, 2)}}), "");
  EXPECT_EQ(why(history, {{copy(0, 9)}}), "");
  EXPECT_EQ(why(history, {{copy(0, 1)}, {}}),
            "1 of 2 acknowledged writes are lost; the first, of key 0: no copy holds its version 2 or a "
            "later one");
  EXPECT_EQ(check_lost_writes(history, std::vector<MemberCopy>{{}}).lost, 2);
}

TEST(LostWrites, AVersionMadeTwiceLosesWhatWasAcknowledgedFirst) {
  const History history = of({at_version(write(0, 1, 0, 1), 1), at_version(write(1, 2, 5, 6), 1)});
  const LostWritesReport report = check_lost_writes(history, std::vector<MemberCopy>{{copy(0, 1)}});
  EXPECT_EQ(report.operations, std::vector<std::uint32_t>{0});
  EXPECT_EQ(report.acknowledged, 2);
}

TEST(LostWrites, WhatMembersTookBackIsLostThoughLaterVersionsAreThere) {
  const History history = of({at_version(write(0, 1, 0, 1), 5)});
  EXPECT_EQ(why(history, {{copy(0, 9)}}, {{0, 5}}),
            "1 of 1 acknowledged writes are lost; the first, of key 0: members that had applied it took it "
            "back");
}

TEST(LostWrites, AnElementHasToBeThereUnlessItMayHaveBeenRemoved) {
  const auto change = [](OperationKind kind, StoreValue value, std::int64_t from, Version version) {
    return at_version(operation(0, kind, from, from + 1, value), version);
  };
  std::vector<MemberCopy> members = {{copy(0, 9)}};
  members[0][0].elements = std::vector<StoreValue>{1};
  EXPECT_EQ(
      why(of({change(OperationKind::kAppend, 1, 0, 1), change(OperationKind::kAppend, 2, 2, 2)}), members),
      "1 of 2 acknowledged writes are lost; the first, of key 0: the newest copy lacks its element");
  EXPECT_EQ(why(of({change(OperationKind::kInsert, 2, 0, 1),
                    unknown(operation(1, OperationKind::kRemove, 2, 2, 2))}),
                members),
            "");
}

TEST(LostWrites, AreNotTheUnknownOnesAndNeedVersions) {
  EXPECT_EQ(why(of({unknown(write(0, 1, 0, 1))}), {{}}), "");
  EXPECT_EQ(check_lost_writes(of({write(0, 1, 0, 1)}), std::vector<MemberCopy>{{copy(0, 1)}}).verdict.truth,
            Truth::kUnknown);
}

}  // namespace
}  // namespace windtunnel
