// Every row of the table: the scenario flies, its figures have to lie where theory puts them, and the row's
// mistake has to be caught at the same length.
//
// A figure is one value a replication, so replications give its mean and an interval by Student's t. The
// interval is taken so wide that a right engine fails a row once in 10,000 changes of the seed (the row's
// figures share that rate evenly), and it has to be narrower than the row's tolerance, or the check would say
// too little. The control is judged in the same way with the wrong scenario: its interval has to miss the
// figure. Replications fly on two threads; with WINDTUNNEL_LONG=1 runs are ten times as long and tolerances
// sqrt(10) times as small. WINDTUNNEL_VALIDATION_TABLE names a file to which each figure is appended as one
// line of Markdown.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <span>

#include "models/expect/metrics.hpp"
#include "sim/base/math.hpp"
#include "sim/base/text.hpp"
#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"
#include "sim/study/study.hpp"
#include "tests/validation/values.hpp"

namespace windtunnel::validation {
namespace {

constexpr double kFalseAlarms = 1e-4;  // of a row, over changes of the seed
constexpr std::int64_t kLonger = 10;

bool long_runs() {
  const char* set = std::getenv("WINDTUNNEL_LONG");
  return set != nullptr && std::string(set) == "1";
}

struct Flown {
  Loaded loaded;
  Answer answer;
};

std::optional<Flown> fly_row(const Row& row, const std::vector<Setting>& mistake) {
  static const Catalog catalog = builtin_catalog();
  std::vector<std::string> sets;
  for (const auto& settings : {row.settings, mistake})
    for (const Setting& setting : settings) {
      if (setting.replaces) sets.push_back(setting.path + "=null");
      sets.push_back(setting.path + "=" + setting.value);
    }
  const std::string file = std::string(WINDTUNNEL_ROOT) + "/scenarios/validation/" + row.scenario;
  Problems problems;
  auto loaded = load_scenario(file, sets, catalog, problems);
  if (loaded && long_runs()) {
    const Duration measured = loaded->scenario.run.lasts - loaded->scenario.run.warm_up;
    sets.push_back("run.lasts=" + exact(loaded->scenario.run.warm_up + measured * kLonger));
    loaded = load_scenario(file, sets, catalog, problems);
  }
  EXPECT_TRUE(loaded.has_value()) << problems.text(row.scenario);
  if (!loaded) return std::nullopt;
  StudyOptions options;
  options.jobs = 2;
  const RunFields& run = loaded->scenario.run;
  const Campaign campaign = fly(loaded->flight, run.seed, run.replications, options);
  Answer answer = make_answer(loaded->scenario, loaded->flight, campaign);
  EXPECT_TRUE(answer.failures.empty()) << answer.failures.front();
  for (const Audit& audit : answer.audits) EXPECT_TRUE(audit.holds) << audit.name << ": " << audit.found;
  return Flown{std::move(*loaded), std::move(answer)};
}

struct Judged {
  double seen = 0;
  double half_width = 0;
  bool covers = false;
};

std::optional<Judged> judge_figure(const Flown& flown, const Figure& figure, double false_alarms) {
  const Metric* metric = find_metric(figure.metric);
  EXPECT_NE(metric, nullptr) << figure.metric;
  if (metric == nullptr) return std::nullopt;
  Selector of;
  if (!figure.tier.empty()) of.tier = figure.tier;
  if (!figure.request_class.empty()) of.request_class = figure.request_class;
  const auto key = row_of(flown.loaded.flight, *metric, of);
  const AnswerRow* row = key ? flown.answer.find(*key) : nullptr;
  EXPECT_NE(row, nullptr) << "no row for " << figure.metric << " " << figure.tier << figure.request_class;
  if (row == nullptr) return std::nullopt;

  const std::span<const double> values = row->by_replication;
  const auto count = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const double mean = sum / count;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double of_theory = figure.expected_error / 1.96;
  const double error = std::sqrt(squares / (count - 1) / count + of_theory * of_theory);
  Judged judged;
  judged.seen = mean;
  // What a histogram cannot tell apart, and the five digits of the table, are nobody's fault.
  const double resolution = metric->estimator == Estimator::kQuantile ? Histogram().relative_error() : 0.0;
  judged.half_width = math::student_t_quantile(1 - false_alarms / 2, count - 1) * error;
  judged.covers =
      std::abs(mean - figure.expected) <= judged.half_width + (resolution + 5e-5) * figure.expected;
  return judged;
}

std::string name_of(const Figure& figure) {
  const std::string& of = figure.tier.empty() ? figure.request_class : figure.tier;
  return figure.metric + (of.empty() ? "" : " " + of);
}

void note(const Row& row, const Figure& figure, const Judged& seen, const std::string& control) {
  const char* file = std::getenv("WINDTUNNEL_VALIDATION_TABLE");
  if (file == nullptr) return;
  std::ofstream(file, std::ios::app) << "| " << row.id << " " << row.name << " | " << name_of(figure) << " | "
                                     << significant(figure.expected, 6) << " | " << significant(seen.seen, 6)
                                     << " | " << significant(seen.half_width, 3) << " | "
                                     << significant(figure.tolerance, 3) << " | " << control << " |\n";
}

class Validation : public testing::TestWithParam<Row> {};

TEST_P(Validation, ComesOutAsTheorySaysAndItsMistakeDoesNot) {
  const Row& row = GetParam();
  const double false_alarms = kFalseAlarms / static_cast<double>(row.figures.size());
  const double narrower = long_runs() ? std::sqrt(static_cast<double>(kLonger)) : 1.0;
  const auto right = fly_row(row, {});
  const auto wrong = fly_row(row, row.mistake.settings);
  ASSERT_TRUE(right && wrong);
  const auto watched = std::find_if(row.figures.begin(), row.figures.end(), [&](const Figure& figure) {
    return figure.metric == row.mistake.metric;
  });
  ASSERT_NE(watched, row.figures.end()) << "the control watches a figure that the row does not have";

  for (const Figure& figure : row.figures) {
    const auto seen = judge_figure(*right, figure, false_alarms);
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->covers) << row.id << " " << name_of(figure) << ": " << row.source << " says "
                              << significant(figure.expected, 6) << ", seen " << significant(seen->seen, 6)
                              << " +- " << significant(seen->half_width, 3);
    EXPECT_LE(seen->half_width, figure.tolerance / narrower)
        << row.id << " " << name_of(figure) << " says too little";
    std::string control;
    if (&figure == &*watched) {
      const auto caught = judge_figure(*wrong, figure, false_alarms);
      ASSERT_TRUE(caught);
      EXPECT_FALSE(caught->covers) << row.id << ": with " << row.mistake.what << ", " << name_of(figure)
                                   << " is " << significant(caught->seen, 6) << " and still passes for "
                                   << significant(figure.expected, 6);
      control = row.mistake.what + ": " + significant(caught->seen, 6);
    }
    note(row, figure, *seen, control);
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, Validation, testing::ValuesIn(rows()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace windtunnel::validation
