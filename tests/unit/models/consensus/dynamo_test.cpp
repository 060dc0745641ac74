// A Dynamo-style store: quorums, stand-ins, hints, read repair, trees, conflicts; each with the mistake that
// it would not survive.
#include "models/consensus/dynamo.hpp"

#include <gtest/gtest.h>

#include "tests/unit/models/consensus/lab.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Five members 1 ms apart, disks of 2 ms; members that are cut off hear nobody.
struct Scene {
  std::vector<bool> cut_off = std::vector<bool>(8, false);
  Lab<Dynamo> lab;
  std::uint32_t asked = 0;
  StoreKey key = 0;  // its home is member 0

  explicit Scene(const DynamoOptions& options, std::uint32_t members = 5)
      : lab(
            cores_of<Dynamo>(members, options),
            [this](MemberId from, MemberId to, ProtocolMessage) {
              return cut_off[from.index()] || cut_off[to.index()] ? Duration::from_ns(-1) : Duration(1_ms);
            },
            2_ms) {
    lab.cluster.start();
    while (core(0).home_of(key) != 0) ++key;
  }
  const Dynamo& core(std::uint32_t member) const { return lab.cluster.core(MemberId(member)); }
  OperationId ask(std::uint32_t member, OperationKind kind, StoreValue value = kNoValue) {
    const OperationId id{1, ++asked};
    lab.cluster.submit(MemberId(member), Operation{.id = id, .kind = kind, .key = key, .value = value});
    return id;
  }
  // Waits as long as one round of everything takes.
  Reply write(std::uint32_t member, StoreValue value) {
    return outcome(ask(member, OperationKind::kWrite, value));
  }
  Reply read(std::uint32_t member) { return outcome(ask(member, OperationKind::kRead)); }
  Reply outcome(OperationId id) {
    lab.run_for(10_ms);
    const Reply* reply = lab.reply_to(id);
    return reply == nullptr ? Reply{.status = ReplyStatus::kUnknown} : *reply;
  }
  StoreValue held(std::uint32_t member) const {
    const dynamo::Versions* found = core(member).find(key);
    return found == nullptr ? kNoValue : found->youngest.value;
  }
};

DynamoOptions strict(std::uint32_t reads, std::uint32_t writes) {
  DynamoOptions options;
  options.reads = reads;
  options.writes = writes;
  options.hinted_handoff = options.read_repair = false;
  return options;
}

TEST(Dynamo, AnswersAWriteAtTheWthAcknowledgementAndAReadAtTheRthAnswer) {
  // From a coordinator without a copy: 1 ms there, 2 ms on the disk, 1 ms back; a read needs no disk. One
  // that holds a copy has one answer of its own: its disk's after 2 ms, or at once.
  struct Row {
    std::uint32_t coordinator, quorum;
    Duration write, read;
  };
  for (const Row& row :
       {Row{3, 1, 4_ms, 2_ms}, Row{3, 3, 4_ms, 2_ms}, Row{0, 1, 2_ms, Duration()}, Row{0, 2, 4_ms, 2_ms}}) {
    Scene scene(strict(row.quorum, row.quorum));
    const OperationId write = scene.ask(row.coordinator, OperationKind::kWrite, 7);
    scene.lab.run_for(20_ms);
    EXPECT_EQ(scene.lab.replied_at(write), Time() + row.write) << row.coordinator << row.quorum;
    const OperationId read = scene.ask(row.coordinator, OperationKind::kRead);
    scene.lab.run_for(20_ms);
    EXPECT_EQ(scene.lab.replied_at(read), Time() + 20_ms + row.read) << row.coordinator << row.quorum;
    EXPECT_EQ(scene.lab.reply_to(read)->value, 7);
    EXPECT_EQ(scene.lab.reply_to(read)->version, scene.lab.reply_to(write)->version);
    for (std::uint32_t member = 0; member < 5; ++member)
      EXPECT_EQ(scene.held(member), member < 3 ? 7 : kNoValue) << member;
  }
}

TEST(Dynamo, HasNothingButRegisters) {
  Scene scene(strict(1, 1));
  EXPECT_EQ(scene.outcome(scene.ask(0, OperationKind::kAdd, 1)).status, ReplyStatus::kRejected);
}

