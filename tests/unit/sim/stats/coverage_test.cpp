// Intervals of means, ratios, differences, quantiles and single runs cover what they claim.
//
// Beside each stands the interval that everybody writes first (requests taken as independent, 1.96 for t, the
// mean of ratios, stopping at the first lucky look), and it has to fail on the same data.
#include <cmath>
#include <string>
#include <vector>

#include "sim/stats/comparison.hpp"
#include "sim/stats/histogram.hpp"
#include "sim/stats/moments.hpp"
#include "sim/stats/sequential.hpp"
#include "sim/stats/stationarity.hpp"
#include "sim/stats/theory.hpp"
#include "tests/unit/sim/stats/coverage.hpp"

namespace windtunnel {
namespace {

// Waits of n customers of M/M/1 (Lindley 1952), service rate 1, the first one drawn from the stationary law.
void mm1_waits(Rng& rng, double load, std::vector<double>& waits) {
  double wait = rng.uniform() < load ? exponential(rng) / (1 - load) : 0;
  for (double& one : waits) {
    one = wait;
    wait = std::max(0.0, wait + exponential(rng) - exponential(rng) / load);
  }
}

TEST(Coverage, MeanOverReplications) {
  // Truth 1 (exponential values, R = 10 means of 20 each) and Wq = 2.333 of M/M/1 at 0.7.
  Rng rng = Rng::stream(kSeed, "means");
  Tally independent, five, normal_five, queue, pooled;
  std::vector<double> waits(1000);
  for (int experiment = 0; experiment < 2000; ++experiment) {
    std::vector<double> means;
    for (int r = 0; r < 10; ++r) {
      Moments moments;
      for (int i = 0; i < 20; ++i) moments.add(exponential(rng));
      means.push_back(moments.mean());
    }
    independent.add(mean_over_replications(means), 1);
    const std::vector<double> few(means.begin(), means.begin() + 5);
    five.add(mean_over_replications(few), 1);
    Moments moments;
    for (const double mean : few) moments.add(mean);
    Estimate z = Estimate::exactly(moments.mean());
    z.low -= 1.96 * moments.deviation() / std::sqrt(5.0);
    z.high += 1.96 * moments.deviation() / std::sqrt(5.0);
    normal_five.add(z, 1);

    if (experiment >= 1000) continue;
    std::vector<double> queue_means;
    Moments all;
    for (int r = 0; r < 10; ++r) {
      mm1_waits(rng, 0.7, waits);
      Moments one;
      for (const double wait : waits) one.add(wait);
      queue_means.push_back(one.mean());
      all.merge(one);
    }
    const double truth = theory::mm1(0.7, 1).wait;
    queue.add(mean_over_replications(queue_means), truth);
    Estimate as_independent = Estimate::exactly(all.mean());
    as_independent.low -= 1.96 * all.deviation() / 100;  // 10 x 1,000 waits
    as_independent.high += 1.96 * all.deviation() / 100;
    pooled.add(as_independent, truth);
  }
  expect_covers(independent, 0.94, "mean of 10 replications");
  expect_covers(five, 0.94, "mean of 5 replications");
  expect_fails(normal_five, 0.94, "mean of 5 replications with 1.96 for t");
  expect_covers(queue, 0.92, "mean wait of M/M/1 over 10 replications");
  expect_fails(pooled, 0.92, "mean wait, requests of a run taken as independent");
}

TEST(Coverage, RatioOverReplications) {
  // Requests N ~ 1000 e^{0.2 Z}, cost 5 + 0.01 N + noise: E cost / E N = 0.01 + 5 / (1000 e^{0.02}).
  Rng rng = Rng::stream(kSeed, "ratio");
  const double truth = 0.01 + 5 / (1000 * math::exp(0.02));
  Tally ours, mean_of_ratios;
  for (int experiment = 0; experiment < 2000; ++experiment) {
    std::vector<double> cost, requests, ratios;
    for (int r = 0; r < 40; ++r) {
      requests.push_back(1000 * math::exp(0.2 * normal(rng)));
      cost.push_back(5 + 0.01 * requests.back() + 0.3 * normal(rng));
      ratios.push_back(cost.back() / requests.back());
    }
    ours.add(ratio_over_replications(cost, requests), truth);
    mean_of_ratios.add(mean_over_replications(ratios), truth);
  }
  expect_covers(ours, 0.94, "ratio of 40 replications");
  // E of the ratio is 0.01 + 0.005 e^{+0.02}, 4% of the second term off: 2e-4 of bias against a half width of
  // 3e-4.
  expect_fails(mean_of_ratios, 0.94, "mean of ratios");
}

TEST(Coverage, PairedDifference) {
  // b = a + 0.1 + small noise, a common to both with deviation 1: paired, the difference is sharp.
  Rng rng = Rng::stream(kSeed, "paired");
  Tally paired, relative;
  double paired_width = 0, unpaired_width = 0;
  for (int experiment = 0; experiment < 2000; ++experiment) {
    std::vector<double> a, b;
    for (int r = 0; r < 8; ++r) {
      a.push_back(10 + normal(rng));
      b.push_back(a.back() + 0.1 + 0.05 * normal(rng));
    }
    const Difference difference = paired_difference(a, b);
    paired.add(difference.absolute, 0.1);
    relative.add(difference.relative, 0.01);
    paired_width += difference.absolute.half_width();
    unpaired_width += mean_over_replications(a).half_width();
  }
  expect_covers(paired, 0.95, "paired difference");
  expect_covers(relative, 0.94, "relative difference");
  EXPECT_LT(paired_width,
            0.1 * unpaired_width);  // what pairing is for: 0.05 against 1 (and the other variant's 1)
}

TEST(Coverage, HolmRarelyCallsADifferenceThatIsNotThere) {
  // Ten comparisons without any difference, 2,000 studies: without Holm 1 - 0.95^10 = 40% call at least one.
  Rng rng = Rng::stream(kSeed, "holm");
  int wrong = 0, wrong_without = 0;
  constexpr int kStudies = 2000;
  for (int study = 0; study < kStudies; ++study) {
    std::vector<double> p_values;
    for (int comparison = 0; comparison < 10; ++comparison) {
      std::vector<double> a, b;
      for (int r = 0; r < 8; ++r) a.push_back(normal(rng)), b.push_back(normal(rng));
      p_values.push_back(paired_difference(a, b).p_value);
    }
    bool any = false, any_without = false;
    for (const double p : holm_adjusted(p_values)) any = any || p < 0.05;
    for (const double p : p_values) any_without = any_without || p < 0.05;
    wrong += any;
    wrong_without += any_without;
  }
  // Binomial(2000, 0.05): 100 +- 3.72 * 9.75 = at most 136.
  EXPECT_LE(wrong, 136);
  EXPECT_GT(wrong_without, 600);
}

// ---------------------------------------------------------------- quantiles

TEST(Coverage, QuantileOverReplications) {
  // Response of M/M/1 at 0.7 is exponential with rate 0.3: p50 2.31, p99 15.35. 10 x 5,000 customers.
  Rng rng = Rng::stream(kSeed, "quantiles");
  std::vector<double> waits(5000);
  Tally median, tail, pooled;
  constexpr double kUnit = 1e6;  // mean service 1 ms
  for (int experiment = 0; experiment < 1000; ++experiment) {
    std::vector<SampleQuantile> medians, tails;
    Histogram all;
    for (int r = 0; r < 10; ++r) {
      Histogram histogram;
      mm1_waits(rng, 0.7, waits);
      for (const double wait : waits)
        histogram.add(static_cast<std::int64_t>((wait + exponential(rng)) * kUnit));
      medians.push_back({histogram.quantile_ns(0.5), histogram.count()});
      tails.push_back({histogram.quantile_ns(0.99), histogram.count()});
      all.merge(histogram);
    }
    const double resolution = all.relative_error();
    const double truth_median = theory::mm1_response_quantile(0.7, 1, 0.5) * kUnit;
    const double truth_tail = theory::mm1_response_quantile(0.7, 1, 0.99) * kUnit;
    median.add(quantile_over_replications(medians, 0.5, resolution), truth_median);
    tail.add(quantile_over_replications(tails, 0.99, resolution), truth_tail);
    // As if all 50,000 responses were independent: ranks np +- 1.96 sqrt(np(1-p)).
    Estimate naive = Estimate::exactly(all.quantile_ns(0.5));
    const double step = 1.96 * std::sqrt(0.25 / 50'000);
    naive.low = all.quantile_ns(0.5 - step);
    naive.high = all.quantile_ns(0.5 + step);
    pooled.add(naive, truth_median);
  }
  expect_covers(median, 0.95, "p50 of M/M/1");
  expect_covers(tail, 0.93, "p99 of M/M/1");
  expect_fails(pooled, 0.95, "p50, requests taken as independent");
}

TEST(Coverage, QuantileAtTheEdgeOfTheTail) {
  // Lognormal (sigma 1) values, 1,000 a replication, p99: exactly the 10 beyond it that are asked for.
  Rng rng = Rng::stream(kSeed, "edge");
  const double truth = 1e6 * math::exp(math::normal_quantile(0.99));
  Tally ours;
  for (int experiment = 0; experiment < 1000; ++experiment) {
    std::vector<SampleQuantile> quantiles;
    for (int r = 0; r < 10; ++r) {
      Histogram histogram;
      for (int i = 0; i < 1000; ++i) histogram.add(static_cast<std::int64_t>(1e6 * math::exp(normal(rng))));
      quantiles.push_back({histogram.quantile_ns(0.99), histogram.count()});
    }
    ours.add(quantile_over_replications(quantiles, 0.99, Histogram().relative_error()), truth);
  }
  expect_covers(ours, 0.95, "p99 with 10 values beyond it a replication");
}

TEST(Coverage, QuantileOfALumpIsWidenedByTheHistogram) {
  // A constant service of 5 ms: each replication says the same, and the bucket's error is all there is.
  std::vector<SampleQuantile> quantiles;
  for (int r = 0; r < 10; ++r) {
    Histogram histogram;
    for (int i = 0; i < 1000; ++i) histogram.add(5'000'000);
    quantiles.push_back({histogram.quantile_ns(0.9), histogram.count()});
  }
  EXPECT_TRUE(quantile_over_replications(quantiles, 0.9, Histogram().relative_error()).covers(5'000'000));
  EXPECT_FALSE(quantile_over_replications(quantiles, 0.9, 0).covers(5'000'000));
}

// ---------------------------------------------------------------- one long run

TEST(Coverage, BatchMeansOfAStationaryRun) {
  // M/M/1 at 0.5, 20,000 waits from an empty start; correlation dies over some tens of customers.
  Rng rng = Rng::stream(kSeed, "batch means");
  Tally ours, naive;
  std::vector<double> waits(20'000);
  const double truth = theory::mm1(0.5, 1).wait;
  for (int experiment = 0; experiment < 1000; ++experiment) {
    double wait = 0;
    Moments moments;
    for (double& one : waits) {
      one = wait;
      moments.add(wait);
      wait = std::max(0.0, wait + exponential(rng) - exponential(rng) / 0.5);
    }
    ours.add(steady_state_mean(waits, {}), truth);
    Estimate independent = Estimate::exactly(moments.mean());
    independent.low -= 1.96 * moments.deviation() / std::sqrt(20'000.0);
    independent.high += 1.96 * moments.deviation() / std::sqrt(20'000.0);
    naive.add(independent, truth);
  }
  expect_covers(ours, 0.92, "MSER-5 and batch means of M/M/1");
  expect_fails(naive, 0.92, "one run, waits taken as independent");
}

TEST(Coverage, SequentialStoppingKeepsItsCover) {
  // Means of 20 exponential values (cv 0.22), stopped at a relative half width of 12%: about 16 replications.
  Rng rng = Rng::stream(kSeed, "sequential");
  SequentialPlan plan;
  plan.half_width_relative = 0.12;
  Tally ours, each_step;
  for (int experiment = 0; experiment < 1000; ++experiment) {
    std::vector<double> values;
    Estimate estimate;
    Estimate eager;
    while (true) {
      Moments moments;
      for (int i = 0; i < 20; ++i) moments.add(exponential(rng));
      values.push_back(moments.mean());
      estimate = mean_over_replications(values);
      if (values.size() >= 2 && !eager.has_interval() && narrow_enough(plan, estimate)) eager = estimate;
      if (enough_replications(plan, static_cast<std::int64_t>(values.size()), estimate)) break;
    }
    ours.add(estimate, 1);
    each_step.add(eager.has_interval() ? eager : estimate, 1);
  }
  expect_covers(ours, 0.93, "stopped at fixed looks");
  expect_fails(each_step, 0.93, "stopped at the first lucky look from 2 on");
}

}  // namespace
}  // namespace windtunnel
