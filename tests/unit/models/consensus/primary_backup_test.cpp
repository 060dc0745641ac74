// A primary and its backups: what each mode promises, what failover keeps and loses, and what becomes of the
// primary that comes back.
#include "models/consensus/primary_backup.hpp"

#include <gtest/gtest.h>

#include "tests/unit/models/consensus/lab.hpp"

namespace windtunnel {
namespace {

using namespace literals;

constexpr Duration kLatency = 1_ms;
constexpr Duration kSync = 2_ms;

PrimaryBackupOptions options_with(std::uint32_t acknowledgements) {
  PrimaryBackupOptions options;
  options.acknowledgements = acknowledgements;
  return options;
}

// Three members, 1 ms apart, with disks that take 2 ms; the network can be cut in two.
struct Scene {
  std::vector<bool> cut_off = std::vector<bool>(5, false);  // members that hear only each other
  Lab<PrimaryBackup> lab;

  explicit Scene(const PrimaryBackupOptions& options, std::uint32_t members = 3)
      : lab(
            cores_of<PrimaryBackup>(members, options),
            [this](MemberId from, MemberId to, ProtocolMessage) {
              return cut_off[from.index()] == cut_off[to.index()] ? kLatency : Duration::from_ns(-1);
            },
            kSync) {
    lab.cluster.start();
  }
  void ask(std::uint32_t member, Operation operation) { lab.cluster.submit(MemberId(member), operation); }
  void write(std::uint32_t member, std::uint32_t number, StoreValue value, StoreKey key = 0) {
    ask(member, Operation{.id = {1, number}, .kind = OperationKind::kWrite, .key = key, .value = value});
  }
  Reply read(std::uint32_t member, std::uint32_t number, StoreKey key = 0) {
    ask(member, Operation{.id = {2, number}, .kind = OperationKind::kRead, .key = key});
    lab.run_for(20_ms);
    const Reply* reply = lab.reply_to({2, number});
    return reply == nullptr ? Reply{.status = ReplyStatus::kUnknown} : *reply;
  }
  const PrimaryBackup& core(std::uint32_t member) const { return lab.cluster.core(MemberId(member)); }
  StoreValue held(std::uint32_t member, StoreKey key = 0) const {
    const auto* item = core(member).copy().data().find(key);
    return item == nullptr ? kNoValue : item->value;
  }
  Duration reply_time(std::uint32_t number, Time asked) const {
    const auto at = lab.replied_at({1, number});
    return at ? *at - asked : Duration::from_ns(-1);
  }
};

TEST(PrimaryBackup, AnswersAWriteWhenItsModeSaysThatItIsDone) {
  // The primary's own write takes 2 ms. An acknowledgement comes after 1 ms there, 2 ms on the backup's disk,
  // 1 ms back: 6 ms in all. Asynchronously the client waits for the first 2 ms alone.
  for (const auto& [acknowledgements, expected] :
       std::vector<std::pair<std::uint32_t, Duration>>{{0, 2_ms}, {1, 6_ms}, {2, 6_ms}}) {
    Scene scene(options_with(acknowledgements));
    scene.lab.run_for(20_ms);
    const Time asked = scene.lab.now();
    scene.write(0, 1, 7);
    scene.lab.run_for(20_ms);
    EXPECT_EQ(scene.reply_time(1, asked), expected) << acknowledgements;
    for (std::uint32_t member = 0; member < 3; ++member) EXPECT_EQ(scene.held(member), 7) << member;
  }
}

TEST(PrimaryBackup, WaitsForADeadBackupOnlyWhereAllHaveToAcknowledge) {
  for (const std::uint32_t acknowledgements : {0u, 1u, 2u}) {
    Scene scene(options_with(acknowledgements));
    scene.lab.run_for(20_ms);
    scene.lab.cluster.crash(MemberId(2));
    scene.write(0, 1, 7);
    scene.lab.run_for(1_s);
    EXPECT_EQ(scene.lab.reply_to({1, 1}) != nullptr, acknowledgements < 2) << acknowledgements;
    scene.lab.cluster.restart(MemberId(2));
    scene.lab.run_for(1_s);
    ASSERT_NE(scene.lab.reply_to({1, 1}), nullptr) << acknowledgements;
    EXPECT_EQ(scene.held(2), 7);
  }
}

TEST(PrimaryBackup, PassesOperationsOnFromItsBackups) {
  Scene scene(options_with(1));
  scene.lab.run_for(20_ms);
  scene.write(2, 1, 7);
  scene.lab.run_for(20_ms);
  ASSERT_NE(scene.lab.reply_to({1, 1}), nullptr);
  EXPECT_EQ(scene.lab.reply_to({1, 1})->status, ReplyStatus::kOk);
  EXPECT_EQ(scene.read(1, 1).value, 7);
}

TEST(PrimaryBackup, SaysWhoThePrimaryIsWhenItDoesNotPassOn) {
  PrimaryBackupOptions options = options_with(0);
  options.forward = false;
  Scene scene(options);
  scene.lab.run_for(60_ms);
  scene.write(2, 1, 7);
  ASSERT_NE(scene.lab.reply_to({1, 1}), nullptr);
  EXPECT_EQ(scene.lab.reply_to({1, 1})->status, ReplyStatus::kNotLeader);
  EXPECT_EQ(scene.lab.reply_to({1, 1})->leader, MemberId(0));
}

TEST(PrimaryBackup, ReadsAnOldCopyWhereAnyMayBeRead) {
  PrimaryBackupOptions options = options_with(0);
  options.reads = BackupReads::kAny;
  Scene scene(options);
  scene.lab.run_for(20_ms);
  scene.write(0, 1, 7);
  scene.lab.run_for(2_ms);  // answered, and on its way to the backups
  ASSERT_NE(scene.lab.reply_to({1, 1}), nullptr);
  scene.ask(1, Operation{.id = {2, 1}});
  ASSERT_NE(scene.lab.reply_to({2, 1}), nullptr);
  EXPECT_EQ(scene.lab.reply_to({2, 1})->value, kNoValue);
  scene.lab.run_for(20_ms);
  EXPECT_EQ(scene.read(1, 2).value, 7);
}

TEST(PrimaryBackup, FailsOverToABackupWithAnEpochOfItsOwn) {
  Scene scene(options_with(1));
  scene.lab.run_for(20_ms);
  scene.write(0, 1, 7);
  scene.lab.run_for(20_ms);
  scene.lab.cluster.crash(MemberId(0));
  scene.lab.run_for(1_s);
  const MemberId next = scene.lab.cluster.leader();
  ASSERT_FALSE(next.is_none());
  EXPECT_EQ(scene.lab.cluster.probe(next).term, 2);
  EXPECT_EQ(scene.read(next.value(), 1).value, 7);
  scene.write(next.value(), 2, 8);
  scene.lab.run_for(50_ms);
  ASSERT_NE(scene.lab.reply_to({1, 2}), nullptr);
}

TEST(PrimaryBackup, StaysWithoutAPrimaryWhereFailoverIsManual) {
  PrimaryBackupOptions options = options_with(0);
  options.failover = Failover::kManual;
  Scene scene(options);
  scene.write(0, 1, 7);
  scene.lab.run_for(20_ms);
  scene.lab.cluster.crash(MemberId(0));
  scene.lab.run_for(10_s);
  EXPECT_TRUE(scene.lab.cluster.leader().is_none());
  scene.lab.cluster.restart(MemberId(0));
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.lab.cluster.leader(), MemberId(0));
  EXPECT_EQ(scene.read(0, 1).value, 7);
  // The operator promotes another one; the old primary hears of it and follows.
  scene.lab.cluster.call(MemberId(2), [](PrimaryBackup& core, auto& out) { core.promote(out); });
  scene.write(2, 2, 8);
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.lab.cluster.leader(), MemberId(2));
  EXPECT_EQ(scene.core(0).role(), PrimaryBackup::Role::kBackup);
  EXPECT_EQ(scene.held(0), 8);
}

