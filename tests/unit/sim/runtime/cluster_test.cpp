// The driver of machines: the order of effects, the disk in their way, the thread, crashes; shown on a core
// that does as it is told.
#include "sim/runtime/cluster.hpp"

#include <gtest/gtest.h>

#include "sim/runtime/protocol_lab.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// An operation's key says what the core does: 0 persists, tells its peer and replies; 1 tells its peer and
// replies at once; 2 arms the timer, which replies.
class Obedient {
 public:
  struct Message {
    StoreValue value = 0;
    bool operator==(const Message&) const = default;
  };
  using Record = StoreValue;
  using Command = Operation;
  using Effects = Outbox<Message, Record, Applied, Reply>;
  struct Stable {
    std::vector<StoreValue> written;
    void write(Record record) { written.push_back(record); }
    bool operator==(const Stable&) const = default;
  };

  explicit Obedient(MemberId self) : self_(self) {}
  void start(Effects&) {}
  void restart(const Stable& stable, Effects& out) {
    for (const StoreValue value : stable.written) out.reply(Reply{.id = {9, 9}, .value = value});
  }
  void on_command(const Operation& operation, Effects& out) {
    last_ = operation;
    if (operation.key == 2) return out.arm(3, 5_ms, 5_ms);
    if (operation.key == 3) return out.disarm(3);
    out.send(MemberId(1 - self_.value()), Message{operation.value});
    out.reply(Reply{.id = operation.id, .value = operation.value});
    if (operation.key == 0) out.persist(operation.value);
  }
  void on_message(MemberId, const Message& message, Effects& out) {
    out.apply(Applied{.value = message.value});
  }
  void on_timer(CoreTimer, Effects& out) { out.reply(Reply{.id = last_.id}); }
  Probe probe() const { return {}; }
  std::vector<Applied> contents() const { return {}; }
  static Bytes bytes_of(const Message&) { return Bytes(100); }
  static Bytes bytes_of(Record) { return Bytes(10); }
  static std::string words(const Message&) { return "told"; }
  static std::string words(CoreTimer) { return "bell"; }
  std::string words() const { return "obeys"; }
  bool operator==(const Obedient&) const = default;

 private:
  MemberId self_;
  Operation last_;
};
static_assert(StoreMachine<Obedient>);

struct Scene {
  ProtocolLab lab;
  Cluster<Obedient> cluster;
  std::string told;

  explicit Scene(Duration latency = 1_ms, Duration sync = 10_ms, ProtocolCosts costs = {})
      : lab([latency](MemberId, MemberId, ProtocolMessage) { return latency; }, sync),
        cluster({Obedient(MemberId(0)), Obedient(MemberId(1))}, ClusterOptions{1, costs}, lab) {
    lab.holds(cluster);
    lab.on_applied = [this](MemberId member, const Applied& applied) {
      say(member, "applies " + std::to_string(applied.value));
    };
    lab.on_reply = [this](MemberId member, const Reply& reply) {
      say(member, "replies " + std::to_string(reply.id.number));
    };
    cluster.start();
  }
  void say(MemberId member, const std::string& words) {
    told +=
        std::to_string(lab.now().ns() / 1000) + " us n" + std::to_string(member.value()) + " " + words + "; ";
  }
  void ask(std::uint32_t number, StoreKey key) {
    cluster.submit(MemberId(0), Operation{.id = {0, number}, .key = key, .value = number});
  }
  void run(Duration until = 1000_ms) { lab.kernel().run({.until = Time() + until}); }
};

TEST(Cluster, SendsAndRepliesOnlyWhenWhatItPersistsIsWritten) {
  Scene scene;
  scene.ask(1, 0);
  scene.run();
  EXPECT_EQ(scene.told, "10000 us n0 replies 1; 11000 us n1 applies 1; ");
}

TEST(Cluster, MakesEffectsWithoutAWriteWaitForThoseBefore) {
  Scene scene;
  scene.ask(1, 0);
  scene.ask(2, 1);
  scene.run();
  EXPECT_EQ(scene.told,
            "10000 us n0 replies 1; 10000 us n0 replies 2; 11000 us n1 applies 1; 11000 us n1 applies 2; ");
}

TEST(Cluster, WritesInOneGoWhatGatheredWhileTheDiskWasBusy) {
  Scene scene;
  for (std::uint32_t number = 1; number <= 4; ++number) scene.ask(number, 0);
  scene.run();
  // The first alone at 10 ms, the other three together at 20 ms.
  EXPECT_EQ(scene.cluster.totals().persists, 2);
  EXPECT_EQ(scene.cluster.totals().records, 4);
  EXPECT_EQ(scene.told.substr(0, 46), "10000 us n0 replies 1; 11000 us n1 applies 1; ");
  EXPECT_NE(scene.told.find("20000 us n0 replies 4"), std::string::npos);
}

TEST(Cluster, ForgetsInACrashWhatTheDiskHadNotWritten) {
  Scene scene;
  scene.ask(1, 0);
  scene.run(10_ms);
  scene.ask(2, 0);
  scene.run(15_ms);
  scene.cluster.crash(MemberId(0));
  scene.run(30_ms);
  scene.cluster.restart(MemberId(0));
  scene.run();
  EXPECT_EQ(scene.cluster.stable(MemberId(0)).written, std::vector<StoreValue>{1});
  EXPECT_EQ(scene.told, "10000 us n0 replies 1; 11000 us n1 applies 1; 30000 us n0 replies 9; ");
}

