// The Markov-modulated Poisson process against the closed forms of its counts.
//
// Fischer and Meier-Hellstern 1993, section 3, for two states with rates r1, r2 and leaving rates s1, s2 (s =
// s1 + s2): mean rate (r1 s2 + r2 s1) / s, and the index of dispersion of counts I(t) = 1 + A (1 - (1 -
// exp(-s t)) / (s t)), A = 2 s1 s2 (r1 - r2)^2 / (s^2 (r1 s2 + r2 s1)).
#include <cmath>

#include "sim/base/random.hpp"
#include "sim/base/samplers.hpp"
#include "tests/unit/models/rates/rates.hpp"

namespace windtunnel {
namespace {

using namespace literals;

struct Counts {
  double mean = 0;        // a second
  double dispersion = 0;  // variance over mean of the counts of windows
};

// Poisson arrivals through the rate's path, counted in windows; the first ten are left out, as the first
// state is not drawn.
Counts counts(const RateLaw& law, std::uint64_t key, Duration window, int windows) {
  const auto path = law.start(key);
  const Sampler gap = Sampler::exponential(1.0);
  Rng rng = Rng::stream(key, "gaps");
  const int warm = 10;
  std::vector<double> list(static_cast<std::size_t>(windows), 0.0);
  for (Time now = path->when(Time(), gap(rng)); now < Time() + window * (warm + windows);
       now = path->when(now, gap(rng))) {
    const std::int64_t index = now.since_start() / window - warm;
    if (index >= 0) ++list[static_cast<std::size_t>(index)];
  }
  double sum = 0, squares = 0;
  for (const double count : list) sum += count;
  const double mean = sum / windows;
  for (const double count : list) squares += (count - mean) * (count - mean);
  return {mean / window.seconds(), squares / (windows - 1) / mean};
}

constexpr const char* kBursty =
    R"({"kind": "mmpp", "states": {"burst": {"rate": "20 /s", "stays": "1 s"}, "calm": {"rate": "2 /s", "stays": "4 s"}}})";

// s1 = 1, s2 = 0.25: mean (20 * 0.25 + 2 * 1) / 1.25 = 5.6 /s; A = 2 * 0.25 * 18^2 / (1.25^2 * 7) = 14.811;
// I(10 s) = 1 + 14.811 (1 - (1 - e^-12.5) / 12.5) = 14.627, I(0.5 s) = 1 + 14.811 (1 - (1 - e^-0.625) /
// 0.625) = 4.7855. 20,000 windows of 10 s: the mean's deviation is sqrt(15.8 * 5.6 / 200,000) = 0.021 /s, the
// dispersion's share sqrt(3 / 20,000) = 1.2% and for 100,000 windows of 0.5 s, whose counts are correlated
// over 0.8 s, under 1.5%; each is judged at five of them.
TEST(MmppRate, HasTheMeanAndTheDispersionOfFischerAndMeierHellstern) {
  const RateLaw law = rate_law(kBursty);
  EXPECT_DOUBLE_EQ(law.mean_per_second(Time(), Time() + 1_h), 5.6);
  const Counts wide = counts(law, 11, 10_s, 20'000);
  EXPECT_NEAR(wide.mean, 5.6, 5 * 0.021);
  EXPECT_NEAR(wide.dispersion, 14.627, 5 * 0.012 * 14.627);
  const Counts narrow = counts(law, 12, 500_ms, 100'000);
  EXPECT_NEAR(narrow.dispersion, 4.7855, 5 * 0.015 * 4.7855);
}

// The negative controls at the same length: no bursts (dispersion 1), and the same mean from bursts twice as
// long, whose A is twice as large (1 + 29.62 * 0.84 = 25.9).
TEST(MmppRate, IsCaughtWithOtherBursts) {
  EXPECT_NEAR(counts(rate_law(R"("5.6 /s")"), 11, 10_s, 20'000).dispersion, 1.0, 5 * 0.012);
  const RateLaw longer = rate_law(
      R"({"kind": "mmpp", "states": {"burst": {"rate": "20 /s", "stays": "2 s"}, "calm": {"rate": "2 /s", "stays": "8 s"}}})");
  const Counts found = counts(longer, 11, 10_s, 20'000);
  EXPECT_NEAR(found.mean, 5.6, 5 * 0.03);
  EXPECT_GT(found.dispersion, 14.627 * (1 + 5 * 0.012));
}

TEST(MmppRate, IsPoissonWithOneState) {
  const RateLaw law = rate_law(R"({"kind": "mmpp", "states": {"only": {"rate": "5 /s", "stays": "1 s"}}})");
  const Counts found = counts(law, 3, 10_s, 20'000);
  EXPECT_NEAR(found.mean, 5, 5 * std::sqrt(5.0 / 200'000));
  EXPECT_NEAR(found.dispersion, 1, 5 * 0.01);
}

TEST(MmppRate, BeginsInItsFirstState) {
  const RateLaw law = rate_law(
      R"({"kind": "mmpp", "states": {"off": {"rate": "0 /s", "stays": "1000 h"}, "on": {"rate": "100 /s", "stays": "1 s"}}})");
  EXPECT_GT(law.start(1)->when(Time(), 1.0), Time() + 1_min);
}

// Three states in order: 1, 10 and 100 /s; what comes after 100 is 1 again. Stays are exponential, so watch
// the spacing of moments one expected request apart: a step up in rate is never from 100 to 10.
TEST(MmppRate, VisitsItsStatesInTheirOrder) {
  const RateLaw law = rate_law(
      R"({"kind": "mmpp", "states": {"a": {"rate": "1 /s", "stays": "10 s"}, "b": {"rate": "10 /s", "stays": "10 s"},
          "c": {"rate": "100 /s", "stays": "10 s"}}})");
  int from_c_to_b = 0, from_c_to_a = 0, state = 0;
  Time before;
  for (const Time now : moments(law, 4, 2'000'000, 0.01)) {
    const double rate = 0.01 / (now - before).seconds();
    before = now;
    // Within a state the rate is exact to the nanosecond; a step across two states shows neither.
    const int here = std::abs(rate - 1) < 1e-3    ? 1
                     : std::abs(rate - 10) < 1e-2 ? 2
                     : std::abs(rate - 100) < 1   ? 3
                                                  : state;
    if (state == 3 && here == 2) ++from_c_to_b;
    if (state == 3 && here == 1) ++from_c_to_a;
    state = here;
  }
  EXPECT_LE(from_c_to_b, 1);  // a stay in a of less than two moments goes unseen, once in 500 rounds
  EXPECT_GT(from_c_to_a, 10);
}

// A change of rates keeps the states' times: both sources turn quiet at the same moments.
TEST(MmppRate, KeepsItsStatesTimesWhenItsRatesChange) {
  const RateLaw one = rate_law(
      R"({"kind": "mmpp", "states": {"on": {"rate": "1000 /s", "stays": "1 s"}, "off": {"rate": "0 /s", "stays": "1 s"}}})");
  const RateLaw two = rate_law(
      R"({"kind": "mmpp", "states": {"on": {"rate": "3000 /s", "stays": "1 s"}, "off": {"rate": "0 /s", "stays": "1 s"}}})");
  const auto silences = [](const RateLaw& law, double gap) {
    std::vector<double> ends;
    Time before;
    for (const Time now : moments(law, 8, 60'000, gap)) {
      if ((now - before) > 50_ms) ends.push_back(now.seconds());
      before = now;
    }
    return ends;
  };
  const std::vector<double> a = silences(one, 1), b = silences(two, 3);
  ASSERT_GT(a.size(), 10u);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-4);
}

}  // namespace
}  // namespace windtunnel
