// The state machine behind logs: what each operation does, versions, sessions that ask twice.
#include "sim/machine/key_values.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

Operation operation(std::uint32_t session, std::uint32_t number, OperationKind kind, StoreValue value = 0,
                    StoreValue expected = kNoValue) {
  return Operation{
      .id = {session, number}, .kind = kind, .key = 3, .value = value, .expected = expected, .bytes = 100};
}

TEST(KeyValues, HoldARegisterThatIsWrittenAndCompared) {
  KeyValues data;
  EXPECT_EQ(data.read(operation(0, 0, OperationKind::kRead)).value, kNoValue);
  EXPECT_EQ(data.apply(operation(0, 1, OperationKind::kWrite, 5), 1).version, 1u);
  EXPECT_EQ(data.apply(operation(0, 2, OperationKind::kCompareAndSet, 6, 4), 2).status,
            ReplyStatus::kRefused);
  EXPECT_EQ(data.apply(operation(0, 3, OperationKind::kCompareAndSet, 7, 5), 3).status, ReplyStatus::kOk);
  const Reply read = data.read(operation(0, 0, OperationKind::kRead));
  EXPECT_EQ(read.value, 7);
  EXPECT_EQ(read.version, 3u);
  EXPECT_EQ(data.size(), Bytes(100));
}

TEST(KeyValues, CountGatherAndAppend) {
  KeyValues data;
  data.apply(operation(0, 1, OperationKind::kAdd, 5), 1);
  data.apply(operation(0, 2, OperationKind::kAdd, -2), 2);
  EXPECT_EQ(data.read(operation(0, 0, OperationKind::kReadCounter)).value, 3);

  KeyValues sets;
  for (const StoreValue value : {9, 4, 9, 6}) sets.apply(operation(0, 0, OperationKind::kInsert, value), 1);
  sets.apply(operation(0, 0, OperationKind::kRemove, 6), 2);
  EXPECT_EQ(sets.read(operation(0, 0, OperationKind::kReadSet)).elements, (std::vector<StoreValue>{4, 9}));
  EXPECT_EQ(sets.size(), Bytes(200));

  KeyValues lists;
  for (const StoreValue value : {9, 4, 9}) lists.apply(operation(0, 0, OperationKind::kAppend, value), 1);
  EXPECT_EQ(lists.read(operation(0, 0, OperationKind::kReadList)).elements,
            (std::vector<StoreValue>{9, 4, 9}));
}

TEST(KeyValues, AnswerASessionThatAsksAgainAndApplyOnce) {
  KeyValues data;
  bool changed = false;
  const Reply first = data.apply(operation(7, 1, OperationKind::kAdd, 5), 1, &changed);
  EXPECT_TRUE(changed);
  EXPECT_EQ(data.apply(operation(7, 1, OperationKind::kAdd, 5), 2, &changed), first);
  EXPECT_FALSE(changed);
  EXPECT_EQ(data.find(3)->value, 5);
}

TEST(KeyValues, DoNotApplyWhatComesAfterItsSessionHasGoneOn) {
  KeyValues data;
  data.apply(operation(7, 2, OperationKind::kAdd, 5), 1);
  EXPECT_EQ(data.apply(operation(7, 1, OperationKind::kAdd, 5), 2).status, ReplyStatus::kUnknown);
  EXPECT_EQ(data.find(3)->value, 5);
}

}  // namespace
}  // namespace windtunnel
