// The parts of rows: the same list as selectors have, and rows chosen by them.
#include "sim/study/row_parts.hpp"

#include "sim/study/study_fields.hpp"
#include "tests/unit/sim/study/studies.hpp"

namespace windtunnel {
namespace {

// Whoever gives selectors a field gives rows the part, and the other way round.
TEST(RowParts, AreThoseThatSelectorsHave) {
  std::vector<std::string> names;
  for (const RowPart& part : row_parts()) names.emplace_back(part.name);
  EXPECT_EQ(names, selector_names());
}

TEST(RowParts, OfARowAreFoundAgainByItsSelector) {
  const Loaded loaded = load();
  for (const RowKey& row : all_rows(loaded.flight)) {
    const auto again = row_of(loaded.flight, *row.metric, selector_of(loaded.flight, row));
    ASSERT_TRUE(again.has_value()) << row.metric->name;
    EXPECT_EQ(*again, row) << row.metric->name;
  }
}

std::vector<std::string> chosen(const Loaded& loaded, const char* metric, const std::vector<std::string>& by,
                                const Selector& of = {}) {
  std::vector<std::string> names;
  for (const RowKey& row :
       chosen_rows(loaded.flight, all_rows(loaded.flight), *find_metric(metric), by, of)) {
    std::string name;
    for (const std::string& part : part_names(loaded.flight, row))
      if (!part.empty()) name += (name.empty() ? "" : " ") + part;
    names.push_back(name);
  }
  return names;
}

TEST(ChosenRows, AreOverAllWhereNothingIsToldApart) {
  EXPECT_EQ(chosen(load(), "availability", {}), std::vector<std::string>{""});
}

// The shop has two phases and two regions: 2 x 2 rows, and none over all of either.
TEST(ChosenRows, AreToldApartByWhatIsAsked) {
  const std::vector<std::string> expected = {"early us-central1", "early europe-west1", "late us-central1",
                                             "late europe-west1"};
  EXPECT_EQ(chosen(load(), "availability", {"phase", "region"}), expected);
}

TEST(ChosenRows, AreOfThePhaseThatIsGiven) {
  Selector of;
  of.phase = "late";
  EXPECT_EQ(chosen(load(), "latency_p99", {"class"}, of),
            (std::vector<std::string>{"late browse", "late buy"}));
  of.phase = "later";
  EXPECT_TRUE(chosen(load(), "latency_p99", {}, of).empty());
}

// Every row of a tier's metric is of some tier, and every row of a fault's of some fault.
TEST(ChosenRows, TellApartWhatEveryRowHasUnasked) {
  EXPECT_EQ(chosen(load(), "utilisation", {}), std::vector<std::string>{"web"});
  EXPECT_EQ(chosen(load(), "time_to_recover", {}), std::vector<std::string>{"dies"});
}

TEST(ChosenRows, OfAllStandForTheOnlyRegionThereIs) {
  const Loaded alone = load(R"({
    "run": {"lasts": "20 s", "warm_up": "5 s"},
    "places": {"regions": {"here": ["a"]}},
    "network": {"kind": "constant", "latency": "1 ms"},
    "workload": {"users": {"kind": "open", "rate": "10 /s", "deadline": "1 s", "path": ["web"]}},
    "tiers": {"web": {"replicas": 2, "service": "5 ms"}}
  })");
  Selector of;
  of.region = "here";
  EXPECT_EQ(chosen(alone, "availability", {}, of).size(), 1u);
  EXPECT_EQ(chosen(alone, "availability", {"region"}).size(), 1u);
  of.region = "elsewhere";
  EXPECT_TRUE(chosen(alone, "availability", {}, of).empty());
}

TEST(ChosenRows, AreNoneByAPhaseWhereThereIsNone) {
  EXPECT_TRUE(chosen(load(R"({
    "run": {"lasts": "20 s"},
    "network": {"kind": "constant", "latency": "1 ms"},
    "workload": {"users": {"kind": "open", "rate": "10 /s", "deadline": "1 s", "path": ["web"]}},
    "tiers": {"web": {"replicas": 2, "service": "5 ms"}}
  })"),
                     "availability", {"phase"})
                  .empty());
}

}  // namespace
}  // namespace windtunnel
