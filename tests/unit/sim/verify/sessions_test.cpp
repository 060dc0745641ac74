// Each guarantee kept and broken by hand.
#include "sim/verify/sessions.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sim/verify/histories.hpp"

namespace windtunnel {
namespace {

using namespace histories;
using Guarantee = SessionGuarantee;

std::string broken(const History& history) {
  const SessionReport report = check_sessions(history);
  std::string names;
  for (std::size_t i = 0; i < 4; ++i)
    if (report.guarantees[i].verdict.truth == Truth::kViolated)
      names += (names.empty() ? "" : " ") + std::string(kSessionGuaranteeNames[i]);
  return names;
}

TEST(Sessions, ReadingAnOlderVersionThanOnesOwnBreaksReadYourWrites) {
  const History history = of({at_version(write(0, 8, 0, 1), 2), at_version(read(0, 7, 2, 3), 1)});
  EXPECT_EQ(broken(history), "read_your_writes");
  const SessionReport sessions = check_sessions(history);
  const GuaranteeReport& report = sessions[Guarantee::kReadYourWrites];
  EXPECT_EQ(report.checked, 1);
  EXPECT_EQ(report.violations, 1);
  EXPECT_EQ(report.verdict.witness, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(report.verdict.reason, "process 0, key 0: version 1 was read after version 2");
}

TEST(Sessions, AnotherSessionOrKeyIsNotObliged) {
  EXPECT_EQ(broken(of({at_version(write(0, 8, 0, 1), 2), at_version(read(1, 7, 2, 3), 1)})), "");
  EXPECT_EQ(broken(of({at_version(write(0, 8, 0, 1), 2), at_version(read(0, 7, 2, 3, 1), 1)})), "");
}

TEST(Sessions, ReadsThatGoBackBreakMonotonicReads) {
  EXPECT_EQ(broken(of({at_version(read(0, 8, 0, 1), 2), at_version(read(0, 7, 2, 3), 1)})),
            "monotonic_reads");
  EXPECT_EQ(broken(of({at_version(read(0, 8, 0, 1), 2), at_version(read(0, 8, 2, 3), 2)})), "");
}

TEST(Sessions, WritesInTheOtherOrderBreakMonotonicWrites) {
  EXPECT_EQ(broken(of({at_version(write(0, 8, 0, 1), 2), at_version(write(0, 9, 2, 3), 1)})),
            "monotonic_writes");
  // A version made twice: the second write can not stand behind the first.
  EXPECT_EQ(broken(of({at_version(write(0, 8, 0, 1), 2), at_version(write(0, 9, 2, 3), 2)})),
            "monotonic_writes");
}

TEST(Sessions, AWriteBeforeWhatWasReadBreaksWritesFollowReads) {
  EXPECT_EQ(broken(of({at_version(read(0, 8, 0, 1), 2), at_version(write(0, 9, 2, 3), 1)})),
            "writes_follow_reads");
}

TEST(Sessions, AnElementThatIsThereAlreadyMakesNoVersion) {
  const auto insert = [](std::int64_t from, Version version) {
    return at_version(operation(0, OperationKind::kInsert, from, from + 1, 5), version);
  };
  EXPECT_EQ(broken(of({insert(0, 1), insert(2, 1)})), "");
}

TEST(Sessions, WhatDidNotEndOkPromisesNothing) {
  EXPECT_EQ(broken(of({unknown(at_version(write(0, 8, 0, 1), 2)), at_version(read(0, 7, 2, 3), 1)})), "");
}

TEST(Sessions, WithoutVersionsNothingIsKnown) {
  const SessionReport report = check_sessions(of({write(0, 8, 0, 1), read(0, 7, 2, 3)}));
  for (const GuaranteeReport& each : report.guarantees) {
    EXPECT_EQ(each.verdict.truth, Truth::kUnknown);
    EXPECT_EQ(each.verdict.reason, "2 operations have no version");
  }
}

TEST(Sessions, AnAtomicStoreKeepsAllOfThem) {
  Rng rng = Rng::stream(11, "sessions");
  for (int round = 0; round < 200; ++round)
    EXPECT_EQ(broken(AtomicStore{.operations = 60, .keys = 2, .unknown = 0}.fly(rng)), "");
}

}  // namespace
}  // namespace windtunnel
