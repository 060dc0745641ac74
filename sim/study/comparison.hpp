// Two designs under the same luck: what differs in their files, and what that does, by paired differences.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
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
  std::vector<std::string_view> moved;    // layers whose fingerprint is not the same, in the order of cause
  std::vector<MetricDifference> metrics;  // those that both have, in a's order
  std::vector<ExpectationDifference> expectations;
  std::int64_t pairs = 0;
};

// `matters`: the smallest relative difference that matters.
Comparison compare_answers(const Loaded& a, const Answer& answer_a, const Loaded& b, const Answer& answer_b,
                           double matters);

// One figure of both, replication by replication: `row` is a's; an interval of this confidence judges it.
// Nothing where b has no such figure, or fewer than two replications of both say something of it.
std::optional<MetricDifference> difference_of(const Flight& a, const AnswerRow& row, const Flight& b,
                                              const Answer& answer_b, double matters,
                                              double confidence = kConfidence);
// The same figure in b's terms, by names: b may have other phases, classes or tiers. `nullptr` where there is
// none.
const AnswerRow* counterpart(const Flight& a, const RowKey& key, const Flight& b, const Answer& answer_b);
// Whether the overview shows it: the family of figures that is chosen before anything is seen.
bool in_overview(const RowKey& key);
// Takes back "better" and "worse" where a family this large holds such a difference by luck (see Comparison).
void allow_for_number(std::span<MetricDifference* const> metrics);

// What a relative difference is relative to. Of an availability of 99.9% it is the failures: 99.0% is ten
// times as bad, and not "less than 1% away".
double scale_of(const Metric& metric, double value);
// "+12 ms", "-0.3 pt": a difference of shares is in points, lest 3% of 93% be read for it.
std::string signed_text(const Metric& metric, double value);

std::vector<FileDifference> differences(const Node& a, const Node& b);

// At most 45 lines of 100 columns; with `all`, a line for every figure.
std::string comparison_text(const Loaded& a, const Comparison& comparison, bool all = false);
Node comparison_json(const Loaded& a, const Comparison& comparison);

}  // namespace windtunnel