TEST(Dynamo, GivesUpWhenItsQuorumDoesNotCome) {
  Scene scene(strict(2, 2));
  scene.cut_off[1] = scene.cut_off[2] = true;
  const OperationId write = scene.ask(3, OperationKind::kWrite, 7);
  const OperationId read = scene.ask(3, OperationKind::kRead);
  scene.lab.run_for(1_s);
  ASSERT_NE(scene.lab.reply_to(write), nullptr);
  ASSERT_NE(scene.lab.reply_to(read), nullptr);
  EXPECT_EQ(scene.lab.reply_to(write)->status, ReplyStatus::kUnknown);  // member 0 has it
  EXPECT_EQ(scene.lab.reply_to(read)->status, ReplyStatus::kRejected);
  EXPECT_EQ(scene.lab.replied_at(write), Time() + DynamoOptions().patience);
  EXPECT_EQ(scene.held(0), 7);
}

TEST(Dynamo, ReadsStaleWhereQuorumsNeedNotMeet) {
  Scene scene(strict(1, 1));
  scene.cut_off[1] = true;
  EXPECT_EQ(scene.write(0, 7).status, ReplyStatus::kOk);
  scene.cut_off[1] = false;
  EXPECT_EQ(scene.read(1).value, kNoValue);
  EXPECT_EQ(scene.read(2).value, 7);
}

TEST(Dynamo, RepairsOldCopiesThatAReadMeets) {
  for (const DynamoMistake mistake : {DynamoMistake::kNone, DynamoMistake::kDropsReadRepair}) {
    DynamoOptions options = strict(2, 2);
    options.read_repair = true;
    options.mistake = mistake;
    Scene scene(options);
    scene.cut_off[1] = true;
    scene.write(0, 7);
    scene.cut_off[1] = false;
    scene.read(4);
    EXPECT_EQ(scene.held(1), mistake == DynamoMistake::kNone ? 7 : kNoValue);
  }
}

TEST(Dynamo, RepairsACopyThatAnsweredTooLateToBeAwaited) {
  DynamoOptions options = strict(1, 1);
  options.read_repair = true;
  Scene scene(options);
  scene.cut_off[2] = true;
  scene.write(0, 7);
  scene.cut_off[2] = false;
  EXPECT_EQ(scene.read(0).value, 7);  // answered from its own copy
  EXPECT_EQ(scene.held(2), 7);
}

TEST(Dynamo, KeepsAHintForWhomItCouldNotReach) {
  DynamoOptions options = strict(2, 2);
  options.hinted_handoff = true;
  Scene scene(options);
  scene.cut_off[1] = true;
  EXPECT_EQ(scene.write(0, 7).status, ReplyStatus::kOk);
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.core(0).hints().size(), 1u);
  EXPECT_EQ(scene.lab.cluster.stable(MemberId(0)).hints.size(), 1u);
  scene.cut_off[1] = false;
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.held(1), 7);
  EXPECT_EQ(scene.core(0).hints().size(), 0u);
  EXPECT_EQ(scene.lab.cluster.stable(MemberId(0)).hints.size(), 0u);
}

TEST(Dynamo, HandsOffAfterARestartWhatItKeptBefore) {
  DynamoOptions options = strict(2, 2);
  options.hinted_handoff = true;
  Scene scene(options);
  scene.cut_off[1] = true;
  scene.write(0, 7);
  scene.lab.run_for(1_s);
  scene.lab.cluster.crash(MemberId(0));
  scene.lab.cluster.restart(MemberId(0));
  scene.cut_off[1] = false;
  scene.lab.run_for(1_s);
  EXPECT_EQ(scene.held(1), 7);
  EXPECT_EQ(scene.held(0), 7);
}

