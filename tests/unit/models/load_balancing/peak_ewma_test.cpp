// Peak EWMA: avoids the slow at once, forgives slowly, and beats least requests where speeds differ.
#include <gtest/gtest.h>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

using namespace literals;

int picks_of_first(Policy& chooser, Time now, int asks = 1000) {
  Rng rng = Rng::stream(1, "ewma");
  int first = 0;
  for (int i = 0; i < asks; ++i) first += *chooser.pick(views({0, 0}), Question{now, 0}, rng) == 0;
  return first;
}

TEST(PeakEwma, AvoidsAReplicaAfterOneSlowReply) {
  const std::unique_ptr<Policy> chooser = policy(R"({"kind": "peak_ewma"})");
  for (const std::uint32_t replica : {0u, 1u}) chooser->finished(replica, Time() + 1_s, 10_ms, true);
  chooser->finished(0, Time() + 1_s, 500_ms, true);
  EXPECT_EQ(picks_of_first(*chooser, Time() + 1_s), 0);
}

// 500 ms fall below the other's 10 ms, which falls as fast, only by replies: after 5 decay times of fast
// replies 500 e^-5 + 10 (1 - e^-5) = 13.3 ms.
TEST(PeakEwma, ForgivesWithFastReplies) {
  const std::unique_ptr<Policy> chooser = policy(R"({"kind": "peak_ewma", "decay": "1 s"})");
  chooser->finished(0, Time(), 500_ms, true);
  chooser->finished(0, Time() + 5_s, 10_ms, true);
  chooser->finished(1, Time() + 5_s, 14_ms, true);
  EXPECT_EQ(picks_of_first(*chooser, Time() + 5_s), 1000);
  const std::unique_ptr<Policy> slower = policy(R"({"kind": "peak_ewma", "decay": "1 s"})");
  slower->finished(0, Time(), 500_ms, true);
  slower->finished(0, Time() + 5_s, 10_ms, true);
  slower->finished(1, Time() + 5_s, 13_ms, true);
  EXPECT_EQ(picks_of_first(*slower, Time() + 5_s), 0);
}

TEST(PeakEwma, AvoidsAReplicaThatHasNeverAnswered) {
  const std::unique_ptr<Policy> chooser = policy(R"({"kind": "peak_ewma"})");
  chooser->finished(1, Time(), 900_ms, true);
  Rng rng = Rng::stream(2, "ewma");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(chooser->pick(views({1, 5}), Question{}, rng), 1u);
}

// One server of five at a tenth of the speed, load 0.6 of the full speeds: counting requests alone keeps
// sending to the slow one, latency tells.
TEST(PeakEwma, BeatsLeastRequestsWhenOneReplicaIsSlow) {
  const std::vector<double> speeds = {0.1, 1, 1, 1, 1};
  double ewma = 0, counts_only = 0, random = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    ewma +=
        mean_time_in_system(R"({"kind": "peak_ewma", "decay": "60 s"})", 5, 0.5, 20'000, seed, speeds) / 5;
    counts_only += mean_time_in_system(R"({"kind": "least_requests"})", 5, 0.5, 20'000, seed, speeds) / 5;
    random += mean_time_in_system(R"({"kind": "random"})", 5, 0.5, 20'000, seed, speeds) / 5;
  }
  EXPECT_LT(ewma, 0.95 * counts_only);
  EXPECT_LT(counts_only, 0.5 * random);
}

}  // namespace
}  // namespace windtunnel
