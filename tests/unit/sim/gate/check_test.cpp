// Checks of small scenarios: rounds, looks, what is shared and what is not flown again.
#include "sim/gate/check.hpp"

#include <filesystem>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// M/M/1 at a half: the mean is 1 / (100 - 50) = 20 ms by theory.
constexpr const char* kQueue =
    R"({"windtunnel": 1, "run": {"lasts": "40 s", "warm_up": "2 s", "replications": 10},
  "workload": {"users": {"kind": "open", "rate": "50 /s", "deadline": "1 s", "path": ["web"]}},
  "tiers": {"web": {"replicas": 1, "service": {"kind": "exponential", "mean": "10 ms"}}},
  "expect": {"mean": {"metric": "latency_mean", "at_most": "30 ms"}}})";

std::shared_ptr<const Loaded> planned(const std::vector<std::string>& sets = {}) {
  return std::make_shared<const Loaded>(load_text(kQueue, sets));
}

CheckedFile checked(const std::vector<std::string>& sets = {}) {
  CheckedFile file;
  file.file = "queue.json";
  file.now = planned(sets);
  return file;
}

CheckedFile held_against(const std::vector<std::string>& sets, const std::vector<std::string>& old_sets) {
  CheckedFile file = checked(sets);
  file.was = file.was_under_catalog = planned(old_sets);
  return file;
}

const DifferenceVerdict& difference(const FileVerdict& file, const std::string& figure) {
  for (const DifferenceVerdict& each : file.differences)
    if (each.figure == figure) return each;
  throw std::runtime_error("no such difference: " + figure);
}

TEST(Check, DecidesAnEasyExpectationAtItsFirstLook) {
  const CheckOutcome outcome = check_files({checked()}, {});
  EXPECT_EQ(outcome.files[0].expectations[0].judgement.verdict, Expected::kHolds);
  EXPECT_EQ(outcome.files[0].looks, 1);
  EXPECT_EQ(outcome.flown, 10);
  EXPECT_DOUBLE_EQ(outcome.error_rate, 0.05);
}

// One expectation has all of the rate, and a first look spends half of it: 1 - 0.05 / 2. With a second file
// that has one too, and differences to come, each has a quarter of the rate: 1 - 0.05 / 4 / 2.
TEST(Check, SharesItsErrorRateOverTheWholeSet) {
  EXPECT_DOUBLE_EQ(check_files({checked()}, {}).files[0].expectations[0].confidence, 1 - 0.05 / 2);
  CheckSettings settings;
  settings.against = true;
  const CheckOutcome both = check_files({checked(), checked()}, settings);
  EXPECT_DOUBLE_EQ(both.files[0].expectations[0].confidence, 1 - 0.05 / 4 / 2);
}

TEST(Check, LooksAgainUntilItIsDecidedAndStaysDecided) {
  const CheckOutcome outcome = check_files({checked({"expect.mean.at_most=21 ms", "gate.most=2000"})}, {});
  const FileVerdict& file = outcome.files[0];
  EXPECT_GT(file.looks, 1);
  EXPECT_EQ(file.expectations[0].judgement.verdict, Expected::kHolds);
  EXPECT_EQ(file.expectations[0].replications, file.replications);
}

TEST(Check, StopsAtTheMostOfTheFile) {
  const CheckOutcome outcome = check_files({checked({"expect.mean.at_most=20 ms", "gate.most=40"})}, {});
  EXPECT_EQ(outcome.files[0].replications, 40);
  EXPECT_EQ(exit_code(outcome), 3);
}

TEST(Check, LeavesAloneWhatNoReplicationMends) {
  // A queue that grows without end has no mean, however often it is flown.
  const CheckOutcome outcome = check_files({checked({"workload.users.rate=150 /s"})}, {});
  EXPECT_EQ(outcome.files[0].looks, 1);
  EXPECT_EQ(outcome.files[0].expectations[0].estimate.lack, Lack::kSaturated);
}

TEST(Check, FliesSidesThatAreOneFlightOnce) {
  const CheckOutcome outcome = check_files({held_against({"expect.mean.at_most=25 ms"}, {"title=Old"})}, {});
  EXPECT_EQ(outcome.files[0].held, Held::kUnchanged);
  EXPECT_TRUE(outcome.files[0].differences.empty());
  EXPECT_EQ(outcome.flown, outcome.files[0].replications);
}

