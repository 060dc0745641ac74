// A folder of results is read whole or not at all, and what is wrong with one is told with its place.
#include "sim/report/results_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "sim/base/version.hpp"

namespace windtunnel {
namespace {

namespace fs = std::filesystem;

// A folder of its own, gone when the test is over.
class Folder {
 public:
  Folder() : place_(fs::temp_directory_path() / ("windtunnel-results-" + std::to_string(::getpid()))) {
    fs::remove_all(place_);
    fs::create_directories(place_);
  }
  ~Folder() { fs::remove_all(place_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(place_ / name, std::ios::binary) << text;
  }
  // A run's folder as small as one can be.
  void write_run(const std::string& written_by = std::string(version())) const {
    write("manifest.json",
          R"({"windtunnel": ")" + written_by +
              R"(", "scenario_file": "a.json", "scenario_hash": "", "engine": "native", "seed": 1,
          "replications": [], "catalogs": [], "scenario": {}, "made": {}})");
    write("summary.json", R"({"windtunnel": ")" + written_by +
                              R"(", "title": "t", "scenario_hash": "", "engine": "native", "seed": 1,
          "replications_wanted": 1, "replications": 1, "ended": "whole", "requests": 0, "events": 0, "verdict": "none",
          "exit_code": 0, "expectations": [], "time": [], "tiers": [], "bill": null, "audits": [], "failures": [],
          "fingerprints": {}, "catalogs": [], "leaves_out": [], "metrics": []})");
    write("answer.txt", "t\nNothing was expected; here is what happened.\n");
    write("timeline.csv",
          "start_s,end_s,region,requests_per_s,good_per_s,failed_per_s,latency_mean_s\n0,1,here,2.5,2.5,0,0."
          "25\n");
    write("latency.csv", "class,region,phase,from_s,to_s,count\n");
    write("load.csv", "time_s,tier,utilisation,in_system\n1,web,0.5,1\n");
    write("stations.csv",
          "tier,replica,place,visits,waited,served,blocked,left,lost,busy_core_s,waiting_request_s,up_s\n"
          "web,web-1,here/a,1,0,1,0,0,0,0.5,0,1\n");
  }
  const fs::path& place() const { return place_; }

 private:
  fs::path place_;
};

std::string problems_of(const fs::path& folder) {
  Problems problems;
  EXPECT_FALSE(read_results(folder, problems));
  return problems.text("results");
}

TEST(ResultsFolder, OfARunIsReadWhole) {
  const Folder folder;
  folder.write_run();
  Problems problems;
  const auto results = read_results(folder.place(), problems);
  ASSERT_TRUE(results) << problems.text("results");
  EXPECT_EQ(results->kind, ResultsFolder::Kind::kRun);
  const Node& timeline = results->tables.at("timeline");
  EXPECT_EQ(timeline.find("latency_mean_s")->value.items().front().to_json(), "0.25");
  EXPECT_EQ(timeline.find("region")->value.items().front().text(), "here");
  EXPECT_TRUE(results->record.is_null());
}

TEST(ResultsFolder, MayHaveTablesWithoutRows) {
  const Folder folder;
  folder.write_run();
  Problems problems;
  const auto results = read_results(folder.place(), problems);
  ASSERT_TRUE(results) << problems.text("results");
  EXPECT_TRUE(results->tables.at("latency").find("count")->value.items().empty());
}

TEST(ResultsFolder, OfAnOlderVersionIsReadWhereItHasWhatIsNeeded) {
  const Folder folder;
  folder.write_run("0.0.9");
  Problems problems;
  EXPECT_TRUE(read_results(folder.place(), problems)) << problems.text("results");
}

TEST(ResultsFolder, OfALaterVersionIsRefused) {
  const Folder folder;
  folder.write_run("99.0.0");
  const std::string text = problems_of(folder.place());
  EXPECT_NE(text.find("WT023"), std::string::npos) << text;
  EXPECT_NE(text.find("99.0.0"), std::string::npos) << text;
}

