// Queueing theory against published and independently computed values.
//
// Each figure stands here with its source, so that the test works without the reference files. They carry
// five significant digits, hence the tolerance: half a unit of the fifth digit is at most 5e-5 of the value.
// "COMPUTED" values of the project's validation table came from an independent implementation in another
// language (closed form, truncated chain or quadrature).
#include "sim/stats/theory.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "sim/base/check.hpp"

namespace windtunnel::theory {
namespace {

void expect_digits(double found, double expected, const std::string& what, double relative = 6e-5) {
  EXPECT_NEAR(found, expected, relative * std::fabs(expected)) << what;
}

TEST(Mm1, MatchesTheTextbook) {  // Kleinrock, Queueing Systems I, 1975
  struct Row {
    double arrival, in_system, response, wait, p99;
  };
  for (const Row& row : {Row{0.3, 0.42857, 1.4286, 0.42857, 6.5788}, Row{0.5, 1.0, 2.0, 1.0, 9.2103},
                         Row{0.8, 4.0, 5.0, 4.0, 23.026}, Row{0.95, 19.0, 20.0, 19.0, 92.103}}) {
    const Station station = mm1(row.arrival, 1);
    expect_digits(station.in_system, row.in_system, "L");
    expect_digits(station.response, row.response, "W");
    expect_digits(station.wait, row.wait, "Wq");
    expect_digits(mm1_response_quantile(row.arrival, 1, 0.99), row.p99, "p99");
  }
}

TEST(Mmc, MatchesErlangCWithItsTail) {  // checked against a truncated chain
  struct Row {
    std::int64_t servers;
    double load, waiting, wait, in_system, response_p99;
  };
  for (const Row& row :
       {Row{2, 0.5, 0.33333, 0.33333, 1.3333, 5.666}, Row{2, 0.8, 0.71111, 1.7778, 4.4444, 11.937},
        Row{4, 0.9, 0.78775, 1.9694, 10.69, 12.193}, Row{10, 0.8, 0.40918, 0.20459, 9.6367, 4.9461},
        Row{50, 0.9, 0.36386, 0.072773, 48.275, 4.6922},
        Row{50, 0.5, 7.2043e-06, 2.8817e-07, 25.0, 4.6052}}) {
    const double arrival = row.load * static_cast<double>(row.servers);
    const Station station = mmc(arrival, 1, row.servers);
    expect_digits(station.waiting, row.waiting, "P(wait)");
    expect_digits(station.wait, row.wait, "Wq");
    expect_digits(station.in_system, row.in_system, "L");
    expect_digits(mmc_response_quantile(arrival, 1, row.servers, 0.99), row.response_p99, "p99");
  }
}

TEST(Mmc, WithOneServerIsMm1) {
  EXPECT_NEAR(mmc(0.7, 1, 1).response, mm1(0.7, 1).response, 1e-12);
  EXPECT_NEAR(mmc_response_quantile(0.7, 1, 1, 0.9), mm1_response_quantile(0.7, 1, 0.9), 1e-9);
}

TEST(Mmc, QuantileOfTheWaitInvertsItsTail) {
  const double at = mmc_wait_quantile(8, 1, 10, 0.95);
  EXPECT_NEAR(mmc_wait_above(8, 1, 10, at), 0.05, 1e-12);
  EXPECT_EQ(mmc_wait_quantile(5, 1, 10, 0.9), 0);  // 3.6% wait at all, so 90% do not
}

TEST(ErlangB, MatchesTheTextbook) {
  struct Row {
    std::int64_t servers;
    double erlangs, blocked;
  };
  for (const Row& row : {Row{1, 0.5, 0.33333}, Row{5, 3, 0.11005}, Row{20, 16, 0.064411},
                         Row{100, 90, 0.026957}, Row{1000, 1000, 0.024812}})
    expect_digits(erlang_b(row.servers, row.erlangs), row.blocked, "blocking");
}

TEST(Mmck, MatchesTheTextbook) {
  struct Row {
    double arrival;
    std::int64_t servers, most;
    double blocked, entering, in_system, response;
  };
  for (const Row& row :
       {Row{0.8, 1, 5, 0.088819, 0.72894, 1.8683, 2.5631}, Row{1.2, 1, 5, 0.25059, 0.89929, 3.0212, 3.3595},
        Row{8, 10, 20, 0.0091072, 7.9271, 9.0771, 1.1451}, Row{12, 10, 20, 0.17967, 9.844, 16.104, 1.636},
        Row{0.95, 1, 100, 0.0002977, 0.94972, 18.429, 19.404}}) {
    const Bounded bounded = mmck(row.arrival, 1, row.servers, row.most);
    expect_digits(bounded.blocked, row.blocked, "blocked", 1e-4);
    expect_digits(bounded.entering, row.entering, "entering");
    expect_digits(bounded.in_system, row.in_system, "L");
    expect_digits(bounded.response, row.response, "W");
  }
}

TEST(Mmck, WithoutRoomToWaitIsErlangB) {
  EXPECT_NEAR(mmck(90, 1, 100, 100).blocked, erlang_b(100, 90), 1e-12);
}

TEST(Mg1, MatchesPollaczekKhinchine) {
  // rho = 0.8, mean 1: Wq = 0.8 (1 + cv2) / 0.4 = 2 (1 + cv2); lognormal cv2 = 10: 22; hyperexponential
  // 4: 10.
  expect_digits(mg1(0.8, 1, 0).wait, 2.0, "constant");
  expect_digits(mg1(0.8, 1, 0.25).wait, 2.5, "Erlang-4");
  expect_digits(mg1(0.8, 1, 1.0 / 3).wait, 2.6667, "uniform");
  expect_digits(mg1(0.8, 1, 4).wait, 10.0, "hyperexponential");
  expect_digits(mg1(0.9, 1, 10).wait, 49.5, "lognormal");
}

TEST(Md1, WaitingTimeFollowsErlangsSeries) {  // Erlang 1909, rho 0.8
  struct Row {
    double time, share;
  };
  for (const Row& row : {Row{0.5, 0.29836}, Row{1, 0.44511}, Row{2, 0.63452}, Row{3, 0.7621}, Row{5, 0.8995}})
    expect_digits(md1_wait_cdf(0.8, 1, row.time), row.share, "cdf");
  EXPECT_NEAR(md1_wait_cdf(0.8, 1, 0), 0.2, 1e-12);  // who finds it empty: 1 - rho
}

TEST(Mdc, MatchesCrommelinNotAllenCunneen) {  // COMPUTED by the same chain in another language
  expect_digits(mdc(1.6, 1, 2).wait, 0.90328, "c=2 rho=0.8");
  expect_digits(mdc(1.8, 1, 2).wait, 2.1469, "c=2 rho=0.9");
  expect_digits(mdc(4.0, 1, 5).wait, 0.28906, "c=5 rho=0.8");
  expect_digits(mdc(4.5, 1, 5).wait, 0.7767, "c=5 rho=0.9");
  EXPECT_NEAR(mdc(0.8, 1, 1).wait, mg1(0.8, 1, 0).wait, 1e-6);
  EXPECT_GT(std::fabs(mdc(4.0, 1, 5).wait / 0.27706 - 1), 0.03);  // the approximation is 4% low
}

TEST(Priority, MatchesCobham) {  // lambda 0.3 and 0.4, exponential services of mean 1
  const std::array classes = {PriorityClass{0.3, 1, 2}, PriorityClass{0.4, 1, 2}};
  const auto waits = priority_waits(classes);
  expect_digits(waits[0], 1.0, "first class");      // 0.7 / 0.7
  expect_digits(waits[1], 3.3333, "second class");  // 0.7 / (0.7 * 0.3)
  const auto responses = priority_preemptive_responses(classes);
  expect_digits(responses[0], 1.4286, "first class");   // 1 / 0.7
  expect_digits(responses[1], 4.7619, "second class");  // 1 / 0.7 + 0.7 / 0.21
}

TEST(Priority, WithOneClassIsMg1) {
  const std::array one = {PriorityClass{0.8, 1, 1}};  // constant service: second moment 1
  EXPECT_NEAR(priority_waits(one)[0], mg1(0.8, 1, 0).wait, 1e-12);
}

TEST(ProcessorSharing, DependsOnTheMeanOnly) {  // Kleinrock, Queueing Systems II, 1976
  expect_digits(mg1_ps_response(0.9, 1), 10.0, "mean");
  expect_digits(mg1_ps_response_of(0.5, 1, 3), 6.0, "a demand of 3");
}

TEST(Gim1, MatchesItsRoot) {  // COMPUTED roots of sigma = A*(1 - sigma)
  expect_digits(dm1_response(0.5), 1.255, "D/M/1");
  expect_digits(dm1_response(0.9), 5.1787, "D/M/1");
  expect_digits(ekm1_response(2, 0.8), 3.844, "E2/M/1");
  expect_digits(h2m1_response(0.9, 4), 23.409, "H2/M/1");
  expect_digits(ekm1_response(10, 0.7), 2.0198, "round robin over 10");
  expect_digits(ekm1_response(100, 0.9), 5.2268, "round robin over 100");
  EXPECT_NEAR(ekm1_response(1, 0.8), 5, 1e-9);  // Poisson arrivals: M/M/1
}

TEST(ErlangA, MatchesTheChain) {  // model of Garnett, Mandelbaum & Reiman 2002
  struct Row {
    double arrival, patience;
    std::int64_t servers;
    double waiting, in_queue, wait, lost, busy;
  };
  for (const Row& row : {Row{100, 0.5, 100, 0.5967, 6.606, 0.06606, 0.03303, 0.96697},
                         Row{110, 0.5, 100, 0.92912, 20.816, 0.18924, 0.094618, 0.99592},
                         Row{100, 2, 100, 0.43, 2.3342, 0.023342, 0.046683, 0.95332},
                         Row{8, 1, 10, 0.28338, 0.42586, 0.053233, 0.053233, 0.75741}}) {
    const Impatient found = erlang_a(row.arrival, 1, row.patience, row.servers);
    expect_digits(found.waiting, row.waiting, "P(wait)");
    expect_digits(found.in_queue, row.in_queue, "Lq");
    expect_digits(found.wait, row.wait, "Wq");
    expect_digits(found.lost, row.lost, "lost");
    expect_digits(found.busy, row.busy, "busy");
  }
}

TEST(FixedPatience, BecomesErlangCWhenNobodyGivesUpAndErlangBWhenNobodyWaits) {
  const Impatient patient = fixed_patience(8, 1, 200, 10);
  EXPECT_NEAR(patient.waiting, erlang_c(10, 8), 1e-9);
  EXPECT_NEAR(patient.wait, mmc(8, 1, 10).wait, 1e-9);
  EXPECT_NEAR(patient.lost, 0, 1e-12);
  EXPECT_NEAR(fixed_patience(8, 1, 0, 10).lost, erlang_b(10, 8), 1e-9);
  // M/M/1+D at load 1, patience tau = 1: weights free 1, before lambda tau = 1, after 1: a third each.
  const Impatient critical = fixed_patience(1, 1, 1, 1);
  EXPECT_NEAR(critical.lost, 1.0 / 3, 1e-12);
  EXPECT_NEAR(critical.waiting, 2.0 / 3, 1e-12);
  EXPECT_NEAR(critical.wait, 0.5, 1e-12);                                    // (1/2 + 1 * 1) / 3
  EXPECT_NEAR(critical.wait, fixed_patience(1.000001, 1, 1, 1).wait, 1e-5);  // and no jump beside it
}

TEST(JacksonNetwork, SolvesItsTrafficEquations) {  // Jackson 1963; three services with feedback
  const std::array<double, 3> external = {1, 0.5, 0};
  const std::vector<std::vector<double>> routing = {{0, 0.6, 0.2}, {0.1, 0, 0.5}, {0.2, 0, 0}};
  const std::array<double, 3> service = {3, 1.2, 0.9};
  const std::array<std::int64_t, 3> servers = {1, 2, 2};
  const Jackson network = jackson(external, routing, service, servers);
  expect_digits(network.arrival[0], 1.3095, "rate 1");
  expect_digits(network.arrival[1], 1.2857, "rate 2");
  expect_digits(network.arrival[2], 0.90476, "rate 3");
  expect_digits(network.stations[0].in_system, 0.77465, "L 1");
  expect_digits(network.stations[1].in_system, 1.5027, "L 2");
  expect_digits(network.stations[2].in_system, 1.3451, "L 3");
  expect_digits(network.response, 2.415, "T");
}

TEST(Mva, MatchesReiserAndLavenberg) {  // demands 0.4, 0.3, 0.2, think 2; equal to Buzen's convolution
  const std::array<double, 3> demands = {0.4, 0.3, 0.2};
  struct Row {
    std::int64_t clients;
    double throughput, response;
  };
  for (const Row& row : {Row{1, 0.34483, 0.9}, Row{5, 1.4682, 1.4056}, Row{10, 2.2057, 2.5336},
                         Row{20, 2.484, 6.0514}, Row{50, 2.5, 18.0}}) {
    const Closed closed = mva(demands, row.clients, 2);
    expect_digits(closed.throughput, row.throughput, "X");
    expect_digits(closed.response, row.response, "R");
  }
}

TEST(MachineRepairman, MatchesTheChain) {
  struct Row {
    std::int64_t machines, crews;
    double available, all_up, failed;
  };
  for (const Row& row : {Row{6, 1, 0.85914, 0.48451, 0.84515}, Row{6, 2, 0.90566, 0.56023, 0.56605},
                         Row{10, 1, 0.78542, 0.21458, 2.1458}, Row{10, 3, 0.90761, 0.38393, 0.92395}}) {
    const Repair found = machine_repairman(row.machines, 0.1, 1, row.crews);
    expect_digits(found.available, row.available, "available");
    expect_digits(found.all_up, row.all_up, "all up");
    expect_digits(found.failed, row.failed, "failed");
  }
  // Enough crews: machines are independent, 1 / 1.1 each.
  EXPECT_NEAR(machine_repairman(6, 0.1, 1, 6).available, 1 / 1.1, 1e-12);
}

TEST(KOfN, MatchesTheBinomial) {
  EXPECT_NEAR(k_of_n(2, 3, 0.9), 0.972, 1e-12);
  EXPECT_NEAR(k_of_n(2, 3, 0.99), 0.999702, 1e-12);
  EXPECT_NEAR(k_of_n(3, 5, 0.99), 0.9999901494, 1e-10);
  EXPECT_NEAR(k_of_n(4, 7, 0.99), 0.9999996583, 1e-10);
  EXPECT_NEAR(k_of_n(5, 5, 0.999), 0.99501, 1e-5);    // five in series
  EXPECT_NEAR(k_of_n(1, 2, 0.995), 0.999975, 1e-12);  // two in parallel
  EXPECT_EQ(k_of_n(0, 3, 0.1), 1);
  EXPECT_EQ(k_of_n(4, 3, 0.1), 0);
}

TEST(PowerOfD, MatchesTheFixedPoint) {  // Vvedenskaya et al. 1996; Mitzenmacher 1996
  struct Row {
    double load;
    std::int64_t choices;
    double response;
  };
  for (const Row& row : {Row{0.5, 2, 1.2657}, Row{0.9, 1, 10.0}, Row{0.9, 2, 2.6141}, Row{0.9, 3, 2.0279},
                         Row{0.9, 5, 1.6329}, Row{0.99, 2, 5.432}, Row{0.99, 5, 2.9017}})
    expect_digits(power_of_d_response(row.load, row.choices), row.response, "E[T]");
}

TEST(JsqOfTwo, MatchesTheTruncatedChain) {
  expect_digits(jsq_two_servers_response(0.5), 1.4263, "rho 0.5");
  expect_digits(jsq_two_servers_response(0.8), 2.9557, "rho 0.8");
  expect_digits(jsq_two_servers_response(0.9), 5.4749, "rho 0.9");
}

TEST(RunLength, MatchesThePublishedFigures) {  // Daley 1968 / Whitt 1989
  EXPECT_NEAR(customers_for(0.5, 0.01), 1114064, 1);
  EXPECT_NEAR(customers_for(0.9, 0.01), 17026825, 1);
  EXPECT_NEAR(customers_for(0.8, 0.05), 189775, 1);
  // 29 at rho = 0.5: 0.5 (2 + 2.5 - 1 + 0.125) / 0.0625.
  EXPECT_NEAR(mm1_wait_asymptotic_variance(0.5), 29, 1e-12);
  EXPECT_NEAR(mm1_wait_standard_error(0.5, 2900), 0.1, 1e-12);
}

TEST(Theory, RefusesALoadThatHasNoSteadyState) {
  EXPECT_THROW(mm1(1, 1), BrokenPromise);
  EXPECT_THROW(mmc(2, 1, 2), BrokenPromise);
  EXPECT_THROW(mdc(2, 1, 2), BrokenPromise);
  EXPECT_THROW(power_of_d_response(1, 2), BrokenPromise);
}

}  // namespace
}  // namespace windtunnel::theory