// Two of the three are gone. Strictly there is no quorum; sloppily members 3 and 4 stand in, and hand off.
TEST(Dynamo, LetsOthersStandInWhereQuorumsAreSloppy) {
  for (const DynamoMistake mistake : {DynamoMistake::kNone, DynamoMistake::kLosesHints}) {
    DynamoOptions options = strict(2, 2);
    options.hinted_handoff = options.sloppy = true;
    options.mistake = mistake;
    Scene scene(options);
    scene.cut_off[1] = scene.cut_off[2] = true;
    const OperationId first = scene.ask(0, OperationKind::kWrite, 7);
    scene.lab.run_for(50_ms);
    ASSERT_NE(scene.lab.reply_to(first), nullptr);
    EXPECT_EQ(scene.lab.reply_to(first)->status, ReplyStatus::kOk);
    // Overdue after 20 ms, then a stand-in: 1 ms there, 2 ms on its disk, 1 ms back; without its write, 2 ms.
    EXPECT_EQ(*scene.lab.replied_at(first), Time() + 20_ms + (mistake == DynamoMistake::kNone ? 4_ms : 2_ms));
    // Now that they are suspected, stand-ins are asked at once; they answer reads, too.
    const Time before = scene.lab.now();
    const OperationId second = scene.ask(0, OperationKind::kRead);
    scene.lab.run_for(5_ms);
    EXPECT_EQ(*scene.lab.replied_at(second), before + 2_ms);
    scene.lab.run_for(1_s);
    const OperationId third = scene.ask(4, OperationKind::kRead);
    scene.lab.run_for(50_ms);
    EXPECT_EQ(scene.lab.reply_to(third)->value, 7);
    scene.cut_off[1] = scene.cut_off[2] = false;
    scene.lab.run_for(1_s);
    for (const std::uint32_t member : {1u, 2u})
      EXPECT_EQ(scene.held(member), mistake == DynamoMistake::kNone ? 7 : kNoValue);
  }
}

TEST(Dynamo, FindsWhatDiffersByComparingTrees) {
  DynamoOptions options = strict(1, 1);
  options.anti_entropy = 100_ms;
  Scene scene(options);
  scene.cut_off[2] = true;
  for (StoreValue value = 1; value <= 500; ++value) {
    ++scene.key;
    scene.write(static_cast<std::uint32_t>(value % 2), value);
  }
  const std::int64_t before = scene.lab.cluster.totals().bytes;
  scene.cut_off[2] = false;
  scene.lab.run_for(20_s);
  std::size_t held = 0;
  for (StoreKey key = scene.key - 499; key <= scene.key; ++key) {
    for (std::uint32_t member = 0; member < 5; ++member) {
      if (!scene.core(0).holds(key, MemberId(member))) continue;
      const dynamo::Versions* found = scene.core(member).find(key);
      ASSERT_NE(found, nullptr) << key << " at " << member;
      EXPECT_EQ(*found, *scene.core(scene.core(0).preferred(key, 0).value()).find(key));
      ++held;
    }
  }
  EXPECT_EQ(held, 1500u);
  // Once equal, a comparison is one message of 34 bytes and no answer: five members, ten a second each.
  const std::int64_t healed = scene.lab.cluster.totals().bytes;
  EXPECT_GT(healed, before);
  scene.lab.run_for(10_s);
  EXPECT_NEAR(static_cast<double>(scene.lab.cluster.totals().bytes - healed), 34 * 500, 34 * 100);
}

TEST(Dynamo, ForgetsInARestartNothingThatItAcknowledged) {
  for (const DynamoMistake mistake : {DynamoMistake::kNone, DynamoMistake::kSkippedFsync}) {
    DynamoOptions options = strict(2, 2);
    options.mistake = mistake;
    Scene scene(options);
    EXPECT_EQ(scene.write(4, 7).status, ReplyStatus::kOk);
    for (std::uint32_t member = 0; member < 3; ++member) {
      scene.lab.cluster.crash(MemberId(member));
      scene.lab.cluster.restart(MemberId(member));
    }
    EXPECT_EQ(scene.read(4).value, mistake == DynamoMistake::kNone ? 7 : kNoValue);
  }
}

TEST(Dynamo, MissesAWriteWhereAQuorumIsOneShort) {
  DynamoOptions options = strict(2, 2);
  options.mistake = DynamoMistake::kQuorumOneShort;
  Scene scene(options);
  scene.cut_off[1] = scene.cut_off[2] = true;
  EXPECT_EQ(scene.write(0, 7).status, ReplyStatus::kOk);
  scene.cut_off[1] = scene.cut_off[2] = false;
  scene.cut_off[0] = true;
  EXPECT_EQ(scene.read(4).value, kNoValue);
}

