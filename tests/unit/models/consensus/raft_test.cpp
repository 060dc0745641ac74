// Raft under its driver, with latencies that never vary: what an operation costs in time, what survives.
#include "models/consensus/raft.hpp"

#include <gtest/gtest.h>

#include "tests/unit/models/consensus/lab.hpp"

namespace windtunnel {
namespace {

using namespace literals;

constexpr MemberId n(std::uint32_t i) { return MemberId(i); }

Operation write(std::uint32_t session, std::uint32_t number, StoreKey key, StoreValue value) {
  return Operation{
      .id = {session, number}, .kind = OperationKind::kWrite, .key = key, .value = value, .bytes = 256};
}
Operation read(std::uint32_t session, std::uint32_t number, StoreKey key) {
  return Operation{.id = {session, number}, .kind = OperationKind::kRead, .key = key};
}

// One way 1 ms, a write to disk 0.3 ms.
struct Scene : Lab<Raft> {
  explicit Scene(std::uint32_t members = 5, RaftOptions options = {}, std::uint64_t seed = 1)
      : Lab(cores_of<Raft>(members, options), constant_latency(1_ms), 300_us, ClusterOptions{seed, {}}) {
    cluster.start();
    leads = elect(10_ms, 5000_ms);
    run_for(60_ms);
  }
  MemberId leads;
  MemberId other() const { return n((leads.value() + 1) % cluster.members()); }
  MemberId third() const { return n((leads.value() + 2) % cluster.members()); }
};

TEST(Raft, ElectsALeaderThatEverybodyFollows) {
  Scene scene;
  ASSERT_FALSE(scene.leads.is_none());
  for (std::uint32_t i = 0; i < 5; ++i) EXPECT_EQ(scene.cluster.core(n(i)).leader(), scene.leads);
}

TEST(Raft, CommitsInOneRoundTripAndOneWriteBesideItsOwn) {
  // 1 ms there, 0.3 ms to write, 1 ms back; the leader's own 0.3 ms are over by then.
  Scene scene;
  const Time asked = scene.now();
  scene.cluster.submit(scene.leads, write(0, 1, 7, 42));
  scene.run_for(10_ms);
  ASSERT_NE(scene.reply_to({0, 1}), nullptr);
  EXPECT_EQ(scene.replied_at({0, 1}), asked + 2300_us);
}

TEST(Raft, AloneCommitsWithItsOwnWrite) {
  Scene scene(1);
  const Time asked = scene.now();
  scene.cluster.submit(scene.leads, write(0, 1, 7, 42));
  scene.run_for(10_ms);
  EXPECT_EQ(scene.replied_at({0, 1}), asked + 300_us);
}

TEST(Raft, PassesOnWhatAFollowerIsAsked) {
  Scene scene;
  const Time asked = scene.now();
  scene.cluster.submit(scene.other(), write(0, 1, 7, 42));
  scene.run_for(10_ms);
  EXPECT_EQ(scene.replied_at({0, 1}), asked + 4300_us);
}

TEST(Raft, SaysWhoLeadsWhereItDoesNotPassOn) {
  RaftOptions options;
  options.forward = false;
  Scene scene(5, options);
  scene.cluster.submit(scene.other(), write(0, 1, 7, 42));
  ASSERT_NE(scene.reply_to({0, 1}), nullptr);
  EXPECT_EQ(scene.reply_to({0, 1})->status, ReplyStatus::kNotLeader);
  EXPECT_EQ(scene.reply_to({0, 1})->leader, scene.leads);
}

TEST(Raft, ReadsWhatWasWrittenAfterAsking) {
  // A read index costs a round trip and no disk.
  Scene scene;
  scene.cluster.submit(scene.leads, write(0, 1, 7, 42));
  scene.run_for(10_ms);
  const Time asked = scene.now();
  scene.cluster.submit(scene.leads, read(1, 1, 7));
  scene.run_for(10_ms);
  EXPECT_EQ(scene.replied_at({1, 1}), asked + 2_ms);
  EXPECT_EQ(scene.reply_to({1, 1})->value, 42);
}

TEST(Raft, ReadsAtOnceUnderALease) {
  RaftOptions options;
  options.reads = LogReads::kLeaderLease;
  Scene scene(5, options);
  scene.run_for(200_ms);
  const Time asked = scene.now();
  scene.cluster.submit(scene.leads, read(1, 1, 7));
  scene.run_for(10_ms);
  EXPECT_EQ(scene.replied_at({1, 1}), asked);
}

TEST(Raft, ReadsThroughTheLogAsItWrites) {
  RaftOptions options;
  options.reads = LogReads::kLog;
  Scene scene(5, options);
  const Time asked = scene.now();
  scene.cluster.submit(scene.leads, read(1, 1, 7));
  scene.run_for(10_ms);
  EXPECT_EQ(scene.replied_at({1, 1}), asked + 2300_us);
}

TEST(Raft, ReadsAnOldCopyWhereReadsAreLocal) {
  RaftOptions options;
  options.reads = LogReads::kLocal;
  Scene scene(5, options);
  scene.cluster.submit(scene.leads, write(0, 1, 7, 42));
  scene.run_for(3_ms);  // committed, and no heartbeat since
  scene.cluster.submit(scene.leads, read(1, 1, 7));
  scene.cluster.submit(scene.other(), read(2, 1, 7));
  EXPECT_EQ(scene.reply_to({1, 1})->value, 42);
  EXPECT_EQ(scene.reply_to({2, 1})->value, kNoValue);
}

TEST(Raft, GathersABatchUntilItIsFullOrOld) {
  RaftOptions options;
  options.batch_most = 3;
  options.batch_delay = 5_ms;
  Scene scene(5, options);
  const Time asked = scene.now();
  for (std::uint32_t session = 0; session < 4; ++session)
    scene.cluster.submit(scene.leads, write(session, 1, session, 1));
  scene.run_for(20_ms);
  EXPECT_EQ(scene.replied_at({2, 1}), asked + 2300_us);
  EXPECT_EQ(scene.replied_at({3, 1}), asked + 5_ms + 2300_us);
}

TEST(Raft, AnswersASessionsOperationAgainWithoutDoingItAgain) {
  Scene scene;
  Operation add{.id = {0, 1}, .kind = OperationKind::kAdd, .key = 1, .value = 5, .bytes = 8};
  scene.cluster.submit(scene.leads, add);
  scene.run_for(10_ms);
  scene.cluster.submit(scene.other(), add);
  scene.run_for(10_ms);
  ASSERT_EQ(scene.replies.size(), 2u);
  EXPECT_EQ(scene.replies[1].second.value, 5);
  EXPECT_EQ(scene.cluster.core(scene.leads).data().find(1)->value, 5);
}

TEST(Raft, ElectsAnotherWhenItsLeaderCrashesAndKeepsWhatWasDone) {
  Scene scene;
  const MemberId first = scene.leads;
  scene.cluster.submit(first, write(0, 1, 7, 42));
  scene.run_for(3_ms);
  scene.cluster.crash(first);
  const MemberId second = scene.elect(10_ms, 5000_ms);
  ASSERT_FALSE(second.is_none());
  EXPECT_NE(second, first);
  scene.run_for(100_ms);
  scene.cluster.submit(second, read(1, 1, 7));
  scene.run_for(10_ms);
  ASSERT_NE(scene.reply_to({1, 1}), nullptr);
  EXPECT_EQ(scene.reply_to({1, 1})->value, 42);
  scene.cluster.restart(first);
  scene.run_for(1000_ms);
  EXPECT_EQ(scene.cluster.core(first).data(), scene.cluster.core(second).data());
}

TEST(Raft, StepsDownWhenNoQuorumAnswers) {
  Scene scene(3);
  scene.cluster.crash(scene.other());
  scene.cluster.crash(scene.third());
  scene.run_for(400_ms);
  EXPECT_NE(scene.cluster.core(scene.leads).role(), Raft::Role::kLeader);
}

TEST(Raft, BringsBackWithASnapshotWhoHasMissedMoreThanTheLog) {
  RaftOptions options;
  options.snapshot_every = 50;
  options.keep = 10;
  Scene scene(3, options);
  scene.cluster.crash(scene.other());
  for (std::uint32_t number = 1; number <= 500; ++number) {
    scene.cluster.submit(scene.leads, write(0, number, number % 7, number));
    scene.run_for(3_ms);
  }
  EXPECT_GT(scene.cluster.core(scene.leads).log().base(), 400u);
  scene.cluster.restart(scene.other());
  scene.run_for(500_ms);
  EXPECT_EQ(scene.cluster.core(scene.other()).data(), scene.cluster.core(scene.leads).data());
  EXPECT_GT(scene.cluster.core(scene.other()).log().base(), 400u);
  // And once more from its own disk.
  scene.cluster.crash(scene.other());
  scene.cluster.restart(scene.other());
  scene.run_for(500_ms);
  EXPECT_EQ(scene.cluster.core(scene.other()).data(), scene.cluster.core(scene.leads).data());
}

TEST(Raft, HandsLeadershipOver) {
  Scene scene;
  const MemberId to = scene.third();
  bool took = false;
  scene.cluster.call(scene.leads, [&](Raft& core, Raft::Effects& out) { took = core.transfer(to, out); });
  EXPECT_TRUE(took);
  scene.run_for(20_ms);
  EXPECT_EQ(scene.cluster.leader(), to);
  EXPECT_EQ(scene.cluster.core(scene.leads).role(), Raft::Role::kFollower);
}

TEST(Raft, ChangesItsMembersThroughBothMajorities) {
  // Three voters of five; then the other two and one of the three.
  RaftOptions options;
  std::vector<Raft> cores;
  for (std::uint32_t i = 0; i < 5; ++i) cores.emplace_back(n(i), MemberSet::first(3), options);
  Lab<Raft> lab(std::move(cores), constant_latency(1_ms), 300_us);
  lab.cluster.start();
  const MemberId leads = lab.elect(10_ms, 5000_ms);
  ASSERT_LT(leads.value(), 3u);
  lab.run_for(60_ms);
  lab.cluster.submit(leads, write(0, 1, 7, 42));
  const MemberId stays = n(leads.value() == 0 ? 1 : 0);
  MemberSet next(0b11000);
  next.add(stays);
  lab.cluster.call(leads,
                   [&](Raft& core, Raft::Effects& out) { EXPECT_TRUE(core.change_members(next, out)); });
  lab.run_for(2000_ms);
  const MemberId second = lab.cluster.leader();
  ASSERT_FALSE(second.is_none());
  EXPECT_TRUE(next.has(second));
  EXPECT_EQ(lab.cluster.core(second).members(), (raft::Membership{next, {}}));
  EXPECT_EQ(lab.cluster.core(n(4)).data().find(7)->value, 42);
  // The three that are none of them may all be gone.
  for (std::uint32_t i = 0; i < 3; ++i)
    if (!next.has(n(i))) lab.cluster.crash(n(i));
  lab.cluster.submit(second, write(0, 2, 7, 43));
  lab.run_for(50_ms);
  ASSERT_NE(lab.reply_to({0, 2}), nullptr);
  EXPECT_EQ(lab.reply_to({0, 2})->status, ReplyStatus::kOk);
}

}  // namespace
}  // namespace windtunnel