// Cut off, an asynchronous primary answers writes for as long as its lease lasts; then the others fail over,
// and it throws away what only it had.
TEST(PrimaryBackup, LosesAcknowledgedWritesWhenItFailsOverAsynchronously) {
  Scene scene(options_with(0));
  scene.write(0, 1, 7);
  scene.lab.run_for(100_ms);
  scene.cut_off[0] = true;
  scene.write(0, 2, 8);
  scene.lab.run_for(20_ms);
  ASSERT_NE(scene.lab.reply_to({1, 2}), nullptr);
  EXPECT_EQ(scene.lab.reply_to({1, 2})->status, ReplyStatus::kOk);
  scene.lab.run_for(1_s);
  const MemberId next = scene.lab.cluster.leader();
  ASSERT_NE(next, MemberId(0));
  EXPECT_EQ(scene.read(next.value(), 1).value, 7);
  scene.cut_off[0] = false;
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.core(0).role(), PrimaryBackup::Role::kBackup);
  for (std::uint32_t member = 0; member < 3; ++member) EXPECT_EQ(scene.held(member), 7) << member;
  EXPECT_EQ(scene.lab.cluster.stable(MemberId(0)).copy.data(), scene.core(next.value()).copy().data());
  // The truth is told, too: the copy's last change of the key is the one that stood before.
  EXPECT_EQ(scene.lab.applied.back().first, MemberId(0));
  EXPECT_EQ(scene.lab.applied.back().second.value, 7);
}

