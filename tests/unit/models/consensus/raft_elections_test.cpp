// Raft's elections against what is published of them: split votes (B-RAFT-SPLIT), time to a leader
// (B-RAFT-NOSPLIT), wide areas (B-RAFT-WAN), and the paper's own measurements (B-RAFT-LAN; Ongaro's thesis,
// chapter 9; ATC 2014, figure 16).
//
// Each figure has its source beside it and a negative control. Numbers of elections are such that a check of
// a correct core fails for one seed in ten thousand; with WINDTUNNEL_LONG=1 there are the 100,000 that the
// table of published values asks for.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "models/consensus/raft.hpp"
#include "tests/unit/models/consensus/lab.hpp"

namespace windtunnel {
namespace {

using namespace literals;

std::uint32_t how_many() {
  const char* set = std::getenv("WINDTUNNEL_LONG");
  if (set != nullptr && std::string(set) == "1") return 100'000;
#ifdef __OPTIMIZE__
  return 20'000;
#else
  return 1'000;
#endif
}
const std::uint32_t kElections = how_many();

// The Raft that these figures are of: no pre-vote, no stickiness, no check of the quorum.
RaftOptions plain(Duration least, Duration most) {
  RaftOptions options;
  options.pre_vote = options.check_quorum = options.stickiness = false;
  options.election_least = least;
  options.election_most = most;
  options.heartbeat = least / 2;
  return options;
}

// `down` of the members never come up; everybody's timer begins at 0. When somebody leads, and in which term.
struct Election {
  Time at;
  std::int64_t term = 0;
};
Election elect(std::uint32_t members, std::uint32_t down, const RaftOptions& options,
               Lab<Raft>::Latency latency, std::uint64_t seed) {
  Lab<Raft> lab(cores_of<Raft>(members, options), std::move(latency), Duration(), ClusterOptions{seed, {}});
  Election election;
  lab.cluster.start();
  for (std::uint32_t i = 0; i < down; ++i) lab.cluster.crash(MemberId(i));
  lab.cluster.watch([&](const ProtocolStep& step) {
    if (!step.probe.leads || election.term != 0) return;
    election = {step.at, step.probe.term};
    lab.lab.kernel().stop();
  });
  lab.run_for(1000_s);
  return election;
}

double split_share(std::uint32_t members, std::uint32_t survivors, Duration latency,
                   std::uint32_t elections = kElections) {
  std::uint32_t split = 0;
  for (std::uint32_t seed = 1; seed <= elections; ++seed)
    split += elect(members, members - survivors, plain(1_s, 2_s), constant_latency(latency), seed).term > 1;
  return split / static_cast<double>(elections);
}
// Four standard errors, and one election where they are few: beyond them by luck once in 16,000. (At 100,000
// elections they are below the table's 0.003 for a share up to 0.06.)
double luck(double share, std::uint32_t elections = kElections) {
  return 4 * std::sqrt(share * (1 - share) / elections) + 1.0 / elections;
}

// Thesis, section 9.3: with c = s - floor(n/2) + 1 candidates nobody wins, P = sum over k from c - 1 to s of
// C(s,k) l^k (1-l)^(s-k), l the latency over the range of time-outs.
double formula(std::uint32_t members, std::uint32_t survivors, double l) {
  double sum = 0, choose = 1;  // C(s, k)
  for (std::uint32_t k = 0; k <= survivors; ++k) {
    if (k > 0) choose = choose * (survivors - k + 1) / k;
    if (k >= survivors - members / 2) sum += choose * std::pow(l, k) * std::pow(1 - l, survivors - k);
  }
  return sum;
}

// The thesis reads 5.2%, 18.1% and about half off it; the others are the formula's (0.06% in the text).
TEST(RaftElections, SplitAsOftenAsTheThesisSays) {
  struct Row {
    std::uint32_t members, survivors;
    Duration latency;  // of a range of 1 s
    double share;
  };
  const std::uint32_t elections = kElections / 2;
  for (const Row& row :
       {Row{5, 4, 10_ms, 0.00059203}, Row{5, 4, 50_ms, 0.014019}, Row{5, 4, 100_ms, 0.0523},
        Row{5, 4, 200_ms, 0.1808}, Row{5, 3, 10_ms, 0.029701}, Row{5, 3, 50_ms, 0.14263},
        Row{5, 3, 100_ms, 0.271}, Row{5, 3, 200_ms, 0.488}, Row{7, 6, 10_ms, 1.9554e-05},
        Row{7, 6, 50_ms, 0.0022298}, Row{7, 6, 100_ms, 0.01585}, Row{7, 6, 200_ms, 0.09888}}) {
    EXPECT_NEAR(formula(row.members, row.survivors, row.latency.seconds()), row.share, row.share * 1e-3);
    EXPECT_NEAR(split_share(row.members, row.survivors, row.latency, elections), row.share,
                luck(row.share, elections))
        << row.survivors << " of " << row.members << ", " << row.latency.seconds();
  }
}

TEST(RaftElections, SplitMoreOftenWithHalfTheRange) {  // the negative control: l is 0.2 and not 0.1
  std::uint32_t split = 0;
  for (std::uint32_t seed = 1; seed <= kElections; ++seed)
    split += elect(5, 1, plain(1_s, 1500_ms), constant_latency(100_ms), seed).term > 1;
  const double share = split / static_cast<double>(kElections);
  EXPECT_GT(share, 0.0523 + luck(0.0523));
  EXPECT_NEAR(share, 0.1808, luck(0.1808));
  // And at a hundredth a latency that is half as long again is told from the one that it is.
  EXPECT_GT(split_share(5, 3, 15_ms), 0.029701 + luck(0.029701));
}

// Thesis, section 9.2: E = 1 + 1/(s+1) + 2L + W - 1/4 of the shortest time-out, for s survivors, when the
// leader crashes at any time between two heartbeats: 0.95 with four survivors, 0.952 with L = 0.001.
struct Failover {
  double mean_s = 0;
  double first_quarter = 0;  // share of first time-outs in the first quarter of their range
};
Failover fail_over(std::uint64_t runs, bool right_after_a_heartbeat) {
  const Duration latency = 1_ms;
  Rng rng = Rng::stream(1, "crash");
  Failover found;
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    Lab<Raft> lab(cores_of<Raft>(5, plain(1_s, 2_s)), constant_latency(latency), Duration(),
                  ClusterOptions{seed, {}});
    Time led;
    std::int64_t term = 0;
    lab.cluster.watch([&](const ProtocolStep& step) {
      if (!step.probe.leads || step.probe.term <= term || step.cause == ProtocolStep::Cause::kCrash) return;
      led = step.at, term = step.probe.term;
      lab.lab.kernel().stop();
    });
    lab.cluster.start();
    lab.run_for(1000_s);
    const Time first = led;
    // Heartbeats leave each half second from there on.
    const auto into = right_after_a_heartbeat ? 2'000'000 : static_cast<std::int64_t>(rng.below(500'000'000));
    lab.run_for(first + 1500_ms + Duration::from_ns(into) - lab.now());
    const Time crashed = lab.now();
    lab.cluster.crash(lab.cluster.leader());
    lab.run_for(1000_s);
    found.mean_s += (led - crashed).seconds() / static_cast<double>(runs);
    const Duration timeout = led - (first + 1500_ms + latency) - 2 * latency;
    found.first_quarter += (timeout <= 1250_ms ? 1.0 : 0.0) / static_cast<double>(runs);
  }
  return found;
}

TEST(RaftElections, TakeAsLongAsTheThesisSaysWhereNothingIsSplit) {
  // One election varies by 0.22 s: its first time-out by 0.163, the crash by 0.144. Split votes (0.0006%) add
  // nothing.
  const std::uint64_t runs = kElections / 2;
  const Failover found = fail_over(runs, false);
  EXPECT_NEAR(found.mean_s, 0.952, 4 * 0.22 / std::sqrt(static_cast<double>(runs)));
  EXPECT_NEAR(found.first_quarter, 0.68359, 4 * std::sqrt(0.68359 * 0.31641 / static_cast<double>(runs)));
}

TEST(RaftElections, TakeLongerWhenTheCrashFollowsAHeartbeat) {  // the negative control: without the - 1/4
  const std::uint64_t runs = kElections / 4;
  EXPECT_NEAR(fail_over(runs, true).mean_s, 1.201, 4 * 0.17 / std::sqrt(static_cast<double>(runs)));
}

// Thesis, section 9.5, by the rules of AvailSim (github.com/ongardie/availsim): 30 to 40 ms one way,
// time-outs of 300 to 600 ms, nothing else takes time. Reference simulation of 100,000 elections: with five
// members up 428.5 ms at the mean, with four 467.2; the thesis says about 475 for four, and 99.9% below 1.5
// s.
std::vector<double> wide_area(std::uint32_t down) {
  std::vector<double> times;
  for (std::uint32_t seed = 1; seed <= kElections; ++seed) {
    Rng rng = Rng::stream(seed, "latency");
    const auto latency = [rng](MemberId, MemberId, ProtocolMessage) mutable {
      return 30_ms + Duration::from_ns(static_cast<std::int64_t>(rng.below(10'000'001)));
    };
    const RaftOptions options = plain(300_ms, 600_ms);
    times.push_back(elect(5, down, options, latency, seed).at.seconds() * 1e3);
  }
  std::sort(times.begin(), times.end());
  return times;
}
double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double each : values) sum += each;
  return sum / static_cast<double>(values.size());
}

