// Replacing a file: the new bytes under the old name, or the old ones.
#include "sim/record/synced_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

class ReplacedFile : public testing::Test {
 protected:
  ReplacedFile() : folder_(fs::temp_directory_path() / ("windtunnel-synced-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    std::ofstream(file()) << "old";
  }
  ~ReplacedFile() override { fs::remove_all(folder_); }

  fs::path file() const { return folder_ / "shop.json"; }
  std::string bytes() const {
    std::ifstream stream(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  fs::path folder_;
  std::string problem_;
};

TEST_F(ReplacedFile, ReplacesTheBytesAndNothingElse) {
  fs::permissions(file(), fs::perms(0600));
  ASSERT_TRUE(replace_synced(file(), "new", problem_)) << problem_;
  EXPECT_EQ(bytes(), "new");
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms(0600));
  EXPECT_EQ(files(), 1);
}

TEST_F(ReplacedFile, ReplacesWhatALinkLeadsTo) {
  fs::create_symlink("shop.json", folder_ / "link.json");
  ASSERT_TRUE(replace_synced(folder_ / "link.json", "new", problem_)) << problem_;
  EXPECT_TRUE(fs::is_symlink(folder_ / "link.json"));
  EXPECT_EQ(bytes(), "new");
}

TEST_F(ReplacedFile, LeavesTheOldBytesWhereNothingCanBeWrittenBeside) {
  fs::create_directory(folder_ / "shop.json.partial");
  std::ofstream(folder_ / "shop.json.partial/taken") << "by somebody";
  EXPECT_FALSE(replace_synced(file(), "new", problem_));
  EXPECT_NE(problem_.find("shop.json"), std::string::npos) << problem_;
  EXPECT_EQ(bytes(), "old");
  EXPECT_EQ(files(), 2);
}

TEST_F(ReplacedFile, SaysWhichFileIsNotThere) {
  EXPECT_FALSE(replace_synced(folder_ / "nowhere.json", "new", problem_));
  EXPECT_NE(problem_.find("nowhere.json"), std::string::npos) << problem_;
}

}  // namespace
}  // namespace windtunnel