TEST(PrimaryBackup, LosesNothingAcknowledgedWhereAcknowledgementsReachAMajority) {
  Scene scene(options_with(1));
  scene.write(0, 1, 7);
  scene.lab.run_for(100_ms);
  scene.cut_off[0] = true;
  scene.write(0, 2, 8);
  scene.lab.run_for(2_s);
  const Reply* cut = scene.lab.reply_to({1, 2});
  EXPECT_TRUE(cut == nullptr || cut->status != ReplyStatus::kOk);
  scene.cut_off[0] = false;
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.held(0), 7);
  EXPECT_EQ(scene.core(0).copy().last(), scene.core(1).copy().last());
}

TEST(PrimaryBackup, AnswersNobodyWithoutALease) {
  Scene scene(options_with(0));
  scene.lab.run_for(100_ms);
  scene.cut_off[0] = true;
  scene.lab.run_for(140_ms);  // 135 ms are its lease
  EXPECT_EQ(scene.read(0, 1).status, ReplyStatus::kNotLeader);
  scene.write(0, 1, 7);
  ASSERT_NE(scene.lab.reply_to({1, 1}), nullptr);
  EXPECT_EQ(scene.lab.reply_to({1, 1})->status, ReplyStatus::kNotLeader);
}

TEST(PrimaryBackup, GoesOnWithoutOneWhereNoLeaseIsAsked) {
  PrimaryBackupOptions options = options_with(0);
  options.lease = false;
  Scene scene(options);
  scene.lab.run_for(100_ms);
  scene.cut_off[0] = true;
  scene.lab.run_for(2_s);
  scene.write(0, 1, 7);
  scene.lab.run_for(20_ms);
  ASSERT_NE(scene.lab.reply_to({1, 1}), nullptr);
  EXPECT_EQ(scene.lab.reply_to({1, 1})->status, ReplyStatus::kOk);
  EXPECT_EQ(scene.core(0).role(), PrimaryBackup::Role::kPrimary);
  EXPECT_NE(scene.lab.cluster.leader(), MemberId(0));
  scene.cut_off[0] = false;
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.held(0), kNoValue);
}

TEST(PrimaryBackup, ForgetsInARestartNothingThatItAnswered) {
  Scene scene(options_with(0), 1);
  scene.write(0, 1, 7);
  scene.lab.run_for(3_ms);
  scene.write(0, 2, 8);  // on its way to the disk when all goes dark
  scene.lab.cluster.crash(MemberId(0));
  scene.lab.cluster.restart(MemberId(0));
  scene.lab.run_for(1_s);
  EXPECT_NE(scene.lab.reply_to({1, 1}), nullptr);
  EXPECT_EQ(scene.lab.reply_to({1, 2}), nullptr);
  EXPECT_EQ(scene.read(0, 1).value, 7);
}

