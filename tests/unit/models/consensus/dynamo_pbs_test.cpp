// Probabilistically bounded staleness through the store itself: its messages W, A, R, S take times by the
// WARS model (Bailis, Venkataraman, Franklin, Hellerstein & Stoica, VLDB 2012), and what reads see is held
// against the paper's closed form and against a reference simulation of two million trials a row (own
// computation, after the authors' Simulator.java; no queueing, no read repair, N = 3, a coordinator that
// holds no copy).
//
// One trial is a write, and a read so long after its commit. Each probability is judged to four standard
// errors at the number of trials (a false alarm in 16,000 seeds); each row has a negative control.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "models/consensus/dynamo.hpp"
#include "sim/base/math.hpp"
#include "sim/runtime/cluster.hpp"
#include "sim/runtime/protocol_lab.hpp"

namespace windtunnel {
namespace {

// Of one leg, in milliseconds: Pareto with probability `body`, else exponential.
struct Leg {
  double body = 0, least = 1, alpha = 1, rate = 1;
  Duration draw(Rng& rng) const {
    const double u = rng.uniform();
    const double ms = rng.chance(body) ? least * exp(-log(u) / alpha) : -log(u) / rate;
    return Duration::from_seconds(ms / 1000);
  }
};
// Table 3 of the paper: LinkedIn's Voldemort on solid state and on spinning disks.
constexpr Leg kSsd{0.9122, 0.235, 10, 1.66};
constexpr Leg kDisk{0.38, 1.05, 1.51, 0.183};
constexpr Leg exponential(double rate) { return Leg{0, 1, 1, rate}; }

struct Wars {
  Leg w, ars;
  std::uint32_t reads = 1, writes = 1;
};

class Trials {
 public:
  Trials(const Wars& wars, std::uint64_t seed)
      : wars_(wars),
        rng_(Rng::stream(seed, "wars")),
        lab_([this](MemberId, MemberId, ProtocolMessage message) { return leg(message); }, Duration()),
        cluster_(cores(wars), ClusterOptions{seed, {}}, lab_) {
    lab_.holds(cluster_);
    lab_.on_reply = [this](MemberId, const Reply& reply) { replied(reply); };
    cluster_.start();
    while (cluster_.core(MemberId(0)).home_of(key_) != 0) ++key_;
  }

  // How many of so many reads, begun so long after the commit, see the write.
  double share_consistent(Duration after, std::int64_t trials) {
    after_ = after;
    consistent_ = 0;
    for (std::int64_t trial = 0; trial < trials; ++trial) {
      asked_at_ = lab_.now();
      ++value_;
      cluster_.submit(
          kCoordinator,
          Operation{.id = {0, ++number_}, .kind = OperationKind::kWrite, .key = key_, .value = value_});
      lab_.kernel().run();
    }
    return static_cast<double>(consistent_) / static_cast<double>(trials);
  }
  std::vector<Duration> write_latencies, read_latencies;

 private:
  static constexpr MemberId kCoordinator{3};
  static std::vector<Dynamo> cores(const Wars& wars) {
    DynamoOptions options;
    options.reads = wars.reads;
    options.writes = wars.writes;
    options.hinted_handoff = options.read_repair = false;
    options.suspect_after = options.suspect_for = options.patience = Duration::from_seconds(20);
    std::vector<Dynamo> made;
    for (std::uint32_t i = 0; i < 4; ++i) made.emplace_back(MemberId(i), 4, options);
    return made;
  }
  Duration leg(ProtocolMessage message) {
    return (std::holds_alternative<dynamo::Write>(cluster_.message(message)) ? wars_.w : wars_.ars)
        .draw(rng_);
  }
  void replied(const Reply& reply) {
    if (reply.id.session == 0) {
      write_latencies.push_back(lab_.now() - asked_at_);
      lab_.after(after_, event<&Trials::read>(*this));
    } else {
      read_latencies.push_back(lab_.now() - asked_at_);
      consistent_ += reply.value == value_ ? 1 : 0;
    }
  }
  void read(std::uint64_t) {
    asked_at_ = lab_.now();
    cluster_.submit(kCoordinator, Operation{.id = {1, ++number_}, .key = key_});
  }

