// The lines of a size.
#include "sim/sizing/sizing_text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "sim/base/layout.hpp"
#include "sim/base/text.hpp"
#include "sim/gate/gate_words.hpp"

namespace windtunnel {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kValuesShown = 24;

std::string value_words(const SizingOutcome& outcome, std::size_t index) {
  return size_value_words(outcome.values[index]);
}

std::string all_words(const SizingOutcome& outcome) {
  const std::size_t count = outcome.expectations.size();
  return count == 1 ? outcome.expectations.front() : "all " + counted_words(count, "expectation");
}

std::string between_words(const SizingOutcome& outcome) {
  return value_words(outcome, 0) + " to " + value_words(outcome, outcome.values.size() - 1);
}

const SizedValue* seen_at(const SizingOutcome& outcome, std::size_t index) {
  const auto at = std::find_if(outcome.seen.begin(), outcome.seen.end(),
                               [index](const SizedValue& each) { return each.index == index; });
  return at == outcome.seen.end() ? nullptr : &*at;
}

const char* verdict_of(const SizedValue& value) {
  return value.meets() ? "meets" : value.fails() ? "fails" : "undecided";
}

// The expectation that says most of a value: the worst that fails, what is open, or what holds most narrowly;
// by the margin as a share of the limit.
const ExpectationVerdict* telling(const SizingOutcome& outcome, const SizedValue& value) {
  const ExpectationVerdict* found = nullptr;
  int best_rank = 4;
  double best = 0;
  for (std::size_t e = 0; e < value.verdicts.size(); ++e) {
    const auto said = std::find_if(value.verdict.expectations.begin(), value.verdict.expectations.end(),
                                   [&](const auto& each) { return each.name == outcome.expectations[e]; });
    const int rank = value.verdicts[e] == Expected::kFails       ? 0
                     : value.verdicts[e] == Expected::kUndecided ? 1
                                                                 : 2;
    const double margin = said->judgement.margin / std::max(std::abs(said->limit), 1e-300);
    const double size = std::isnan(margin) ? -HUGE_VAL : margin;
    if (rank < best_rank || (rank == best_rank && size < best)) found = &*said, best_rank = rank, best = size;
  }
  return found;
}

std::string name_words(const SizingOutcome& outcome, const std::vector<std::size_t>& expectations) {
  std::vector<std::string> names;
  for (const std::size_t e : expectations) names.push_back(outcome.expectations[e]);
  return list_of(names);
}

// What those that fail at a value are called.
std::string failing_words(const SizingOutcome& outcome, const SizedValue& value) {
  std::vector<std::size_t> failing;
  for (std::size_t e = 0; e < value.verdicts.size(); ++e)
    if (value.verdicts[e] == Expected::kFails) failing.push_back(e);
  return name_words(outcome, failing);
}

std::string other_words(const SizingOutcome& outcome, std::size_t other) {
  const SizedValue* value = seen_at(outcome, other);
  return value_words(outcome, other) + " does not" +
         (value == nullptr ? "" : " (" + failing_words(outcome, *value) + ")");
}

std::string found_sentence(const SizingOutcome& outcome, std::size_t answer) {
  const SizeFound& found = outcome.found;
  const std::string want = word(found.wanted), of = " of " + between_words(outcome);
  std::string words = outcome.path + " = " + value_words(outcome, answer);
  if (found.end == SizeEnd::kStretch) {
    words = "The " + want + " " + outcome.path + " that meets " + all_words(outcome);
    if (!found.other)
      return words + " is " + value_words(outcome, answer) + " or beyond it: what lies there is undecided.";
    return words + " lies between " + value_words(outcome, std::min(answer, *found.other)) + " and " +
           value_words(outcome, std::max(answer, *found.other)) + ": " + value_words(outcome, answer) +
           " does, " + other_words(outcome, *found.other) + ", and what is between is undecided.";
  }
  words += " is the " + want + of + " that meets " + all_words(outcome);
  if (!found.other) return words + "; it is the " + (answer == 0 ? "first" : "last") + " that was asked for.";
  return words + "; " + other_words(outcome, *found.other) + ".";
}

}  // namespace

std::string sizing_sentence(const SizingOutcome& outcome) {
  const SizeFound& found = outcome.found;
  if (!outcome.broken.empty()) return "No answer: " + outcome.broken;
  switch (found.end) {
    case SizeEnd::kFound:
    case SizeEnd::kStretch:
      return found_sentence(outcome, *found.answer);
    case SizeEnd::kAll:
      return "Every " + outcome.path + " that was looked at meets " + all_words(outcome) + ", from " +
             value_words(outcome, outcome.seen.front().index) + " to " +
             value_words(outcome, outcome.seen.back().index) + ".";
    case SizeEnd::kNone:
      return "No " + outcome.path + " of " + between_words(outcome) + " was found that meets " +
             all_words(outcome) + ".";
    case SizeEnd::kUndecided:
      break;
  }
  return std::string("Undecided: no ") + outcome.path + " was shown to meet " + all_words(outcome) +
         ", nor that there is none.";
}

