// Records of replications: every figure comes back with the same bits, and what is no record is nothing.
#include "sim/study/replication_record.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include "sim/study/replication.hpp"
#include "tests/unit/sim/study/studies.hpp"

namespace windtunnel {
namespace {

bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

ReplicationFacts landed(const Loaded& loaded) {
  const std::atomic<bool> stop{false};
  return fly_replication(loaded.flight, {}, all_rows(loaded.flight), {1, 0, {}}, stop, nullptr).facts;
}

TEST(ReplicationRecord, BringsBackEveryFigureThatAStudyNeeds) {
  const Loaded loaded = load();
  const ReplicationFacts facts = landed(loaded);
  const auto back = facts_of(record_of(facts));
  ASSERT_TRUE(back);
  ASSERT_GT(facts.values.size(), 50u);
  ASSERT_EQ(back->values.size(), facts.values.size());
  for (std::size_t i = 0; i < facts.values.size(); ++i) {
    EXPECT_TRUE(same_bits(back->values[i].value, facts.values[i].value)) << i;
    EXPECT_EQ(back->values[i].good, facts.values[i].good) << i;
    EXPECT_EQ(back->values[i].total, facts.values[i].total) << i;
  }
  EXPECT_EQ(back->seed, facts.seed);
  EXPECT_EQ(back->events, facts.events);
  EXPECT_EQ(back->requests, facts.requests);
  EXPECT_EQ(back->fingerprints, facts.fingerprints);
  EXPECT_TRUE(same_bits(back->latency.variance, facts.latency.variance));
  // What is packed from what came back is the same record.
  EXPECT_EQ(record_of(*back), record_of(facts));
  EXPECT_LT(record_of(facts).size(), facts.values.size() * sizeof(RowValue)) << "shorter than as it stands";
}

TEST(ReplicationRecord, BringsBackOddNumbers) {
  ReplicationFacts facts;
  for (const double value : {0.0, -0.0, 1.0, 127.0, 128.0, 1e15 - 1, 1e15, 1e300, 5e-324, -3.5, 0.1,
                             std::numeric_limits<double>::infinity(), std::nan("")})
    for (const std::int64_t total : {std::int64_t{0}, std::int64_t{1}, std::int64_t{300}, INT64_MAX})
      for (const std::int64_t good : {std::int64_t{0}, std::int64_t{1}, total})
        facts.values.push_back({value, good, total});
  const auto back = facts_of(record_of(facts));
  ASSERT_TRUE(back);
  for (std::size_t i = 0; i < facts.values.size(); ++i) {
    EXPECT_TRUE(same_bits(back->values[i].value, facts.values[i].value)) << facts.values[i].value;
    EXPECT_EQ(back->values[i].good, facts.values[i].good);
    EXPECT_EQ(back->values[i].total, facts.values[i].total);
  }
}

TEST(ReplicationRecord, KeepsWhyItFailedAndWhichPromisesWereBroken) {
  ReplicationFacts facts;
  facts.seed = 7;
  facts.failed = "the event budget is used up";
  facts.broken_promise = true;
  facts.audits = {{"Little's law", true, ""}, {"nobody is served by the dead", false, "3 requests"}};
  const auto back = facts_of(record_of(facts));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->failed, facts.failed);
  EXPECT_TRUE(back->broken_promise);
  ASSERT_EQ(back->audits.size(), 1u) << "of those that hold nothing is said";
  EXPECT_EQ(back->audits[0].found, "3 requests");
}

TEST(ReplicationRecord, ReadsNothingElse) {
  const std::string record = record_of(landed(load()));
  for (std::size_t size = 0; size < record.size(); size += 7)
    EXPECT_FALSE(facts_of(std::string_view(record).substr(0, size))) << size;
  EXPECT_FALSE(facts_of(record + "x"));
  EXPECT_FALSE(facts_of("replicas,availability\n3,0.999\n"));
  std::string later = record;
  later[0] = 2;
  EXPECT_FALSE(facts_of(later)) << "of another layout";
}

}  // namespace
}  // namespace windtunnel
