// Two designs under the same luck: what differs in their files, and what that does, by paired differences.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "sim/config/tree.hpp"
#include "sim/stats/comparison.hpp"
#include "sim/study/answer.hpp"
#include "sim/study/load.hpp"

namespace windtunnel {

// One value of the resolved scenarios that is not the same.
struct FileDifference {
  std::string path;
  std::string a, b;  // JSON; "" where it is not there
};

struct MetricDifference {
  RowKey key;  // in a's terms
  double a = 0, b = 0;
  Difference difference;
  // Within its family (see Comparison); not a number where nothing is judged.
  double p_adjusted = std::numeric_limits<double>::quiet_NaN();
  Compared verdict = Compared::kUndecided;
  std::string lack_a,
      lack_b;  // "saturated" where a mean would be the run's length in disguise; then undecided
};

// An expectation that both have by that name.
struct ExpectationDifference {
  std::string name;
  Expected a = Expected::kUndecided, b = Expected::kUndecided;
};

// Many figures are judged, so some would differ by luck: a figure is better or worse only when its p-value is
// below 5% after Holm's adjustment within its family. The overview is one family, chosen before anything is
// seen; all other figures are the other.
struct Comparison {
  std::vector<FileDifference> files;
  std::vector<MetricDifference> metrics;  // those that both have, in a's order
  std::vector<ExpectationDifference> expectations;
  std::int64_t pairs = 0;
};

// `matters`: the smallest relative difference that matters.
Comparison compare_answers(const Loaded& a, const Answer& answer_a, const Loaded& b, const Answer& answer_b,
                           double matters);

// What a relative difference is relative to. Of an availability of 99.9% it is the failures: 99.0% is ten
// times as bad, and not "less than 1% away".
double scale_of(const Metric& metric, double value);

std::vector<FileDifference> differences(const Node& a, const Node& b);

// At most 45 lines of 100 columns; with `all`, a line for every figure.
std::string comparison_text(const Loaded& a, const Comparison& comparison, bool all = false);
Node comparison_json(const Loaded& a, const Comparison& comparison);

}  // namespace windtunnel