namespace {

Lines table_of(const SizingOutcome& outcome) {
  // Those nearest to the answer, where there are too many.
  std::vector<const SizedValue*> shown;
  for (const SizedValue& each : outcome.seen) shown.push_back(&each);
  if (shown.size() > kValuesShown) {
    const auto middle = static_cast<double>(outcome.found.answer.value_or(outcome.values.size() / 2));
    const auto away = [middle](const SizedValue* each) {
      return std::abs(static_cast<double>(each->index) - middle);
    };
    std::stable_sort(shown.begin(), shown.end(), [&](auto* a, auto* b) { return away(a) < away(b); });
    shown.resize(kValuesShown);
    std::sort(shown.begin(), shown.end(), [](auto* a, auto* b) { return a->index < b->index; });
  }
  TextTable table("rlrl");
  table.row({"Value", "", "replications", "where it is nearest to the limit, or beyond it"});
  for (const SizedValue* each : shown) {
    const ExpectationVerdict* told = telling(outcome, *each);
    std::string words = told == nullptr || told->replications == 0 ? "not looked at: no time was left"
                                                                   : told->name + ": " + asked_words(*told);
    if (told != nullptr && told->replications > 0)
      words += ", found " + interval_words(*told->metric, told->estimate);
    table.row({value_words(outcome, each->index), verdict_of(*each), grouped(each->verdict.replications),
               clip(words, 68)});
  }
  Lines lines = table.lines();
  if (shown.size() < outcome.seen.size())
    lines.push_back("  ... and " + counted_words(outcome.seen.size() - shown.size(), "value") +
                    " further away; see --json.");
  return lines;
}

Lines remarks_of(const SizingOutcome& outcome) {
  Lines remarks;
  const SizeFound& found = outcome.found;
  for (const SizeFound::Contradiction& each : found.contradictions)
    remarks.push_back("NOT MONOTONE: " + outcome.expectations[each.expectation] + " holds at " +
                      value_words(outcome, each.holds) + " and fails at " + value_words(outcome, each.fails) +
                      ", and changes again elsewhere; there may be more values that meet all, and some "
                      "beyond the answer that do not.");
  if (!found.bound_beyond.empty() && found.answer) {
    const bool smallest = found.wanted == SizeWanted::kSmallest;
    remarks.push_back(
        "It does not hold for ever: " + name_words(outcome, found.bound_beyond) +
        (found.bound_beyond.size() == 1 ? " fails" : " fail") + " at " +
        value_words(outcome, smallest ? outcome.seen.back().index : outcome.seen.front().index) + ". The " +
        (smallest ? "largest" : "smallest") + " that meets all: --want " +
        (smallest ? "largest" : "smallest") + ".");
  }
  if (outcome.interrupted) remarks.push_back("Interrupted: this is what was known by then.");
  if (outcome.out_of_time)
    remarks.push_back("The budget of " + text(Duration::from_seconds(outcome.budget_seconds), 2) +
                      " was spent: this is what was known by then.");
  return remarks;
}

}  // namespace

std::string sizing_text(const SizingOutcome& outcome, const std::string& again) {
  Lines lines = wrapped("", 0, sizing_sentence(outcome), 3);
  const auto add = [&](const std::string& words, std::size_t most) {
    for (std::string& line : wrapped("", 0, words, most)) lines.push_back(std::move(line));
  };
  const Lines remarks = remarks_of(outcome);
  for (std::size_t i = 0; i < remarks.size() && i < 4; ++i) add(remarks[i], 3);
  if (!outcome.seen.empty()) {
    lines.emplace_back();
    for (std::string& line : table_of(outcome)) lines.push_back(std::move(line));
    lines.emplace_back();
  }
  add("Every verdict is right with " + percent(1 - outcome.error_rate, outcome.error_rate < 0.01 ? 1 : 0) +
          " confidence for all of them together; seed " + std::to_string(outcome.seed) + " for every value.",
      2);
  add(counted_words(outcome.seen.size(), "value") + " of " +
          grouped(static_cast<std::int64_t>(outcome.values.size())) + " looked at, " +
          grouped(outcome.flown) + " replications flown" +
          (outcome.kept > 0 ? ", " + grouped(outcome.kept) + " kept from before" : "") + ", " +
          text(Duration::from_seconds(outcome.seconds), 2) + ".",
      2);
  if (!again.empty()) add("Again with: " + again, 3);
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace windtunnel
