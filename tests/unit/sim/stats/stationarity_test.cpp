// Warm-up, batch means and saturation: found where they are, refused where they mean nothing, quiet where all
// is well.
#include "sim/stats/stationarity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/base/math.hpp"
#include "sim/base/random.hpp"
#include "sim/stats/moments.hpp"

namespace windtunnel {
namespace {

double normal(Rng& rng) { return math::normal_quantile(rng.uniform()); }

TEST(Mser5, CutsTheWarmUpOfADecayingSeries) {
  // 20 e^{-i/50} + noise of deviation 1: the bias falls below the noise of a five (0.45) at i = 50 ln(45) =
  // 190.
  Rng rng = Rng::stream(7, "mser");
  std::vector<double> series;
  for (int i = 0; i < 2000; ++i) series.push_back(20 * math::exp(-i / 50.0) + normal(rng));
  const WarmUp warm_up = mser5(series);
  EXPECT_TRUE(warm_up.found);
  EXPECT_EQ(warm_up.observations % 5, 0u);
  EXPECT_GE(warm_up.observations, 100u);
  EXPECT_LE(warm_up.observations, 400u);
}

TEST(Mser5, SaysThatATrendHasNotSettled) {
  std::vector<double> series;
  for (int i = 0; i < 1000; ++i) series.push_back(i);
  EXPECT_FALSE(mser5(series).found);
  EXPECT_EQ(mser5(series).why, "the series has not settled in its first half");
  EXPECT_EQ(mser5(std::vector<double>(40, 1.0)).why, "fewer than 50 observations");
}

TEST(BatchMeans, RefusesProfilesAndTimelinesWithAText) {
  const std::vector<double> series(1000, 1.0);
  const Estimate profile = batch_means(series, {.profile = true, .timeline = false});
  EXPECT_EQ(profile.lack, Lack::kNotStationary);
  EXPECT_EQ(profile.why, "the rate follows a profile, so there is no steady state to average");
  EXPECT_EQ(steady_state_mean(series, {.profile = false, .timeline = true}).lack, Lack::kNotStationary);
}

TEST(BatchMeans, SaysThatARunIsTooShortForItsDependence) {
  // A random walk resembles itself at every scale. A single walk may happen to turn back often enough, so the
  // claim is about 200 of them; independent values, the control, are hardly ever refused.
  int walks_refused = 0, independent_refused = 0;
  for (std::uint64_t run = 0; run < 200; ++run) {
    Rng rng = Rng::stream(11, "walk", {run});
    std::vector<double> walk, independent;
    double at = 0;
    for (int i = 0; i < 4000; ++i) {
      independent.push_back(normal(rng));
      walk.push_back(at += independent.back());
    }
    walks_refused += batch_means(walk, {}).lack == Lack::kTooFew ? 1 : 0;
    independent_refused += batch_means(independent, {}).lack == Lack::kTooFew ? 1 : 0;
  }
  // 142 seen, deviation sqrt(200 x 0.71 x 0.29) = 6.4: four of them below.
  EXPECT_GE(walks_refused, 116);
  EXPECT_LE(independent_refused, 4);
  EXPECT_EQ(batch_means(std::vector<double>(100, 1.0), {}).why,
            "fewer than 256 observations for batch means");
}

TEST(VonNeumann, SeesThatNeighboursResembleEachOther) {
  std::vector<double> slow, alternating;
  for (int i = 0; i < 32; ++i) slow.push_back(i), alternating.push_back(i % 2);
  EXPECT_LT(von_neumann_score(slow), -4);
  EXPECT_GT(von_neumann_score(alternating), 4);
  EXPECT_EQ(von_neumann_score(std::vector<double>(10, 3.0)), 0);
}

TEST(MannKendall, IsExactOnASmallSeries) {
  // 1, 2, 3, 4: S = 6, variance 4 * 3 * 13 / 18 = 8.667, (6 - 1) / 2.944 = 1.698. Falling: the same with a
  // minus.
  EXPECT_NEAR(mann_kendall_score(std::vector<double>{1, 2, 3, 4}), 1.6984, 1e-4);
  EXPECT_NEAR(mann_kendall_score(std::vector<double>{4, 3, 2, 1}), -1.6984, 1e-4);
  EXPECT_EQ(mann_kendall_score(std::vector<double>(10, 3.0)), 0);
}

// An M/M/1 queue from empty, sampled 200 times: the trace a tier would leave.
struct Run {
  std::vector<double> in_system;
  double busy_late = 0;
};
Run queue(Rng& rng, double load, double services, double most = 1e18) {
  Run run;
  double there = 0, busy = 0, time = 0;
  const double step = services / 200;
  double arrive = -math::log(rng.uniform()) / load;
  double leave = 1e300;
  while (run.in_system.size() < 200) {
    const double sample = step * static_cast<double>(run.in_system.size() + 1);
    const double next = std::min({arrive, leave, sample});
    if (there > 0 && next > services / 2) busy += next - std::max(time, services / 2);
    time = next;
    if (next == sample) {
      run.in_system.push_back(there);
    } else if (next == arrive) {
      if (there < most) {
        if (there == 0) leave = time - math::log(rng.uniform());
        ++there;
      }
      arrive = time - math::log(rng.uniform()) / load;
    } else {
      --there;
      leave = there > 0 ? time - math::log(rng.uniform()) : 1e300;
    }
  }
  run.busy_late = busy / (services / 2);
  return run;
}

int alarms(double load, double services, int runs, double most = 1e18) {
  Rng rng = Rng::stream(13, "saturation",
                        {static_cast<std::uint64_t>(load * 100), static_cast<std::uint64_t>(services)});
  int alarms = 0;
  for (int i = 0; i < runs; ++i) {
    const Run run = queue(rng, load, services, most);
    alarms += saturation({run.in_system, load, 1, run.busy_late}).saturated;
  }
  return alarms;
}

TEST(Saturation, IsSeenWhereTheQueueGrowsToTheEnd) {
  // Overload of 50% over 2,000 services leaves 1,000 +- 70 in the queue, of 20% 400 +- 66, of 5% over 20,000
  // 1,000 +- 200: the last two are rarely missed, because luck can hold a queue back for a quarter of the
  // run.
  EXPECT_EQ(alarms(1.5, 2000, 200), 200);
  EXPECT_GE(alarms(1.2, 2000, 200), 185);
  EXPECT_GE(alarms(1.05, 20'000, 200), 175);
}

TEST(Saturation, IsNotSeenWhereTheQueueIsStable) {
  EXPECT_EQ(alarms(0.5, 2000, 500), 0);
  EXPECT_EQ(alarms(0.8, 2000, 500), 0);
  EXPECT_LE(alarms(0.9, 2000, 500), 5);
  EXPECT_LE(alarms(0.95, 20'000, 200), 2);
}

TEST(Saturation, IsNotSeenWhereABoundedQueueIsFull) { EXPECT_EQ(alarms(1.5, 2000, 200, 50), 0); }

TEST(Saturation, SaysLoadAndGrowth) {
  std::vector<double> growing;
  for (int i = 1; i <= 400; ++i) growing.push_back(i);
  const Saturation answer = saturation({growing, 10.7, 10, 1});
  EXPECT_TRUE(answer.saturated);
  EXPECT_DOUBLE_EQ(answer.load, 1.07);
  EXPECT_NEAR(answer.growth, 350.5 / 250.5, 1e-12);
  EXPECT_EQ(answer.why,
            "offered load is 107% of capacity and the queue still grows at the end: 250 in the third "
            "quarter, 350 in the last");
}

}  // namespace
}  // namespace windtunnel