TEST(ResultsFolder, OfAnOlderVersionThatLacksAPartSaysWhichAndWhoseItIs) {
  const Folder folder;
  folder.write_run("0.0.9");
  folder.write("summary.json", R"({"windtunnel": "0.0.9", "title": "t"})");
  const std::string text = problems_of(folder.place());
  EXPECT_NE(text.find("WT008"), std::string::npos) << text;
  EXPECT_NE(text.find("expectations"), std::string::npos) << text;
  EXPECT_NE(text.find("this folder is of 0.0.9"), std::string::npos) << text;
}

TEST(ResultsFolder, ThatIsNoneSaysSo) {
  const Folder folder;
  EXPECT_NE(problems_of(folder.place()).find("a folder without manifest.json and summary.json"),
            std::string::npos);
  EXPECT_NE(problems_of(folder.place() / "nowhere").find("nothing of that name"), std::string::npos);
  folder.write("shop.json", "{}");
  EXPECT_NE(problems_of(folder.place() / "shop.json").find("a scenario is flown first"), std::string::npos);
}

TEST(ResultsFolder, OneLevelTooHighNamesTheLastRun) {
  const Folder folder;
  for (const char* name : {"20260101T000000Z-a", "20260102T000000Z-b"}) {
    fs::create_directories(folder.place() / name);
    folder.write(std::string(name) + "/manifest.json", "{}");
  }
  const std::string text = problems_of(folder.place());
  EXPECT_NE(text.find("a folder of 2 results"), std::string::npos) << text;
  EXPECT_NE(text.find("20260102T000000Z-b"), std::string::npos) << text;
}

TEST(ResultsFolder, WithABrokenTableSaysLineAndColumn) {
  const Folder folder;
  folder.write_run();
  folder.write("load.csv", "time_s,tier,utilisation,in_system\n1,web,0.5,1\n2,web,half,1\n");
  folder.write("latency.csv", "class,region,phase,from_s,to_s\na,b,c,1,2\n");
  folder.write("timeline.csv",
               "start_s,end_s,region,requests_per_s,good_per_s,failed_per_s,latency_mean_s\n0,1\n");
  const std::string text = problems_of(folder.place());
  EXPECT_NE(text.find("load.csv:3:1"), std::string::npos) << text;
  EXPECT_NE(text.find("half"), std::string::npos) << text;
  EXPECT_NE(text.find("no such column"), std::string::npos) << text;
  EXPECT_NE(text.find("2 cells"), std::string::npos) << text;
}

TEST(ResultsFolder, WithASummaryCutShortSaysWhere) {
  const Folder folder;
  folder.write_run();
  folder.write("summary.json", "{\"windtunnel\": \"0.1.0\", \"metrics\": [");
  EXPECT_NE(problems_of(folder.place()).find("WT001"), std::string::npos);
}

TEST(ResultsFolder, WithARecordOfAnotherFormatIsRefused) {
  const Folder folder;
  folder.write_run();
  folder.write("record.jsonl", "{\"record\": 7}\n");
  EXPECT_NE(problems_of(folder.place()).find("the format of records"), std::string::npos);
  folder.write("record.jsonl", "{\"record\": 1}\n[1, 2]\n");
  EXPECT_NE(problems_of(folder.place()).find("an object a line"), std::string::npos);
}

TEST(TableColumns, KeepEveryNumberToTheBit) {
  Problems problems;
  constexpr std::string_view kWanted[] = {"a"};
  const auto columns =
      table_columns("a,b\n0.1,x\n1e-300,\n12345678901234567,y\n", "t.csv", kWanted, kWanted, problems);
  ASSERT_TRUE(columns) << problems.text("t.csv");
  EXPECT_EQ(columns->find("a")->value.to_json(), "[0.1, 1e-300, 12345678901234567]");
  EXPECT_EQ(columns->find("b")->value.to_json(), "[\"x\", null, \"y\"]");
}

}  // namespace
}  // namespace windtunnel
