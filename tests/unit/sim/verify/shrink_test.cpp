// Witnesses by hand, and moves that may never accuse what is innocent.
#include "sim/verify/shrink.hpp"

#include <gtest/gtest.h>

#include "sim/verify/operation_words.hpp"
#include "sim/verify/sequential.hpp"
#include "tests/unit/sim/verify/histories.hpp"

namespace windtunnel {
namespace {

using namespace histories;
using Kind = OperationKind;

// A stale read amid a long history of other values: the write of 50, the write of 51 behind it, and the read.
TEST(Shrink, LeavesTheStaleReadAndTheWritesItContradicts) {
  std::vector<OperationRecord> operations;
  for (int i = 0; i < 100; ++i) {
    operations.push_back(write(0, i, 10 * i, 10 * i + 4));
    operations.push_back(
        read(1 + static_cast<std::uint32_t>(i % 3), i == 70 ? 50 : i, 10 * i + 5, 10 * i + 8));
  }
  const History history = of(operations);
  const CheckVerdict verdict = check_linearizability(history).verdict;
  ASSERT_EQ(verdict.truth, Truth::kViolated);
  EXPECT_EQ(verdict.reason, "key 0: no order of these 3 of its 200 operations explains what clients saw");
  const std::vector<std::string> words = witness_words(history, verdict);
  ASSERT_EQ(words.size(), 3u);
  EXPECT_EQ(words[0], "process 0: write 50 to key 0, ok (0.500 s to 0.504 s)");
  EXPECT_NE(words[1].find("process 0: write "), std::string::npos);
  EXPECT_EQ(words[2], "process 2: read key 0, sees 50 (0.705 s to 0.708 s)");
}

TEST(Shrink, KeepsAReadAloneWhereNobodyWroteWhatItSaw) {
  const History history = of({write(0, 1, 0, 1), read(1, 1, 2, 3), read(1, 9, 4, 5), read(1, 1, 6, 7)});
  EXPECT_EQ(check_linearizability(history).verdict.witness, std::vector<std::size_t>{2});
}

TEST(Shrink, StopsWhenItsEffortIsUsedUp) {
  const History history = of({write(0, 1, 0, 1), read(1, 1, 2, 3), read(1, 9, 4, 5), read(1, 1, 6, 7)});
  SearchBounds bounds;
  bounds.shrink_max = 0;
  EXPECT_EQ(check_linearizability(history, bounds).verdict.witness.size(), 4u);
}

class Moves : public testing::TestWithParam<Kind> {};

// What can be explained can be explained after any of the moves, one upon the other: a judge that calls all
// of it violated is led through them, and has to find every one of them innocent.
TEST_P(Moves, NeverAccuseWhatHolds) {
  Rng rng = Rng::stream(77, "moves", {static_cast<std::uint64_t>(GetParam())});
  std::int64_t judged = 0;
  for (int round = 0; round < 100; ++round) {
    const AtomicStore store{.operations = 14, .keys = 1, .unknown = 0.15, .reading = GetParam()};
    const History history = store.fly(rng);
    const std::vector<KeyHistory> keys = by_key(history);
    if (keys.empty()) continue;
    const std::vector<std::size_t> positions(keys[0].operations.begin(), keys[0].operations.end());
    const auto judge = [&](bool real_time) {
      return Judge([&, real_time](const std::vector<const OperationRecord*>& some, std::int64_t&) {
        ++judged;
        History part;
        for (const OperationRecord* each : some) part.operations.push_back(*each);
        const Truth truth = real_time ? check_linearizability(part).verdict.truth
                                      : check_sequential_consistency(part).verdict.truth;
        EXPECT_EQ(truth, Truth::kHolds) << "round " << round;
        return Truth::kViolated;
      });
    };
    shrink_violation(history, positions, judge(true), true, 10'000);
    shrink_violation(history, positions, judge(false), false, 10'000);
  }
  EXPECT_GT(judged, 600);
}

// What is left is violated by itself: every operation of the witness as the history has it.
TEST_P(Moves, LeaveWhatIsViolatedByItself) {
  Rng rng = Rng::stream(78, "moves", {static_cast<std::uint64_t>(GetParam())});
  std::size_t before = 0, after = 0;
  for (int round = 0; round < 100; ++round) {
    const AtomicStore store{.operations = 24, .unknown = 0.1, .reading = GetParam()};
    History history = store.fly(rng);
    for (OperationRecord& each : history.operations)
      if (each.status == OperationStatus::kOk && only_reads(each.kind) && rng.below(4) == 0) {
        each.read = static_cast<StoreValue>(rng.below(3));
        if (!each.elements.empty()) each.elements.pop_back();
      }
    const CheckVerdict verdict = check_linearizability(history).verdict;
    if (verdict.truth != Truth::kViolated) continue;
    History part;
    for (const std::size_t position : verdict.witness)
      part.operations.push_back(history.operations[position]);
    // Elements that were left out of sets and lists are still in what these reads saw.
    if (GetParam() == Kind::kRead || GetParam() == Kind::kReadCounter) {
      EXPECT_EQ(check_linearizability(part).verdict.truth, Truth::kViolated) << "round " << round;
    }
    before += history.operations.size(), after += verdict.witness.size();
  }
  EXPECT_LT(3 * after, 2 * before);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Moves,
                         testing::Values(Kind::kRead, Kind::kReadCounter, Kind::kReadSet, Kind::kReadList),
                         [](const auto& param) {
                           return std::string(kOperationNames[static_cast<std::size_t>(param.param)]);
                         });

}  // namespace
}  // namespace windtunnel
