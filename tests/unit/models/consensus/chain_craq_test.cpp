// B-CRAQ: what reading anywhere brings. A third party's re-run of Terrace & Freedman (USENIX ATC 2009) on
// three Emulab nodes with 500-byte objects and 100 clients: 13,070 reads a second at the tail, 37,268 at all
// three (2.85 times as many); without load 0.499 ms for a clean read, 0.934 ms for a dirty one, 1.72 ms for a
// write.
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
  explicit Scene(ChainReads reads, ProtocolCosts costs = {25_us, 25_us, Duration()})
      : lab(
            [&] {
              ChainOptions options;
              options.reads = reads;
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
std::int64_t reads_a_second(ChainReads reads) {
  Scene scene(reads);
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

// Without load, in legs of one way each, a client as far from the members as they from each other: a clean
// read has 2 of them, a dirty one 4 (0.934 / 0.499 = 1.87 in the re-run, whose members also work). A write
// has 5 here: to the head, two down the chain, from the tail to the member that was asked (van Renesse &
// Schneider: the tail answers), and to the client. In the re-run the head answers when the acknowledgement is
// back, which is 6 legs and two more members' work: 1.72 / 0.499 = 3.45. That ratio is not claimed.
TEST(Craq, TakesALookAtTheTailForADirtyRead) {
  Scene scene(ChainReads::kAnyone, ProtocolCosts{});
  const auto clean = scene.ask(1, OperationKind::kRead);
  scene.lab.run_for(10_ms);
  ASSERT_NE(scene.lab.reply_to(clean), nullptr);
  const Time at = scene.lab.now();
  const auto write = scene.ask(0, OperationKind::kWrite, 7);
  scene.lab.run_for(100_us);  // it has reached the second member
  const Time asked = scene.lab.now();
  const auto dirty = scene.ask(1, OperationKind::kRead);
  scene.lab.run_for(10_ms);
  // Behind the client's own two legs.
  const Duration client = 2 * 100_us;
  const double clean_time = client.seconds();
  const double dirty_time = (client + (*scene.lab.replied_at(dirty) - asked)).seconds();
  const double write_time = (client + (*scene.lab.replied_at(write) - at)).seconds();
  EXPECT_GE(dirty_time / clean_time, 1.7);
  EXPECT_LE(dirty_time / clean_time, 2.1);
  EXPECT_NEAR(write_time / clean_time, 2.5, 1e-9);
  // The tail had it when it was asked.
  EXPECT_EQ(scene.lab.reply_to(dirty)->value, 7);
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
