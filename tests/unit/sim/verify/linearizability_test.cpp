// Hand histories with known answers, and random ones against every order tried.
#include "sim/verify/linearizability.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "sim/verify/sequential.hpp"
#include "sim/verify/witnessed.hpp"
#include "tests/unit/sim/verify/histories.hpp"

namespace windtunnel {
namespace {

using namespace histories;
using Kind = OperationKind;

Truth linearizable(std::vector<OperationRecord> operations) {
  return check_linearizability(of(std::move(operations))).verdict.truth;
}

// The three cases of porcupine's tests TestRegisterModel and TestZeroDuration; its registers begin as 0.
TEST(Linearizability, TellsPorcupinesHandCasesApart) {
  const OperationRecord zero = write(9, 0, -2, -1);
  EXPECT_EQ(linearizable({zero, write(0, 100, 0, 100), read(1, 100, 25, 75), read(2, 0, 30, 60)}),
            Truth::kHolds);
  EXPECT_EQ(linearizable({zero, write(0, 200, 0, 100), read(1, 200, 10, 30), read(2, 0, 40, 90)}),
            Truth::kViolated);
  EXPECT_EQ(linearizable({zero, write(0, 200, 0, 100), read(1, 200, 10, 10), read(2, 200, 10, 10),
                          read(3, 0, 40, 90)}),
            Truth::kViolated);
}

TEST(Linearizability, AnUnknownWriteMayHappenLateOrNever) {
  EXPECT_EQ(linearizable({unknown(write(0, 1, 0, 0)), read(1, kNoValue, 10, 20), read(1, 1, 30, 40)}),
            Truth::kHolds);
  EXPECT_EQ(linearizable({unknown(write(0, 1, 0, 0)), read(1, kNoValue, 10, 20)}), Truth::kHolds);
  // It happens once: what was overwritten does not come back.
  EXPECT_EQ(
      linearizable({unknown(write(0, 1, 0, 0)), read(1, 1, 10, 20), write(2, 2, 30, 40), read(1, 1, 50, 60)}),
      Truth::kViolated);
  // Not before it was invoked.
  EXPECT_EQ(linearizable({read(1, 1, 0, 10), unknown(write(0, 1, 20, 20))}), Truth::kViolated);
}

TEST(Linearizability, AFailedWriteDidNotHappen) {
  EXPECT_EQ(linearizable({failed(write(0, 1, 0, 10)), read(1, 1, 20, 30)}), Truth::kViolated);
}

TEST(Linearizability, AChainOfUnknownComparesExplainsARead) {
  EXPECT_EQ(linearizable({unknown(write(0, 1, 0, 0)), unknown(compare_and_set(1, 1, 2, 0, 0)),
                          unknown(compare_and_set(2, 2, 3, 0, 0)), read(3, 3, 10, 20)}),
            Truth::kHolds);
  EXPECT_EQ(
      linearizable({unknown(write(0, 1, 0, 0)), unknown(compare_and_set(2, 2, 3, 0, 0)), read(3, 3, 10, 20)}),
      Truth::kViolated);
}

TEST(Linearizability, CountersSetsAndListsHaveTheirOwnSense) {
  const auto add = [](StoreValue value, std::int64_t from, std::int64_t to) {
    return operation(0, Kind::kAdd, from, to, value);
  };
  const auto count = [](StoreValue seen, std::int64_t from, std::int64_t to) {
    return operation(1, Kind::kReadCounter, from, to, seen);
  };
  EXPECT_EQ(linearizable({count(0, 0, 1), add(2, 2, 10), add(-1, 11, 12), count(1, 13, 14)}), Truth::kHolds);
  EXPECT_EQ(linearizable({add(2, 2, 10), add(-1, 11, 12), count(2, 13, 14)}), Truth::kViolated);
  const auto set = [](std::vector<StoreValue> seen, std::int64_t from, std::int64_t to) {
    return elements(Kind::kReadSet, 1, std::move(seen), from, to);
  };
  const auto change = [](Kind kind, StoreValue value, std::int64_t from, std::int64_t to) {
    return operation(0, kind, from, to, value);
  };
  EXPECT_EQ(linearizable({change(Kind::kInsert, 7, 0, 1), change(Kind::kInsert, 5, 2, 3), set({5, 7}, 4, 5),
                          change(Kind::kRemove, 7, 6, 9), set({5}, 7, 8)}),
            Truth::kHolds);
  EXPECT_EQ(linearizable({change(Kind::kInsert, 7, 0, 1), set({}, 4, 5)}), Truth::kViolated);
  const auto list = [](std::vector<StoreValue> seen, std::int64_t from, std::int64_t to) {
    return elements(Kind::kReadList, 1, std::move(seen), from, to);
  };
  EXPECT_EQ(linearizable(
                {change(Kind::kAppend, 1, 0, 9), operation(2, Kind::kAppend, 0, 9, 2), list({2, 1}, 10, 11)}),
            Truth::kHolds);
  EXPECT_EQ(linearizable({change(Kind::kAppend, 1, 0, 9), operation(2, Kind::kAppend, 10, 19, 2),
                          list({2, 1}, 20, 21)}),
            Truth::kViolated);
}

TEST(Linearizability, IsUnknownBeyondItsBoundsAndForAKeyOfTwoKinds) {
  const History history = of({write(0, 1, 0, 10), write(1, 2, 0, 10), read(2, 1, 20, 30)});
  EXPECT_EQ(check_linearizability(history, {.operations_max = 2}).verdict.truth, Truth::kUnknown);
  const LinearizabilityReport few = check_linearizability(history, {.states_max = 1});
  EXPECT_EQ(few.verdict.truth, Truth::kUnknown);
  EXPECT_EQ(few.verdict.reason, "key 0: the search saw 2 states, its bound, and had not finished");
  EXPECT_EQ(linearizable({write(0, 1, 0, 10), operation(1, Kind::kAdd, 0, 10, 2)}), Truth::kUnknown);
}

// One key needs a state; with one for all keys together the second has to stay unknown.
TEST(Linearizability, HasABoundForAllKeysTogether) {
  const History history = of({write(0, 1, 0, 10, 1), write(0, 1, 20, 30, 2)});
  EXPECT_EQ(check_linearizability(history).states, 2);
  SearchBounds bounds;
  bounds.states_in_all_max = 1;
  const LinearizabilityReport report = check_linearizability(history, bounds);
  EXPECT_EQ(report.verdict.truth, Truth::kUnknown);
  EXPECT_EQ(report.keys_unknown, 1);
}

// Key 1 needs many states, key 2 shows at once: the first is not searched to its end.
TEST(Linearizability, LooksForAViolationInEveryKeyBeforeItSearchesOneLong) {
  std::vector<OperationRecord> operations;
  // Writes that are all concurrent, and a read that needs another one than the last in any order of them.
  for (std::uint32_t process = 0; process < 12; ++process)
    operations.push_back(write(process, process + 1, 0, 100, 1));
  operations.push_back(read(20, 1, 200, 210, 1));
  operations.push_back(read(20, 2, 220, 230, 1));
  SearchBounds bounds;
  bounds.states_at_first = 50;
  const LinearizabilityReport alone = check_linearizability(of(operations), bounds);
  EXPECT_EQ(alone.verdict.truth, Truth::kViolated) << "whoever is alone is searched to the end";
  EXPECT_GT(alone.states, 1'000);
  operations.push_back(read(21, 7, 200, 210, 2));  // that nobody wrote
  const LinearizabilityReport both = check_linearizability(of(operations), bounds);
  EXPECT_EQ(both.verdict.truth, Truth::kViolated);
  EXPECT_EQ(both.verdict.reason.substr(0, 6), "key 2:");
  EXPECT_EQ(both.keys_violated, 1);
  EXPECT_EQ(both.keys_unknown, 1);
  EXPECT_LT(both.states, 100);
}

TEST(Linearizability, AViolatedKeyCountsThoughAnotherIsUnknown) {
  const LinearizabilityReport report = check_linearizability(
      of({write(0, 1, 0, 10, 5), operation(1, Kind::kAdd, 0, 10, 2, 5), read(0, 3, 20, 30, 6)}));
  EXPECT_EQ(report.verdict.truth, Truth::kViolated);
  EXPECT_EQ(report.keys, 2);
  EXPECT_EQ(report.keys_violated, 1);
  EXPECT_EQ(report.keys_unknown, 1);
}

// Every order of everything, with each unknown operation in it or not: the definition, word for word.
bool some_order_explains(const History& history, bool real_time) {
  std::vector<const OperationRecord*> left;
  std::size_t known = 0;
  for (const OperationRecord& each : history.operations)
    if (took_part(each)) left.push_back(&each), known += each.status == OperationStatus::kOk ? 1 : 0;
  std::map<StoreKey, KeyModel> models;
  std::map<StoreKey, KeyModel::State> states;
  for (const OperationRecord* each : left) {
    const auto [at, fresh] = models.try_emplace(each->key, key_kind(each->kind));
    states.try_emplace(each->key, at->second.initial());
  }
  std::vector<bool> taken(left.size(), false);
  const auto precedes = [&](const OperationRecord& a, const OperationRecord& b) {
    if (a.status != OperationStatus::kOk) return false;
    return (real_time && a.ended < b.invoked) || (a.process == b.process && &a < &b);
  };
  const std::function<bool(std::size_t)> go = [&](std::size_t missing) {
    if (missing == 0) return true;
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (taken[i]) continue;
      bool free = true;
      for (std::size_t j = 0; j < left.size(); ++j)
        free = free && (taken[j] || !precedes(*left[j], *left[i]));
      if (!free) continue;
      KeyModel& model = models.at(left[i]->key);
      const KeyModel::State before = states[left[i]->key];
      const auto after = model.step(before, model.move(*left[i]));
      if (!after) continue;
      taken[i] = true, states[left[i]->key] = *after;
      if (go(missing - (left[i]->status == OperationStatus::kOk ? 1 : 0))) return true;
      taken[i] = false, states[left[i]->key] = before;
    }
    return false;
  };
  return go(known);
}

// One thing about one operation is made wrong, or not: often nobody can tell.
void spoil(History& history, Rng& rng) {
  OperationRecord& record = history.operations[rng.below(history.operations.size())];
  switch (rng.below(3)) {
    case 0:
      if (record.status == OperationStatus::kOk) record.read = static_cast<StoreValue>(rng.below(3));
      break;
    case 1:
      if (record.kind != Kind::kReadSet && record.kind != Kind::kReadList) break;
      if (rng.below(2) == 0 && !record.elements.empty())
        record.elements.erase(record.elements.begin());
      else
        record.elements.push_back(static_cast<StoreValue>(rng.below(3)));
      break;
    default:
      if (record.status == OperationStatus::kOk && record.ended > record.invoked)
        record.ended = record.invoked;
  }
}

class AgainstEveryOrder : public testing::TestWithParam<Kind> {};

TEST_P(AgainstEveryOrder, SearchAndVersionsAnswerAlike) {
  Rng rng = Rng::stream(20260, "orders", {static_cast<std::uint64_t>(GetParam())});
  int violated = 0;
  for (int round = 0; round < 1200; ++round) {
    const AtomicStore store{
        .operations = 4 + static_cast<int>(rng.below(5)), .unknown = 0.15, .reading = GetParam()};
    History history = store.fly(rng);
    const LinearizabilityReport clean = check_linearizability_witnessed(history);
    ASSERT_EQ(clean.verdict.truth, Truth::kHolds) << "round " << round;
    ASSERT_EQ(check_linearizability(history).verdict.truth, Truth::kHolds) << "round " << round;
    spoil(history, rng);
    const Truth expected = some_order_explains(history, true) ? Truth::kHolds : Truth::kViolated;
    violated += expected == Truth::kViolated ? 1 : 0;
    ASSERT_EQ(check_linearizability(history).verdict.truth, expected) << "round " << round;
    ASSERT_EQ(check_linearizability_witnessed(history).verdict.truth, expected) << "round " << round;
  }
  EXPECT_GT(violated, 60);
}

TEST_P(AgainstEveryOrder, SequentialConsistencyAnswersAlike) {
  Rng rng = Rng::stream(20261, "orders", {static_cast<std::uint64_t>(GetParam())});
  int violated = 0;
  for (int round = 0; round < 800; ++round) {
    const AtomicStore store{
        .operations = 4 + static_cast<int>(rng.below(4)), .keys = 2, .unknown = 0.15, .reading = GetParam()};
    History history = store.fly(rng);
    ASSERT_EQ(check_sequential_consistency(history).verdict.truth, Truth::kHolds) << "round " << round;
    for (int i = 0; i < 3; ++i) spoil(history, rng);
    const Truth expected = some_order_explains(history, false) ? Truth::kHolds : Truth::kViolated;
    violated += expected == Truth::kViolated ? 1 : 0;
    ASSERT_EQ(check_sequential_consistency(history).verdict.truth, expected) << "round " << round;
    for (OperationRecord& each : history.operations) each.witnessed = false;
    ASSERT_EQ(check_sequential_consistency(history).verdict.truth, expected) << "round " << round;
  }
  EXPECT_GT(violated, 30);
}

INSTANTIATE_TEST_SUITE_P(Kinds, AgainstEveryOrder,
                         testing::Values(Kind::kRead, Kind::kReadCounter, Kind::kReadSet, Kind::kReadList),
                         [](const auto& param) {
                           return std::string(kOperationNames[static_cast<std::size_t>(param.param)]);
                         });

// Large histories of an atomic register: accepted by both, and the versions decide nearly alone.
TEST(Linearizability, AcceptsLongHistoriesOfARealRegister) {
  Rng rng = Rng::stream(7, "long");
  for (int round = 0; round < 8; ++round) {
    const History history =
        AtomicStore{.processes = 8, .operations = 2000, .keys = 3, .values = 5, .unknown = 0.01}.fly(rng);
    EXPECT_EQ(check_linearizability(history).verdict.truth, Truth::kHolds);
    EXPECT_EQ(check_linearizability_witnessed(history).verdict.truth, Truth::kHolds);
  }
}

}  // namespace
}  // namespace windtunnel
