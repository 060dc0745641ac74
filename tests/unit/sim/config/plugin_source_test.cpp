// Plug-ins as files: which loader takes one, when it is loaded anew, and what identifies it.
#include "sim/config/plugin_source.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "sim/config/catalog.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

class PluginFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() /
        ("windtunnel_plugins_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::create_directories(folder_);
    source_.load_with(".mod", true, [this](const fs::path&, const std::string& bytes) {
      ++loads_;
      PluginReading reading;
      if (bytes == "broken")
        reading.found = "a broken file", reading.expected = "another";
      else
        reading.models = std::make_shared<Catalog>();
      return reading;
    });
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }

  fs::path folder_;
  PluginSource source_;
  int loads_ = 0;
};

TEST_F(PluginFiles, AreLoadedOnceAsLongAsTheyStayTheSame) {
  const fs::path file = write("a.mod", "one");
  PluginReading why;
  const auto first = source_.load(file, "a.mod", why);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(source_.load(file, "a.mod", why), first);
  const PluginSource copy = source_;
  EXPECT_EQ(copy.load(file, "a.mod", why), first) << "copies share what was loaded";
  EXPECT_EQ(loads_, 1);
  EXPECT_TRUE(first->takes_turns);
  EXPECT_EQ(first->hash, hash128("one"));
}

TEST_F(PluginFiles, AreLoadedAnewWhenTheyHaveChanged) {
  PluginReading why;
  const auto first = source_.load(write("a.mod", "one"), "a.mod", why);
  const auto second = source_.load(write("a.mod", "two"), "a.mod", why);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->hash, second->hash);
  EXPECT_EQ(loads_, 2);
}

TEST_F(PluginFiles, SayWhyTheyCanNotBeLoaded) {
  PluginReading why;
  EXPECT_EQ(source_.load(write("a.mod", "broken"), "a.mod", why), nullptr);
  EXPECT_EQ(why.found, "a broken file");
  why = {};
  EXPECT_EQ(source_.load(write("a.txt", "one"), "a.txt", why), nullptr);
  EXPECT_EQ(why.expected, "a plug-in, which ends in .mod");
  why = {};
  EXPECT_EQ(source_.load(folder_ / "nobody.mod", "nobody.mod", why), nullptr);
  EXPECT_EQ(why.found, "") << "that there is no file the reader says better";
}

TEST_F(PluginFiles, AreIdentifiedByTheirBytesInTheirOrder) {
  PluginReading why;
  const auto a = source_.load(write("a.mod", "one"), "a.mod", why);
  const auto b = source_.load(write("b.mod", "two"), "b.mod", why);
  const auto again = source_.load(write("c.mod", "one"), "c.mod", why);
  EXPECT_EQ(plugins_hash({}), Hash128{});
  EXPECT_EQ(plugins_hash({a}), plugins_hash({again})) << "by whatever name";
  EXPECT_NE(plugins_hash({a}), plugins_hash({b}));
  EXPECT_NE(plugins_hash({a, b}), plugins_hash({b, a}));
}

}  // namespace
}  // namespace windtunnel
