// Intervals of a share cover what they claim: independent requests, outages, bursts, phases, events too rare
// to see.
//
// The naive interval of each regime fails on the same data, and so does ours where its stated assumption is
// broken.
#include <cmath>
#include <string>
#include <vector>

#include "sim/stats/moments.hpp"
#include "sim/stats/theory.hpp"
#include "tests/unit/sim/stats/coverage.hpp"

namespace windtunnel {
namespace {

// The interval everybody writes first: all requests are independent.
Estimate naive_binomial(const std::vector<Successes>& replications) {
  double total = 0, good = 0;
  for (const Successes& one : replications)
    total += static_cast<double>(one.total), good += static_cast<double>(one.good);
  const double p = good / total;
  Estimate estimate = Estimate::exactly(p);
  const double half = 1.96 * std::sqrt(p * (1 - p) / total);
  estimate.low = p - half;
  estimate.high = p + half;
  return estimate;
}

TEST(Coverage, ShareOfIndependentRequests) {
  for (const double failing : {0.3, 0.01, 0.001, 0.0001}) {
    Rng rng = Rng::stream(kSeed, "independent", {static_cast<std::uint64_t>(failing * 1e6)});
    Tally informed, standard;
    for (int experiment = 0; experiment < 2000; ++experiment) {
      std::vector<Successes> replications;
      for (int r = 0; r < 10; ++r) {
        Successes one{1000, 1000};
        // Geometric jumps from failure to failure.
        for (double at = std::floor(exponential(rng) / -math::log1p(-failing)); at < 1000;
             at += 1 + std::floor(exponential(rng) / -math::log1p(-failing)))
          --one.good;
        replications.push_back(one);
      }
      ProportionOptions independent;
      independent.requests_per_look = 1;
      informed.add(proportion_over_replications(replications, independent), 1 - failing);
      standard.add(proportion_over_replications(replications), 1 - failing);
    }
    const std::string what = "independent, failing " + std::to_string(failing);
    expect_covers(informed, 0.95, what + ", known to be");
    expect_covers(standard, 0.95, what + ", not known to be");
  }
}

// `rate` outages a run, each taking `size` of 10,000 requests: all requests of an outage fail.
std::vector<Successes> outages(Rng& rng, double rate, std::int64_t size) {
  std::vector<Successes> replications;
  for (int r = 0; r < 10; ++r)
    replications.push_back({10'000 - std::min<std::int64_t>(10'000, size * poisson(rng, rate)), 10'000});
  return replications;
}

TEST(Coverage, ShareUnderOutages) {
  struct Regime {
    double rate;
    std::int64_t size;
  };
  // The last ones are the rare events: 3, 1 and 0.3 outages in a whole experiment.
  for (const Regime& regime :
       {Regime{5, 50}, Regime{1, 100}, Regime{2, 10}, Regime{0.3, 10}, Regime{0.1, 10}, Regime{0.03, 10}}) {
    Rng rng = Rng::stream(kSeed, "outages", {static_cast<std::uint64_t>(regime.rate * 100)});
    const double truth = 1 - regime.rate * static_cast<double>(regime.size) / 10'000;
    Tally ours, naive;
    for (int experiment = 0; experiment < 2000; ++experiment) {
      const auto replications = outages(rng, regime.rate, regime.size);
      ours.add(proportion_over_replications(replications), truth);
      naive.add(naive_binomial(replications), truth);
    }
    const std::string what =
        std::to_string(regime.rate) + " outages a run of " + std::to_string(regime.size) + " requests";
    expect_covers(ours, 0.95, what);
    expect_fails(naive, 0.95, what + ", naive");
  }
}

TEST(Coverage, ShareUnderOutagesNobodyAssumed) {
  // An outage of a tenth of a run, once in ten experiments' runs: unseen in 37% of experiments. The default
  // takes an unseen outage to last a thousandth of a run and has to fail; told its true size, the interval
  // covers.
  Rng rng = Rng::stream(kSeed, "unseen");
  const double truth = 1 - 0.1 * 1000 / 10'000.0;
  Tally standard, told;
  for (int experiment = 0; experiment < 2000; ++experiment) {
    const auto replications = outages(rng, 0.1, 1000);
    standard.add(proportion_over_replications(replications), truth);
    ProportionOptions options;
    options.requests_per_look = 1000;
    told.add(proportion_over_replications(replications, options), truth);
  }
  expect_fails(standard, 0.95, "outages far longer than assumed");
  expect_covers(told, 0.95, "outages as long as told");
}

// M/M/1/K seen by arrivals, service rate 1: number found by each of n arrivals, started in its stationary
// law.
struct Blocking {
  Successes successes;
  Sample found;  // number in system found by those that entered: what latency would show
};
Blocking mm1k(Rng& rng, double load, int room, int arrivals) {
  int there = 0;
  double u = rng.uniform();
  double p = (1 - load) / (1 - math::pow(load, room + 1));
  while (u > p && there < room) u -= p, p *= load, ++there;
  Blocking run;
  Moments moments;
  for (int n = 0; n < arrivals; ++n) {
    ++run.successes.total;
    if (there < room) {
      ++run.successes.good;
      moments.add(there);
      ++there;
    }
    // Departures until the next arrival: each next event is an arrival with probability load / (1 + load).
    const double leave = 1 / (1 + load);
    while (there > 0 && rng.uniform() < leave) --there;
  }
  run.found = {moments.count(), moments.mean(), moments.variance()};
  return run;
}

TEST(Coverage, ShareUnderBlockingBursts) {
  // M/M/1/K: blocked (1 - a) a^K / (1 - a^(K+1)). Of 10 x 5,000 arrivals at load 0.8, K = 10 blocks 1,160 in
  // bursts, K = 20 113, K = 35 four, K = 45 less than one.
  for (const int room : {10, 20, 35, 45}) {
    Rng rng = Rng::stream(kSeed, "blocking", {static_cast<std::uint64_t>(room)});
    const double truth = 1 - theory::mmck(0.8, 1, 1, room).blocked;
    Tally ours, informed, naive;
    for (int experiment = 0; experiment < 1000; ++experiment) {
      std::vector<Successes> replications;
      std::vector<Sample> samples;
      for (int r = 0; r < 10; ++r) {
        const Blocking run = mm1k(rng, 0.8, room, 5000);
        replications.push_back(run.successes);
        samples.push_back(run.found);
      }
      ours.add(proportion_over_replications(replications), truth);
      ProportionOptions options;
      options.requests_per_look = requests_per_look(samples);
      informed.add(proportion_over_replications(replications, options), truth);
      naive.add(naive_binomial(replications), truth);
    }
    const std::string what = "M/M/1/" + std::to_string(room);
    expect_covers(ours, 0.95, what);
    expect_covers(informed, 0.95, what + " with looks from the queue");
    expect_fails(naive, 0.95, what + ", naive");
  }
}

TEST(Coverage, ShareOfASingleRunByItsBatches) {
  // One run of 100,000 arrivals in 32 batches: only the batches show that blocked arrivals come in bursts.
  Rng rng = Rng::stream(kSeed, "batches");
  const double truth = 1 - theory::mmck(0.8, 1, 1, 10).blocked;
  Tally ours, naive;
  for (int experiment = 0; experiment < 1000; ++experiment) {
    std::vector<std::vector<Successes>> batches(1);
    Successes whole;
    for (int b = 0; b < 32; ++b) {
      batches[0].push_back(mm1k(rng, 0.8, 10, 1000).successes);
      whole.good += batches[0].back().good;
      whole.total += batches[0].back().total;
    }
    ProportionOptions options;
    options.batches = batches;
    options.requests_per_look = 1;
    ours.add(proportion_over_replications({{whole}}, options), truth);
    naive.add(naive_binomial({whole}), truth);
  }
  expect_covers(ours, 0.95, "one run, 32 batches");
  expect_fails(naive, 0.95, "one run, naive");
}

TEST(Coverage, ShareWithinAPhaseOfRandomLength) {
  // A phase sees Poisson(2,000) requests scaled by a random demand of cv 0.3; while an outage of Exp(mean
  // 10%) of the phase lasts, 60% fail. Truth: 0.1 * 0.6 failing (the share is of requests, demand and outage
  // are independent).
  Rng rng = Rng::stream(kSeed, "phase");
  Tally ours, naive;
  for (int experiment = 0; experiment < 2000; ++experiment) {
    std::vector<Successes> replications;
    for (int r = 0; r < 10; ++r) {
      const double demand = std::max(0.1, 1 + 0.3 * normal(rng));
      Successes one;
      one.total = static_cast<std::int64_t>(2000 * demand);
      const double struck = std::min(1.0, 0.1 * exponential(rng)) * 0.6;
      for (std::int64_t i = 0; i < one.total; ++i) one.good += rng.uniform() >= struck;
      replications.push_back(one);
    }
    // E min(1, 0.1 X) = 0.1 (1 - e^-10).
    const double truth = 1 - 0.6 * 0.1 * (1 - math::exp(-10));
    ours.add(proportion_over_replications(replications), truth);
    naive.add(naive_binomial(replications), truth);
  }
  expect_covers(ours, 0.92, "a phase with an outage of random length");
  expect_fails(naive, 0.92, "a phase with an outage of random length, naive");
}

}  // namespace
}  // namespace windtunnel
