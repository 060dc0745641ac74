// What a person would say of each kind of operation.
#include "sim/verify/operation_words.hpp"

#include <gtest/gtest.h>

#include "tests/unit/sim/verify/histories.hpp"

namespace windtunnel {
namespace {

using namespace histories;

TEST(OperationWords, SayWhatWasAskedAndWhatBecameOfIt) {
  EXPECT_EQ(operation_words(write(2, 7, 1204, 1206, 3), 3),
            "process 2: write 7 to key 3, ok (1.204 s to 1.206 s)");
  EXPECT_EQ(operation_words(read(0, kNoValue, 1, 2), 3),
            "process 0: read key 0, sees nil (0.001 s to 0.002 s)");
  EXPECT_EQ(operation_words(unknown(compare_and_set(1, 4, 5, 10, 0)), 3),
            "process 1: set key 0 from 4 to 5, nobody knows (0.010 s on)");
  EXPECT_EQ(ended_words(failed(write(0, 1, 0, 1))), "fails");
  EXPECT_EQ(ended_words(elements(OperationKind::kReadList, 0, {3, 1}, 0, 1)), "sees [3 1]");
}

TEST(OperationWords, CutLongContents) {
  EXPECT_EQ(elements_words({1, 2, 3, 4, 5, 6, 7, 8, 9}), "[1 2 3 4 5 6 7 8 ... 9 in all]");
}

TEST(OperationWords, HaveAPhraseForEveryKind) {
  for (std::size_t kind = 0; kind < kOperationNames.size(); ++kind)
    EXPECT_NE(asked_words(static_cast<OperationKind>(kind), 1, 2, 3).find("key 1"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
