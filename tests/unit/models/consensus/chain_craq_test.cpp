// B-CRAQ: what reading anywhere brings. A third party's re-run of Terrace & Freedman (USENIX ATC 2009) on
// three Emulab nodes with 500-byte objects and 100 clients: 13,070 reads a second at the tail, 37,268 at all
// three (2.85 times as many); without load 0.499 ms for a clean read, 0.934 ms for a dirty one, 1.72 ms for a
// write (with objects of 5,000 bytes 1.266, 1.754 and 4.276 ms).
//
// Only ratios are held against it: the machines are unknown.
#include <gtest/gtest.h>

#include "models/consensus/chain.hpp"
#include "tests/unit/models/consensus/lab.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// Members whose thread is the bottleneck: 25 us for each message in and out. The network takes 100 us one
// way.
struct Scene {
  Lab<Chain> lab;
  std::uint32_t number = 0;
  explicit Scene(ChainReads reads, ProtocolCosts costs = {25_us, 25_us, Duration()},
                 ChainAnswers answers = ChainAnswers::kHead)
      : lab(
            [&] {
              ChainOptions options;
              options.reads = reads;
              options.answers = answers;
              return cores_of<Chain>(3, options);
            }(),
            constant_latency(100_us), Duration(), ClusterOptions{1, costs}) {
    lab.cluster.start();
    lab.run_for(200_ms);
  }
  OperationId ask(std::uint32_t member, OperationKind kind, StoreValue value = kNoValue) {
    const OperationId id{1, ++number};
    lab.cluster.submit(MemberId(member), Operation{.id = id, .kind = kind, .value = value, .bytes = 500});
    return id;
  }
};

// Reads in a second of 99 closed-loop clients, each of whom asks one member: the tail, or a third each.
std::int64_t reads_a_second(ChainReads reads, Duration apply = {}) {
  Scene scene(reads, {25_us, 25_us, apply});
  std::int64_t done = 0;
  scene.lab.on_reply = [&](MemberId member, const Reply& reply) {
    ++done;
    EXPECT_EQ(reply.status, ReplyStatus::kOk);
    scene.ask(member.value(), OperationKind::kRead);
  };
  for (std::uint32_t client = 0; client < 99; ++client)
    scene.ask(reads == ChainReads::kTail ? 2 : client % 3, OperationKind::kRead);
  scene.lab.run_for(1_s);
  return done;
}

TEST(Craq, ReadsNearlyThreeTimesAsMuchFromThreeMembers) {
  const double tail = static_cast<double>(reads_a_second(ChainReads::kTail));
  const double anyone = static_cast<double>(reads_a_second(ChainReads::kAnyone));
  EXPECT_GT(anyone / tail, 2.6);
  EXPECT_LT(anyone / tail, 3.0 + 1e-3);  // three of them, each as fast: nothing is lost but to heartbeats
}

// Without load a latency is its legs, one way each, a client as far from the members as they from each other.
// A clean read has 2 of them, a dirty one 4; a write 6, when the head answers: to the head, two down the
// chain, two up with the acknowledgement, and back (5 when the tail answers, as in chain replication).
struct Legs {
  double dirty = 0, write = 0;  // in clean reads
};
Legs legs_of(ChainAnswers answers, ProtocolCosts costs = {}, Duration read_after = 100_us) {
  Scene scene(ChainReads::kAnyone, costs, answers);
  const auto clean = scene.ask(1, OperationKind::kRead);
  scene.lab.run_for(10_ms);
  EXPECT_EQ(scene.lab.replied_at(clean), Time() + 200_ms) << "a clean read leaves nobody";
  const auto write = scene.ask(0, OperationKind::kWrite, 7);
  const Time at = scene.lab.now();
  scene.lab.run_for(read_after);  // it has reached the second member
  const Time asked = scene.lab.now();
  const auto dirty = scene.ask(1, OperationKind::kRead);
  scene.lab.run_for(10_ms);
  EXPECT_EQ(scene.lab.reply_to(dirty)->value, 7);  // the tail had it when it was asked
  // Behind the client's own two legs.
  const Duration client = 2 * 100_us;
  return {(client + (*scene.lab.replied_at(dirty) - asked)).seconds() / client.seconds(),
          (client + (*scene.lab.replied_at(write) - at)).seconds() / client.seconds()};
}