  Wars wars_;
  Rng rng_;
  ProtocolLab lab_;
  Cluster<Dynamo> cluster_;
  StoreKey key_ = 0;
  StoreValue value_ = 0;
  std::uint32_t number_ = 0;
  Duration after_;
  Time asked_at_;
  std::int64_t consistent_ = 0;
};

#ifdef __OPTIMIZE__
constexpr std::int64_t kTrials = 20'000;
#else
constexpr std::int64_t kTrials = 4'000;
#endif
double four_errors(double share, std::int64_t trials) {
  return 4 * std::sqrt(std::max(share * (1 - share), 1e-4) / static_cast<double>(trials));
}
Duration ms(double value) { return Duration::from_seconds(value / 1000); }

// Whether the 99.9% quantile of what these are drawn from may be `expected`: of n, n / 1000 are larger, give
// or take four roots of that, and two where they are few.
bool is_thousandth(const std::vector<Duration>& latencies, double expected_ms) {
  const auto larger = std::count_if(latencies.begin(), latencies.end(),
                                    [&](Duration each) { return each > ms(expected_ms); });
  const double beyond = static_cast<double>(latencies.size()) / 1000;
  return std::abs(static_cast<double>(larger) - beyond) <= 4 * std::sqrt(beyond) + 2;
}

struct Row {
  Wars wars;
  double at_once;            // P(consistent), t = 0
  double visible_ms;         // after so long it is 0.999; 0 when it is at once
  double write_ms, read_ms;  // 99.9%; 0: not published for the row
};

void holds(const Row& row, const std::string& name) {
  Trials trials(row.wars, 7);
  const double seen = trials.share_consistent(Duration(), kTrials);
  EXPECT_NEAR(seen, row.at_once, four_errors(row.at_once, kTrials)) << name;
  if (row.write_ms > 0) {
    EXPECT_TRUE(is_thousandth(trials.write_latencies, row.write_ms)) << name;
    EXPECT_TRUE(is_thousandth(trials.read_latencies, row.read_ms)) << name;
  }
  if (row.visible_ms > 0) {
    const double later = Trials(row.wars, 8).share_consistent(ms(row.visible_ms), kTrials);
    EXPECT_NEAR(later, 0.999, four_errors(0.999, kTrials)) << name;
  }
}

// B-PBS-SSD, Tables 3 and 4.
TEST(PbsThroughDynamo, GivesTheVisibilityOfSolidStateDisks) {
  holds({{kSsd, kSsd, 1, 1}, 0.9736, 1.9607, 0.65345, 0.65304}, "R1W1");
  holds({{kSsd, kSsd, 1, 2}, 0.9783, 1.8478, 1.6317, 0.65304}, "R1W2");
  holds({{kSsd, kSsd, 2, 1}, 0.9994, 0, 0.65345, 1.6409}, "R2W1");
  holds({{kSsd, kSsd, 3, 1}, 1.0, 0, 0.65345, 4.1227}, "R3W1");
}

// B-PBS-DISK.
TEST(PbsThroughDynamo, GivesTheVisibilityOfSpinningDisks) {
  holds({{kDisk, kSsd, 1, 1}, 0.4362, 51.334, 10.919, 0.65304}, "R1W1");
  holds({{kDisk, kSsd, 1, 2}, 0.7124, 47.156, 21.013, 0.65304}, "R1W2");
  holds({{kDisk, kSsd, 2, 1}, 0.7623, 14.102, 10.919, 1.6409}, "R2W1");
  holds({{kDisk, kSsd, 1, 3}, 1.0, 0, 111.07, 0.65304}, "R1W3");
}

// B-PBS-EXP, section 5.3: A = R = S exponential with mean 1 ms.
TEST(PbsThroughDynamo, GivesTheVisibilityOfExponentialLegs) {
  const auto row = [](double rate, double at_once, double visible_ms) {
    holds({{exponential(rate), exponential(1), 1, 1}, at_once, visible_ms, 0, 0}, std::to_string(rate));
  };
  row(4, 0.9430, 1.0057);
  row(2, 0.8666, 2.4382);
  row(1, 0.7523, 5.4878);
  row(0.5, 0.6249, 11.802);
  row(0.1, 0.4194, 63.394);
}

// Negative controls: the rows tell one disk from the other, one quorum from the next, and half as much
// again in a rate.
TEST(PbsThroughDynamo, WouldNotAcceptAnotherModel) {
  const double disk = Trials({kDisk, kSsd, 1, 1}, 7).share_consistent(Duration(), kTrials);
  EXPECT_GT(std::abs(disk - 0.9736), four_errors(0.9736, kTrials));
  EXPECT_GT(std::abs(disk - 0.7124), four_errors(0.7124, kTrials));
  const double rate =
      Trials({exponential(1.5), exponential(1), 1, 1}, 7).share_consistent(Duration(), kTrials);
  EXPECT_GT(std::abs(rate - 0.7523), four_errors(0.7523, kTrials));
  // And meeting quorums are never stale, whatever the legs.
  EXPECT_EQ(Trials({kDisk, kSsd, 2, 2}, 7).share_consistent(Duration(), kTrials), 1);
}

// B-PBS-BIAS: the paper's 45.5 ms for LNKD-DISK R1W1 is what its estimator gives, not the quantile: it steps
// t by 1 ms with 50,000 fresh trials each, and takes the first t at which 99.9% were consistent; the first of
// many noisy crossings comes early. (Mean 45.4 ms, deviation 1.4 ms by own computation; the quantile is 51.3
// ms.) At 40 ms the share is 0.9961 and no crossing can be seen before. Here with 10,000 trials a step the
// same estimator is biased more: the first crossing lies below the quantile, by more than the grid.
TEST(PbsThroughDynamo, CrossesEarlyByTheEstimatorOfThePaper) {
  Trials trials({kDisk, kSsd, 1, 1}, 11);
  int first = 34;
  constexpr std::int64_t kSteps = 4'000;
  while (first < 60 && trials.share_consistent(ms(first), kSteps) < 0.999) ++first;
  EXPECT_GE(first, 34);
  EXPECT_LE(first, 49);
}

// B-PBS-K, equation 2: P(older than the last k) = (C(N-W, R) / C(N, R))^k, for writes that reach W random
// replicas and no more.
struct KStaleness {
  std::uint32_t n, reads, writes;
  // How often a read saw one of the last k writes, for k = 1 to 10.
  std::vector<double> within(std::int64_t rounds) const {
    Rng rng = Rng::stream(5, "k");
    std::vector<bool> reached(n);
    std::optional<Cluster<Dynamo>> cluster;
    ProtocolLab lab(
        [&](MemberId, MemberId to, ProtocolMessage message) {
          if (std::holds_alternative<dynamo::Write>(cluster->message(message)) && !reached[to.index()])
            return Duration::from_ns(-1);
          return Duration::from_ns(static_cast<std::int64_t>(rng.below(1'000'000)));
        },
        Duration());
    DynamoOptions options;
    options.replicas = n;
    options.reads = reads;
    options.writes = writes;
    options.hinted_handoff = options.read_repair = false;
    std::vector<Dynamo> cores;
    for (std::uint32_t i = 0; i <= n; ++i) cores.emplace_back(MemberId(i), n + 1, options);
    cluster.emplace(std::move(cores), ClusterOptions{}, lab);
    lab.holds(*cluster);
    StoreKey key = 0;
    while (cluster->core(MemberId(0)).home_of(key) != 0) ++key;
    StoreValue read = 0;
    lab.on_reply = [&](MemberId, const Reply& reply) {
      if (reply.id.session == 1) read = reply.value == kNoValue ? 0 : reply.value;
    };
    cluster->start();
    std::vector<double> within(11);
    for (std::int64_t round = 1; round <= rounds; ++round) {
      std::fill(reached.begin(), reached.end(), false);
      for (std::uint32_t chosen = 0; chosen < writes;) {
        const std::size_t replica = rng.below(n);
        if (!reached[replica]) reached[replica] = true, ++chosen;
      }
      const auto number = static_cast<std::uint32_t>(round);
      cluster->submit(
          MemberId(n),
          Operation{.id = {0, number}, .kind = OperationKind::kWrite, .key = key, .value = round});
      lab.kernel().run();
      cluster->submit(MemberId(n), Operation{.id = {1, number}, .key = key});
      lab.kernel().run();
      for (std::int64_t k = 1; k <= 10; ++k) within[static_cast<std::size_t>(k)] += read > round - k ? 1 : 0;
    }
    for (double& each : within) each /= static_cast<double>(rounds);
    return within;
  }
};

TEST(PbsThroughDynamo, FollowsTheClosedFormOfKStaleness) {
  struct Expected {
    KStaleness store;
    std::vector<std::pair<std::size_t, double>> within;
  };
  const std::vector<Expected> kRows = {
      {{3, 1, 1}, {{1, 0.33333}, {2, 0.55556}, {3, 0.7037}, {5, 0.86831}, {10, 0.98266}}},
      {{3, 1, 2}, {{1, 0.66667}, {2, 0.88889}, {5, 0.99588}}},
      {{5, 2, 2}, {{1, 0.7}, {2, 0.91}, {3, 0.973}}},
      {{3, 2, 2}, {{1, 1.0}}},
  };
  // Rounds after each other share writes: a read that is old makes the next one's chance of being old larger;
  // twice the standard error covers it.
  constexpr std::int64_t kRounds = kTrials;
  for (const Expected& row : kRows) {
    const std::vector<double> seen = row.store.within(kRounds);
    for (const auto& [k, share] : row.within)
      EXPECT_NEAR(seen[k], share, 2 * four_errors(share, kRounds)) << row.store.n << row.store.reads << k;
  }
  EXPECT_GT(std::abs(KStaleness{3, 1, 1}.within(kRounds)[1] - 0.4), 2 * four_errors(0.4, kRounds));
}

}  // namespace
}  // namespace windtunnel
