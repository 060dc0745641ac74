// The folder of a run: whole or not there, never over another, and a text when the disk refuses.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/record/run_folder.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

// A folder of its own that is gone afterwards.
class RunFolder : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / (std::string("windtunnel_run_folder_") +
                                         testing::UnitTest::GetInstance()->current_test_info()->name() + "_" +
                                         std::to_string(::getpid()));
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override {
    std::error_code ignored;
    fs::permissions(root_, fs::perms::owner_all, ignored);
    fs::remove_all(root_, ignored);
  }
  static std::string content(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  static std::vector<std::string> names(const fs::path& folder) {
    std::vector<std::string> list;
    for (const auto& entry : fs::directory_iterator(folder)) list.push_back(entry.path().filename().string());
    std::sort(list.begin(), list.end());
    return list;
  }

  fs::path root_;
  std::string problem_;
};

TEST_F(RunFolder, HoldsItsFilesUnderItsName) {
  const std::string bytes("a\0b\nc", 5);
  const auto place = write_run_folder(root_ / "shop" / "deep", "run",
                                      {{"summary.json", bytes}, {"empty.csv", ""}}, problem_);
  ASSERT_TRUE(place.has_value()) << problem_;
  EXPECT_EQ(*place, root_ / "shop" / "deep" / "run");
  EXPECT_EQ(content(*place / "summary.json"), bytes);
  EXPECT_EQ(names(*place), (std::vector<std::string>{"empty.csv", "summary.json"}));
  EXPECT_EQ(names(root_ / "shop" / "deep"), std::vector<std::string>{"run"});
}

TEST_F(RunFolder, TakesTheNextNumberWhenItsNameIsTaken) {
  for (const char* name : {"run", "run-2", "run-3"}) {
    const auto place = write_run_folder(root_, "run", {{"name.txt", name}}, problem_);
    ASSERT_TRUE(place.has_value()) << problem_;
    EXPECT_EQ(place->filename(), name);
  }
  EXPECT_EQ(content(root_ / "run" / "name.txt"), "run");
}

// A file of that name is in the way as much as a folder, and an empty folder is somebody's.
TEST_F(RunFolder, NeverReplacesWhatIsThere) {
  std::ofstream(root_ / "run") << "mine";
  fs::create_directory(root_ / "run-2");
  const auto place = write_run_folder(root_, "run", {{"a", "b"}}, problem_);
  ASSERT_TRUE(place.has_value()) << problem_;
  EXPECT_EQ(place->filename(), "run-3");
  EXPECT_EQ(content(root_ / "run"), "mine");
}

// What a run that died left behind has a name that says so, does not get into a later run, and is swept by
// it; also when this process has its number.
TEST_F(RunFolder, SweepsWhatAnEarlierRunLeftHalfWritten) {
  for (const std::string& of : {std::to_string(::getpid()), std::string("1")}) {
    fs::create_directory(root_ / ("run." + of + ".partial"));
    std::ofstream(root_ / ("run." + of + ".partial") / "bill.csv") << "half";
  }
  fs::create_directory(root_ / "partial");
  const auto place = write_run_folder(root_, "run", {{"summary.json", "{}"}}, problem_);
  ASSERT_TRUE(place.has_value()) << problem_;
  EXPECT_EQ(names(*place), std::vector<std::string>{"summary.json"});
  EXPECT_EQ(names(root_), (std::vector<std::string>{"partial", "run"}));
}

// The child writes into a pipe that nobody reads, and so holds its folder half written for as long as it
// lives.
TEST_F(RunFolder, LeavesWhatALivingProcessWrites) {
  const fs::path pipe = root_ / "gate";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::alarm(60);
    std::string ignored;
    write_run_folder(root_ / "results", "run", {{"a.csv", "1"}, {pipe.string(), "2"}}, ignored);
    ::_exit(0);
  }
  const fs::path half = root_ / "results" / ("run." + std::to_string(child) + ".partial");
  for (int i = 0; i < 10'000 && !fs::exists(half / "a.csv"); ++i) ::usleep(1'000);
  ASSERT_TRUE(write_run_folder(root_ / "results", "other", {{"a", "b"}}, problem_)) << problem_;
  EXPECT_TRUE(fs::exists(half / "a.csv"));
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(write_run_folder(root_ / "results", "third", {{"a", "b"}}, problem_)) << problem_;
  EXPECT_FALSE(fs::exists(half));
}

TEST_F(RunFolder, LeavesNothingWhenAFileCannotBeWritten) {
  EXPECT_FALSE(
      write_run_folder(root_, "run", {{"a.csv", "1"}, {"no/such/folder.csv", "2"}}, problem_).has_value());
  EXPECT_NE(problem_.find("folder.csv: No such file or directory"), std::string::npos) << problem_;
  EXPECT_TRUE(names(root_).empty());
}

TEST_F(RunFolder, SaysWhyWhenItsParentIsAFile) {
  std::ofstream(root_ / "results") << "a file";
  EXPECT_FALSE(write_run_folder(root_ / "results", "run", {{"a", "b"}}, problem_).has_value());
  EXPECT_NE(problem_.find((root_ / "results").string()), std::string::npos) << problem_;
  EXPECT_EQ(names(root_), std::vector<std::string>{"results"});
}

// Linux lets nobody make a folder there, and has a file that is always full.
TEST_F(RunFolder, SaysWhyWhenTheFolderIsNotWritable) {
  EXPECT_FALSE(write_run_folder("/proc/windtunnel", "run", {{"a", "b"}}, problem_).has_value());
  EXPECT_EQ(problem_.find("/proc/windtunnel: "), 0u) << problem_;
}

TEST_F(RunFolder, LeavesNothingWhenTheDiskIsFull) {
  EXPECT_FALSE(write_run_folder(root_, "run", {{"a.csv", "1"}, {"/dev/full", "2"}}, problem_).has_value());
  EXPECT_EQ(problem_, "/dev/full: No space left on device");
  EXPECT_TRUE(names(root_).empty());
}

// Crash safety: a process that dies at any file leaves no finished name. The child is stopped by a file that
// cannot be written in the middle of its list, and dies before it can clean up.
TEST_F(RunFolder, NamesNothingUntilAllOfItIsWritten) {
  const fs::path pipe = root_ / "gate";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    // Opening a pipe that nobody reads blocks: "a.csv" is written, and the rest never is.
    ::alarm(1);
    std::string ignored;
    write_run_folder(root_ / "results", "run", {{"a.csv", "1"}, {pipe.string(), "2"}, {"z.csv", "3"}},
                     ignored);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  for (const std::string& name : names(root_ / "results")) EXPECT_TRUE(name.ends_with(".partial")) << name;
  EXPECT_EQ(names(root_ / "results").size(), 1u);
  ASSERT_TRUE(write_run_folder(root_ / "results", "run", {{"a.csv", "1"}}, problem_).has_value()) << problem_;
  EXPECT_TRUE(fs::exists(root_ / "results" / "run" / "a.csv"));
}

}  // namespace
}  // namespace windtunnel
