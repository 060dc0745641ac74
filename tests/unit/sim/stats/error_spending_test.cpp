// Many looks at one stream: their shares of the error rate sum to it, and no more verdicts than that are
// wrong.
#include "sim/stats/error_spending.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "sim/stats/interval.hpp"
#include "sim/stats/sequential.hpp"

namespace windtunnel {
namespace {

TEST(ErrorSpending, SharesSumToTheRate) {
  double sum = 0;
  for (int look = 1; look <= 100'000; ++look) sum += spent_at(0.05, look);
  EXPECT_LT(sum, 0.05);
  EXPECT_GT(sum, 0.0499);
  EXPECT_DOUBLE_EQ(confidence_at(0.05, 1), 0.975);
}

// Streams whose truth lies on the limit: every verdict is wrong, one way or the other.
double verdicts_at_the_limit(bool spending) {
  constexpr int kStreams = 2'000;
  int told = 0;
  std::mt19937_64 luck(7);
  std::normal_distribution<double> noise(0, 1);
  for (int stream = 0; stream < kStreams; ++stream) {
    std::vector<double> values;
    const SequentialPlan plan{.first = 10, .most = 200};
    int look = 0;
    bool done = false;
    while (!done && static_cast<std::int64_t>(values.size()) < plan.most) {
      const std::int64_t next = next_look(plan, static_cast<std::int64_t>(values.size()));
      while (static_cast<std::int64_t>(values.size()) < next) values.push_back(noise(luck));
      const double confidence = spending ? confidence_at(0.05, ++look) : kConfidence;
      done =
          judge(mean_over_replications(values, confidence), Side::kAtMost, 0).verdict != Expected::kUndecided;
    }
    told += done ? 1 : 0;
  }
  return static_cast<double>(told) / kStreams;
}

TEST(ErrorSpending, KeepsTheRateOverLooksThatDoNotKeepItAlone) {
  EXPECT_LT(verdicts_at_the_limit(true), 0.05);
  EXPECT_GT(verdicts_at_the_limit(false), 0.10);  // each look at 95%: what spending is for
}

}  // namespace
}  // namespace windtunnel
