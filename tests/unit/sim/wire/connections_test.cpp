// Pools of connections: who opens, who shares, who waits, by hand.
#include "sim/wire/connections.hpp"

#include <gtest/gtest.h>

namespace windtunnel {
namespace {

using namespace literals;

constexpr ConnectionPlan kTls{100, 1, 90'000'000'000_ns, 2, 1};  // TCP and TLS 1.3; resumed

TEST(Connections, AreOpenedOnceAndUsedAgain) {
  ConnectionPools pools(kTls);
  const auto first = pools.take(0, 7, 1, Time());
  EXPECT_EQ(first.round_trips, 2);
  EXPECT_FALSE(pools.give_back(first.connection, Time() + 1_s));
  const auto again = pools.take(0, 7, 2, Time() + 2_s);
  EXPECT_EQ(again.connection, first.connection);
  EXPECT_EQ(again.round_trips, 0);
  EXPECT_EQ(pools.totals().opened, 1);
}

TEST(Connections, AreResumedByWhoHasMetTheReplica) {
  ConnectionPools pools(kTls);
  EXPECT_EQ(pools.take(0, 7, 1, Time()).round_trips, 2);
  EXPECT_EQ(pools.take(0, 7, 2, Time()).round_trips, 1);
  EXPECT_EQ(pools.take(1, 7, 3, Time()).round_trips, 2) << "another caller has not met it";
  EXPECT_EQ(pools.take(0, 8, 4, Time()).round_trips, 2) << "nor this one that replica";
  EXPECT_EQ(pools.totals().resumed, 1);
}

TEST(Connections, AreWaitedForInLineAtTheLimit) {
  ConnectionPlan plan = kTls;
  plan.limit = 2;
  ConnectionPools pools(plan);
  const auto a = pools.take(0, 7, 1, Time());
  const auto b = pools.take(0, 7, 2, Time());
  EXPECT_EQ(pools.take(0, 7, 3, Time()).connection, kNoConnection);
  EXPECT_EQ(pools.take(0, 7, 4, Time()).connection, kNoConnection);
  EXPECT_NE(pools.take(0, 8, 5, Time()).connection, kNoConnection) << "another replica's pool has room";
  const auto next = pools.give_back(b.connection, Time());
  ASSERT_TRUE(next);
  EXPECT_EQ(next->ticket, 3u);
  EXPECT_EQ(next->connection, b.connection);
  EXPECT_EQ(next->round_trips, 0);
  EXPECT_EQ(pools.give_back(a.connection, Time())->ticket, 4u);
  EXPECT_EQ(pools.totals().waited, 2);
}

TEST(Connections, LeaveTheLineToOthers) {
  ConnectionPlan plan = kTls;
  plan.limit = 1;
  ConnectionPools pools(plan);
  const auto a = pools.take(0, 7, 1, Time());
  pools.take(0, 7, 2, Time());
  pools.take(0, 7, 3, Time());
  pools.leave(0, 7, 2);
  EXPECT_EQ(pools.give_back(a.connection, Time())->ticket, 3u);
}

// Three requests, two streams a connection: the second shares the first's, the third opens another.
TEST(Connections, CarryAsManyStreamsAsTheyMay) {
  ConnectionPlan plan = kTls;
  plan.streams = 2;
  plan.limit = 2;
  ConnectionPools pools(plan);
  const auto a = pools.take(0, 7, 1, Time());
  const auto b = pools.take(0, 7, 2, Time());
  EXPECT_EQ(a.connection, b.connection);
  EXPECT_EQ(b.round_trips, 0);
  const auto c = pools.take(0, 7, 3, Time());
  EXPECT_NE(c.connection, a.connection);
  pools.take(0, 7, 4, Time());
  EXPECT_EQ(pools.take(0, 7, 5, Time()).connection, kNoConnection);
  EXPECT_EQ(pools.give_back(a.connection, Time())->ticket, 5u);
}

TEST(Connections, GrowOldWithoutUse) {
  ConnectionPools pools(kTls);
  const auto a = pools.take(0, 7, 1, Time());
  pools.give_back(a.connection, Time());
  EXPECT_EQ(pools.take(0, 7, 2, Time() + 90_s).round_trips, 0);
  pools.give_back(a.connection, Time() + 90_s);
  EXPECT_EQ(pools.take(0, 7, 3, Time() + 181_s).round_trips, 1) << "closed after 90 s, and resumed";
  EXPECT_EQ(pools.totals().closed, 1);
}

TEST(Connections, AreNotKeptWithoutKeepAlive) {
  ConnectionPlan plan = kTls;
  plan.idle = 0_s;
  plan.limit = 1;
  ConnectionPools pools(plan);
  const auto a = pools.take(0, 7, 1, Time());
  pools.take(0, 7, 2, Time());
  const auto next = pools.give_back(a.connection, Time());
  ASSERT_TRUE(next);
  EXPECT_EQ(next->ticket, 2u);
  EXPECT_EQ(next->round_trips, 1);
  EXPECT_FALSE(pools.give_back(next->connection, Time()));
  EXPECT_EQ(pools.open(0, 7), 0);
}

TEST(Connections, ClosedUnderTheirUserMakeRoomForAnother) {
  ConnectionPlan plan = kTls;
  plan.limit = 1;
  ConnectionPools pools(plan);
  const auto a = pools.take(0, 7, 1, Time());
  pools.take(0, 7, 2, Time());
  pools.doom(a.connection);
  const auto next = pools.give_back(a.connection, Time());
  ASSERT_TRUE(next);
  EXPECT_EQ(next->ticket, 2u);
  EXPECT_EQ(next->round_trips, 1);
}

TEST(Connections, ToADeadReplicaAreNeverUsedAgain) {
  ConnectionPools pools(kTls);
  const auto idle = pools.take(0, 7, 1, Time());
  const auto used = pools.take(0, 7, 2, Time());
  pools.give_back(idle.connection, Time());
  pools.forget(7);
  EXPECT_EQ(pools.open(0, 7), 1);
  EXPECT_EQ(pools.take(0, 7, 3, Time()).round_trips, 1);
  pools.give_back(used.connection, Time());
  EXPECT_EQ(pools.open(0, 7), 1) << "the doomed one went with its user";
}

}  // namespace
}  // namespace windtunnel
