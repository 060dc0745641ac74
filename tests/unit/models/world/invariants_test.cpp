// What must hold between runs, whatever the numbers are: a change of clock, one server more, what an arrival
// sees.
#include <gtest/gtest.h>

#include "tests/unit/flight.hpp"

namespace windtunnel {
namespace {

// All times are mixtures of whole nanoseconds, so that a scaled scenario draws exactly the scaled times.
constexpr const char* kMixed = R"({
  "windtunnel": 1,
  "run": {"lasts": "1024 s"},
  "network": "3 ms",
  "workload": {"w": {"kind": "open", "rate": "1 /s", "deadline": "64 s", "path": ["t"],
                     "gaps": {"kind": "mixture", "parts": {"short": {"share": 1, "of": "500 ms"}, "long": {"share": 1, "of": "1500 ms"}}}}},
  "tiers": {"t": {"replicas": 1,
                  "service": {"kind": "mixture", "parts": {"short": {"share": 1, "of": "400 ms"}, "long": {"share": 1, "of": "1300 ms"}}}}}
})";

TEST(Invariants, ScalingAllTimesByAPowerOfTwoScalesResultsExactly) {
  const Flown here = fly_once(kMixed);
  const Flown scaled = fly_once(
      kMixed, {"run.lasts=8192 s", "network=24 ms", "workload.w.rate=0.125 /s", "workload.w.deadline=512 s",
               R"(tiers.t.service={"parts": {"short": {"of": "3200 ms"}, "long": {"of": "10400 ms"}}})"});
  EXPECT_GT(here.requests().issued, 900);
  EXPECT_EQ(here.requests().issued, scaled.requests().issued);
  EXPECT_EQ(here.requests().latency_ns * 8, scaled.requests().latency_ns);
  EXPECT_EQ(here.totals(0).queue_ns * 8, scaled.totals(0).queue_ns);
  EXPECT_EQ(here.totals(0).busy_ns * 8, scaled.totals(0).busy_ns);
}

constexpr const char* kQueue = R"({
  "windtunnel": 1,
  "run": {"lasts": "5000 s"},
  "workload": {"w": {"kind": "open", "rate": "1.8 /s", "deadline": "100000 s", "path": ["t"]}},
  "tiers": {"t": {"replicas": 1, "cores": 2, "service": {"kind": "exponential", "mean": "1 s"}}}
})";

TEST(Invariants, OneServerMoreNeverMakesAnybodyWaitLonger) {
  // Under the same luck, G/G/c with one queue, first come first served (Wolff 1987): seed by seed, not on
  // average.
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    double before = fly_once(kQueue, {}, seed).value("tier_wait_mean", of_tier("t"));
    for (const char* cores : {"3", "4", "5"}) {
      const double after = fly_once(kQueue, {std::string("tiers.t.cores=") + cores}, seed)
                               .value("tier_wait_mean", of_tier("t"));
      EXPECT_LE(after, before) << "seed " << seed << ", cores " << cores;
      before = after;
    }
  }
}

TEST(Invariants, PoissonArrivalsSeeTimeAveragesAndOthersDoNot) {
  // Wolff 1982: in M/M/1 at 0.8 an arrival finds the server busy with probability 0.8. Arrivals at even gaps
  // find it so with sigma = 0.6286 only, the root of sigma = exp(-(1 - sigma) / 0.8). 100,000 of them: the
  // difference of two shares of one run has an sd below 0.002, 5 sd are a false alarm in 1e-6 seeds.
  const std::vector<std::string> single = {"tiers.t.cores=1", "workload.w.rate=0.8 /s", "run.lasts=125000 s"};
  const Flown poisson = fly_once(kQueue, single);
  EXPECT_NEAR(poisson.value("waited_share", of_tier("t")), poisson.value("utilisation", of_tier("t")), 0.01);
  std::vector<std::string> even = single;
  even.push_back("workload.w.gaps=1 s");
  const Flown regular = fly_once(kQueue, even);
  EXPECT_NEAR(regular.value("utilisation", of_tier("t")), 0.8, 0.02);
  EXPECT_NEAR(regular.value("waited_share", of_tier("t")), 0.6286, 0.02);
}

}  // namespace
}  // namespace windtunnel
