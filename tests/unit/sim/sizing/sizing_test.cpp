// Sizes of small scenarios whose answer theory knows, and how often the search errs.
#include "sim/sizing/sizing.hpp"

#include <cstdlib>
#include <filesystem>

#include "sim/sizing/sizing_text.hpp"
#include "sim/stats/theory.hpp"
#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// M/M/1 with 100 served a second: the mean is 1 / (100 - rate), so 25 ms are met up to 60 /s.
constexpr const char* kQueue =
    R"({"windtunnel": 1, "run": {"lasts": "60 s", "warm_up": "5 s", "replications": 10, "seed": 1},
  "workload": {"users": {"kind": "open", "rate": "50 /s", "deadline": "10 s", "path": ["web"]}},
  "tiers": {"web": {"replicas": 1, "service": {"kind": "exponential", "mean": "10 ms"}}},
  "gate": {"most": 300},
  "expect": {"mean": {"metric": "latency_mean", "at_most": "25 ms"}}})";

struct Asked {
  std::string vary;
  std::vector<std::string> sets = {};
  SizeWanted wanted = SizeWanted::kEither;
  std::vector<std::string> expectations = {};
  double precision = kSizePrecision;
};

std::optional<SizingOutcome> size_of(const Asked& asked, const SizingSettings& settings, std::string& wrong) {
  Problems problems;
  SizingRequest request;
  request.document = Document::from_text(kQueue, "queue.json", problems);
  for (const std::string& set : asked.sets) request.document.set_from_argument(set, problems);
  auto values = size_values(asked.vary, asked.precision, request.document, problems);
  request.wanted = asked.wanted;
  request.expectations = asked.expectations;
  std::optional<SizingOutcome> outcome;
  if (values && problems.empty()) {
    request.values = std::move(*values);
    outcome = find_sizing(request, builtin_catalog(), settings, problems);
  }
  wrong = problems.text("queue.json");
  return outcome;
}

SizingOutcome sized(const Asked& asked, const SizingSettings& settings = {}) {
  std::string wrong;
  auto outcome = size_of(asked, settings, wrong);
  if (!outcome) throw std::runtime_error(wrong);
  return std::move(*outcome);
}

double number_at(const SizingOutcome& outcome, const std::optional<std::size_t>& index) {
  return outcome.numbers.at(index.value());
}

TEST(Sizing, FindsTheLargestRateThatTheoryAllows) {
  const SizingOutcome outcome = sized({"workload.users.rate=20 /s..95 /s", {}, {}, {}, 0.1});
  EXPECT_EQ(outcome.found.wanted, SizeWanted::kLargest);
  ASSERT_TRUE(outcome.found.answer && outcome.found.other) << sizing_text(outcome, "");
  EXPECT_LT(number_at(outcome, outcome.found.answer), 60);
  EXPECT_GT(number_at(outcome, outcome.found.other), 60);
  EXPECT_LT(number_at(outcome, outcome.found.other) / number_at(outcome, outcome.found.answer), 1.5);
  EXPECT_TRUE(outcome.found.contradictions.empty());
}

TEST(Sizing, FindsItFromTheRateAloneToo) {
  const SizingOutcome outcome = sized({"workload.users.rate", {}, {}, {}, 0.1});
  ASSERT_TRUE(outcome.found.answer && outcome.found.other) << sizing_text(outcome, "");
  EXPECT_LT(number_at(outcome, outcome.found.answer), 60);
  EXPECT_GT(number_at(outcome, outcome.found.other), 60);
}

// 8 Erlangs of load on one replica of c cores, which is M/M/c: theory tells the first c whose mean is below.
TEST(Sizing, FindsTheSmallestNumberOfCores) {
  const auto mean = [](int servers) { return theory::mmc(800, 100, servers).response; };
  int first = 9;
  while (mean(first) > 0.0115) ++first;
  const SizingOutcome outcome =
      sized({"tiers.web.cores=1..20",
             {"workload.users.rate=800 /s", "expect.mean.at_most=11.5 ms", "run.lasts=20 s"}});
  ASSERT_EQ(outcome.found.end, SizeEnd::kFound) << sizing_text(outcome, "");
  EXPECT_EQ(outcome.found.wanted, SizeWanted::kSmallest);
  EXPECT_EQ(number_at(outcome, outcome.found.answer), first);
  EXPECT_EQ(exit_code(outcome), 0);
  // A queue that grows without end meets no limit of a latency.
  EXPECT_TRUE(outcome.seen.front().fails());
}

