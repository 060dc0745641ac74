// Samples from a CSV file: the column, its unit, and what is wrong with either.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "models/distributions/distribution.hpp"
#include "tests/unit/models/choice.hpp"

namespace windtunnel {
namespace {

class SamplesFromCsv : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / "windtunnel_empirical";
    std::filesystem::create_directories(folder_);
    add_distributions(catalog_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  ReadChoice<Distribution> read_with(const std::string& csv, const std::string& fields) {
    std::ofstream(folder_ / "measured.csv") << csv;
    ReadChoice<Distribution> result;
    Problems problems;
    const Document document = Document::from_text(
        "{\"it\": {\"kind\": \"empirical\", \"samples\": \"measured.csv\"" + fields + "}}",
        (folder_ / "scenario.json").string(), problems);
    read(document, catalog_, result.chosen, problems);
    if (!problems.empty()) result.problems = problems.text("scenario.json");
    return result;
  }

  std::filesystem::path folder_;
  Catalog catalog_;
};

TEST_F(SamplesFromCsv, AreReadInTheUnitOfTheirColumn) {
  const auto result = read_with("when,latency_ms\n1,2\n2,4\n3,12\n", ", \"column\": \"latency_ms\"");
  ASSERT_EQ(result.problems, "");
  const Sampler sampler = result.chosen.it.make();
  EXPECT_DOUBLE_EQ(sampler.mean(), 0.006);
  EXPECT_EQ(sampler.max(), 0.012);
}

TEST_F(SamplesFromCsv, NeedNoColumnNameWhenThereIsOnlyOne) {
  const auto result = read_with("wait_s\n1\n3\n", "");
  ASSERT_EQ(result.problems, "");
  EXPECT_EQ(result.chosen.it.make().mean(), 2);
}

TEST_F(SamplesFromCsv, SayWhatIsWrongWithThem) {
  EXPECT_NE(read_with("a_ms,b_ms\n1,2\n", "").problems.find("no column named"), std::string::npos);
  EXPECT_NE(read_with("a_ms,b_ms\n1,2\n", ", \"column\": \"c_ms\"").problems.find("_ms"), std::string::npos);
  EXPECT_NE(read_with("latency\n1\n", "").problems.find("a name that ends in its unit"), std::string::npos);
  EXPECT_NE(read_with("latency_ms\n1\nfast\n", "").problems.find("'fast'"), std::string::npos);
  EXPECT_NE(read_with("latency_ms\n1\n-1\n", "").problems.find("'-1'"), std::string::npos);
  EXPECT_NE(read_with("latency_ms\n", "").problems, "");
}

}  // namespace
}  // namespace windtunnel
