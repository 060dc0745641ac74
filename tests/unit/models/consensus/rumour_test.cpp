// Rumour mongering against the published tables: Demers et al. 1987, tables 1 and 2 (their figures, confirmed
// by an independent simulation of 3,000 runs), their equation for the residue, and Pittel's rounds for pure
// push.
//
// Means of so many runs are judged to the tolerance of the row or four standard errors, whichever is wider; a
// counter that counts otherwise is the negative control.
#include "models/consensus/rumour.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace windtunnel {
namespace {

struct Mean {
  double sum = 0, squares = 0;
  int count = 0;
  void add(double value) { sum += value, squares += value * value, ++count; }
  double value() const { return sum / count; }
  double four_errors() const {
    return 4 * std::sqrt(std::max(squares / count - value() * value(), 0.0) / count);
  }
};

struct Means {
  Mean residue, pushes, last;
};

Means mean_of(const RumourOptions& options, int runs) {
  Means means;
  for (int run = 0; run < runs; ++run) {
    const RumourOutcome outcome =
        Rumour(options, Rng::stream(1, "rumour", {static_cast<std::uint64_t>(run)})).run();
    means.residue.add(static_cast<double>(outcome.ignorant) / options.sites);
    means.pushes.add(static_cast<double>(outcome.pushes) / options.sites);
    means.last.add(outcome.last_cycle);
  }
  return means;
}

void near(const Mean& mean, double expected, double tolerance, const std::string& what) {
  EXPECT_NEAR(mean.value(), expected, std::max(expected * tolerance, mean.four_errors())) << what;
}

struct TableRow {
  std::uint32_t k;
  double residue, pushes, last;
};

// B-DEMERS-1: a counter that a useful push sets back.
TEST(RumourMongering, LeavesTheResidueOfTableOne) {
  for (const TableRow& row :
       {TableRow{1, 0.174, 1.74, 16.88}, TableRow{2, 0.0368, 3.30, 16.97}, TableRow{3, 0.0107, 4.53, 17.29},
        TableRow{4, 0.00358, 5.64, 17.59}, TableRow{5, 0.00126, 6.68, 17.74}}) {
    const Means means = mean_of({.sites = 1'000, .loses = LosesInterest::kAfterUseless, .k = row.k}, 300);
    const std::string what = "k = " + std::to_string(row.k);
    near(means.residue, row.residue, row.k <= 3 ? 0.05 : 0.1, what);
    near(means.pushes, row.pushes, 0.015, what);
    near(means.last, row.last, 0.02, what);
  }
}

// B-DEMERS-2: blind, with a coin.
TEST(RumourMongering, LeavesTheResidueOfTableTwo) {
  for (const TableRow& row : {TableRow{2, 0.204, 1.59, 32.8}, TableRow{3, 0.060, 2.82, 31.6},
                              TableRow{4, 0.0202, 3.92, 32.3}, TableRow{5, 0.00734, 4.96, 32.3}}) {
    const Means means = mean_of({.sites = 1'000, .loses = LosesInterest::kByCoin, .k = row.k}, 300);
    const std::string what = "k = " + std::to_string(row.k);
    // A rumour that dies at once leaves everybody ignorant: rare, and what makes these means wide.
    near(means.residue, row.residue, 0.04, what);
    near(means.pushes, row.pushes, 0.015, what);
    near(means.last, row.last, 0.03, what);
  }
}

// The same with k = 1: the first push is the last, so the rumour is one chain of sites that ends with the
// first that knew it. The j-th push finds somebody ignorant with probability (n - j) / (n - 1), and P(more
// than j pushes) is the product of the first j of these: m is their sum over j >= 0 by n, 40.3 / 1000, and
// the residue is 1 - m, since all pushes but the last reach one site, and one knew it from the beginning.
TEST(RumourMongering, IsOneChainOfPushesWithACoinThatAlwaysFalls) {
  constexpr double kSites = 1'000;
  double pushes = 0, more = 1;
  for (int j = 1; j <= kSites; ++j) pushes += more, more *= (kSites - j) / (kSites - 1);
  const Means means = mean_of({.sites = 1'000, .loses = LosesInterest::kByCoin, .k = 1}, 40'000);
  near(means.pushes, pushes / kSites, 0, "against the derivation");
  near(means.residue, 1 - pushes / kSites, 0, "against the derivation");
  near(means.residue, 0.96, 0.04, "k = 1");
  near(means.pushes, 0.04, 0.015, "k = 1");
  near(means.last, 39.0, 0.03, "k = 1");
  // The negative control: one push more before interest is lost.
  const Means other = mean_of({.sites = 1'000, .loses = LosesInterest::kCountsUseless, .k = 1}, 400);
  EXPECT_GT(std::abs(other.pushes.value() - 0.04), other.pushes.four_errors());
}

// B-RUMOR-ODE: pushes one by one and a counter that is never set back leave the root of s = exp(-(k+1)(1-s)).
TEST(RumourMongering, LeavesTheRootOfTheEquationWhenPushesComeOneByOne) {
  for (const auto& [k, residue] : std::vector<std::pair<std::uint32_t, double>>{
           {1, 0.20319}, {2, 0.05952}, {3, 0.019827}, {4, 0.0069772}, {5, 0.0025165}}) {
    EXPECT_NEAR(std::exp(-(k + 1.0) * (1 - residue)), residue, residue * 1e-3);  // it is the root
    // Of 100,000 sites 250 stay ignorant at k = 5, give or take a tenth; 40 runs tell 4% apart.
    const Means means =
        mean_of({.sites = 100'000, .loses = LosesInterest::kCountsUseless, .k = k, .synchronous = false},
                k < 5 ? 8 : 40);
    near(means.residue, residue, 0.02, "k = " + std::to_string(k));
    EXPECT_LT(means.residue.four_errors(), 0.06 * residue) << "says too little";
  }
  // The negative control: with a counter that a useful push sets back fewer stay ignorant.
  const Means other =
      mean_of({.sites = 100'000, .loses = LosesInterest::kAfterUseless, .k = 5, .synchronous = false}, 40);
  EXPECT_LT(other.residue.value() + other.residue.four_errors(), 0.0025165);
}

// B-PUSH: log2 n + ln n + O(1) rounds, the constant between 1.07 and 1.18, until everybody knows (computed
// rounds: 12.32, 18.05, 23.66 for one other a round; 5.64, 8.16, 10.53 for three).
TEST(RumourMongering, InformsEverybodyInTheRoundsOfPittel) {
  struct Row {
    std::uint32_t sites, fanout;
    double rounds;
    int runs;
  };
  for (const Row& row : {Row{100, 1, 12.32, 2'000}, Row{1'000, 1, 18.05, 300}, Row{10'000, 1, 23.66, 30},
                         Row{100, 3, 5.64, 2'000}, Row{1'000, 3, 8.16, 300}, Row{10'000, 3, 10.53, 30}}) {
    const Means means =
        mean_of({.sites = row.sites, .fanout = row.fanout, .loses = LosesInterest::kNever}, row.runs);
    near(means.last, row.rounds, 0.01, std::to_string(row.sites) + " x " + std::to_string(row.fanout));
    EXPECT_EQ(means.residue.value(), 0);
  }
}

// Negative control: the tables tell one way of counting from the other.
TEST(RumourMongering, WouldNotAcceptAnotherCounter) {
  const Means means = mean_of({.sites = 1'000, .loses = LosesInterest::kCountsUseless, .k = 2}, 300);
  EXPECT_GT(std::abs(means.residue.value() - 0.0368), std::max(0.0368 * 0.05, means.residue.four_errors()));
}

}  // namespace
}  // namespace windtunnel