// A coordinator whose clock is an hour ahead: its write stands over a later one where the last write wins by
// the clock. Under vector clocks the later coordinator has read it, and its write replaces it.
TEST(Dynamo, LosesALaterWriteToAFastClockUnlessVectorClocksSayBetter) {
  for (const Conflicts conflicts : {Conflicts::kLastWriteWins, Conflicts::kVectorClocks}) {
    DynamoOptions options = strict(1, 1);
    options.replicas = 1;
    options.conflicts = conflicts;
    Dynamo core(MemberId(0), 1, options);
    Dynamo::Effects out;
    out.inputs(Time() + 1_h, 0);
    core.start(out);
    core.on_command(Operation{.id = {1, 1}, .kind = OperationKind::kWrite, .value = 7}, out);
    core.on_timer(Dynamo::kWriteHere, out);
    const dynamo::Versions fast = *core.find(0);
    // The same copy arrives at a member whose clock is right.
    DynamoOptions two = options;
    two.replicas = 2;
    Dynamo other(MemberId(1), 2, two);
    out.clear();
    out.inputs(Time() + 1_s, 0);
    other.on_message(MemberId(0), dynamo::Repair{0, fast}, out);
    other.on_command(Operation{.id = {2, 1}, .kind = OperationKind::kWrite, .value = 8}, out);
    other.on_timer(Dynamo::kWriteHere, out);
    EXPECT_EQ(other.find(0)->youngest.value, conflicts == Conflicts::kLastWriteWins ? 7 : 8);
    EXPECT_TRUE(other.find(0)->siblings.empty());
  }
}

TEST(DynamoVersions, StandBesideEachOtherUntilAWriteHasSeenBoth) {
  using namespace dynamo;
  const auto versions = [](Version stamp, StoreValue value, VectorClock clock) {
    return Versions{Cell{.stamp = stamp, .value = value, .clock = std::move(clock)}, {}};
  };
  const Versions a = versions(64, 1, {{MemberId(0), 64}});
  const Versions b = versions(129, 2, {{MemberId(1), 129}});
  Versions both = a;
  EXPECT_TRUE(merge(both, b, Conflicts::kVectorClocks));
  EXPECT_EQ(both.youngest.value, 2);
  ASSERT_EQ(both.siblings.size(), 1u);
  EXPECT_EQ(both.siblings[0].value, 1);
  EXPECT_FALSE(merge(both, a, Conflicts::kVectorClocks));
  // In the other order it is the same.
  Versions turned = b;
  merge(turned, a, Conflicts::kVectorClocks);
  EXPECT_EQ(turned, both);
  EXPECT_EQ(turned.hash(), both.hash());
  const Versions seen = versions(194, 3, {{MemberId(0), 64}, {MemberId(1), 129}, {MemberId(2), 194}});
  EXPECT_TRUE(merge(both, seen, Conflicts::kVectorClocks));
  EXPECT_EQ(both, seen);
}

TEST(MerkleTree, DiffersWhereKeysDifferAndNowhereElse) {
  MerkleTree a, b;
  for (StoreKey key = 0; key < 1000; ++key) a.change(key, 0, key + 1);
  for (StoreKey key = 1000; key-- > 0;) b.change(key, 0, key + 7), b.change(key, key + 7, key + 1);
  for (std::uint32_t node = 0; node < MerkleTree::kNodes; ++node) EXPECT_EQ(a.hash(node), b.hash(node));
  b.change(500, 501, 502);
  std::vector<std::uint32_t> differ;
  for (std::uint32_t node = 0; node < MerkleTree::kNodes; ++node)
    if (a.hash(node) != b.hash(node)) differ.push_back(node);
  const std::uint32_t leaf = MerkleTree::leaf_of(500);
  EXPECT_EQ(differ, (std::vector<std::uint32_t>{0, (leaf - 1) / 16, leaf}));
  b.change(500, 502, 501);
  EXPECT_EQ(a.hash(0), b.hash(0));
}

}  // namespace
}  // namespace windtunnel
