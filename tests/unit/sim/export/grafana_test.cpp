// A dashboard asks only for what is exported.
#include <regex>
#include <set>

#include "sim/export/exported_metrics.hpp"
#include "tests/unit/sim/export/exporting.hpp"

namespace windtunnel {
namespace {

TEST(Grafana, AsksOnlyForMetricsThatAreExported) {
  const Logged made =
      logged(kTwoTiers, {}, {R"(faults.dies={"kind": "crash", "target": {"tier": "db"}, "at": "50 s"})"});
  const std::string board = made.told("grafana"), text = made.told("openmetrics");
  const std::regex name("windtunnel_[a-z_]+");
  std::set<std::string> asked;
  for (std::sregex_iterator at(board.begin(), board.end(), name); at != std::sregex_iterator(); ++at)
    asked.insert(at->str());
  EXPECT_GE(asked.size(), 7u);
  for (const std::string& each : asked)
    EXPECT_NE(text.find("\n" + each + "{"), std::string::npos) << each << " is nowhere in the text";
}

TEST(Grafana, ShowsEveryFamilyButTheRunItself) {
  const std::string board = logged(kTwoTiers).told("grafana");
  for (const ExportedMetric& metric : exported_metrics())
    if (metric.type != "info") {
      EXPECT_NE(board.find(std::string(metric.name)), std::string::npos) << metric.name;
    }
}

TEST(Grafana, LooksAtTheRunsOwnTime) {
  const std::string board = logged(kTwoTiers).told("grafana", 1'772'431'200);
  EXPECT_NE(board.find(R"("from": "2026-03-02T06:00:00Z")"), std::string::npos);
  EXPECT_NE(board.find(R"("to": "2026-03-02T06:01:40Z")"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
