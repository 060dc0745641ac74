// Replications in threads: the same answer whoever was quicker, and the longest unbroken beginning when
// stopped.
#include <set>

#include "models/world/fly.hpp"
#include "tests/unit/sim/study/studies.hpp"

namespace windtunnel {
namespace {

std::string summary_of(const Loaded& loaded, const Campaign& campaign) {
  return summary(loaded, answered(loaded, campaign), 1).to_json();
}

TEST(Study, GivesEachReplicationASeedOfItsOwn) {
  std::set<std::uint64_t> seeds;
  for (std::int64_t seed = 0; seed < 20; ++seed)
    for (std::int64_t replication = 0; replication < 50; ++replication)
      seeds.insert(replication_seed(seed, replication));
  EXPECT_EQ(seeds.size(), 1000u);
  EXPECT_EQ(replication_seed(3, 4), replication_seed(3, 4));
}

TEST(Study, AnswersWithTheSameBytesWhateverTheNumberOfThreads) {
  const Loaded loaded = load();
  const std::string one = summary_of(loaded, flown(loaded, 5, 1));
  EXPECT_EQ(summary_of(loaded, flown(loaded, 5, 2)), one);
  EXPECT_EQ(summary_of(loaded, flown(loaded, 5, 4)), one);
  EXPECT_NE(summary_of(loaded, flown(loaded, 5, 1, 2)), one) << "another seed";
}

// A replication is the same whether few or many are flown.
TEST(Study, KeepsAReplicationWhenMoreAreWanted) {
  const Loaded loaded = load();
  const Campaign few = flown(loaded, 2), many = flown(loaded, 4, 2);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(few.replications[i].seed, many.replications[i].seed);
    EXPECT_EQ(few.replications[i].fingerprints, many.replications[i].fingerprints);
  }
  EXPECT_NE(many.replications[0].fingerprints, many.replications[1].fingerprints);
}

TEST(Study, KeepsAllAuditsOfARun) {
  const Campaign campaign = flown(load(), 2);
  ASSERT_FALSE(campaign.replications[0].audits.empty());
  for (const ReplicationFacts& replication : campaign.replications)
    for (const Audit& audit : replication.audits)
      EXPECT_TRUE(audit.holds) << audit.name << ": " << audit.found;
}

TEST(Study, KeepsNothingWhenItIsStoppedAtOnce) {
  const Loaded loaded = load(kShop, {"run.lasts=2000 s"});
  const std::atomic<bool> stop{true};
  StudyOptions options;
  options.stop = &stop;
  options.jobs = 2;
  const Campaign campaign = fly(loaded.flight, 1, 500, options);
  EXPECT_TRUE(campaign.interrupted);
  EXPECT_LT(campaign.replications.size(), 500u);
  EXPECT_EQ(exit_code(answered(loaded, campaign)), 130);
}

// What was kept is the beginning, so the answer is that of a study which wanted only so many.
void expect_a_beginning(const Loaded& loaded, const Campaign& campaign) {
  ASSERT_GE(campaign.replications.size(), 1u);
  const Campaign whole = flown(loaded, static_cast<std::int64_t>(campaign.replications.size()), 2);
  for (std::size_t i = 0; i < campaign.replications.size(); ++i)
    EXPECT_EQ(campaign.replications[i].fingerprints, whole.replications[i].fingerprints) << i;
  EXPECT_EQ(campaign.merged->events, whole.merged->events);
  Answer stopped = answered(loaded, campaign);
  EXPECT_EQ(stopped.replications, static_cast<std::int64_t>(campaign.replications.size()));
  const Answer meant = answered(loaded, whole);
  for (std::size_t i = 0; i < meant.rows.size(); ++i)
    EXPECT_EQ(stopped.rows[i].estimate.low, meant.rows[i].estimate.low) << i;
}

TEST(Study, KeepsItsBeginningWhenItIsInterrupted) {
  const Loaded loaded = load(kShop, {"expect=null", "costs=null"});
  std::atomic<bool> stop{false};
  StudyOptions options;
  options.stop = &stop;
  options.jobs = 2;
  options.progress = [&stop](const StudyOptions::Progress& progress) {
    stop = progress.replications_done >= 2;
  };
  const Campaign campaign = fly(loaded.flight, 1, 100'000, options);
  EXPECT_TRUE(campaign.interrupted);
  EXPECT_FALSE(campaign.out_of_budget);
  EXPECT_EQ(exit_code(answered(loaded, campaign)), 130);
  expect_a_beginning(load(kShop, {"expect=null", "costs=null"}), campaign);
}

TEST(Study, KeepsItsBeginningWhenItsTimeIsUp) {
  const Loaded loaded = load(kShop, {"expect=null", "costs=null"});
  StudyOptions options;
  options.budget = std::chrono::duration<double>(0.05);
  options.jobs = 2;
  const Campaign campaign = fly(loaded.flight, 1, 100'000, options);
  EXPECT_TRUE(campaign.out_of_budget);
  EXPECT_FALSE(campaign.interrupted);
  EXPECT_LT(campaign.replications.size(), 100'000u);
  EXPECT_EQ(exit_code(answered(loaded, campaign)), 0);
  expect_a_beginning(loaded, campaign);
}

// A replication that needs more events than it may have fails by itself, and says so with its seed; the
// others still fly.
TEST(Study, GoesOnWhenAReplicationFails) {
  Loaded loaded = load();
  loaded.flight.plan.events_max = 500;
  const Campaign campaign = flown(loaded, 3, 2);
  ASSERT_EQ(campaign.replications.size(), 3u);
  for (const ReplicationFacts& each : campaign.replications)
    EXPECT_NE(each.failed.find("500 events fired"), std::string::npos) << each.failed;
  const Answer answer = answered(loaded, campaign);
  EXPECT_EQ(answer.replications, 0);
  ASSERT_EQ(answer.failures.size(), 3u);
  EXPECT_NE(answer.failures[1].find("replication 1, seed"), std::string::npos) << answer.failures[1];
  EXPECT_EQ(exit_code(answer), 5);
}

// The bill is of the mean month over the replications, not of the first one's.
TEST(Study, BillsTheMeanOfItsReplications) {
  const Loaded loaded = load();
  const Campaign campaign = flown(loaded, 3);
  std::int64_t sum = 0, first = 0;
  for (std::int64_t i = 0; i < 3; ++i) {
    WorldOptions options;
    options.seed = replication_seed(1, i);
    for (const TrafficUse& use :
         monthly_usage(loaded.flight, fly_natively(loaded.flight.plan, options, nullptr, "test")).traffic) {
      sum += use.bytes.count();
      first += i == 0 ? use.bytes.count() : 0;
    }
  }
  std::int64_t billed = 0;
  for (const TrafficUse& use : campaign.usage.traffic) billed += use.bytes.count();
  // Requests weigh alike, rather than replications: that differs by the spread of both, 1e-3 at most.
  EXPECT_NEAR(static_cast<double>(billed), static_cast<double>(sum) / 3, static_cast<double>(sum) / 3 * 1e-3);
  EXPECT_NE(billed, first);
  ASSERT_EQ(campaign.usage.instances.size(), 2u);
  EXPECT_EQ(campaign.usage.instances[0].count, 2);
}

TEST(Study, TellsHowFarItIs) {
  const Loaded loaded = load(kShop, {"run.lasts=600 s"});
  StudyOptions options;
  options.jobs = 1;
  double share = 0;
  std::int64_t done = 0;
  options.progress = [&](const StudyOptions::Progress& progress) {
    EXPECT_GE(progress.simulated_share, share);
    EXPECT_GE(progress.replications_done, done);
    EXPECT_EQ(progress.replications_wanted, 20);
    share = progress.simulated_share, done = progress.replications_done;
  };
  fly(loaded.flight, 1, 20, options);
  EXPECT_LE(share, 1.0);
}

}  // namespace
}  // namespace windtunnel
