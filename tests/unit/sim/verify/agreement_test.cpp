// Logs that agree, that part, and that are cut and written anew.
#include "sim/verify/agreement.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

Applied at(std::uint64_t slot, std::uint32_t number) {
  Applied applied;
  applied.id = {1, number};
  applied.version = 10 * slot + number;
  applied.slot = slot;
  return applied;
}

TEST(AppliedOrder, HoldsWhereAllApplyTheSameThoughNotAtOnce) {
  AppliedOrder order;
  for (const std::uint32_t member : {0u, 1u, 2u})
    for (const std::uint32_t slot : {1u, 2u, 3u}) order.applied(MemberId(member), at(slot, slot));
  order.applied(MemberId(1), at(1, 1));  // again, after a restart
  EXPECT_EQ(order.report().verdict.truth, Truth::kHolds);
  EXPECT_EQ(order.report().slots, 3);
  EXPECT_TRUE(order.discarded().empty());
}

TEST(AppliedOrder, TwoThingsAtOneSlotAreAViolation) {
  AppliedOrder order;
  order.applied(MemberId(0), at(1, 1));
  order.applied(MemberId(1), at(1, 2));
  const AgreementReport report = order.report();
  EXPECT_EQ(report.verdict.truth, Truth::kViolated);
  EXPECT_EQ(report.slots_apart, 1);
  EXPECT_EQ(report.verdict.reason,
            "slot 1: operation 1 of session 1 was applied (held by n1) and operation 2 of session 1 too "
            "(held by n2)");
  // Both are held; the log goes on with the later version, so the older one is no part of it.
  EXPECT_EQ(order.discarded(), (KeyVersions{{0, 11}}));
}

TEST(AppliedOrder, TwoThingsOfOneVersionAreBothKeptWhileTheyAreHeld) {
  AppliedOrder order;
  Applied other = at(1, 1);
  other.id = {2, 1};
  order.applied(MemberId(0), at(1, 1));
  order.applied(MemberId(1), other);
  EXPECT_EQ(order.report().slots_apart, 1);
  EXPECT_TRUE(order.discarded().empty());
}

TEST(AppliedOrder, WhatItsLastHolderReplacesIsDiscarded) {
  AppliedOrder order;
  order.applied(MemberId(0), at(1, 1));
  order.applied(MemberId(1), at(1, 2));
  order.applied(MemberId(0), at(1, 2));
  EXPECT_EQ(order.discarded(), (KeyVersions{{0, 11}}));
}

TEST(AppliedOrder, HasNothingToSayWithoutALog) {
  AppliedOrder order;
  order.applied(MemberId(0), at(0, 1));
  order.applied(MemberId(0), at(0, 2));
  EXPECT_EQ(order.report().slots, 0);
  EXPECT_EQ(order.report().verdict.truth, Truth::kHolds);
}

}  // namespace
}  // namespace windtunnel
