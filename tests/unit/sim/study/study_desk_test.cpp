// The desk of a study, asked by hand: which replications it hands out when one has failed.
#include "sim/study/study_desk.hpp"

#include "tests/unit/sim/study/grids.hpp"

namespace windtunnel {
namespace {

ReplicationFacts failure() {
  ReplicationFacts facts;
  facts.failed = "the queue ran over";
  return facts;
}

class StudyDeskTest : public testing::Test {
 protected:
  StudyDeskTest() {
    options_.points = {0};
    outcome_.points.emplace_back().point = 0;
  }
  // A desk whose only point is open.
  std::unique_ptr<StudyDesk> opened() {
    auto desk = std::make_unique<StudyDesk>(plan_, everything(), options_, outcome_);
    const auto first = desk->next(false);
    EXPECT_TRUE(first && first->replication < 0);
    point_ = first->point;
    desk->open(point_);
    return desk;
  }
  ReplicationFacts flown(std::int64_t replication) const {
    return fly_replication(point_->loaded->flight, point_->program, point_->fold->rows(),
                           {point_->loaded->scenario.run.seed, replication, {}}, stop_, nullptr)
        .facts;
  }

  const StudyPlan plan_ = planned();
  StudyRunOptions options_;
  StudyOutcome outcome_;
  std::shared_ptr<OpenPoint> point_;
  std::atomic<bool> stop_{false};
};

// A point fails by the first of its replications that does: those before it are part of the answer.
TEST_F(StudyDeskTest, HandsOutAgainWhatStandsBeforeAFailure) {
  const auto desk = opened();
  const auto zero = desk->next(false), one = desk->next(false);
  ASSERT_TRUE(zero && one);
  desk->land(*one, failure());
  EXPECT_FALSE(desk->next(false)) << "none after the failure is wanted";
  desk->give_back(*zero);
  const auto again = desk->next(false);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->replication, 0);
  desk->land(*again, flown(0));
  EXPECT_TRUE(desk->finished());
  EXPECT_EQ(outcome_.points[0].state, PointState::kFailed);
}

TEST_F(StudyDeskTest, DoesNotHandOutAgainWhatStandsAfterAFailure) {
  const auto desk = opened();
  const auto zero = desk->next(false), one = desk->next(false), two = desk->next(false);
  ASSERT_TRUE(zero && one && two);
  desk->land(*one, failure());
  desk->give_back(*two);
  EXPECT_FALSE(desk->next(false));
  desk->land(*zero, flown(0));
  EXPECT_TRUE(desk->finished());
}

// Whatever else was in the air beside a failure: who goes on from there flies only what stands before it.
TEST_F(StudyDeskTest, FliesNothingAfterAFailureThatIsKept) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() / "desk-failure-kept.sqlite";
  for (const char* ending : {"", "-wal", "-shm", "-workers"}) std::filesystem::remove(file.string() + ending);
  std::string problem;
  {
    const auto store = ResultStore::open(file, {}, problem);
    ASSERT_TRUE(store) << problem;
    options_.store = store.get();
    const auto desk = opened();
    desk->next(false);
    const auto one = desk->next(false);
    ASSERT_TRUE(one);
    desk->land(*one, failure());
  }
  const auto store = ResultStore::open(file, {}, problem);
  ASSERT_TRUE(store) << problem;
  options_.store = store.get();
  const auto desk = opened();
  const auto zero = desk->next(false);
  ASSERT_TRUE(zero);
  EXPECT_EQ(zero->replication, 0);
  EXPECT_FALSE(desk->next(false)) << "replication 1 failed, so 2 is not wanted";
  desk->land(*zero, flown(0));
  EXPECT_TRUE(desk->finished());
  EXPECT_EQ(outcome_.points[0].state, PointState::kFailed);
}

}  // namespace
}  // namespace windtunnel
