// Words, counts and the exit code of an outcome.
#include "sim/gate/outcome.hpp"

#include <algorithm>

namespace windtunnel {

const char* word(Cause cause) {
  switch (cause) {
    case Cause::kFile:
      return "file";
    case Cause::kCatalog:
      return "catalog";
    case Cause::kEngine:
      return "engine";
    case Cause::kSeveral:
      return "several";
  }
  return "";
}

const char* word(Held held) {
  switch (held) {
    case Held::kNothing:
      return "";
    case Held::kNew:
      return "new";
    case Held::kUnread:
      return "unread";
    case Held::kUnchanged:
      return "unchanged";
    case Held::kChanged:
      return "changed";
  }
  return "";
}

const char* word(Grade grade) {
  switch (grade) {
    case Grade::kBroken:
      return "broken";
    case Grade::kFails:
      return "fails";
    case Grade::kUndecided:
      return "undecided";
    case Grade::kWarns:
      return "warns";
    case Grade::kPasses:
      return "passes";
  }
  return "";
}

void Tally::add(const Tally& other) {
  expectations += other.expectations, hold += other.hold, fail += other.fail, undecided += other.undecided;
  differences += other.differences, same += other.same, worse += other.worse, better += other.better;
  differences_undecided += other.differences_undecided;
}

Tally tally_of(const FileVerdict& file) {
  Tally tally;
  tally.expectations = file.expectations.size();
  for (const ExpectationVerdict& each : file.expectations)
    ++(each.judgement.verdict == Expected::kHolds   ? tally.hold
       : each.judgement.verdict == Expected::kFails ? tally.fail
                                                    : tally.undecided);
  tally.differences = file.differences.size();
  for (const DifferenceVerdict& each : file.differences)
    ++(each.verdict == Compared::kSame     ? tally.same
       : each.verdict == Compared::kWorse  ? tally.worse
       : each.verdict == Compared::kBetter ? tally.better
                                           : tally.differences_undecided);
  return tally;
}

Tally tally_of(const CheckOutcome& outcome) {
  Tally tally;
  for (const FileVerdict& file : outcome.files) tally.add(tally_of(file));
  return tally;
}

bool weighs(const DifferenceVerdict& difference) { return !difference.expectation.empty(); }

Grade grade_of(const FileVerdict& file) {
  if (file.broken_promise || !file.failures.empty() || !file.broken_audits.empty()) return Grade::kBroken;
  const Tally tally = tally_of(file);
  if (tally.fail + tally.worse > 0) return Grade::kFails;
  const bool open =
      tally.undecided > 0 || !file.unjudged.empty() ||
      std::any_of(file.differences.begin(), file.differences.end(), [](const DifferenceVerdict& each) {
        return each.verdict == Compared::kUndecided && weighs(each);
      });
  if (!open || file.gate.undecided == WhenUndecided::kPass) return Grade::kPasses;
  return file.gate.undecided == WhenUndecided::kFail ? Grade::kUndecided : Grade::kWarns;
}

int exit_code(const CheckOutcome& outcome) {
  const auto any = [&](const auto& is_so) {
    return std::any_of(outcome.files.begin(), outcome.files.end(), is_so);
  };
  if (any([](const FileVerdict& file) { return file.broken_promise; })) return 6;
  if (!outcome.store_trouble.empty() || any([](const FileVerdict& file) { return !file.failures.empty(); }))
    return 5;
  if (outcome.interrupted) return 130;
  if (any([](const FileVerdict& file) { return !file.broken_audits.empty(); })) return 4;
  if (any([](const FileVerdict& file) { return grade_of(file) == Grade::kFails; })) return 1;
  return any([](const FileVerdict& file) { return grade_of(file) == Grade::kUndecided; }) ? 3 : 0;
}

}  // namespace windtunnel
