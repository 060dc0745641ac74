// The parts of theory.hpp that solve a linear system, with Eigen.
//
// Stationary laws of truncated chains: one equation of the singular system is replaced by "probabilities sum
// to 1". The truncation is chosen so far out that the edge carries less than 1e-9; the tests hold that
// against published values. Eigen's summation order depends on the machine's vectors, so nothing here may
// reach a run's output.
#include <Eigen/Dense>
#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"
#include "sim/stats/theory.hpp"

namespace windtunnel::theory {

Station mdc(double arrival, double service_time, std::int64_t servers) {
  const double erlangs = arrival * service_time;
  const double load = erlangs / static_cast<double>(servers);
  CHECK(load < 1, "M/D/c needs a load below 1");
  // The number in system one service time later: (N - c)^+ plus Poisson arrivals.
  const int last =
      static_cast<int>(static_cast<double>(servers) + 60 + 60 / (1 - load) + 6 * std::sqrt(erlangs));
  Eigen::VectorXd arrivals(last + 1);
  for (int k = 0; k <= last; ++k)
    arrivals[k] = math::exp(static_cast<double>(k) * math::log(erlangs) - erlangs - math::lgamma(k + 1.0));
  Eigen::MatrixXd balance = Eigen::MatrixXd::Zero(last + 1, last + 1);  // transposed transition matrix
  for (int from = 0; from <= last; ++from) {
    const int left = std::max(from - static_cast<int>(servers), 0);
    double mass = 0;
    for (int to = left; to <= last; ++to) {
      balance(to, from) = arrivals[to - left];
      mass += arrivals[to - left];
    }
    balance(last, from) += 1 - mass;
  }
  balance -= Eigen::MatrixXd::Identity(last + 1, last + 1);
  balance.row(last).setOnes();
  Eigen::VectorXd right = Eigen::VectorXd::Zero(last + 1);
  right[last] = 1;
  const Eigen::VectorXd law = balance.partialPivLu().solve(right);
  Station station;
  station.load = load;
  for (int n = static_cast<int>(servers); n <= last; ++n) {
    station.in_queue += (n - static_cast<double>(servers)) * law[n];
    station.waiting += law[n];
  }
  station.wait = station.in_queue / arrival;
  station.response = station.wait + service_time;
  station.in_system = arrival * station.response;
  return station;
}

Jackson jackson(std::span<const double> external, const std::vector<std::vector<double>>& routing,
                std::span<const double> service, std::span<const std::int64_t> servers) {
  const auto n = static_cast<Eigen::Index>(external.size());
  Eigen::MatrixXd traffic = Eigen::MatrixXd::Identity(n, n);
  Eigen::VectorXd entering(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    entering[i] = external[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < n; ++j)
      traffic(j, i) -= routing[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  }
  const Eigen::VectorXd rates = traffic.partialPivLu().solve(entering);
  Jackson network;
  double in_system = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto at = static_cast<std::size_t>(i);
    network.arrival.push_back(rates[i]);
    network.stations.push_back(mmc(rates[i], service[at], servers[at]));
    in_system += network.stations.back().in_system;
  }
  network.response = in_system / std::accumulate(external.begin(), external.end(), 0.0);
  return network;
}

double jsq_two_servers_response(double load) {
  CHECK(load > 0 && load < 1, "JSQ needs a load below 1");
  // States (short, long) with short <= long <= most and long - short <= 25: a gap g has probability below
  // 3^-g.
  const int most = static_cast<int>(std::max(30.0, 30 / (1 - load)));
  constexpr int kGap = 25;
  const double arrival = 2 * load;
  std::vector<std::pair<int, int>> states;
  std::vector<int> index(static_cast<std::size_t>((most + 1) * (kGap + 1)), -1);
  const auto place = [&](int low, int high) -> int& {
    return index[static_cast<std::size_t>(low * (kGap + 1) + (high - low))];
  };
  for (int low = 0; low <= most; ++low)
    for (int high = low; high <= std::min(most, low + kGap); ++high) {
      place(low, high) = static_cast<int>(states.size());
      states.emplace_back(low, high);
    }
  const int n = static_cast<int>(states.size());
  std::vector<Eigen::Triplet<double>> entries;
  const auto flow = [&](int from, int a, int b, double rate) {
    const int low = std::min(a, b);
    const int high = std::max(a, b);
    if (high > most || high - low > kGap) return;
    const int to = place(low, high);
    if (to != 0) entries.emplace_back(to, from, rate);  // row 0 says that probabilities sum to 1
    if (from != 0) entries.emplace_back(from, from, -rate);
  };
  for (int from = 0; from < n; ++from) {
    const auto [low, high] = states[static_cast<std::size_t>(from)];
    flow(from, low + 1, high, arrival);
    if (low > 0) flow(from, low - 1, high, 1);
    if (high > 0) flow(from, low, high - 1, 1);
    entries.emplace_back(0, from, 1.0);
  }
  Eigen::SparseMatrix<double> balance(n, n);
  balance.setFromTriplets(entries.begin(), entries.end());
  Eigen::VectorXd right = Eigen::VectorXd::Zero(n);
  right[0] = 1;
  Eigen::SparseLU<Eigen::SparseMatrix<double>> solver;
  solver.compute(balance);
  CHECK(solver.info() == Eigen::Success, "the chain of two queues could not be solved");
  const Eigen::VectorXd law = solver.solve(right);
  double in_system = 0;
  for (int i = 0; i < n; ++i)
    in_system +=
        law[i] * (states[static_cast<std::size_t>(i)].first + states[static_cast<std::size_t>(i)].second);
  return in_system / arrival;
}

}  // namespace windtunnel::theory
