// Studies with a store: what was kept is not flown again, and nobody can tell from the outcome.
#include <filesystem>

#include "sim/study/study_key.hpp"
#include "sim/study/study_run.hpp"
#include "tests/unit/sim/study/grids.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

class StudyStoreTest : public testing::Test {
 protected:
  StudyStoreTest()
      : file_(fs::temp_directory_path() /
              ("study-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) +
               ".sqlite")) {
    remove();
  }
  ~StudyStoreTest() override { remove(); }
  void remove() {
    for (const char* ending : {"", "-wal", "-shm", "-workers"}) fs::remove(file_.string() + ending);
  }
  std::unique_ptr<ResultStore> opened() {
    std::string problem;
    auto store = ResultStore::open(file_, {}, problem);
    EXPECT_EQ(problem, "");
    return store;
  }
  StudyOutcome flown_with_store(const StudyPlan& plan, int jobs = 2) {
    const auto store = opened();
    StudyRunOptions options = all_points(plan, jobs);
    options.store = store.get();
    return fly_study(plan, everything(), options);
  }

  const fs::path file_;
};

TEST_F(StudyStoreTest, FliesNothingASecondTimeAndSaysTheSame) {
  const StudyPlan plan = planned();
  const std::string whole = said(plan, flown(plan));
  const StudyOutcome first = flown_with_store(plan);
  EXPECT_EQ(said(plan, first), whole);
  EXPECT_EQ(first.replications_flown, 15);
  EXPECT_EQ(first.replications_kept, 0);
  const StudyOutcome second = flown_with_store(plan, 1);
  EXPECT_EQ(said(plan, second), whole);
  EXPECT_EQ(second.replications_flown, 0);
  EXPECT_EQ(second.replications_kept, 15);
}

// Of a study that was stopped, whatever had landed is kept: what a store holds is a beginning of no
// particular order.
TEST_F(StudyStoreTest, GoesOnWhereItWasStopped) {
  const StudyPlan plan = planned({"axes.replicas.values=[2, 3, 4, 5, 6, 7]", "base.run.lasts=\"300 s\""});
  std::atomic<bool> stop{false};
  std::int64_t kept = 0;
  {
    const auto store = opened();
    StudyRunOptions options = all_points(plan, 2);
    options.store = store.get();
    options.stop = &stop;
    options.progress = [&](const StudyProgress& progress) { stop = progress.points_done > 0; };
    fly_study(plan, everything(), options);
    kept = store->count();
  }
  EXPECT_GT(kept, 0);
  const StudyOutcome rest = flown_with_store(plan);
  EXPECT_EQ(rest.replications_kept, kept);
  EXPECT_EQ(said(plan, rest), said(plan, flown(plan, 2)));
}

// Any replications may be missing: here every third, which leaves each point of three another one.
TEST_F(StudyStoreTest, FliesWhatIsMissingWhereverThatIs) {
  const StudyPlan plan = planned();
  const std::string whole = said(plan, flown_with_store(plan));
  std::int64_t taken = 0;
  {
    const auto store = opened();
    for (std::size_t i = 0; i < plan.points.size(); ++i) {
      Problems problems;
      const auto loaded = open_point(plan, plan.points[i], everything(), problems, problems);
      const Hash128 key = point_key(*loaded, all_rows(loaded->flight));
      EXPECT_EQ(store->find(key).size(), 3u);
      store->forget(key, static_cast<std::int64_t>(i % 3));
      ++taken;
    }
  }
  const StudyOutcome mended = flown_with_store(plan);
  EXPECT_EQ(mended.replications_flown, taken);
  EXPECT_EQ(said(plan, mended), whole);
}

TEST_F(StudyStoreTest, WantsMoreWithoutFlyingThoseThatAreThere) {
  const StudyPlan hard = planned(
      {R"(replications={"until": {"metric": "latency_mean", "half_width": "1 us"}, "least": 4, "most": 7})"});
  const StudyPlan easy = planned(
      {R"(replications={"until": {"metric": "latency_mean", "half_width": "10 s"}, "least": 4, "most": 7})"});
  EXPECT_EQ(flown_with_store(easy).replications_flown, 4 * 5);
  const StudyOutcome more = flown_with_store(hard);
  EXPECT_EQ(more.replications_flown, 3 * 5);
  EXPECT_EQ(said(hard, more), said(hard, flown(hard)));
}