TEST(Cluster, ArmsAndDisarmsAndForgetsTimersInACrash) {
  Scene scene;
  scene.ask(1, 2);
  scene.run(3_ms);
  scene.ask(2, 2);  // moves it to 8 ms
  scene.run(9_ms);
  EXPECT_EQ(scene.told, "8000 us n0 replies 2; ");
  scene.ask(3, 2);
  scene.ask(4, 3);
  scene.run(20_ms);
  scene.ask(5, 2);
  scene.cluster.crash(MemberId(0));
  scene.run();
  EXPECT_EQ(scene.told, "8000 us n0 replies 2; ");
}

TEST(Cluster, TakesOneThingAfterTheOtherOnItsThread) {
  // In 1 ms, out 2 ms each: an operation that sends and replies takes 5 ms; its peer needs 1 + 3 ms to apply.
  Scene scene(1_ms, 10_ms, ProtocolCosts{1_ms, 2_ms, 3_ms});
  scene.lab.kernel().run({.until = Time() + 100_ms});
  scene.told.clear();
  scene.ask(1, 1);
  scene.ask(2, 1);
  scene.run();
  EXPECT_EQ(
      scene.told,
      "105000 us n0 replies 1; 110000 us n0 replies 2; 110000 us n1 applies 1; 115000 us n1 applies 2; ");
}

TEST(Cluster, DeliversToTheDeadNothing) {
  Scene scene;
  scene.ask(1, 1);
  scene.cluster.crash(MemberId(1));
  scene.run();
  EXPECT_EQ(scene.told, "0 us n0 replies 1; ");
}

TEST(Cluster, TellsWhoeverWatchesCauseStateAndMessages) {
  Scene scene;
  std::vector<ProtocolStep> steps;
  scene.cluster.watch([&](const ProtocolStep& step) { steps.push_back(step); });
  scene.ask(1, 1);
  scene.run();
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].cause, ProtocolStep::Cause::kOperation);
  ASSERT_EQ(steps[0].sent.size(), 1u);
  EXPECT_EQ(steps[0].sent[0].words, "told");
  EXPECT_EQ(steps[1].cause, ProtocolStep::Cause::kMessage);
  EXPECT_EQ(steps[1].message, steps[0].sent[0].message);
  EXPECT_EQ(steps[1].from, MemberId(0));
  EXPECT_EQ(steps[1].at, Time() + 1_ms);
}

TEST(Cluster, StretchesTimersByAMembersClockAndWorkByItsThread) {
  Scene scene(1_ms, 10_ms, ProtocolCosts{2_ms, 1_ms, Duration()});
  scene.lab.by_its_clock = [](MemberId member, Duration delay) {
    return member == MemberId(0) ? 2 * delay : delay;
  };
  scene.lab.on_its_thread = [](MemberId member, Duration work) {
    return member == MemberId(0) ? 3 * work : work;
  };
  scene.ask(1, 2);  // takes 3 x 2 ms, arms 5 ms that last 10, and its reply takes 3 x 1 ms
  scene.run();
  EXPECT_EQ(scene.told, "19000 us n0 replies 1; ");
}

TEST(Cluster, BringsAnAbsentMemberWhenItIsRestarted) {
  ProtocolLab lab([](MemberId, MemberId, ProtocolMessage) { return 1_ms; }, 10_ms);
  Cluster<Obedient> cluster({Obedient(MemberId(0)), Obedient(MemberId(1))}, ClusterOptions{}, lab);
  lab.holds(cluster);
  int applied = 0;
  lab.on_applied = [&](MemberId, const Applied&) { ++applied; };
  cluster.absent(MemberId(1));
  cluster.start();
  EXPECT_FALSE(cluster.up(MemberId(1)));
  cluster.submit(MemberId(0), Operation{.id = {0, 1}, .key = 1, .value = 1});
  lab.kernel().run();
  EXPECT_EQ(applied, 0) << "nobody was there to hear it";
  cluster.restart(MemberId(1));
  EXPECT_TRUE(cluster.up(MemberId(1)));
  cluster.submit(MemberId(0), Operation{.id = {0, 2}, .key = 1, .value = 2});
  lab.kernel().run();
  EXPECT_EQ(applied, 1);
}

TEST(Cluster, DoesNothingForAnOperatorWhoseWishItsProtocolDoesNotHave) {
  Scene scene;
  scene.cluster.transfer_leadership(MemberId(1));
  scene.cluster.change_members(bit_of(MemberId(0)));
  scene.run();
  EXPECT_EQ(scene.told, "");
  EXPECT_TRUE(scene.cluster.decided_by(bit_of(MemberId(0)) | bit_of(MemberId(1)))) << "all always do";
  EXPECT_FALSE(scene.cluster.decided_by(bit_of(MemberId(0))));
  EXPECT_EQ(words_of(bit_of(MemberId(0)) | bit_of(MemberId(2))), "n1 n3");
}

}  // namespace
}  // namespace windtunnel
