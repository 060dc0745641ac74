// The native flow network against SimGrid as the referee, on random platforms.
//
// Rates must agree to 1e-9 and completion times within max(1e-6 of the transfer's duration, 10 ns for each
// end before it): SimGrid's clock is a double and ends closer than 1e-9 s are one to it, ours counts whole
// nanoseconds, and what an end is off moves those after it. WINDTUNNEL_REFEREE_PLATFORMS says how many
// platforms (60 unless told otherwise; the long tests take 1,000).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/referee/platform.hpp"

namespace windtunnel::referee {
namespace {

std::uint64_t platforms() {
  const char* told = std::getenv("WINDTUNNEL_REFEREE_PLATFORMS");
  return told == nullptr ? 60 : std::stoull(told);
}

struct Judgement {
  std::size_t disagreements = 0;  // ends that are further apart than they may be
  std::string first;              // of them, in words
};

Judgement judged(const Platform& platform, const std::vector<double>& ours,
                 const std::vector<double>& theirs) {
  std::vector<std::size_t> order(ours.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return theirs[a] < theirs[b]; });
  Judgement judgement;
  for (std::size_t before = 0; before < order.size(); ++before) {
    const std::size_t i = order[before];
    const double duration = theirs[i] - platform.sends[i].at.seconds();
    const double allowed = std::max(1e-6 * duration, 10e-9 * static_cast<double>(before + 1));
    const bool agree = ours[i] >= 0 && theirs[i] >= 0 && std::abs(ours[i] - theirs[i]) <= allowed;
    if (!agree && ++judgement.disagreements == 1)
      judgement.first = "transfer " + std::to_string(i) + " ends after " + std::to_string(before) +
                        " others at " + std::to_string(ours[i]) + " s here, at " + std::to_string(theirs[i]) +
                        " s there";
  }
  return judgement;
}

void expect_agreement(const Platform& platform, const std::string& what) {
  const Judgement judgement = judged(platform, ends_natively(platform), ends_on_simgrid(platform));
  EXPECT_EQ(judgement.disagreements, 0u) << what << ": " << judgement.first;
}

double worst_rate(const Platform& platform) {
  const std::vector<double> ours = rates_natively(platform), theirs = rates_on_simgrid(platform);
  double worst = 0.0;
  for (std::size_t i = 0; i < ours.size(); ++i)
    worst = std::max(worst, std::abs(ours[i] - theirs[i]) / theirs[i]);
  return worst;
}

TEST(Referee, FindsTheSameRates) {
  for (std::uint64_t seed = 1; seed <= platforms(); ++seed) {
    const Platform platform = random_platform(seed, Load::kEndless, 40);
    EXPECT_LE(worst_rate(platform), 1e-9) << "platform " << seed;
  }
}

TEST(Referee, FindsTheSameEndsUnderLightLoad) {
  for (std::uint64_t seed = 1; seed <= platforms(); ++seed) {
    const Platform platform = random_platform(seed, Load::kLight, 300);
    expect_agreement(platform, "platform " + std::to_string(seed));
  }
}

TEST(Referee, FindsTheSameEndsWhenSaturated) {
  for (std::uint64_t seed = 1; seed <= platforms(); ++seed) {
    const Platform platform = random_platform(seed, Load::kSaturated, 150);
    expect_agreement(platform, "platform " + std::to_string(seed));
  }
}

TEST(Referee, FindsTheSameEndsOverThreeHundredThousandTransfers) {
  const Platform platform = random_platform(1, Load::kLight, 300'000);
  expect_agreement(platform, "in the long run");
}

// What else a wiring can say means the same on both: cross-traffic, the window, the factors of LV08.
TEST(Referee, MeansTheSameByEachField) {
  for (std::uint64_t seed = 1; seed <= std::min<std::uint64_t>(platforms(), 20); ++seed) {
    Platform platform = random_platform(seed, Load::kSaturated, 60);
    platform.wiring.cross_traffic = 0.05;
    platform.wiring.tcp_window = Bytes(4'194'304);
    expect_agreement(platform, "CM02 in full, platform " + std::to_string(seed));
    platform.wiring.latency_factor = 13.01;
    platform.wiring.bandwidth_factor = 0.97;
    expect_agreement(platform, "with LV08's factors, platform " + std::to_string(seed));
  }
}

// The negative control: a judge who cannot see a difference is none.
TEST(Referee, SeesThatEqualWeightsAreNotThoseOfCm02) {
  Platform platform = random_platform(1, Load::kSaturated, 40);
  const std::vector<double> theirs = ends_on_simgrid(platform);
  platform.wiring.weights = FlowWeights::kEqual;
  EXPECT_GT(judged(platform, ends_natively(platform), theirs).disagreements, 10u);
}

}  // namespace
}  // namespace windtunnel::referee