TEST(RaftElections, TakeAsLongInAWideAreaAsInAvailSim) {
  const std::vector<double> four = wide_area(1);
  // 1.5% against the reference, and what luck adds: a standard deviation of 145 ms.
  EXPECT_NEAR(mean(four), 467.2, 467.2 * 0.015 + 4 * 145 / std::sqrt(static_cast<double>(kElections)));
  EXPECT_NEAR(mean(four), 475, 475 * 0.06);
  EXPECT_LT(four[static_cast<std::size_t>(0.999 * kElections)], 1'500);
  const std::vector<double> five = wide_area(0);
  EXPECT_NEAR(mean(five), 428.5, 428.5 * 0.015 + 4 * 100 / std::sqrt(static_cast<double>(kElections)));
  EXPECT_GT(mean(four), mean(five) + 20);  // and the two are told apart
}

// ATC 2014, figure 16: five servers, the leader crashes at any time between two heartbeats, two of the four
// that are left lack its last entry and can not win. Downtime by time-outs, of 1,000 trials: 150-155 ms 287
// at the median, 150-200 ms 513 at most, 12-24 ms 35 at the mean and 152 at most, 150-150 ms more than 10 s.
//
// The paper does not say how its "broadcast time of roughly 15 ms" divides between the wire and a voter's
// disk, and the two do different things: time-outs that lie within one way of each other split the vote, and
// a vote that is written late only makes the election longer. So the two are fitted, and no more: 2.6 ms one
// way is what 287 ms asks for (2.0 gives 246, 3.0 gives 304), and 6.5 ms before a vote is sent is what 35 ms
// asks for behind it (6.0 gives 34.1, 8 gives fewer elections than end). The two greatest downtimes, the
// elections that never end, and the order of all of them are then predictions. With no free delay the figures
// are not met: on the wire of a LAN alone (0.5 ms, nothing written) the median of 150-155 ms is 120, and with
// 15 ms divided as 2.6 and 9.8 half of all clusters with 12-24 ms do not keep a leader until it crashes,
// which is what the paper says of time-outs below the broadcast time. Nothing is written before the request
// is: were a candidate to write its own vote first, 150-155 ms would split for ever from 5 ms on. (The core
// waits for both, so the laboratory's disk has no part in this, and votes take longer on the wire.)
struct Delays {
  Duration one_way, vote_written;
};
std::vector<double> downtimes(Duration least, Duration most, std::uint32_t trials,
                              Delays delays = {2600_us, 6500_us}) {
  std::vector<double> times;
  Rng rng = Rng::stream(7, "crash");
  for (std::uint32_t seed = 1; seed <= trials; ++seed) {
    MemberId stale_a = MemberId::none(), stale_b = MemberId::none(), old = MemberId::none();
    Lab<Raft>* at = nullptr;
    Lab<Raft> lab(
        cores_of<Raft>(5, plain(least, most)),
        [&](MemberId from, MemberId to, ProtocolMessage message) {
          const bool stale = from == old && (to == stale_a || to == stale_b);
          const raft::Message& sent = at->cluster.message(message);
          const auto* append = std::get_if<raft::Append>(&sent);
          if (stale && append != nullptr && !append->entries.empty()) return -1_ms;
          return std::holds_alternative<raft::Vote>(sent) ? delays.one_way + delays.vote_written
                                                          : delays.one_way;
        },
        Duration(), ClusterOptions{seed, {}});
    at = &lab;
    lab.cluster.start();
    // Elections may take long with such short time-outs; whoever leads first stays.
    while (lab.cluster.leader().is_none()) lab.run_for(5_ms);
    lab.run_for(4 * least);
    old = lab.cluster.leader();
    if (old.is_none()) continue;
    stale_a = MemberId((old.value() + 1) % 5), stale_b = MemberId((old.value() + 2) % 5);
    lab.cluster.submit(old, Operation{.id = {0, 1}, .kind = OperationKind::kWrite, .value = 1});
    // A heartbeat on, all timers run from the same moment; then a crash at any time between two of them.
    lab.run_for(least / 2 + 15_ms +
                Duration::from_ns(
                    static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>((least / 2).ns())))));
    if (lab.cluster.leader() != old) continue;
    const Time crashed = lab.now();
    lab.cluster.crash(old);
    while (lab.cluster.leader().is_none() && lab.now() - crashed < 60_s) lab.run_for(500_us);
    times.push_back((lab.now() - crashed).seconds() * 1e3);
  }
  std::sort(times.begin(), times.end());
  return times;
}

