// Stores under a protocol in flight: requests wait for commits, clients learn who leads, what they saw is
// judged, and faults strike roles.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/flight.hpp"
#include "tests/unit/three_members.hpp"

namespace windtunnel {
namespace {

constexpr const char* kThree = kThreeMembers;
const std::string kStrikes = "faults.strikes.enabled=true";

Truth linearizable(const Flown& flown) {
  return flown.facts.stores.front().consistency.linearizability.verdict.truth;
}
std::int64_t ended(const Flown& flown, OperationStatus status) {
  const auto& operations = flown.facts.stores.front().history.operations;
  return std::count_if(operations.begin(), operations.end(),
                       [&](const OperationRecord& each) { return each.status == status; });
}

TEST(StoreInFlight, WaitsForWhatItsProtocolWaitsFor) {
  // A client that knows the leader: 10 ms there and 10 ms back, a write to the followers and back 20 ms,
  // their disks 1 ms (the leader's own turns beside): 41 ms, and the visit's 1 us. A read asks a majority: 40
  // ms.
  const Flown flown = fly_once(kThree);
  EXPECT_NEAR(flown.value("latency_p50", of_class("write")), 0.041, 0.0005);
  const double read = flown.value("latency_p50", of_class("read"));
  EXPECT_GT(read, 0.040);
  EXPECT_LT(read, 0.060) << "and up to 20 ms until the round that is under way is over";
  EXPECT_EQ(linearizable(flown), Truth::kHolds);
  EXPECT_EQ(flown.value("verdict_sessions", of_tier("store")), 1);
  EXPECT_EQ(flown.value("elections", of_tier("store")), 1);
}

TEST(StoreInFlight, AnswersReadsAtOnceUnderALease) {
  const Flown flown =
      fly_once(kThree, {R"(tiers.store.replication={"kind": "raft", "reads": "leader_lease"})"});
  EXPECT_NEAR(flown.value("latency_p50", of_class("read")), 0.020, 0.0005);
  EXPECT_EQ(linearizable(flown), Truth::kHolds);
}

TEST(StoreInFlight, TellsClientsWhoLeadsWhereFollowersDoNotPassOn) {
  // Whoever does not know is told once, which costs one more way there and back; then they do know.
  const Flown flown = fly_once(kThree, {R"(tiers.store.replication={"kind": "raft", "forward": false})"});
  EXPECT_NEAR(flown.value("latency_p50", of_class("write")), 0.041, 0.0005);
  EXPECT_EQ(flown.value("availability", of_class("write")), 1);
}

TEST(StoreInFlight, LosesNothingWhenItsLeaderDies) {
  const Flown flown = fly_once(kThree, {kStrikes});
  ASSERT_EQ(flown.facts.faults.size(), 1u);
  EXPECT_EQ(flown.value("elections", of_tier("store")), 2);
  EXPECT_EQ(linearizable(flown), Truth::kHolds);
  EXPECT_EQ(flown.value("lost_acknowledged_writes", of_tier("store")), 0);
  // Ten round trips or ten writes make a heartbeat of 20 ms, so by 0.6 s somebody else leads: what was asked
  // meanwhile is asked again within its deadline.
  EXPECT_GT(flown.value("availability"), 0.97);
  EXPECT_GT(flown.value("latency_p999"), 0.2);
}

TEST(StoreInFlight, CallsUnknownWhatMayHaveHappened) {
  // No second attempt: whose connection broke knows nothing of its write.
  const Flown flown = fly_once(kThree, {kStrikes, "workload.w.retries.attempts=0"});
  EXPECT_GT(ended(flown, OperationStatus::kInfo), 0);
  EXPECT_EQ(linearizable(flown), Truth::kHolds);
}

TEST(StoreInFlight, GivesAnOperationOneNumberForAllItsAttempts) {
  // Counters tell: were a retry another operation, the sum would be too large for the adds that ended ok.
  const std::string classes =
      R"(workload.w.classes={"read": {"share": 0.2, "path": ["store.read_counter"]},
                             "add": {"share": 0.8, "path": ["store.add"]}})";
  const Flown flown = fly_once(kThree, {kStrikes, classes});
  EXPECT_NE(linearizable(flown), Truth::kViolated);
  EXPECT_GT(flown.value("attempts_mean"), 1);
}

// The third member hears nobody for 10 s, and clients reach all three.
const std::string kThirdAlone = R"(faults.strikes={"kind": "partition", "shape": "isolate", "clients": "all",
  "target": {"tier": "store"}, "side": {"replica": "store-3"}, "at": "15 s", "lasts": "10 s"})";