TEST(Check, FindsWhatGotWorseAndWhatGotBetter) {
  CheckSettings settings;
  settings.against = true;
  const std::string slow = "tiers.web.service.mean=11 ms";
  const FileVerdict worse = check_files({held_against({slow}, {})}, settings).files[0];
  EXPECT_EQ(difference(worse, "latency_mean").verdict, Compared::kWorse);
  EXPECT_EQ(difference(worse, "latency_mean").expectation, "mean");
  ASSERT_EQ(worse.changes.size(), 1U);
  EXPECT_EQ(worse.changes[0].path, "tiers.web.service.mean");
  const FileVerdict better = check_files({held_against({}, {slow})}, settings).files[0];
  EXPECT_EQ(difference(better, "latency_mean").verdict, Compared::kBetter);
}

TEST(Check, CallsTheSameWhatIsTooSmallToMatter) {
  CheckSettings settings;
  settings.against = true;
  const FileVerdict file =
      check_files({held_against({"tiers.web.service.mean=10.01 ms", "gate.matters=0.05"}, {})}, settings)
          .files[0];
  EXPECT_EQ(difference(file, "latency_mean").verdict, Compared::kSame);
  EXPECT_EQ(difference(file, "latency_p99").verdict, Compared::kSame);
}

TEST(Check, CallsWorseWhatBeganToGrowWithoutEnd) {
  CheckSettings settings;
  settings.against = true;
  const FileVerdict file = check_files({held_against({"workload.users.rate=150 /s"}, {})}, settings).files[0];
  EXPECT_EQ(difference(file, "latency_mean").verdict, Compared::kWorse);
  EXPECT_EQ(difference(file, "latency_mean").lack_after, "saturated");
}

TEST(Check, KeepsCatalogAndFileApart) {
  CheckSettings settings;
  settings.against = true;
  CheckedFile file = held_against({"tiers.web.service.mean=11 ms"}, {});
  file.was_under_catalog = planned({"workload.users.rate=55 /s"});  // what new tables made of the old design
  const FileVerdict found = check_files({file}, settings).files[0];
  std::size_t catalog = 0, own = 0;
  for (const DifferenceVerdict& each : found.differences) ++(each.cause == Cause::kCatalog ? catalog : own);
  EXPECT_GT(catalog, 0U);
  EXPECT_EQ(catalog, own);
  file.was_under_catalog = nullptr;
  for (const DifferenceVerdict& each : check_files({file}, settings).files[0].differences)
    EXPECT_EQ(each.cause, Cause::kSeveral);
}

TEST(Check, TakesWhatAStoreKept) {
  const std::filesystem::path place =
      std::filesystem::path(::testing::TempDir()) / "windtunnel_check_test.sqlite";
  std::string problem;
  auto store = ResultStore::open(place, {.fresh = true}, problem);
  ASSERT_TRUE(store) << problem;
  CheckSettings settings;
  settings.store = store.get();
  const CheckOutcome first = check_files({checked()}, settings);
  const CheckOutcome second =
      check_files({checked({"expect.mean.at_most=25 ms", "title=Another"})}, settings);
  EXPECT_EQ(first.flown, 10);
  EXPECT_EQ(second.flown, 0);
  EXPECT_EQ(second.kept, 10);
  // Another design is another flight.
  EXPECT_EQ(check_files({checked({"workload.users.rate=51 /s"})}, settings).flown, 10);
}

TEST(Check, SaysTheSameOnOneThreadAndOnMany) {
  CheckSettings one, many;
  one.jobs = 1, many.jobs = 5;
  one.against = many.against = true;
  const std::vector<CheckedFile> files = {
      held_against({"tiers.web.service.mean=10.1 ms", "gate.most=60"}, {})};
  const CheckOutcome a = check_files(files, one), b = check_files(files, many);
  ASSERT_EQ(a.files[0].differences.size(), b.files[0].differences.size());
  for (std::size_t i = 0; i < a.files[0].differences.size(); ++i) {
    EXPECT_EQ(a.files[0].differences[i].absolute.low, b.files[0].differences[i].absolute.low);
    EXPECT_EQ(a.files[0].differences[i].replications, b.files[0].differences[i].replications);
  }
}

TEST(Check, WithoutTimeLooksAtNothing) {
  CheckSettings settings;
  settings.budget = std::chrono::duration<double>(0);
  const CheckOutcome outcome = check_files({checked()}, settings);
  EXPECT_TRUE(outcome.out_of_time);
  EXPECT_EQ(outcome.files[0].replications, 0);
  EXPECT_EQ(exit_code(outcome), 3);
}

TEST(Check, ThatIsStoppedSaysSo) {
  const std::atomic<bool> stop{true};
  CheckSettings settings;
  settings.stop = &stop;
  EXPECT_EQ(exit_code(check_files({checked({"run.lasts=20000 s"})}, settings)), 130);
}

}  // namespace
}  // namespace windtunnel
