// What every rate on the list promises, in each of its forms: its mean, time that never goes back, the same
// path from the same key, luck that survives scaling, fields that survive JSON, and a problem for a wrong
// parameter.
#include <cmath>
#include <set>

#include "tests/unit/models/rates/rates.hpp"

namespace windtunnel {
namespace {

using namespace literals;

// The same rate twice, the second with everything doubled.
struct Form {
  std::string json;
  std::string doubled;
  bool by_chance = false;
};

const std::vector<Form> kForms = {
    {R"("20 /s")", R"("40 /s")"},
    {R"({"kind": "constant", "value": "90 /min"})", R"({"kind": "constant", "value": "3 /s"})"},
    {R"({"kind": "diurnal", "mean": "20 /s", "amplitude": 0.6, "peak_at": "20 s", "period": "60 s"})",
     R"({"kind": "diurnal", "mean": "40 /s", "amplitude": 0.6, "peak_at": "20 s", "period": "60 s"})"},
    {R"({"kind": "diurnal", "mean": "5 /s", "amplitude": 1})",
     R"({"kind": "diurnal", "mean": "10 /s", "amplitude": 1})"},
    {R"({"kind": "mmpp", "states": {"busy": {"rate": "50 /s", "stays": "1 s"}, "calm": {"rate": "5 /s", "stays": "3 s"}}})",
     R"({"kind": "mmpp", "states": {"busy": {"rate": "100 /s", "stays": "1 s"}, "calm": {"rate": "10 /s", "stays": "3 s"}}})",
     true},
    {R"({"kind": "mmpp", "states": {"off": {"rate": "0 /s", "stays": "2 s"}, "on": {"rate": "9 /s", "stays": "1 s"}}})",
     R"({"kind": "mmpp", "states": {"off": {"rate": "0 /s", "stays": "2 s"}, "on": {"rate": "18 /s", "stays": "1 s"}}})",
     true},
    {R"({"kind": "series", "shape": "catalog:test/steps", "shift": "-90 s"})",
     R"({"kind": "series", "shape": "catalog:test/steps", "shift": "-90 s", "mean": "3 /s"})"},
    {R"({"kind": "series", "shape": "catalog:worldcup98/1998-06-10", "peak": "72 /s"})",
     R"({"kind": "series", "shape": "catalog:worldcup98/1998-06-10", "peak": "144 /s"})"},
};

// A path that moves by slots rounds each moment to a nanosecond, half of one on average: over n moments it
// may be off by n of them. For the ones by chance: a cycle of two exponential stays of a and b seconds at
// rates r and q carries r a + q b requests, and its renewal reward has a deviation of |r - q| a b sqrt(2) /
// (a + b)^1.5 a root second. For the first of them that is 45 * 3 * 1.414 / 8 = 24 (mean 16.25), for the
// second 9 * 2 * 1.414 / 5.2 = 4.9 (mean 3). 200,000 requests take 12,300 s and 66,700 s: 24 * sqrt(12300) =
// 2,660 requests and 4.9 * sqrt(66700) = 1,270 are one deviation; five of the greater are 6.7%, missed with
// 6e-7 a form at any other seed.
TEST(Rates, ComeToTheMeanTheyStateOverALongRun) {
  for (const Form& form : kForms) {
    const RateLaw law = rate_law(form.json);
    constexpr int kRequests = 200'000;
    const Time end = moments(law, 1, kRequests).back();
    const double stated = law.mean_per_second(Time(), end);
    EXPECT_NEAR(kRequests / end.seconds() / stated, 1.0, form.by_chance ? 0.067 : 1e-6) << form.json;
  }
}

// The negative control at the same length: a rate 1% too high is not taken for a deterministic one, nor is
// one 10% too high for one by chance.
TEST(Rates, AreCaughtWhenTheyAreOff) {
  const RateLaw stated = rate_law(R"({"kind": "diurnal", "mean": "20 /s", "period": "60 s"})");
  const RateLaw off = rate_law(R"({"kind": "diurnal", "mean": "20.2 /s", "period": "60 s"})");
  const Time end = moments(off, 1, 200'000).back();
  EXPECT_GT(200'000 / end.seconds() / stated.mean_per_second(Time(), end), 1 + 1e-6);

  const RateLaw calm = rate_law(
      R"({"kind": "mmpp", "states": {"off": {"rate": "0 /s", "stays": "2 s"}, "on": {"rate": "9 /s", "stays": "1 s"}}})");
  const RateLaw busy = rate_law(
      R"({"kind": "mmpp", "states": {"off": {"rate": "0 /s", "stays": "2 s"}, "on": {"rate": "9.9 /s", "stays": "1 s"}}})");
  const Time later = moments(busy, 1, 200'000).back();
  EXPECT_GT(200'000 / later.seconds() / calm.mean_per_second(Time(), later), 1.067);
}

TEST(Rates, NeverGoBackInTime) {
  for (const Form& form : kForms) {
    Time before;
    for (const Time now : moments(rate_law(form.json), 3, 20'000, 0.37)) {
      ASSERT_GE(now, before) << form.json;
      before = now;
    }
    EXPECT_LT(before, Time::never()) << form.json;
    EXPECT_GT(before, Time()) << form.json;
  }
}

TEST(Rates, TakeTheSamePathFromTheSameKey) {
  for (const Form& form : kForms) {
    const RateLaw law = rate_law(form.json);
    EXPECT_EQ(moments(law, 5, 1000), moments(law, 5, 1000)) << form.json;
    EXPECT_EQ(moments(law, 5, 1000) != moments(law, 6, 1000), form.by_chance) << form.json;
  }
}

// Twice the rate and twice the requests expected: the same moments. Each may round to another nanosecond, and
// what one rounds off the next one adds, so they drift by no more than one a request.
TEST(Rates, KeepTheirLuckWhenScaled) {
  for (const Form& form : kForms) {
    const std::vector<Time> once = moments(rate_law(form.json), 9, 2000, 1.0);
    const std::vector<Time> twice = moments(rate_law(form.doubled), 9, 2000, 2.0);
    for (std::size_t i = 0; i < once.size(); ++i)
      ASSERT_LE(std::abs((once[i] - twice[i]).ns()), static_cast<std::int64_t>(i) + 1)
          << form.json << " request " << i;
  }
}

// A source that slept, and asks from a later moment, finds the rate of that moment.
TEST(Rates, GoOnFromALaterMoment) {
  for (const Form& form : kForms) {
    const RateLaw law = rate_law(form.json);
    const auto path = law.start(2);
    const Time later = Time() + 1_h;
    Time before = later;
    for (int i = 0; i < 1000; ++i) {
      const Time now = path->when(before, 1.0);
      ASSERT_GE(now, before) << form.json;
      before = now;
    }
  }
}

TEST(Rates, HaveAPeakThatNothingExceeds) {
  for (const Form& form : kForms) {
    const RateLaw law = rate_law(form.json);
    for (int minute = 0; minute < 1440; ++minute) {
      const Time from = Time() + 1_min * minute;
      ASSERT_LE(law.mean_per_second(from, from + 1_s), law.peak_per_second * (1 + 1e-12)) << form.json;
      ASSERT_GE(law.mean_per_second(from, from + 1_s), 0) << form.json;
    }
  }
}

TEST(Rates, KeepTheirFieldsThroughJson) {
  for (const Form& form : kForms) {
    const ReadChoice<RateModel> once = read_choice<RateModel>(rates(), form.json);
    ASSERT_EQ(once.problems, "") << form.json;
    const std::string written = canonical_json(once.chosen);
    Problems problems;
    const Document document = Document::from_text(written, "again.json", problems);
    Chosen<RateModel> again;
    ASSERT_TRUE(read(document, rates(), again, problems)) << written << "\n" << problems.text("again.json");
    EXPECT_EQ(canonical_json(again), written);
  }
}

TEST(Rates, AreAllTriedHere) {
  std::set<std::string> tried;
  for (const Form& form : kForms) tried.insert(choice<RateModel>(rates(), form.json).kind());
  for (const auto& entry : rates().entries<RateModel>())
    EXPECT_EQ(tried.count(entry->name), 1u) << entry->name;
}

// Each line earns a problem that contains the words behind it.
TEST(Rates, AnswerAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"("20")", "WT003"},
      {R"("20 ms")", "WT004"},
      {R"("0 /s")", "WT005"},
      {R"("-3 /s")", "WT0"},
      {R"({"kind": "constant"})", "WT008  it.value"},
      {R"({"kind": "constant", "value": 20})", "WT003"},
      {R"({"kind": "diurnal"})", "WT008  it.mean"},
      {R"({"kind": "diurnal", "mean": "0 /s"})", "WT005"},
      {R"({"kind": "diurnal", "mean": "5 /s", "amplitude": 1.01})", "WT005"},
      {R"({"kind": "diurnal", "mean": "5 /s", "amplitude": -0.1})", "WT005"},
      {R"({"kind": "diurnal", "mean": "5 /s", "peak_at": "-1 h"})", "WT005"},
      {R"({"kind": "diurnal", "mean": "5 /s", "period": "0 s"})", "WT005"},
      {R"({"kind": "mmpp"})", "WT008  it.states"},
      {R"({"kind": "mmpp", "states": {}})", "WT009"},
      {R"({"kind": "mmpp", "states": {"a": {"rate": "1 /s"}}})", "WT008  it.states.a.stays"},
      {R"({"kind": "mmpp", "states": {"a": {"rate": "1 /s", "stays": "0 s"}}})", "WT005"},
      {R"({"kind": "mmpp", "states": {"a": {"rate": "-1 /s", "stays": "1 s"}}})", "WT0"},
      {R"({"kind": "mmpp", "states": {"a": {"rate": "0 /s", "stays": "1 s"}}})",
       "no state with a rate above 0"},
      {R"({"kind": "mmpp", "states": {"a": {"rate": "3 /s", "stays": "1 s", "enabled": false}}})", "WT0"},
      {R"({"kind": "series"})", "WT008  it.shape"},
      {R"({"kind": "series", "shape": "catalog:worldcup98/1998-06-11"})", "nearest   worldcup98/1998-06-10"},
      {R"({"kind": "series", "shape": "catalog:test/steps", "peak": "1 /s", "mean": "1 /s"})", "WT013"},
      {R"({"kind": "series", "shape": "catalog:test/steps", "mean": "0 /s"})", "WT005"},
      {R"({"kind": "series", "shape": "catalog:test/uneven"})", "row 3 of"},
      {R"({"kind": "series", "shape": "catalog:test/backwards"})", "rows are evenly spaced"},
      {R"({"kind": "series", "shape": "catalog:test/negative"})", "the rate 0 or more"},
      {R"({"kind": "series", "shape": "catalog:test/words"})", "row 2 of"},
      {R"({"kind": "series", "shape": "catalog:test/nobody"})", "a series without a request"},
      {R"({"kind": "series", "shape": "catalog:test/one_row"})", "two rows or more"},
      {R"({"kind": "series", "shape": "catalog:test/others"})", "columns second, minute or hour"},
      {R"({"kind": "weekly"})", "WT012"},
  };
  for (const auto& [json, words] : kWrong) {
    const std::string complaints = make_rate(json).complaints;
    EXPECT_NE(complaints.find(words), std::string::npos) << json << "\nearned\n"
                                                         << complaints << "\nwithout\n"
                                                         << words;
  }
}

}  // namespace
}  // namespace windtunnel