// The re-run (github.com/itdelatrisu/518-craq, CraqNode.java, TestClient.java) has dirty reads of 1.87 clean
// ones, and writes of 3.45; with objects of 5,000 bytes 1.39 and 3.38. Its write is three calls inside each
// other that each carry the object once, and its clean read is one such call: 3 clean reads, whatever a call
// costs and whatever the object weighs, and that is what the model says. Its dirty read is a clean one and a
// call without the object: 2 clean reads less what the object weighs (0.170 us a byte by the two sizes: 0.17
// and 0.67 of a clean read), so 1.83 and 1.33. What a write takes beyond 3 (0.22 ms at 500 bytes, 0.48 ms at
// 5,000) is not the protocol's: its clock also runs while the client makes the object out of random numbers
// and puts it into UTF-8, and while versions are kept behind a lock. The bare protocol has none of that: it
// misses the 3.2 to 3.8 of the table by 0.2 to 0.45 clean reads, and this test holds the derivation.
TEST(Craq, TakesALookAtTheTailForADirtyReadAndThreeRoundTripsForAWrite) {
  const Legs legs = legs_of(ChainAnswers::kHead);
  EXPECT_GE(legs.dirty, 1.7);
  EXPECT_LE(legs.dirty, 2.1);
  EXPECT_NEAR(legs.write, 3.0, 1e-9);
  // Within what the sources of a write's latency can explain: the clean read of the re-run three times is 87%
  // of its write at 500 bytes, 89% at 5,000.
  EXPECT_NEAR(legs.write * 0.499 / 1.72, 0.87, 0.005);
  EXPECT_NEAR(legs.write * 1.266 / 4.276, 0.89, 0.005);
}

// What the bare protocol leaves out has a price in the model: `apply`, of each change at each member. One
// figure is fitted, 0.22 ms beyond three calls shared by three members, in clean reads of 0.499 ms; with it
// all three rows of the table hold at once. A dirty read applies nothing, but its member may be busy with the
// very write that it asks about: the mean is over all moments at which the object is dirty there.
TEST(Craq, HoldsTheWholeTableOnceApplyingHasItsPrice) {
  const double clean_us = 200;
  const auto apply = Duration::from_seconds(0.22 / 3 / 0.499 * clean_us * 1e-6);
  double dirty = 0;
  int moments = 0;
  Legs legs;
  for (Duration after = 100_us; after < 300_us + apply; after += 10_us, ++moments) {
    legs = legs_of(ChainAnswers::kHead, {{}, {}, apply}, after);
    ASSERT_GE(legs.dirty, 2.0) << "dirty after " << after.seconds() * 1e6 << " us";
    dirty += legs.dirty;
  }
  EXPECT_LE(dirty / moments, 2.1);
  EXPECT_GE(legs.write, 3.2);
  EXPECT_LE(legs.write, 3.8);
  EXPECT_LT(legs_of(ChainAnswers::kHead).write, 3.2) << "the negative control";
  const double tail = static_cast<double>(reads_a_second(ChainReads::kTail, apply));
  const double anyone = static_cast<double>(reads_a_second(ChainReads::kAnyone, apply));
  EXPECT_GE(anyone / tail, 2.6);
  EXPECT_LE(anyone / tail, 3.0 + 1e-3);
}

TEST(Craq, AnswersAWriteALegEarlierFromTheTail) {  // the negative control: chain replication's answer
  EXPECT_NEAR(legs_of(ChainAnswers::kTail).write, 2.5, 1e-9);
}

// Negative control: read at the tail, three members are worth one.
TEST(Craq, IsNotWhatTheTailAloneDoes) {
  Scene scene(ChainReads::kTail);
  const auto read = scene.ask(1, OperationKind::kRead);
  scene.lab.run_for(10_ms);
  EXPECT_GT((*scene.lab.replied_at(read) - Time()).seconds(), 0.2002);
}

}  // namespace
}  // namespace windtunnel
