// Consistent hashing: keys stay, few move, shares vary as the law says (B-RING), bounds hold.
#include <gtest/gtest.h>

#include "tests/unit/models/load_balancing/farm.hpp"

namespace windtunnel {
namespace {

std::size_t owner(Policy& chooser, const std::vector<ReplicaView>& up, std::uint64_t key) {
  Rng rng = Rng::stream(1, "ring");
  return up[*chooser.pick(up, Question{Time(), key}, rng)].replica;
}

TEST(ConsistentHashing, SendsTheSameKeyToTheSameReplicaWhateverTheLoad) {
  const std::unique_ptr<Policy> chooser = policy(R"({"kind": "consistent_hashing"})");
  for (std::uint64_t key = 0; key < 1000; ++key) {
    EXPECT_EQ(owner(*chooser, views({0, 0, 0, 0}), key), owner(*chooser, views({9, 5, 0, 70}), key));
  }
}

TEST(ConsistentHashing, MovesOnlyTheKeysOfTheOneThatLeaves) {
  const std::unique_ptr<Policy> chooser = policy(R"({"kind": "consistent_hashing"})");
  const std::vector<ReplicaView> all = views(std::vector<std::int32_t>(10));
  std::vector<ReplicaView> rest = all;
  rest.erase(rest.begin() + 3);
  std::vector<std::size_t> before;
  chooser->members_changed(all);
  for (std::uint64_t key = 0; key < 20'000; ++key) before.push_back(owner(*chooser, all, key));
  chooser->members_changed(rest);
  int moved = 0;
  for (std::uint64_t key = 0; key < 20'000; ++key) {
    const std::size_t after = owner(*chooser, rest, key);
    if (before[key] == after) continue;
    ++moved;
    ASSERT_EQ(before[key], 3u);
  }
  EXPECT_NEAR(moved / 20'000.0, 0.1, 0.35 * 0.1);  // 1 of 10, within four deviations of a share at 160 points
}

// Shares are Beta(V, (N-1) V): for N = 10 and V = 100 their coefficient of variation is 0.0948 (B-RING). 200
// rings estimate it within 3%; each share is itself measured by 40,000 keys, which adds 1.5% of variation.
double share_cv(std::int64_t virtual_nodes) {
  double squares = 0;
  constexpr int kRings = 200, kKeys = 40'000;
  for (std::uint32_t ring = 0; ring < kRings; ++ring) {
    std::vector<ReplicaView> up;
    for (std::uint32_t i = 0; i < 10; ++i) up.push_back({ring * 10 + i, 0, 1.0});
    const auto chosen = counts(*policy("{\"kind\": \"consistent_hashing\", \"virtual_nodes\": " +
                                       std::to_string(virtual_nodes) + "}"),
                               up, kKeys, Rng::stream(ring, "ring"));
    for (const int count : chosen) squares += std::pow(count / (kKeys / 10.0) - 1, 2) - 0.9 / (kKeys / 10.0);
  }
  return std::sqrt(squares / (kRings * 10));
}

TEST(ConsistentHashing, HasTheSharesOfARandomRing) {
  // The deviation of a cv from 2,000 shares is about cv / sqrt(4,000) = 1.6%; 8% is five of those.
  EXPECT_NEAR(share_cv(100), 0.094821, 0.08 * 0.094821);
  EXPECT_GT(std::abs(share_cv(50) - 0.094821), 0.08 * 0.094821);  // the negative control: half the points
}

TEST(ConsistentHashing, PassesOverAReplicaThatHasItsBound) {
  const std::unique_ptr<Policy> free = policy(R"({"kind": "consistent_hashing"})");
  const std::unique_ptr<Policy> bounded = policy(R"({"kind": "consistent_hashing", "load_bound": 1.25})");
  Rng rng = Rng::stream(1, "ring");
  std::vector<ReplicaView> up = views(std::vector<std::int32_t>(8));
  free->members_changed(up);
  bounded->members_changed(up);
  // One hot key: alone it would put everything on one replica. m requests in flight over n = 8 replicas may
  // give nobody more than ceil(1.25 m / 8).
  std::int32_t total = 0;
  for (int i = 0; i < 400; ++i) {
    ++up[*bounded->pick(up, Question{Time(), 42}, rng)].in_flight;
    ++total;
    for (const ReplicaView& view : up) ASSERT_LE(view.in_flight, std::ceil(1.25 * total / 8));
  }
  EXPECT_EQ(bounded->pick(views(std::vector<std::int32_t>(8)), Question{Time(), 42}, rng),
            free->pick(up, Question{Time(), 42}, rng));
}

TEST(ConsistentHashing, GivesHeavierReplicasMorePoints) {
  const std::vector<ReplicaView> up = {{0, 0, 1.0}, {1, 0, 3.0}};
  const auto chosen = counts(*policy(R"({"kind": "consistent_hashing", "virtual_nodes": 2000})"), up, 40'000,
                             Rng::stream(3, "r"));
  EXPECT_NEAR(chosen[1], 30'000, 1500);
}

}  // namespace
}  // namespace windtunnel