TEST_F(StudyStoreTest, KeepsAFailureUntilSomebodyAsksForIt) {
  const StudyPlan plan = planned({R"(axes.size={"variants": {"too_many": {
    "run.events_max": 2600, "tiers.web.queue.length_max": 0,
    "workload.users.retries": {"attempts": 100, "backoff": "1 ms"}}}})"});
  const StudyOutcome first = flown_with_store(plan, 1);
  EXPECT_EQ(first.count(PointState::kFailed), 5u);
  const StudyOutcome again = flown_with_store(plan, 1);
  EXPECT_EQ(again.replications_flown, 0);
  EXPECT_EQ(said(plan, again), said(plan, first));
  const auto store = opened();
  StudyRunOptions options = all_points(plan, 1);
  options.store = store.get();
  options.retry_failed = true;
  const StudyOutcome retried = fly_study(plan, everything(), options);
  EXPECT_EQ(retried.replications_flown, first.replications_flown);
  EXPECT_EQ(said(plan, retried), said(plan, first));
}

TEST_F(StudyStoreTest, SaysWhatIsKeptWithoutFlying) {
  const StudyPlan plan = planned();
  {
    const auto store = opened();
    StudyRunOptions options = all_points(plan);
    options.points = {1, 3};
    options.store = store.get();
    fly_study(plan, everything(), options);
  }
  const auto store = opened();
  StudyRunOptions options = all_points(plan);
  options.store = store.get();
  options.only_kept = true;
  const StudyOutcome kept = fly_study(plan, everything(), options);
  const StudyOutcome whole = flown(plan);
  EXPECT_EQ(kept.replications_flown, 0);
  for (std::size_t i = 0; i < kept.points.size(); ++i) {
    const bool there = i == 1 || i == 3;
    EXPECT_EQ(kept.points[i].state, there ? PointState::kFlown : PointState::kNotFlown) << i;
    if (there) {
      EXPECT_EQ(kept.points[i].fingerprints, whole.points[i].fingerprints);
    }
  }
  EXPECT_FALSE(kept.interrupted);
}

TEST_F(StudyStoreTest, StopsWhenNothingMoreCanBeKept) {
  const StudyPlan plan =
      planned({"axes.replicas.values=[2, 3, 4, 5, 6, 7, 8, 9]", "base.run.lasts=\"300 s\""});
  const auto store = opened();
  store->limit_pages(12);
  StudyRunOptions options = all_points(plan, 2);
  options.replications = 300;
  options.store = store.get();
  const StudyOutcome outcome = fly_study(plan, everything(), options);
  EXPECT_EQ(outcome.store_trouble, file_.string() + ": the disk is full");
  EXPECT_EQ(exit_code(outcome), 5);
  EXPECT_GT(outcome.count(PointState::kNotFlown), 0u);
}

TEST_F(StudyStoreTest, SharesPointsBetweenTwoDesksWithoutFlyingAnyTwice) {
  const StudyPlan plan = planned({"axes.replicas.values=[2, 3, 4, 5, 6, 7, 8, 9]"});
  StudyOutcome one, two;
  std::thread other([&] { one = flown_with_store(plan, 1); });
  two = flown_with_store(plan, 1);
  other.join();
  EXPECT_EQ(said(plan, one), said(plan, two));
  EXPECT_EQ(said(plan, one), said(plan, flown(plan)));
  const auto replications = static_cast<std::int64_t>(3 * plan.points.size());
  EXPECT_EQ(one.replications_flown + two.replications_flown, replications);
  EXPECT_EQ(opened()->doubled(), 0);
}

// ---- what a replication is kept under

Hash128 key_of(const std::vector<std::string>& sets) {
  const Loaded loaded = load(kShop, sets);
  return point_key(loaded, all_rows(loaded.flight));
}

TEST(PointKey, IsThatOfWhatTheFactsFollowFrom) {
  const Hash128 key = key_of({});
  EXPECT_EQ(key_of({"note=\"words change nothing\""}), key);
  EXPECT_EQ(key_of({"run.replications=9"}) == key, false) << "it is part of the resolved scenario";
  EXPECT_FALSE(key_of({"run.seed=2"}) == key);
  EXPECT_FALSE(key_of({"tiers.web.cores=2"}) == key);
  Loaded loaded = load();
  const std::vector<RowKey> rows = all_rows(loaded.flight);
  EXPECT_FALSE(point_key(loaded, {rows.begin(), rows.end() - 1}) == key) << "other figures are read";
  loaded.code.push_back({"sticky.py", "1234"});
  const Hash128 with_code = point_key(loaded, rows);
  EXPECT_FALSE(with_code == key);
  loaded.code[0].hash = "1235";
  EXPECT_FALSE(point_key(loaded, rows) == with_code);
}

}  // namespace
}  // namespace windtunnel
