// The store of results: what was committed stays, what is not ours is left alone, and processes share the
// work.
#include "sim/store/result_store.hpp"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fstream>

#include "sim/store/database.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test.
class ResultStoreTest : public testing::Test {
 protected:
  ResultStoreTest()
      : folder_(fs::temp_directory_path() /
                ("store-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~ResultStoreTest() override { fs::remove_all(folder_); }

  std::unique_ptr<ResultStore> opened(ResultStore::Options options = {}) {
    std::string problem;
    auto store = ResultStore::open(file_, options, problem);
    EXPECT_EQ(problem, "");
    return store;
  }
  std::string refusal(ResultStore::Options options = {}) {
    std::string problem;
    EXPECT_EQ(ResultStore::open(file_, options, problem), nullptr);
    EXPECT_EQ(problem.rfind(file_.string() + ": ", 0), 0u) << problem;
    return problem.substr(std::min(problem.size(), file_.string().size() + 2));
  }
  void write(const std::string& bytes) { std::ofstream(file_, std::ios::binary) << bytes; }
  std::string read() {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void in_sql(const std::string& sql) {
    Database database;
    ASSERT_TRUE(database.open(file_) && database.run(sql)) << database.why();
  }

  const fs::path folder_;
  const fs::path file_ = folder_ / "study.sqlite";
};
using ResultStoreDeathTest = ResultStoreTest;

const Hash128 kA{1, 2}, kB{1, 3};
const std::vector<std::uint64_t> kTasks{0, 1, 2, 3, 4, 5};
constexpr std::size_t kAll = 100;

TEST_F(ResultStoreTest, HasWhatWasPutByReplicationUnderItsKeyAlone) {
  auto store = opened();
  const std::string any("\0\xff bytes", 8);
  store->put(kA, 7, any);
  store->put(kA, 0, "");
  store->put(kB, 0, "other");
  store->flush();
  const std::vector<StoredResult> found = store->find(kA);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].replication, 0);
  EXPECT_EQ(found[0].bytes, "");
  EXPECT_EQ(found[1].replication, 7);
  EXPECT_EQ(found[1].bytes, any);
  EXPECT_EQ(store->find({9, 9}).size(), 0u);
  EXPECT_EQ(store->count(), 3);
}

TEST_F(ResultStoreTest, KeepsTheFirstOfTwo) {
  auto store = opened();
  store->put(kA, 0, "first");
  store->flush();
  store->put(kA, 0, "second");
  store->flush();
  EXPECT_EQ(store->find(kA).at(0).bytes, "first");
  EXPECT_EQ(store->doubled(), 1);
}

TEST_F(ResultStoreTest, CommitsByItselfWithinABatch) {
  auto store = opened({.batch = std::chrono::milliseconds(20)});
  store->put(kA, 0, "kept");
  for (int i = 0; i < 500 && store->find(kA).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(store->find(kA).size(), 1u);
}

TEST_F(ResultStoreTest, CommitsWhatIsLeftWhenItIsClosedAndOpensAgain) {
  opened({.batch = std::chrono::hours(1)})->put(kA, 0, "kept");
  EXPECT_EQ(opened()->find(kA).at(0).bytes, "kept");
}

TEST_F(ResultStoreTest, ForgetsWhatItIsToldTo) {
  auto store = opened();
  store->put(kA, 0, "failed");
  store->put(kA, 1, "fine");
  store->forget(kA, 0);
  store->flush();
  EXPECT_EQ(store->find(kA).at(0).replication, 1);
}

TEST_F(ResultStoreTest, BeginsAnewWhenAsked) {
  opened()->put(kA, 0, "old");
  auto store = opened({.fresh = true});
  EXPECT_EQ(store->count(), 0);
  // Somebody works on it now, so nobody throws it away.
  EXPECT_EQ(refusal({.fresh = true}), "is in use by another process, so it is not thrown away");
}

// SQLite checks the structure of its pages and not what stands in them, so one flipped bit in a result is the
// checksum's to find.
TEST_F(ResultStoreTest, FindsAFlippedBit) {
  opened()->put(kA, 0, std::string(200, 'x'));
  std::string bytes = read();
  const std::size_t at = bytes.find(std::string(200, 'x'));
  ASSERT_NE(at, std::string::npos);
  bytes[at + 100] ^= 1;
  write(bytes);
  auto store = opened();
  EXPECT_EQ(store->find(kA).size(), 0u);
  EXPECT_EQ(store->trouble(), file_.string() + ": it is damaged: a result is not what was written");
}

TEST_F(ResultStoreTest, SaysThatAFileIsDamaged) {
  {
    auto store = opened();
    for (int i = 0; i < 1000; ++i) store->put(kA, i, std::string(200, 'x'));
  }
  std::string bytes = read();
  const std::size_t page = 4096;
  ASSERT_GT(bytes.size(), 20 * page);
  for (std::size_t i = page; i < 8 * page; ++i) bytes[i] = static_cast<char>(i * 31);
  write(bytes);
  std::string problem;
  auto store = ResultStore::open(file_, {}, problem);
  if (store) {
    store->find(kA);
    problem = store->trouble();
  }
  EXPECT_NE(problem.find("it is damaged: "), std::string::npos) << problem;
  store.reset();
  // Its header still says that it is ours, so it may be thrown away.
  EXPECT_EQ(opened({.fresh = true})->count(), 0);
}

TEST_F(ResultStoreTest, LeavesAloneWhatIsNoStore) {
  write("replicas,availability\n3,0.999\n" + std::string(200, '.'));
  const std::string before = read();
  EXPECT_EQ(refusal(), "is no store of a study: it is no SQLite database");
  EXPECT_EQ(refusal({.fresh = true}), "is no store of a study, so it is not thrown away");
  EXPECT_EQ(read(), before);
}

TEST_F(ResultStoreTest, LeavesAloneADatabaseOfSomethingElse) {
  in_sql("CREATE TABLE accounts(name TEXT)");
  const std::string before = read();
  EXPECT_EQ(refusal(), "is no store of a study: it is an SQLite database of something else");
  EXPECT_EQ(refusal({.fresh = true}), "is no store of a study, so it is not thrown away");
  EXPECT_EQ(read(), before);
}

TEST_F(ResultStoreTest, DoesNotReadAFormatThatItDoesNotKnow) {
  opened().reset();
  in_sql("PRAGMA user_version=2");
  EXPECT_EQ(refusal(),
            "is a store of format 2, and this version knows format 1 alone; --fresh begins it anew");
  EXPECT_NE(opened({.fresh = true}), nullptr);
}

TEST_F(ResultStoreTest, SaysWhyAFileCanNotBeOpened) {
  fs::create_directories(file_);
  EXPECT_EQ(refusal(), "is a folder, and a store is a file");
}

// A disk that is full, as SQLite tells it: the first page that does not fit ends the store, and nothing else.
// What was committed before stays.
TEST_F(ResultStoreTest, SaysThatTheDiskIsFullAndKeepsWhatItHas) {
  auto store = opened();
  store->put(kA, 0, "kept");
  store->flush();
  store->limit_pages(30);
  for (int i = 0; i < 100; ++i) store->put(kB, i, std::string(4096, 'x'));
  store->flush();
  EXPECT_EQ(store->trouble(), file_.string() + ": the disk is full");
  store->put(kB, 1000, "is dropped, and nobody waits for it");
  store.reset();
  auto again = opened();
  EXPECT_EQ(again->count(), 1);
  EXPECT_EQ(again->find(kA).at(0).bytes, "kept");
}

TEST_F(ResultStoreTest, GivesNoTaskToTwoWorkers) {
  auto one = opened(), two = opened();
  EXPECT_EQ(one->others(), 1u);
  EXPECT_EQ(one->claim(kA, kTasks, 2), (std::vector<std::uint64_t>{0, 1}));
  EXPECT_EQ(two->claim(kA, kTasks, 3), (std::vector<std::uint64_t>{2, 3, 4}));
  EXPECT_EQ(one->claim(kA, kTasks, kAll), (std::vector<std::uint64_t>{0, 1, 5})) << "its own stay its own";
  EXPECT_TRUE(two->claim(kA, std::vector<std::uint64_t>{0, 5}, kAll).empty());
  EXPECT_EQ(two->claim(kB, kTasks, 1), std::vector<std::uint64_t>{0}) << "of another job";
}

TEST_F(ResultStoreTest, FreesATaskOnceItsResultsAreCommitted) {
  auto one = opened(), two = opened();
  one->claim(kA, kTasks, 1);
  one->put(kB, 0, "its result");
  one->release(kA, 0);
  one->flush();
  EXPECT_EQ(two->claim(kA, kTasks, 1), std::vector<std::uint64_t>{0});
  EXPECT_EQ(two->find(kB).size(), 1u);
}

// From a claim on, a worker that is alone does not ask the file about keys that it has nothing of.
TEST_F(ResultStoreTest, KnowsWhatItHoldsFromItsFirstClaimOn) {
  const Hash128 before{7, 1}, own{7, 2}, early{7, 3}, none{7, 4};
  opened()->put(before, 0, "before");
  auto store = opened();
  store->put(early, 0, "early");
  store->flush();
  store->claim(kA, kTasks, 1);
  store->put(own, 0, "own");
  store->flush();
  EXPECT_EQ(store->find(before).at(0).bytes, "before");
  EXPECT_EQ(store->find(early).at(0).bytes, "early");
  EXPECT_EQ(store->find(own).at(0).bytes, "own");
  EXPECT_TRUE(store->find(none).empty());
}

TEST_F(ResultStoreTest, SeesWhatOthersPutWhoCameLater) {
  auto one = opened();
  one->claim(kA, kTasks, 1);
  {
    auto two = opened();
    two->claim(kA, kTasks, 1);
    two->put(kB, 0, "of two");
  }
  one->claim(kA, kTasks, 1);
  EXPECT_EQ(one->find(kB).size(), 1u) << "two had come and gone between two claims";
}

TEST_F(ResultStoreTest, SeesWhatOthersPutWhoWereGoneBeforeItClaimed) {
  auto one = opened();
  { opened()->put(kB, 0, "of two"); }
  one->claim(kA, kTasks, 1);
  EXPECT_EQ(one->find(kB).size(), 1u);
  opened()->put(kA, 0, "of three");
  one->claim(kA, kTasks, 1);
  EXPECT_EQ(one->find(kA).size(), 1u);
}

TEST_F(ResultStoreTest, FreesTheTasksOfAWorkerThatLeft) {
  auto one = opened(), two = opened();
  one->claim(kA, kTasks, kAll);
  one.reset();
  EXPECT_EQ(two->claim(kA, kTasks, 1).size(), 1u);
  EXPECT_EQ(two->others(), 0u);
}

// A process that ends without a word takes nothing into its grave but its lock.
TEST_F(ResultStoreDeathTest, FreesTheTasksOfAWorkerThatWasKilled) {
  EXPECT_EXIT(
      {
        auto store = opened();
        store->claim(kA, kTasks, kAll);
        store->put(kA, 0, "kept");
        store->flush();
        store->put(kA, 1, "lost");
        std::raise(SIGKILL);
      },
      testing::KilledBySignal(SIGKILL), "");
  auto store = opened();
  EXPECT_EQ(store->others(), 0u);
  EXPECT_EQ(store->claim(kA, kTasks, kAll).size(), kTasks.size());
  EXPECT_EQ(store->count(), 1);
}

// One whose committing thread gives no sign of life within the lease is taken for hanging, though its lock is
// held; when it comes back it claims like everybody else.
TEST_F(ResultStoreTest, FreesTheTasksOfAWorkerThatHangs) {
  auto hangs = opened(), other = opened({.lease = std::chrono::milliseconds(100)});
  hangs->claim(kA, kTasks, kAll);
  EXPECT_TRUE(other->claim(kA, kTasks, kAll).empty());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(other->claim(kA, kTasks, kAll).size(), kTasks.size());
  EXPECT_TRUE(hangs->claim(kA, kTasks, kAll).empty());
}

TEST_F(ResultStoreTest, StaysWithItsTasksAsLongAsItGivesSignsOfLife) {
  auto beats = opened({.lease = std::chrono::milliseconds(400)});
  auto other = opened({.lease = std::chrono::milliseconds(400)});
  beats->claim(kA, kTasks, kAll);
  for (int i = 0; i < 10; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_TRUE(other->claim(kA, kTasks, kAll).empty());
  }
}

TEST_F(ResultStoreTest, MayBeOpenedByManyAtTheSameMoment) {
  std::vector<std::thread> threads;
  std::array<std::unique_ptr<ResultStore>, 8> stores;
  std::array<std::string, 8> problems;
  for (std::size_t i = 0; i < stores.size(); ++i)
    threads.emplace_back([&, i] { stores[i] = ResultStore::open(file_, {}, problems[i]); });
  for (std::thread& thread : threads) thread.join();
  std::vector<std::uint64_t> all;
  for (std::size_t i = 0; i < stores.size(); ++i) {
    ASSERT_NE(stores[i], nullptr) << problems[i];
    EXPECT_EQ(stores[i]->others(), 7u);
    const auto mine = stores[i]->claim(kA, kTasks, 1);
    all.insert(all.end(), mine.begin(), mine.end());
  }
  EXPECT_EQ(all, kTasks) << "six tasks for eight";
}

}  // namespace
}  // namespace windtunnel
