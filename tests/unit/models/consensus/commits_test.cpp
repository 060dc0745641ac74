// What a commit costs in time and a leader in work, against published figures: LogCabin's writes
// (B-RAFT-LOGCABIN), five AWS regions with majorities (B-WAN-PAXOS) and with two of five (B-WAN-FPAXOS), and
// the throughput of a leader whose thread is full (B-PAXI-LAN, B-PPM-RMAX).
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "models/consensus/multi_paxos.hpp"
#include "models/consensus/raft.hpp"
#include "tests/unit/models/consensus/lab.hpp"

namespace windtunnel {
namespace {

using namespace literals;

Operation write_of(std::uint32_t session, std::uint32_t number, std::uint32_t bytes = 100) {
  return Operation{.id = {session, number},
                   .kind = OperationKind::kWrite,
                   .key = session,
                   .value = number,
                   .bytes = bytes};
}

// Members of which one times out at once and so leads; with no timers in the way afterwards.
template <class Core, class Options>
std::vector<Core> led_by(std::uint32_t leader, std::uint32_t members, Options options) {
  options.check_quorum = options.stickiness = false;
  options.heartbeat = 300_ms;
  options.batch_most = 1;
  options.snapshot_every = 1'000;
  std::vector<Core> cores;
  for (std::uint32_t i = 0; i < members; ++i) {
    options.election_least = options.election_most = i == leader ? 400_ms : 100_s;
    cores.emplace_back(MemberId(i), members, options);
  }
  return cores;
}

// How long a write takes that member `asked` is asked, in milliseconds.
template <class Core>
double commit_ms(Lab<Core>& lab, MemberId asked) {
  static std::uint32_t number = 0;
  const OperationId id{asked.value(), ++number};
  const Time began = lab.now();
  lab.cluster.submit(asked, write_of(id.session, id.number, 1024));
  lab.run_for(2_s);
  const std::optional<Time> ended = lab.replied_at(id);
  return ended ? (*ended - began).seconds() * 1e3 : -1;
}

// Thesis, section 10.4 (github.com/ongardie/dissertation, performance.tex): a write of 1 KiB with one client
// takes 0.7 ms with one server and 1.0 ms with two to five, at 0.25 ms a disk write. A client's round trip is
// what is left of the first, 0.45 ms; the servers' own, 0.3 ms, is what the second leaves for one RPC with a
// disk in it.
double log_cabin_ms(std::uint32_t servers, Duration sync) {
  Lab<Raft> lab(led_by<Raft>(0, servers, RaftOptions{}), constant_latency(150_us), sync);
  lab.cluster.start();
  lab.run_for(1_s);
  return 0.45 + commit_ms(lab, MemberId(0));
}

TEST(Commits, TakeWhatTheyTookInLogCabin) {
  EXPECT_NEAR(log_cabin_ms(1, 250_us), 0.7, 0.7 * 0.15);
  for (const std::uint32_t servers : {2u, 3u, 5u})
    EXPECT_NEAR(log_cabin_ms(servers, 250_us), 1.0, 1.0 * 0.15);
  // The leader's disk turns beside its followers': one after the other would be 1.25 ms.
  EXPECT_LT(log_cabin_ms(3, 250_us), 1.15);
  EXPECT_GT(log_cabin_ms(3, 500_us), 1.15);  // the negative control
}

// Round trips between VA, OR, CA, IR and JP in ms (github.com/acharapko/ppm, params/mu_net_remote.csv).
constexpr std::array<std::array<int, 5>, 5> kRoundTrips = {{{0, 86, 65, 80, 156},
                                                            {86, 0, 28, 154, 131},
                                                            {65, 28, 0, 137, 115},
                                                            {80, 154, 137, 0, 218},
                                                            {156, 131, 115, 218, 0}}};
Duration halfway(MemberId from, MemberId to, ProtocolMessage) {
  return 500_us * kRoundTrips[from.index()][to.index()];
}
using Table = std::array<std::array<double, 5>, 3>;  // leader VA, OR, CA; asked in each of the five

template <class Core, class Options>
Table commit_table(const Options& options) {
  Table table;
  for (std::uint32_t leader = 0; leader < 3; ++leader) {
    Lab<Core> lab(led_by<Core>(leader, 5, options), halfway, Duration());
    lab.cluster.start();
    lab.run_for(3_s);
    for (std::uint32_t asked = 0; asked < 5; ++asked) table[leader][asked] = commit_ms(lab, MemberId(asked));
  }
  return table;
}
void expect_table(const Table& found, const Table& published) {
  for (std::size_t leader = 0; leader < 3; ++leader)
    for (std::size_t asked = 0; asked < 5; ++asked)
      EXPECT_NEAR(found[leader][asked], published[leader][asked], 0.5) << leader << " " << asked;
}

// A majority is the leader and its two nearest: the second smallest round trip; whoever is not the leader
// adds its own to it.
constexpr Table kMajorities = {{{80, 166, 145, 160, 236}, {172, 86, 114, 240, 217}, {130, 93, 65, 202, 180}}};
TEST(Commits, AcrossFiveRegionsTakeTheSecondSmallestRoundTrip) {
  expect_table(commit_table<MultiPaxos>(PaxosOptions{}), kMajorities);
  expect_table(commit_table<Raft>(RaftOptions{}), kMajorities);
}

// Two of five: the leader and its nearest.
TEST(Commits, AcrossFiveRegionsTakeTheSmallestWhereTwoAreEnough) {
  PaxosOptions options;
  options.phase_2 = 2;
  const Table found = commit_table<MultiPaxos>(options);
  expect_table(found, {{{65, 151, 130, 145, 221}, {114, 28, 56, 182, 159}, {93, 56, 28, 165, 143}}});
  // The negative control: a majority's are not these.
  EXPECT_GT(std::abs(found[0][0] - kMajorities[0][0]), 0.5);
}

// Commits a second when more is asked than the leader's thread can do. Its work a round: one operation and an
// acknowledgement of each other member come in, N messages in all; an accept to each other member and an
// answer go out, which the sources price as two.
double saturated(std::uint32_t members, Duration in, Duration out_twice) {
  ClusterOptions options;
  options.costs = ProtocolCosts{in, 2 * out_twice / members, Duration()};
  Lab<MultiPaxos> lab(led_by<MultiPaxos>(0, members, PaxosOptions{}), constant_latency(100_us), Duration(),
                      options);
  lab.cluster.start();
  lab.run_for(600_ms);
  std::int64_t done = 0;
  lab.on_reply = [&](MemberId, const Reply& reply) {
    ++done;
    lab.cluster.submit(MemberId(0), write_of(reply.id.session, reply.id.number + 1));
  };
  for (std::uint32_t client = 0; client < 100; ++client) lab.cluster.submit(MemberId(0), write_of(client, 1));
  lab.run_for(200_ms);
  const std::int64_t before = done;
  lab.run_for(500_ms);
  return static_cast<double>(done - before) / 0.5;
}

// Paxi (github.com/ailidani/paxi, model/queue.ipynb at 3512654): 2.3848 us to serialise, 12.90492 us to
// deserialise, a round costs 2 ser + N des.
TEST(Commits, SaturateALeaderWhereThePaxiModelSays) {
  const Duration ser = Duration::from_ns(2'385), des = Duration::from_ns(12'905);
  EXPECT_NEAR(saturated(3, des, ser), 22'997, 22'997 * 0.01);
  EXPECT_NEAR(saturated(5, des, ser), 14'431, 14'431 * 0.01);
  EXPECT_NEAR(saturated(9, des, ser), 8'270.3, 8'270.3 * 0.01);
  EXPECT_LT(saturated(9, 2 * des, ser), 8'270.3 * 0.6);  // the negative control
}

// Below saturation that model has a round's whole work done before its messages leave, as the M/D/1 queue
// that it is (tests/validation holds a store whose core works so against it, row B-PAXI-LAN). Here each
// message has its own work, and a commit does not wait for all of them: the operation comes in and 8 accepts
// go out, a round trip and a follower's two messages later 4 of the 8 acknowledgements are taken, and the
// answer goes out. That is des + 8 o + 0.203 + (des + o) + 4 des + o = 6 des + 10 o + 0.203 ms = 0.2857 ms,
// with o = 2 ser / 9, against 0.203 + 0.12091 = 0.3239 ms: an idle leader answers 12% sooner than the model
// says.
TEST(Commits, TakeLessThanThePaxiModelSaysWhereTheLeaderIsIdle) {
  const Duration des = Duration::from_ns(12'905), out = Duration::from_ns(530);
  ClusterOptions options;
  options.costs = ProtocolCosts{des, out, Duration()};
  Lab<MultiPaxos> lab(led_by<MultiPaxos>(0, 9, PaxosOptions{}), constant_latency(Duration::from_ns(101'500)),
                      Duration(), options);
  lab.cluster.start();
  lab.run_for(1_s);
  const double seen = commit_ms(lab, MemberId(0));
  EXPECT_NEAR(seen, 6 * 0.012905 + 10 * 0.00053 + 0.203, 1e-6);
  EXPECT_LT(seen, 0.3239 * 0.9);
}

// PPM (github.com/acharapko/ppm, computeRmax): Rmax = 1000 / (N (md + ttx) + 2 (ms + ttx)), md 0.025 ms, ms
// 0.001 ms, ttx 100 bytes at 0.98 Gbps = 0.000816 ms.
TEST(Commits, SaturateALeaderWhereThePaxosPerformanceModelSays) {
  const Duration in = Duration::from_ns(25'816), out = Duration::from_ns(1'816);
  EXPECT_NEAR(saturated(3, in, out), 12'333.2, 12'333.2 * 0.01);
  EXPECT_NEAR(saturated(5, in, out), 7'535.0, 7'535.0 * 0.01);
  EXPECT_NEAR(saturated(7, in, out), 5'424.6, 5'424.6 * 0.01);
  EXPECT_NEAR(saturated(9, in, out), 4'237.7, 4'237.7 * 0.01);
  EXPECT_GT(std::abs(saturated(9, in, 10 * out) - 4'237.7), 4'237.7 * 0.05);  // the negative control
}

}  // namespace
}  // namespace windtunnel