TEST(StoreInFlight, IsJudgedByWhatItsClientsSaw) {
  // Quorums of one: a third of the reads meet the copy that hears of nothing, while all keys are written
  // again and again; of the 35 s that are measured, for 10.
  const std::string loose = R"(tiers.store.replication={"kind": "dynamo", "n": 3, "r": 1, "w": 1})";
  const Flown flown = fly_once(kThree, {loose, kThirdAlone, "workload.w.sessions.sticky=false"});
  EXPECT_EQ(linearizable(flown), Truth::kViolated);
  const double stale = flown.value("stale_read_share", of_tier("store"));
  EXPECT_GT(stale, 0.05);
  EXPECT_LT(stale, 1.0 / 3);
  EXPECT_NEAR(flown.value("harvest", of_tier("store")), 1 - stale, 1e-12);
  EXPECT_EQ(flown.value("availability"), 1);
}

TEST(StoreInFlight, ConvergesWhenAllIsWellAgain) {
  const std::string healing = R"(tiers.store.replication={"kind": "dynamo", "n": 3, "r": 1, "w": 1,
                                                          "anti_entropy": "500 ms"})";
  const Flown flown = fly_once(kThree, {healing, kThirdAlone, "run.lasts=60 s"});
  EXPECT_EQ(flown.value("verdict_convergence", of_tier("store")), 1);
}

TEST(StoreInFlight, StopsForWritersOnTheSideWithoutAMajority) {
  // The two that are cut off from the leader's side can not answer; whoever keeps asking them gets nothing.
  const std::string cut =
      R"(faults.strikes={"kind": "partition", "shape": "isolate", "at": "15 s", "lasts": "10 s",
                                             "target": {"role": "leader", "tier": "store"}})";
  const Flown flown = fly_once(kThree, {cut});
  ASSERT_EQ(flown.facts.sides.size(), 1u);
  const Sides& sides = flown.facts.sides.front().sides;
  EXPECT_EQ(std::count(sides.all().begin(), sides.all().begin() + 3, kFirstSide), 1) << "the leader, alone";
  EXPECT_EQ(linearizable(flown), Truth::kHolds);
  EXPECT_EQ(flown.value("lost_acknowledged_writes", of_tier("store")), 0);
  Selector second;
  second.side = "second";
  second.phase = "during";
  EXPECT_GT(flown.value("availability", second), 0.9);
}

TEST(StoreInFlight, LosesAcknowledgedWritesWhenTwoBelieveThatTheyLead) {
  // The primary is cut off from its backups and goes on without a lease; what it acknowledges meanwhile is
  // thrown away when it hears of the one that took over.
  const std::string asynchronous =
      R"(tiers.store.replication={"kind": "primary_backup", "mode": "asynchronous", "lease": false})";
  const std::string cut =
      R"(faults.strikes={"kind": "partition", "shape": "isolate", "clients": "all", "at": "15 s",
                                             "lasts": "10 s", "target": {"role": "leader", "tier": "store"}})";
  const Flown flown = fly_once(kThree, {asynchronous, cut});
  const double lost = flown.value("lost_acknowledged_writes", of_tier("store"));
  EXPECT_GT(lost, 0);
  EXPECT_EQ(linearizable(flown), Truth::kViolated);
  // With its lease it stops after some 0.2 s, and loses what it acknowledged until then.
  const Flown leased = fly_once(
      kThree, {R"(tiers.store.replication={"kind": "primary_backup", "mode": "asynchronous"})", cut});
  EXPECT_LT(leased.value("lost_acknowledged_writes", of_tier("store")), lost / 2);
}

TEST(StoreInFlight, IsTheSameForTheSameSeed) {
  const Flown a = fly_once(kThree, {kStrikes}), b = fly_once(kThree, {kStrikes});
  EXPECT_EQ(a.facts.recorder.fingerprints.protocol.value(), b.facts.recorder.fingerprints.protocol.value());
  EXPECT_EQ(a.facts.events, b.facts.events);
  const Flown other = fly_once(kThree, {kStrikes}, 2);
  EXPECT_NE(a.facts.recorder.fingerprints.protocol.value(),
            other.facts.recorder.fingerprints.protocol.value());
}

TEST(StoreInFlight, PaysForItsReplicationsTraffic) {
  // Each write of 1 KiB goes to two followers, in three zones: at least 2 KiB a write between zones.
  const Flown flown = fly_once(kThree);
  std::int64_t between = 0;
  for (PlaceIndex from = 0; from < 3; ++from)
    for (PlaceIndex to = 0; to < 3; ++to)
      if (from != to) between += flown.bytes(from, to);
  const auto& operations = flown.facts.stores.front().history.operations;
  const auto writes = std::count_if(operations.begin(), operations.end(), [](const OperationRecord& each) {
    return each.kind == OperationKind::kWrite && each.status == OperationStatus::kOk;
  });
  EXPECT_GT(between, writes * 2 * 1024);
}

}  // namespace
}  // namespace windtunnel