TEST(PrimaryBackup, GivesAllDataToABackupThatIsTooLate) {
  PrimaryBackupOptions options = options_with(1);
  options.keep = 10;
  Scene scene(options);
  scene.lab.run_for(20_ms);
  scene.lab.cluster.crash(MemberId(2));
  for (std::uint32_t i = 1; i <= 100; ++i) {
    scene.write(0, i, i, i % 7);
    scene.lab.run_for(10_ms);
  }
  EXPECT_LT(scene.core(0).copy().last().slot - scene.core(0).copy().first_kept(), 12u);
  scene.lab.cluster.restart(MemberId(2));
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.core(2).copy().data(), scene.core(0).copy().data());
  EXPECT_EQ(scene.lab.cluster.stable(MemberId(2)).copy.data(), scene.core(0).copy().data());
  EXPECT_EQ(scene.core(2).copy().last(), scene.core(0).copy().last());
}

TEST(PrimaryBackup, AppliesASessionsOperationOnceHoweverOftenItIsAsked) {
  Scene scene(options_with(1));
  scene.lab.run_for(20_ms);
  const Operation add{.id = {1, 1}, .kind = OperationKind::kAdd, .value = 5};
  scene.ask(0, add);
  scene.ask(1, add);
  scene.lab.run_for(20_ms);
  EXPECT_EQ(scene.lab.replies.size(), 2u);
  EXPECT_EQ(scene.held(0), 5);
  EXPECT_EQ(scene.held(2), 5);
}

TEST(PrimaryBackup, PutsCommandsTogetherWhereABatchIsAsked) {
  PrimaryBackupOptions options = options_with(1);
  options.batch_delay = 1_ms;
  options.batch_most = 4;
  Scene scene(options);
  scene.lab.run_for(20_ms);
  const std::int64_t before = scene.lab.cluster.totals().records;
  for (std::uint32_t i = 1; i <= 6; ++i)
    scene.ask(0, Operation{.id = {i, 1}, .kind = OperationKind::kAdd, .value = 1});
  scene.lab.run_for(20_ms);
  EXPECT_EQ(scene.held(0), 6);
  EXPECT_EQ(scene.lab.replies.size(), 6u);
  // Four at once, and two when the first of them is 1 ms old, on three members.
  EXPECT_EQ(scene.lab.cluster.totals().records - before, 6);
}

// Positive controls: each planted mistake is seen by a client.
TEST(PrimaryBackup, LosesWhatItAnsweredTooEarly) {
  PrimaryBackupOptions options = options_with(2);
  options.mistake = PrimaryBackupMistake::kAcknowledgesEarly;
  Scene scene(options);
  scene.lab.run_for(20_ms);
  scene.cut_off[0] = true;
  scene.write(0, 1, 7);
  scene.lab.run_for(1_s);
  ASSERT_NE(scene.lab.reply_to({1, 1}), nullptr);
  EXPECT_EQ(scene.lab.reply_to({1, 1})->status, ReplyStatus::kOk);
  scene.cut_off[0] = false;
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.held(0), kNoValue);
}

TEST(PrimaryBackup, ForgetsWhatItDidNotWrite) {
  PrimaryBackupOptions options = options_with(1);
  options.mistake = PrimaryBackupMistake::kSkippedFsync;
  Scene scene(options);
  scene.write(0, 1, 7);
  scene.lab.run_for(100_ms);
  ASSERT_NE(scene.lab.reply_to({1, 1}), nullptr);
  for (std::uint32_t member = 0; member < 3; ++member) scene.lab.cluster.crash(MemberId(member));
  for (std::uint32_t member = 0; member < 3; ++member) scene.lab.cluster.restart(MemberId(member));
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.read(scene.lab.cluster.leader().value(), 1).value, kNoValue);
}

TEST(PrimaryBackup, ReadsStaleWhereAPrimaryOutlivesItsLease) {
  PrimaryBackupOptions options = options_with(1);
  options.mistake = PrimaryBackupMistake::kOutlivesItsLease;
  Scene scene(options);
  scene.write(0, 1, 7);
  scene.lab.run_for(100_ms);
  scene.cut_off[0] = true;
  scene.lab.run_for(1_s);
  scene.write(scene.lab.cluster.leader().value(), 2, 8);
  scene.lab.run_for(50_ms);
  ASSERT_NE(scene.lab.reply_to({1, 2}), nullptr);
  EXPECT_EQ(scene.read(0, 1).value, 7);
}

}  // namespace
}  // namespace windtunnel
