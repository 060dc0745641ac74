// What every law on the list promises, in each of its forms: it draws what was asked for, its fields survive
// JSON, and a wrong parameter is a problem with a place, never a crash.
//
// 200,000 draws each; a share of draws below a quantile is off by more than 5 of its deviations, or the mean
// by more than 5 standard errors, with 6e-7; about 150 such checks at fixed seeds.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/unit/models/distributions/laws.hpp"

namespace windtunnel {
namespace {

// A form, and what the person who wrote it was promised: mean, and (p, value), in seconds, bytes or as a
// number.
struct Form {
  std::string json;
  std::optional<double> mean;
  std::vector<Sampler::Quantile> quantiles;
};

const std::vector<Form> kDurations = {
    {R"({"kind": "constant", "value": "5 ms"})", 0.005, {}},
    {R"("5 ms")", 0.005, {}},
    {R"({"kind": "uniform", "low": "2 ms", "high": "4 ms"})", 0.003, {{0.5, 0.003}}},
    {R"({"kind": "exponential", "mean": "3 ms"})", 0.003, {{0.5, 0.003 * std::log(2.0)}}},
    {R"({"kind": "exponential", "p99": "40 ms"})", 0.04 / std::log(100.0), {{0.99, 0.04}}},
    {R"({"kind": "erlang", "stages": 4, "mean": "8 ms"})", 0.008, {}},
    {R"({"kind": "erlang", "cv": 0.5, "mean": "8 ms"})", 0.008, {}},
    {R"({"kind": "erlang", "stages": 2, "p95": "8 ms"})", {}, {{0.95, 0.008}}},
    {R"({"kind": "hyperexponential", "mean": "5 ms", "cv": 3})", 0.005, {}},
    {R"({"kind": "hyperexponential", "phases": {"hit": {"share": 9, "mean": "1 ms"}, "miss": {"share": 1, "mean": "41 ms"}}})",
     0.005,
     {}},
    {R"({"kind": "normal", "mean": "10 ms", "deviation": "2 ms"})", 0.01, {{0.5, 0.01}}},
    {R"({"kind": "normal", "p50": "10 ms", "p99": "15 ms"})", 0.01, {{0.5, 0.01}, {0.99, 0.015}}},
    {R"({"kind": "lognormal", "p50": "6 ms", "p99": "40 ms"})", {}, {{0.5, 0.006}, {0.99, 0.04}}},
    {R"({"kind": "lognormal", "mean": "8 ms", "cv": 0.9})", 0.008, {}},
    {R"({"kind": "gamma", "mean": "8 ms", "cv": 0.6})", 0.008, {}},
    {R"({"kind": "gamma", "p50": "6 ms", "p999": "40 ms"})", {}, {{0.5, 0.006}, {0.999, 0.04}}},
    {R"({"kind": "weibull", "shape": 0.7, "scale": "1000 h"})", {}, {{1 - std::exp(-1.0), 3.6e6}}},
    {R"({"kind": "weibull", "mean": "8 ms", "p95": "20 ms"})", 0.008, {{0.95, 0.02}}},
    {R"({"kind": "pareto", "shape": 2.5, "least": "3 ms"})", 0.005, {}},
    {R"({"kind": "pareto", "p50": "3 ms", "p99": "30 ms"})", {}, {{0.5, 0.003}, {0.99, 0.03}}},
    {R"({"kind": "empirical", "quantiles": {"p0": "1 ms", "p50": "2 ms", "p99": "10 ms", "p999": "30 ms", "p100": "1 s"}})",
     {},
     {{0.5, 0.002}, {0.99, 0.01}, {0.999, 0.03}}},
    {R"({"kind": "empirical", "values": ["1 ms", "2 ms", "6 ms"]})", 0.003, {}},
    {R"({"kind": "mixture", "parts": {"hit": {"share": 0.9, "of": "1 ms"}, "miss": {"share": 0.1, "of": {"kind": "exponential", "mean": "41 ms"}}}})",
     0.005,
     {}},
    {R"({"kind": "shifted", "by": "2 ms", "of": {"kind": "exponential", "mean": "3 ms"}})", 0.005, {}},
    {R"({"kind": "truncated", "at_most": "6 ms", "of": {"kind": "uniform", "low": "2 ms", "high": "10 ms"}})",
     0.004,
     {{0.5, 0.004}}},
    {R"({"kind": "truncated", "at_least": "1 ms", "at_most": "1 s", "of": {"kind": "pareto", "shape": 1.1, "least": "1 ms"}})",
     {},
     {}},
};

const std::vector<Form> kNumbers = {
    {R"({"kind": "constant", "value": -5})", -5, {}},
    {R"({"kind": "normal", "mean": -1, "deviation": 2})", -1, {{0.5, -1}}},
    {R"({"kind": "lognormal", "mean": 8, "cv": 0.9})", 8, {}},
    {R"({"kind": "zipf", "count": 1000, "exponent": 0})", 500.5, {}},
    {R"({"kind": "zipf", "count": 100000, "exponent": 1.1})", {}, {}},
    {R"({"kind": "shifted", "by": -7, "of": {"kind": "uniform", "low": 0, "high": 2}})", -6, {{0.5, -6}}},
};

const std::vector<Form> kSizes = {
    {R"("64 KiB")", 65536, {}},
    {R"({"kind": "lognormal", "p50": "10 KB", "p99": "1 MB"})", {}, {{0.5, 10e3}, {0.99, 1e6}}},
    {R"({"kind": "pareto", "shape": 3, "least": "2000 B"})", 3000, {}},
};

template <class Model>
void expect_conforming(const Form& form) {
  const Sampler sampler = choice<Model>(laws(), form.json).make();
  // What it says of itself is what was promised (a normal duration is cut off at 0, which moves it by up to
  // 1e-5) ...
  if (form.mean) {
    EXPECT_NEAR(sampler.mean(), *form.mean, 1e-5 * std::abs(*form.mean)) << form.json;
  }
  for (const auto& q : form.quantiles)
    EXPECT_NEAR(sampler.quantile(q.p), q.value, 1e-5 * std::abs(q.value)) << form.json;
  // ... and what it draws is what it says.
  constexpr int kDraws = 200'000;
  Rng rng = Rng::stream(7, form.json);
  const double ps[] = {0.1, 0.5, 0.9, 0.99};
  double at[4], sum = 0;
  int below[4] = {}, below_or_at[4] = {};
  for (int i = 0; i < 4; ++i) at[i] = sampler.quantile(ps[i]);
  for (int draw = 0; draw < kDraws; ++draw) {
    const double x = sampler(rng);
    if (!Model::kMayBeNegative) {
      ASSERT_GE(x, 0) << form.json;
    }
    ASSERT_GE(x, sampler.min()) << form.json;
    ASSERT_LE(x, sampler.max()) << form.json;
    sum += x;
    for (int i = 0; i < 4; ++i) below[i] += x < at[i], below_or_at[i] += x <= at[i];
  }
  for (int i = 0; i < 4; ++i) {  // P(X < q) <= p <= P(X <= q)
    const double slack = 5 * std::sqrt(ps[i] * (1 - ps[i]) * kDraws);
    EXPECT_LE(below[i], ps[i] * kDraws + slack) << form.json << " p" << ps[i];
    EXPECT_GE(below_or_at[i], ps[i] * kDraws - slack) << form.json << " p" << ps[i];
  }
  if (std::isfinite(sampler.variance())) {
    // Summing 200,000 numbers alone rounds by up to 1e-12 of their size.
    const double slack = 5 * sampler.deviation() / std::sqrt(kDraws) + 1e-9 * std::abs(sampler.mean());
    EXPECT_NEAR(sum / kDraws, sampler.mean(), slack) << form.json;
  }
}

TEST(Laws, DrawWhatWasAskedFor) {
  for (const Form& form : kDurations) expect_conforming<Distribution>(form);
  for (const Form& form : kNumbers) expect_conforming<NumberDistribution>(form);
  for (const Form& form : kSizes) expect_conforming<SizeDistribution>(form);
}

// The negative control at the same length: a law 1% slower than another is not taken for it.
TEST(Laws, AreCaughtWhenOnePercentOff) {
  const Sampler claimed =
      choice<Distribution>(laws(), R"({"kind": "uniform", "low": "2 ms", "high": "4 ms"})").make();
  const Sampler drawn =
      choice<Distribution>(laws(), R"({"kind": "uniform", "low": "2.03 ms", "high": "4.03 ms"})").make();
  Rng rng = Rng::stream(7, "control");
  double sum = 0;
  for (int draw = 0; draw < 200'000; ++draw) sum += drawn(rng);
  EXPECT_GT(std::abs(sum / 200'000 - claimed.mean()), 5 * claimed.deviation() / std::sqrt(200'000));
}

template <class Model>
void expect_round_trips(const std::vector<Form>& forms) {
  for (const Form& form : forms) {
    const ReadChoice<Model> once = read_choice<Model>(laws(), form.json);
    ASSERT_EQ(once.problems, "") << form.json;
    const std::string written = canonical_json(once.chosen);
    Problems problems;
    const Document document = Document::from_text(written, "again.json", problems);
    Chosen<Model> again;
    ASSERT_TRUE(read(document, laws(), again, problems)) << written << "\n" << problems.text("again.json");
    EXPECT_EQ(canonical_json(again), written);
    Rng a = Rng::stream(1, "again"), b = a;
    const Sampler first = once.chosen.it.make(), second = again.it.make();
    for (int i = 0; i < 20; ++i) ASSERT_EQ(first(a), second(b)) << written;
  }
}

TEST(Laws, KeepTheirFieldsThroughJson) {
  expect_round_trips<Distribution>(kDurations);
  expect_round_trips<NumberDistribution>(kNumbers);
  expect_round_trips<SizeDistribution>(kSizes);
}

TEST(Laws, AreAllTriedHere) {
  std::set<std::string> tried;
  for (const Form& form : kDurations) tried.insert(choice<Distribution>(laws(), form.json).kind());
  for (const auto& entry : laws().entries<Distribution>())
    EXPECT_EQ(tried.count(entry->name), 1u) << entry->name;
  for (const auto& entry : laws().entries<NumberDistribution>()) {
    EXPECT_TRUE(tried.count(entry->name) == 1 || entry->name == "zipf") << entry->name;
    EXPECT_EQ(entry->meaning.back(), '.') << entry->name;
    EXPECT_FALSE(entry->source.empty()) << entry->name;
    EXPECT_FALSE(entry->leaves_out.empty()) << entry->name;
    EXPECT_FALSE(entry->validated_by.empty()) << entry->name;
  }
}

// Each line earns a problem that contains the words behind it.
TEST(Laws, AnswerAWrongParameterWithAProblem) {
  const std::vector<std::pair<std::string, std::string>> kWrong = {
      {R"("5")", "WT0"},
      {R"({"kind": "constant"})", "WT008  it.value"},
      {R"({"kind": "constant", "value": "-5 ms"})", "WT005"},
      {R"({"kind": "uniform", "low": "4 ms", "high": "2 ms"})", "4 ms or more, as low says"},
      {R"({"kind": "exponential"})", "WT014"},
      {R"({"kind": "exponential", "mean": "0 ms"})", "WT005"},
      {R"({"kind": "exponential", "mean": "1 ms", "p50": "3 ms"})", "WT013"},
      {R"({"kind": "exponential", "p05": "3 ms"})", "WT007"},
      {R"({"kind": "lognormal"})", "WT014"},
      {R"({"kind": "lognormal", "mean": 8, "cv": 1})", "WT003"},
      {R"({"kind": "lognormal", "p50": "6 ms"})", "two of mean, cv, p50, p90, p95, p99, p999"},
      {R"({"kind": "lognormal", "p50": "6 ms", "p99": "5 ms"})", "p99 is below p50"},
      {R"({"kind": "lognormal", "p50": "6 ms", "p99": "9 ms", "mean": "7 ms"})", "p50 6 ms and p99 9 ms"},
      {R"({"kind": "lognormal", "mean": "1 ms", "p99": "16 ms"})", "above 14.97 times its mean"},
      {R"({"kind": "erlang", "mean": "1 ms", "cv": 0.65})", "gamma takes any cv"},
      {R"({"kind": "erlang", "mean": "1 ms", "cv": 0.5, "stages": 4})", "WT013"},
      {R"({"kind": "erlang", "stages": 4})", "WT014"},
      {R"({"kind": "erlang", "stages": 0, "mean": "1 ms"})", "WT005"},
      {R"({"kind": "hyperexponential", "mean": "1 ms", "cv": 0.5})", "cv of 1 or more"},
      {R"({"kind": "hyperexponential", "phases": {"a": {"share": 0, "mean": "1 ms"}}})", "WT005"},
      {R"({"kind": "hyperexponential", "mean": "1 ms", "cv": 2, "phases": {"a": {"share": 1, "mean": "1 ms"}}})",
       "WT013"},
      {R"({"kind": "normal", "mean": "10 ms", "cv": 1})", "15.9% of it below 0"},
      {R"({"kind": "normal", "deviation": "1 ms"})", "WT014"},
      {R"({"kind": "normal", "mean": "9 ms", "p50": "10 ms"})", "WT030"},
      {R"({"kind": "gamma", "mean": "9 ms", "cv": 0})", "WT030"},
      {R"({"kind": "weibull", "shape": 2})", "WT008  it.scale"},
      {R"({"kind": "weibull", "shape": 2, "scale": "1 s", "mean": "2 s"})", "WT013"},
      {R"({"kind": "pareto", "shape": 0, "least": "1 s"})", "WT005"},
      {R"({"kind": "pareto", "least": "1 s"})", "WT008  it.shape"},
      {R"({"kind": "empirical"})", "one of quantiles, values, samples"},
      {R"({"kind": "empirical", "quantiles": {"p50": "1 ms", "p100": "2 ms"}})", "it.quantiles.p0"},
      {R"({"kind": "empirical", "quantiles": {"p0": "1 ms", "p50": "2 ms"}})", "it.quantiles.p100"},
      {R"({"kind": "empirical", "quantiles": {"p0": "1 ms", "p99": "3 ms", "p50": "2 ms", "p100": "5 ms"}})",
       "rising order"},
      {R"({"kind": "empirical", "quantiles": {"p0": "3 ms", "p50": "2 ms", "p100": "5 ms"}})",
       "3 ms or more"},
      {R"({"kind": "empirical", "quantiles": {"p0": "3 ms", "median": "4 ms", "p100": "5 ms"}})",
       "p0 to p100"},
      {R"({"kind": "empirical", "values": ["-1 ms"]})", "no value below 0"},
      {R"({"kind": "empirical", "samples": "catalog:none"})", "WT0"},
      {R"({"kind": "mixture", "parts": {}})", "WT009"},
      {R"({"kind": "mixture", "parts": {"a": {"share": 1}}})", "WT008  it.parts.a.of"},
      {R"({"kind": "mixture", "parts": {"a": {"share": 1, "of": {"kind": "lognormal"}}}})",
       "WT014  it.parts.a.of"},
      {R"({"kind": "shifted", "by": "-2 ms", "of": {"kind": "exponential", "mean": "3 ms"}})",
       "values down to -2 ms"},
      {R"({"kind": "truncated", "of": "3 ms"})", "neither at_least nor at_most"},
      {R"({"kind": "truncated", "at_least": "5 ms", "at_most": "4 ms", "of": "3 ms"})",
       "5 ms or more, as at_least says"},
      {R"({"kind": "truncated", "at_least": "5 ms", "of": "3 ms"})", "nothing between the two ends"},
      {R"({"kind": "truncated", "at_least": "60 s", "of": {"kind": "exponential", "mean": "1 s"}})",
       "1 in 10^6"},
      {R"({"kind": "lognormall", "mean": "1 ms", "cv": 1})", "nearest   lognormal"},
  };
  for (const auto& [json, words] : kWrong) {
    const auto result = read_choice<Distribution>(laws(), json);
    EXPECT_NE(result.problems.find(words), std::string::npos) << json << "\n" << result.problems;
  }
}

}  // namespace
}  // namespace windtunnel
