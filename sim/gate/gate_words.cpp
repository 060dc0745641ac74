// Saying what was found.
#include "sim/gate/gate_words.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/text.hpp"

namespace windtunnel {
namespace {

const char* sign_of(Side side) { return side == Side::kAtMost || side == Side::kBelow ? "<=" : ">="; }

std::string signed_words(const Metric& metric, double value) {
  const std::string sign = value < 0 ? "-" : "+";
  if (metric.unit == MetricUnit::kShare) return sign + significant(std::abs(value) * 100, 2) + " pt";
  return sign + show(metric, std::abs(value));
}

std::string signed_percent(double ratio) {
  const double size = std::abs(ratio) * 100;
  return (ratio < 0 ? "-" : "+") + (size >= 1000 ? fixed(size, 0) : significant(size, 2)) + "%";
}

std::string replication_words(std::int64_t count) {
  return grouped(count) + (count == 1 ? " replication" : " replications");
}

}  // namespace

std::string counted_words(std::size_t count, const std::string& what) {
  return grouped(static_cast<std::int64_t>(count)) + " " + what + (count == 1 ? "" : "s");
}

std::string asked_words(const ExpectationVerdict& expectation) {
  return expectation.figure + " " + sign_of(expectation.side) + " " +
         show(*expectation.metric, expectation.limit);
}

std::string interval_words(const Metric& metric, const Estimate& estimate) {
  switch (estimate.kind) {
    case IntervalKind::kNone:
      return estimate.lack == Lack::kNothing ? "not flown" : word(estimate.lack);
    case IntervalKind::kAtLeast:
      return ">= " + show(metric, estimate.low);
    case IntervalKind::kAtMost:
      return "<= " + show(metric, estimate.high);
    case IntervalKind::kTwoSided:
      break;
  }
  return estimate.low == estimate.high ? show(metric, estimate.low)
                                       : show_interval(metric, estimate.low, estimate.high);
}

std::string margin_words(const ExpectationVerdict& expectation) {
  if (!expectation.estimate.has_interval() || std::isnan(expectation.judgement.margin)) return "";
  return signed_words(*expectation.metric, expectation.judgement.margin);
}

std::string found_words(const ExpectationVerdict& expectation) {
  if (expectation.replications == 0) return "not looked at: the budget ended before";
  const std::string after = ", after " + replication_words(expectation.replications);
  const Estimate& estimate = expectation.estimate;
  if (!estimate.has_interval())
    return std::string(word(estimate.lack)) + (estimate.why.empty() ? "" : ": " + estimate.why) + after;
  const std::string interval = interval_words(*expectation.metric, estimate);
  const std::string value = show(*expectation.metric, estimate.value);
  return (estimate.one_sided() || interval == value ? interval : value + " " + interval) + ", margin " +
         margin_words(expectation) + after;
}

std::string relative_words(const DifferenceVerdict& difference) {
  if (!difference.lack_before.empty() || !difference.lack_after.empty())
    return difference.lack_before == difference.lack_after
               ? difference.lack_before
               : (difference.lack_before.empty() ? "fine" : difference.lack_before) + " -> " +
                     (difference.lack_after.empty() ? "fine" : difference.lack_after);
  if (difference.replications == 0) return "not looked at";
  // Of a share its rarer side is what it is relative to, as for what matters: 99.9% to 99.8% is twice as bad.
  const double scale = scale_of(*difference.metric, difference.before);
  const Estimate& absolute = difference.absolute;
  if (!absolute.has_interval()) return word(absolute.lack);
  const bool plain = difference.metric->estimator != Estimator::kProportion && scale > 0;
  const auto words = [&](double value) {
    return plain ? signed_percent(value / scale) : signed_words(*difference.metric, value);
  };
  return words(absolute.value) + (absolute.low == absolute.high
                                      ? ""
                                      : " [" + words(absolute.low) + ", " + words(absolute.high) + "]");
}

std::string difference_words(const DifferenceVerdict& difference) {
  if (!difference.lack_before.empty() || !difference.lack_after.empty() || difference.replications == 0)
    return relative_words(difference);
  return show(*difference.metric, difference.before) + " -> " + show(*difference.metric, difference.after) +
         ", " + relative_words(difference) + "; " + significant(difference.matters * 100, 3) + "%" +
         (difference.metric->estimator == Estimator::kProportion ? " of its rarer side" : "") + " matters" +
         (difference.paired ? "" : "; not paired");
}

std::string change_words(const CatalogChange& change) {
  const auto value = [](const std::string& text) { return text.empty() ? std::string("(absent)") : text; };
  return change.table + ": " + change.row + ": " + change.column + " " + value(change.before) + " -> " +
         value(change.after);
}

std::string change_words(const FileDifference& change) {
  const auto value = [](const std::string& text) { return text.empty() ? std::string("(absent)") : text; };
  return change.path + " " + value(change.a) + " -> " + value(change.b);
}

std::string cause_words(const FileVerdict& file, const DifferenceVerdict& difference, std::size_t shown) {
  std::vector<std::string> changes;
  const auto add = [&](const auto& list, const auto& words) {
    for (const auto& each : list) changes.push_back(words(each));
  };
  const bool several = difference.cause == Cause::kSeveral;
  if (several || difference.cause == Cause::kEngine)
    add(file.engine, [](const std::string& each) { return each; });
  if (several || difference.cause == Cause::kCatalog)
    add(file.catalog, [](const CatalogChange& each) { return change_words(each); });
  if (several || difference.cause == Cause::kFile)
    add(file.changes, [](const FileDifference& each) { return change_words(each); });
  std::string words = difference.cause == Cause::kFile      ? "your change"
                      : difference.cause == Cause::kCatalog ? "the catalog's"
                      : difference.cause == Cause::kEngine  ? "the engine's"
                                                            : "can not be told apart";
  for (std::size_t i = 0; i < std::min(shown, changes.size()); ++i)
    words += (i == 0 ? ": " : "; ") + changes[i];
  if (changes.size() > shown) words += "; and " + counted_words(changes.size() - shown, "other");
  return words;
}

std::string head_words(const CheckOutcome& outcome) {
  const Tally tally = tally_of(outcome);
  std::size_t broken = 0, passes = 0;
  for (const FileVerdict& file : outcome.files) {
    const Grade grade = grade_of(file);
    broken += grade == Grade::kBroken;
    passes += grade == Grade::kPasses || grade == Grade::kWarns;
  }
  const std::size_t undecided = tally.undecided + tally.differences_undecided;
  const std::string set = counted_words(outcome.files.size(), "scenario");
  if (broken + tally.fail + tally.worse + undecided == 0)
    return set + (outcome.files.size() == 1 ? " passes: " : " pass: ") +
           (tally.expectations == 0
                ? "nothing is expected of " + std::string(outcome.files.size() == 1 ? "it" : "them")
            : tally.expectations == 1 ? "its one expectation holds"
                                      : "all " + counted_words(tally.expectations, "expectation") + " hold") +
           (outcome.against.empty() ? "" : ", nothing got worse") + ".";
  std::vector<std::string> parts;
  if (broken > 0)
    parts.push_back(counted_words(broken, "scenario") + (broken == 1 ? " is" : " are") + " broken");
  if (tally.fail > 0)
    parts.push_back(counted_words(tally.fail, "expectation") + (tally.fail == 1 ? " fails" : " fail"));
  if (tally.worse > 0) parts.push_back(counted_words(tally.worse, "figure") + " got worse");
  if (undecided > 0)
    parts.push_back(counted_words(undecided, "question") + (undecided == 1 ? " is" : " are") + " undecided");
  return grouped(static_cast<std::int64_t>(passes)) + " of " + set + (passes == 1 ? " passes" : " pass") +
         "; " + list_of(parts) + ".";
}

std::string against_words(const CheckOutcome& outcome) {
  if (outcome.against.empty()) return "";
  std::vector<std::string> parts;
  for (const Held held : {Held::kUnchanged, Held::kChanged, Held::kNew, Held::kUnread}) {
    const auto count = static_cast<std::size_t>(
        std::count_if(outcome.files.begin(), outcome.files.end(),
                      [held](const FileVerdict& file) { return file.held == held; }));
    if (count > 0) parts.push_back(grouped(static_cast<std::int64_t>(count)) + " " + word(held));
  }
  return "Against " + outcome.against + ": " + list_of(parts) + ".";
}

std::vector<std::string> foot_words(const CheckOutcome& outcome) {
  std::vector<std::string> lines;
  const Tally tally = tally_of(outcome);
  if (tally.expectations + tally.differences > 0)
    lines.push_back("The chance that any of these " +
                    counted_words(tally.expectations + tally.differences, "verdict") +
                    " is wrong is at most " + significant(outcome.error_rate * 100, 3) +
                    "%, over all looks (docs/gate.md).");
  std::string flown = "Flown " + replication_words(outcome.flown);
  if (outcome.kept > 0) flown += ", " + grouped(outcome.kept) + " were kept in " + outcome.store;
  flown += "; " + significant(outcome.seconds, 2) + " s";
  if (outcome.budget_seconds > 0) flown += " of " + text(Duration::from_seconds(outcome.budget_seconds));
  if (outcome.out_of_time) flown += ", and the time was up";
  lines.push_back(flown + ".");
  return lines;
}

}  // namespace windtunnel
