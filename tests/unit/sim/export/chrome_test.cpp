// Slices of one thread do not cross, and waiting and work are told apart.
#include <map>

#include "sim/config/document.hpp"
#include "tests/unit/sim/export/exporting.hpp"

namespace windtunnel {
namespace {

struct Slice {
  double from, to;
  std::string category;
};

// By process and thread.
std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Slice>> slices_of(const std::string& text) {
  Problems problems;
  const Document document = Document::from_text(text, "trace.json", problems);
  EXPECT_TRUE(problems.empty()) << problems.text("trace.json");
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<Slice>> slices;
  for (const Node& each : document.root().find("traceEvents")->value.items()) {
    if (each.find("ph")->value.text() != "X") continue;
    const double from = each.find("ts")->value.as_number();
    slices[{each.find("pid")->value.as_integer(), each.find("tid")->value.as_integer()}].push_back(
        Slice{from, from + each.find("dur")->value.as_number(), each.find("cat")->value.text()});
  }
  return slices;
}

TEST(Chrome, PutsWorkOfOneMomentOnLanesThatDoNotCross) {
  // Load 1.6 on two cores: up to two are served at once, others wait.
  const auto lanes = slices_of(logged(kTwoTiers, {},
                                      {"workload.users.rate=40 /s", "workload.users.gaps=null",
                                       "tiers.web.service=40 ms", "tiers.web.cores=2", "run.lasts=20 s"})
                                   .told("chrome"));
  std::size_t work = 0, wait = 0;
  for (const auto& [lane, slices] : lanes) {
    for (std::size_t i = 1; i < slices.size(); ++i)
      EXPECT_LE(slices[i - 1].to, slices[i].from + 1e-6) << lane.first << " " << lane.second;
    work += slices[0].category == "work" ? 1 : 0;
    wait += slices[0].category == "wait" ? 1 : 0;
  }
  // Two of web and at most some of db, which is one core.
  EXPECT_EQ(work, 3u);
  EXPECT_GE(wait, 1u);
}

TEST(Chrome, TellsASliceForEachStation) {
  LogWishes wishes;
  wishes.requests_max = 1;
  const auto lanes = slices_of(logged(kTwoTiers, wishes).told("chrome"));
  ASSERT_EQ(lanes.size(), 2u);
  // 10 s + 2 ms, 3 ms long.
  EXPECT_DOUBLE_EQ(lanes.begin()->second[0].from, 10'002'000);
  EXPECT_DOUBLE_EQ(lanes.begin()->second[0].to, 10'005'000);
}

}  // namespace
}  // namespace windtunnel
