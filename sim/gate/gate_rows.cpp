// Making rows of verdicts, and ranking them by what they make of the check.
#include "sim/gate/gate_rows.hpp"

#include <algorithm>
#include <utility>

#include "sim/gate/gate_words.hpp"

namespace windtunnel {
namespace {

using Level = GateRow::Level;

Level level_of_undecided(const FileVerdict& file) {
  switch (file.gate.undecided) {
    case WhenUndecided::kFail:
      return Level::kUndecided;
    case WhenUndecided::kWarn:
      return Level::kWarns;
    case WhenUndecided::kPass:
      return Level::kNotes;
  }
  return Level::kUndecided;
}

GateRow row_of(const FileVerdict& file, Level level, std::string verdict, std::string name,
               std::string details) {
  GateRow row;
  row.level = level;
  row.verdict = std::move(verdict);
  row.file = &file;
  row.where = Position{nullptr, 1, 1};
  row.name = std::move(name);
  row.details = std::move(details);
  return row;
}

// What an expectation's figure did against the other side, the gravest of its changes.
const DifferenceVerdict* difference_about(const FileVerdict& file, const std::string& expectation) {
  const DifferenceVerdict* found = nullptr;
  const auto rank = [](Compared verdict) {
    return verdict == Compared::kWorse       ? 0
           : verdict == Compared::kUndecided ? 1
           : verdict == Compared::kBetter    ? 2
                                             : 3;
  };
  for (const DifferenceVerdict& each : file.differences)
    if (each.expectation == expectation && (found == nullptr || rank(each.verdict) < rank(found->verdict)))
      found = &each;
  return found;
}

GateRow row_of(const FileVerdict& file, const ExpectationVerdict& each) {
  const Expected verdict = each.judgement.verdict;
  GateRow row = row_of(file,
                       verdict == Expected::kHolds   ? Level::kPasses
                       : verdict == Expected::kFails ? Level::kFails
                                                     : level_of_undecided(file),
                       word(verdict), each.name, asked_words(each) + ": " + found_words(each));
  row.where = each.where;
  row.figure = each.figure;
  row.limit = asked_words(each).substr(each.figure.size() + 1);
  row.interval = interval_words(*each.metric, each.estimate);
  row.margin = margin_words(each);
  row.expects = true;
  if (const DifferenceVerdict* difference = difference_about(file, each.name))
    row.difference = relative_words(*difference);
  else if (file.held == Held::kUnchanged)
    row.difference = "unchanged";
  return row;
}

GateRow row_of(const FileVerdict& file, const DifferenceVerdict& each, const std::string& against) {
  const Level level = each.verdict == Compared::kSame     ? Level::kPasses
                      : each.verdict == Compared::kWorse  ? Level::kFails
                      : each.verdict == Compared::kBetter ? Level::kNotes
                      : weighs(each)                      ? level_of_undecided(file)
                                                          : Level::kNotes;
  std::string name = each.figure + " against " + against;
  if (each.cause == Cause::kCatalog) name += ", by the catalog";
  if (each.cause == Cause::kEngine) name += ", by the engine";
  GateRow row = row_of(
      file, level, word(each.verdict), std::move(name),
      difference_words(each) + (each.verdict == Compared::kSame ? "" : "; " + cause_words(file, each, 5)));
  row.where = each.where;
  row.figure = each.figure;
  row.difference = relative_words(each);
  return row;
}

}  // namespace

const char* word(GateRow::Level level) {
  switch (level) {
    case Level::kBroken:
      return "broken";
    case Level::kFails:
      return "fails";
    case Level::kUndecided:
      return "undecided";
    case Level::kWarns:
      return "warns";
    case Level::kNotes:
      return "notes";
    case Level::kPasses:
      return "passes";
  }
  return "";
}

std::vector<GateRow> gate_rows(const CheckOutcome& outcome) {
  std::vector<GateRow> rows;
  for (const FileVerdict& file : outcome.files) {
    for (const std::string& failure : file.failures)
      rows.push_back(row_of(file, Level::kBroken, "broken", "could not be flown", failure));
    for (const std::string& audit : file.broken_audits)
      rows.push_back(row_of(file, Level::kBroken, "broken", "a promise is violated", audit));
    for (const std::string& promise : file.unjudged)
      rows.push_back(row_of(file, level_of_undecided(file), "undecided", promise,
                            "a history could not be judged to its end"));
    for (const ExpectationVerdict& each : file.expectations) rows.push_back(row_of(file, each));
    for (const DifferenceVerdict& each : file.differences)
      rows.push_back(row_of(file, each, outcome.against));
  }
  return rows;
}

std::vector<GateRow> gate_rows_by_level(const CheckOutcome& outcome) {
  std::vector<GateRow> rows = gate_rows(outcome);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const GateRow& a, const GateRow& b) { return a.level < b.level; });
  return rows;
}

}  // namespace windtunnel