// Goodput asks for more than the latency allows.
TEST(Sizing, SaysThatNothingMeetsBounds) {
  const SizingOutcome outcome = sized({"workload.users.rate=20 /s..90 /s",
                                       {R"(expect.busy={"metric": "goodput", "at_least": "80 /s"})"},
                                       SizeWanted::kSmallest,
                                       {},
                                       0.1});
  EXPECT_EQ(outcome.found.end, SizeEnd::kNone) << sizing_text(outcome, "");
  EXPECT_EQ(exit_code(outcome), 1);
  const SizingOutcome alone = sized({"workload.users.rate=20 /s..90 /s",
                                     {R"(expect.busy={"metric": "goodput", "at_least": "80 /s"})"},
                                     SizeWanted::kEither,
                                     {"busy"},
                                     0.1});
  EXPECT_EQ(alone.found.wanted, SizeWanted::kSmallest) << sizing_text(alone, "");
  ASSERT_TRUE(alone.found.answer);
  EXPECT_GT(number_at(alone, alone.found.answer), 80);
}

// The claim of the search: wrong with a probability of at most 5%. Over these seeds it may err three times at
// most if that holds (P < 0.01); a search whose values were judged at 95% each errs more often than this.
TEST(Sizing, IsWrongNoMoreOftenThanItSays) {
  const int seeds = std::getenv("WINDTUNNEL_LONG") != nullptr ? 400 : 25;
  int wrong = 0, decided = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const SizingOutcome outcome = sized({"workload.users.rate=30 /s..90 /s",
                                         {"run.seed=" + std::to_string(seed), "gate.most=100"},
                                         {},
                                         {},
                                         0.1});
    for (const SizedValue& value : outcome.seen) {
      const bool in_truth = outcome.numbers[value.index] < 60;
      decided += value.meets() || value.fails();
      wrong += (value.meets() && !in_truth) || (value.fails() && in_truth);
    }
  }
  EXPECT_GT(decided, 3 * seeds);
  EXPECT_LE(wrong, seeds == 25 ? 3 : 30);
}

TEST(Sizing, EndsWithItsBudgetAndSaysWhatIsKnown) {
  SizingSettings settings;
  settings.budget = std::chrono::duration<double>(0);
  const SizingOutcome outcome = sized({"workload.users.rate=20 /s..95 /s"}, settings);
  EXPECT_TRUE(outcome.out_of_time);
  EXPECT_EQ(outcome.found.end, SizeEnd::kUndecided);
  EXPECT_EQ(exit_code(outcome), 3);
  EXPECT_NE(sizing_text(outcome, "").find("The budget of"), std::string::npos);
}

TEST(Sizing, TakesWhatWasKept) {
  const std::filesystem::path file = std::filesystem::path(::testing::TempDir()) / "sizing.sqlite";
  std::filesystem::remove(file);
  std::string problem;
  const Asked asked{"workload.users.rate=20 /s..95 /s", {}, {}, {}, 0.2};
  std::int64_t flown = 0;
  {
    const auto store = ResultStore::open(file, {}, problem);
    ASSERT_TRUE(store) << problem;
    SizingSettings settings;
    settings.store = store.get();
    flown = sized(asked, settings).flown;
    EXPECT_GT(flown, 0);
  }
  const auto store = ResultStore::open(file, {}, problem);
  ASSERT_TRUE(store) << problem;
  SizingSettings settings;
  settings.store = store.get();
  const SizingOutcome again = sized(asked, settings);
  EXPECT_EQ(again.flown, 0);
  EXPECT_EQ(again.kept, flown);
}

TEST(Sizing, IsTheSameWithOneThreadAndTwo) {
  const Asked asked{"workload.users.rate=20 /s..95 /s", {}, {}, {}, 0.1};
  SizingSettings one, two;
  one.jobs = 1, two.jobs = 2;
  Node a = sizing_json(sized(asked, one)), b = sizing_json(sized(asked, two));
  a.erase("flown"), b.erase("flown");
  EXPECT_EQ(a.to_json(), b.to_json());
}

TEST(Sizing, EarnsATextForWhatCanNotBeSearched) {
  const auto text_of = [](const Asked& asked) {
    std::string wrong;
    EXPECT_FALSE(size_of(asked, {}, wrong)) << asked.vary;
    return wrong;
  };
  EXPECT_NE(text_of({"workload.users.rte=1 /s..2 /s"}).find("WT007"), std::string::npos);
  EXPECT_NE(text_of({"tiers.wbe.replicas=1..3"}).find("nearest   web"), std::string::npos);
  EXPECT_NE(text_of({"tiers.web.replicas=1..200000"}).find("at most 100,000"), std::string::npos);
  EXPECT_NE(text_of({"tiers.web.replicas=0..3"}).find("tiers.web.replicas"), std::string::npos);
  EXPECT_NE(text_of({"tiers.web.replicas=1..3", {}, {}, {"maen"}}).find("nearest   mean"), std::string::npos);
  EXPECT_NE(text_of({"tiers.web.replicas=1..3", {"expect={\"mean\": null}"}}).find("expect"),
            std::string::npos);
}

}  // namespace
}  // namespace windtunnel
