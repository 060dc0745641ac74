// What the text holds, line by line; that real readers take it is tested with them
// (tests/cli/test_export.py).
#include <algorithm>
#include <fstream>
#include <sstream>

#include "sim/export/exported_metrics.hpp"
#include "tests/unit/sim/export/exporting.hpp"

namespace windtunnel {
namespace {

std::string line_of(const std::string& text, const std::string& beginning) {
  const std::size_t at = text.find("\n" + beginning);
  if (at == std::string::npos) return "";
  return text.substr(at + 1, text.find('\n', at + 1) - at - 1);
}

TEST(Openmetrics, TellsCountersGaugesAndBucketsWithSimulatedTime) {
  LogWishes wishes;
  wishes.every = Duration::from_ns(25'000'000'000);
  const std::string text = logged(kTwoTiers, wishes).told("openmetrics", 1'772'431'200);
  // At 25 s: the requests of 10 s and of 20 s, 15 ms each.
  EXPECT_EQ(line_of(text, "windtunnel_requests_sent_total"),
            "windtunnel_requests_sent_total{class=\"users\",region=\"here\"} 2 1772431225");
  EXPECT_NE(
      text.find("windtunnel_request_duration_seconds_bucket{class=\"users\",region=\"here\",le=\"0.01\"} 0 "
                "1772431225\n"),
      std::string::npos);
  EXPECT_NE(
      text.find("windtunnel_request_duration_seconds_bucket{class=\"users\",region=\"here\",le=\"0.025\"} 2 "
                "1772431225\n"),
      std::string::npos);
  EXPECT_NE(
      text.find("windtunnel_request_duration_seconds_bucket{class=\"users\",region=\"here\",le=\"+Inf\"} 2 "
                "1772431225\n"),
      std::string::npos);
  EXPECT_EQ(line_of(text, "windtunnel_replicas_up"),
            "windtunnel_replicas_up{tier=\"web\",region=\"here\"} 1 1772431225");
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
}

TEST(Openmetrics, HasEveryFamilyOnItsPage) {
  std::ostringstream page;
  page << std::ifstream(WINDTUNNEL_ROOT "/docs/exports.md").rdbuf();
  for (const ExportedMetric& metric : exported_metrics()) {
    std::string labels;
    for (const char c : metric.labels) labels += c == ',' ? std::string(", ") : std::string(1, c);
    const std::string row = "| `" + std::string(metric.name) + "` | " + std::string(metric.type) + " | " +
                            labels + " | " + std::string(metric.help) + " |";
    EXPECT_NE(page.str().find(row), std::string::npos) << "docs/exports.md lacks: " << row;
  }
}

TEST(Openmetrics, EscapesWhatPeopleWrite) {
  const std::string text = logged(kTwoTiers, {}, {R"(title="a \"quoted\" \\ title")"}).told("openmetrics");
  EXPECT_NE(text.find(R"(scenario="a \"quoted\" \\ title")"), std::string::npos);
}

}  // namespace
}  // namespace windtunnel