// Of so many trials as in the paper, the tolerance of the table is 15% for medians and means, 30% for the
// greatest; with fewer trials there is no greatest of a thousand.
TEST(RaftElections, TakeAsLongAsOnThePapersFiveServers) {
  const std::uint32_t trials = std::min(kElections / 20, 1'000u);
  const std::vector<double> narrow = downtimes(150_ms, 155_ms, trials);
  const std::vector<double> wide = downtimes(150_ms, 200_ms, trials);
  const std::vector<double> brief = downtimes(12_ms, 24_ms, trials);
  for (const auto* all : {&narrow, &wide, &brief}) ASSERT_GT(all->size(), trials * 9 / 10);
  EXPECT_NEAR(narrow[narrow.size() / 2], 287, 287 * 0.15);
  EXPECT_NEAR(mean(brief), 35, 35 * (trials < 1'000 ? 0.3 : 0.15));
  if (trials >= 1'000) {
    EXPECT_NEAR(wide.back(), 513, 513 * 0.3);
    EXPECT_NEAR(brief.back(), 152, 152 * 0.3);
  }
  // Free of what is fitted: more randomness, fewer split votes, less time in the tail; shorter time-outs,
  // less downtime.
  EXPECT_GT(narrow[narrow.size() / 2], wide[wide.size() / 2]);
  EXPECT_GT(narrow.back(), wide.back());
  EXPECT_GT(wide[0], mean(brief));
}

TEST(RaftElections, AreShorterOnAWireAloneThanInThePaper) {  // the negative control: nothing is fitted
  const std::uint32_t trials = std::min(kElections / 20, 1'000u);
  const std::vector<double> narrow = downtimes(150_ms, 155_ms, trials, {500_us, 0_us});
  const std::vector<double> brief = downtimes(12_ms, 24_ms, trials, {500_us, 0_us});
  EXPECT_LT(narrow[narrow.size() / 2], 287 * 0.85);
  EXPECT_LT(mean(brief), 35 * 0.85);
  // As measured here for the comment above: 120 and 15.6 ms.
  EXPECT_NEAR(narrow[narrow.size() / 2], 120, 120 * 0.15);
  EXPECT_NEAR(mean(brief), 15.6, 15.6 * 0.15);
}

TEST(RaftElections, NeverEndWithoutRandomness) {
  // All time out at the same time, again and again: more than 10 s in the paper, and 1,000 s here.
  EXPECT_EQ(elect(5, 1, plain(150_ms, 150_ms), constant_latency(2600_us), 1).term, 0);
  EXPECT_GT(elect(5, 1, plain(150_ms, 300_ms), constant_latency(2600_us), 1).term, 0);
}

}  // namespace
}  // namespace windtunnel
