// Grades and exit codes.
#include "sim/gate/outcome.hpp"

#include <vector>

#include "tests/unit/sim/gate/outcomes.hpp"

namespace windtunnel {
namespace {

// Each way a check can be grave, alone; the order is 6 5 130 4 1 3.
TEST(CheckExitCode, SaysWhatIsGravest) {
  const std::vector<std::pair<int, void (*)(CheckOutcome&)>> kGravest = {
      {6, [](CheckOutcome& o) { o.files[0].broken_promise = true; }},
      {5, [](CheckOutcome& o) { o.files[0].failures.push_back("too many events"); }},
      {130, [](CheckOutcome& o) { o.interrupted = true; }},
      {4, [](CheckOutcome& o) { o.files[0].broken_audits.push_back("Little's law: off"); }},
      {1, [](CheckOutcome& o) { o.files.push_back(file_with(expectation_of(Expected::kFails))); }},
      {3, [](CheckOutcome& o) { o.files.push_back(file_with(expectation_of(Expected::kUndecided))); }},
  };
  const CheckOutcome fine = outcome_of(file_with(expectation_of(Expected::kHolds)));
  EXPECT_EQ(exit_code(fine), 0);
  for (std::size_t i = 0; i < kGravest.size(); ++i) {
    CheckOutcome alone = fine;
    kGravest[i].second(alone);
    EXPECT_EQ(exit_code(alone), kGravest[i].first);
    for (std::size_t j = i + 1; j < kGravest.size(); ++j) {
      CheckOutcome both = fine;
      kGravest[j].second(both);
      kGravest[i].second(both);
      EXPECT_EQ(exit_code(both), kGravest[i].first) << "over " << kGravest[j].first;
    }
  }
}

TEST(CheckExitCode, IsThatOfAStoreThatFailed) {
  CheckOutcome outcome = outcome_of(file_with(expectation_of(Expected::kHolds)));
  outcome.store_trouble = "the disk is full";
  EXPECT_EQ(exit_code(outcome), 5);
}

TEST(Grade, OfAnOpenQuestionIsWhatTheFileSays) {
  FileVerdict file = file_with(expectation_of(Expected::kUndecided));
  EXPECT_EQ(grade_of(file), Grade::kUndecided);
  file.gate.undecided = WhenUndecided::kWarn;
  EXPECT_EQ(grade_of(file), Grade::kWarns);
  file.gate.undecided = WhenUndecided::kPass;
  EXPECT_EQ(grade_of(file), Grade::kPasses);
}

TEST(Grade, OfAFigureThatGotWorseIsAFailure) {
  EXPECT_EQ(grade_of(file_with(difference_of(Compared::kWorse))), Grade::kFails);
  EXPECT_EQ(grade_of(file_with(difference_of(Compared::kBetter))), Grade::kPasses);
  EXPECT_EQ(grade_of(file_with(difference_of(Compared::kSame))), Grade::kPasses);
}

TEST(Grade, OfAnOpenDifferenceWeighsOnlyWhereAnExpectationIsAboutIt) {
  EXPECT_EQ(grade_of(file_with(difference_of(Compared::kUndecided))), Grade::kPasses);
  EXPECT_EQ(grade_of(file_with(difference_of(Compared::kUndecided, "fast"))), Grade::kUndecided);
}

TEST(Grade, OfAPromiseThatCouldNotBeJudgedIsOpen) {
  FileVerdict file = file_with(expectation_of(Expected::kHolds));
  file.unjudged.insert("tier store: linearizability");
  EXPECT_EQ(grade_of(file), Grade::kUndecided);
}

TEST(Tally, CountsEveryVerdictOnce) {
  FileVerdict file = file_with(expectation_of(Expected::kHolds));
  file.expectations.push_back(expectation_of(Expected::kFails));
  for (const Compared verdict : {Compared::kSame, Compared::kWorse, Compared::kBetter, Compared::kUndecided})
    file.differences.push_back(difference_of(verdict));
  const Tally tally = tally_of(outcome_of(file));
  EXPECT_EQ(tally.expectations, tally.hold + tally.fail + tally.undecided);
  EXPECT_EQ(tally.differences, 4U);
  EXPECT_EQ(tally.same + tally.worse + tally.better + tally.differences_undecided, 4U);
}

}  // namespace
}  // namespace windtunnel
