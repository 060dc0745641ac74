// What each format does to texts that would break it, and to a whole check.
#include <algorithm>

#include "sim/gate/annotations.hpp"
#include "sim/gate/gate_page.hpp"
#include "sim/gate/gate_text.hpp"
#include "sim/gate/junit.hpp"
#include "sim/gate/markdown.hpp"
#include "tests/unit/sim/gate/outcomes.hpp"

namespace windtunnel {
namespace {

CheckOutcome with_names(const std::string& name) {
  FileVerdict file = file_with(expectation_of(Expected::kFails, name));
  file.file = name;
  file.title = name;
  return outcome_of(file);
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Junit, EscapesWhatXmlWouldRead) {
  const std::string xml = gate_junit(with_names("a<b>&\"c\"\x01.json"));
  EXPECT_TRUE(has(xml, "name=\"a&lt;b&gt;&amp;&quot;c&quot;.json\"")) << xml;
  EXPECT_FALSE(has(xml, "a<b>"));
}

TEST(Junit, SkipsWhatIsOpenAndDoesNotFail) {
  CheckOutcome outcome = outcome_of(file_with(expectation_of(Expected::kUndecided)));
  EXPECT_TRUE(has(gate_junit(outcome), "<failure message="));
  outcome.files[0].gate.undecided = WhenUndecided::kWarn;
  const std::string xml = gate_junit(outcome);
  EXPECT_TRUE(has(xml, "<skipped message=") && has(xml, "failures=\"0\"")) << xml;
}

TEST(Junit, CallsWhatCouldNotBeFlownAnError) {
  CheckOutcome outcome = outcome_of(file_with(expectation_of(Expected::kHolds)));
  outcome.files[0].failures.push_back("out of memory");
  EXPECT_TRUE(has(gate_junit(outcome), "errors=\"1\""));
}

// The runner's own escapes: in properties also of the colon and the comma.
TEST(Annotations, EscapeAsTheRunnerReads) {
  CheckOutcome outcome = with_names("a:b,c%d\n.json");
  outcome.files[0].expectations[0].where = Position{nullptr, 0, 0};
  const std::string text = gate_annotations(outcome);
  EXPECT_TRUE(text.starts_with("::error file=a%3Ab%2Cc%25d%0A.json,line=1,col=1,title=fails%3A a%3Ab%2C"))
      << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST(Annotations, StandWhereTheExpectationStands) {
  EXPECT_TRUE(
      gate_annotations(outcome_of(file_with(expectation_of(Expected::kFails))))
          .starts_with("::error file=a.json,line=12,col=5,title=fails%3A fast::latency_p99 <= 250 ms"));
}

TEST(Annotations, AreSilentWhereAllIsWell) {
  EXPECT_EQ(gate_annotations(outcome_of(file_with(expectation_of(Expected::kHolds)))), "");
}

TEST(Markdown, KeepsItsCellsWhateverNamesHold) {
  const std::string text = gate_markdown(with_names("a|b`c<d>@e.json"));
  EXPECT_TRUE(has(text, "a\\|b\\`c&lt;d>\\@e.json")) << text;
}

// A comment on GitHub may have 65,536 characters.
TEST(Markdown, FitsIntoACommentHoweverManyVerdictsThereAre) {
  CheckOutcome outcome;
  for (int i = 0; i < 3000; ++i) outcome.files.push_back(file_with(expectation_of(Expected::kFails)));
  const std::string text = gate_markdown(outcome);
  EXPECT_LT(text.size(), 65'536U);
  EXPECT_TRUE(has(text, " rows more."));
}

TEST(GatePage, LetsNoTextBecomeMarkup) {
  const std::string page = gate_page(with_names("<script>alert(1)</script>"));
  EXPECT_FALSE(has(page, "<script"));
}

TEST(GateText, FitsOnAScreenHoweverMuchThereIsToSay) {
  CheckOutcome outcome;
  for (int i = 0; i < 200; ++i) outcome.files.push_back(file_with(expectation_of(Expected::kFails)));
  const std::string text = gate_text(outcome);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 45);
  EXPECT_TRUE(has(text, "findings more; see --json."));
}

TEST(GateText, TellsTheCauseOfSeveralFiguresOnce) {
  FileVerdict file = file_with(difference_of(Compared::kWorse));
  file.differences.push_back(difference_of(Compared::kWorse));
  file.changes.push_back({"tiers.web.replicas", "3", "2"});
  const std::string text = gate_text(outcome_of(file));
  EXPECT_TRUE(has(text, "your change: tiers.web.replicas 3 -> 2"));
  EXPECT_EQ(text.find("your change"), text.rfind("your change"));
}

}  // namespace
}  // namespace windtunnel
