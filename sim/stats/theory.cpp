// The closed forms of theory.hpp: recursions and sums that stay in range for thousands of servers.
//
// Whatever needs a linear system stands in theory_solved.cpp, so that Eigen is compiled once.
#include "sim/stats/theory.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"
#include "sim/base/text.hpp"

namespace windtunnel::theory {
namespace {

double real(std::int64_t n) { return static_cast<double>(n); }

void stable(double load) { CHECK(load >= 0 && load < 1, "a load of " + shortest(load)); }

Station from_wait(double arrival, double mean_service, std::int64_t servers, double wait, double waiting) {
  Station station;
  station.load = arrival * mean_service / real(servers);
  station.waiting = waiting;
  station.wait = wait;
  station.response = wait + mean_service;
  station.in_queue = arrival * wait;
  station.in_system = arrival * station.response;
  return station;
}

// The root of a falling function in [low, high] by bisection: 200 halvings reach the last bit.
template <typename Function>
double root_of_falling(Function&& f, double low, double high) {
  for (int i = 0; i < 200 && low < high; ++i) {
    const double middle = low + (high - low) / 2;
    (f(middle) > 0 ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

// GI/M/1 with service rate 1: transform(s) is E exp(-s A) of the time between arrivals; response 1 / (1 -
// sigma).
template <typename Transform>
double gim1_response(double load, Transform&& transform) {
  stable(load);
  const double sigma = root_of_falling([&](double x) { return transform(1 - x) - x; }, 0.0, 1 - 1e-9);
  return 1 / (1 - sigma);
}

}  // namespace

Station mm1(double arrival, double service) {
  stable(arrival / service);
  const double load = arrival / service;
  return from_wait(arrival, 1 / service, 1, load / (service - arrival), load);
}

double mm1_response_quantile(double arrival, double service, double p) {
  stable(arrival / service);
  return -math::log1p(-p) / (service - arrival);
}

double erlang_b(std::int64_t servers, double erlangs) {
  double blocked = 1;
  for (std::int64_t k = 1; k <= servers; ++k) blocked = erlangs * blocked / (real(k) + erlangs * blocked);
  return blocked;
}

double erlang_c(std::int64_t servers, double erlangs) {
  stable(erlangs / real(servers));
  const double blocked = erlang_b(servers, erlangs);
  return real(servers) * blocked / (real(servers) - erlangs * (1 - blocked));
}

Station mmc(double arrival, double service, std::int64_t servers) {
  const double waiting = erlang_c(servers, arrival / service);
  return from_wait(arrival, 1 / service, servers, waiting / (real(servers) * service - arrival), waiting);
}

double mmc_wait_above(double arrival, double service, std::int64_t servers, double time) {
  return erlang_c(servers, arrival / service) * math::exp(-(real(servers) * service - arrival) * time);
}

double mmc_wait_quantile(double arrival, double service, std::int64_t servers, double p) {
  const double waiting = erlang_c(servers, arrival / service);
  return std::max(0.0, math::log(waiting / (1 - p)) / (real(servers) * service - arrival));
}

double mmc_response_above(double arrival, double service, std::int64_t servers, double time) {
  const double waiting = erlang_c(servers, arrival / service);
  const double drain = real(servers) * service - arrival;
  if (std::fabs(drain - service) < 1e-9 * service)
    return math::exp(-service * time) * (1 + waiting * service * time);
  return math::exp(-service * time) * (1 - waiting) +
         waiting * (drain * math::exp(-service * time) - service * math::exp(-drain * time)) /
             (drain - service);
}

double mmc_response_quantile(double arrival, double service, std::int64_t servers, double p) {
  return root_of_falling([&](double t) { return mmc_response_above(arrival, service, servers, t) - (1 - p); },
                         0.0, 1e6 / service);
}

Bounded mmck(double arrival, double service, std::int64_t servers, std::int64_t most_in_system) {
  // Unnormalised probabilities relative to the largest so far, so that none overflows.
  std::vector<double> p(static_cast<std::size_t>(most_in_system) + 1);
  p[0] = 1;
  double largest = 1;
  for (std::size_t n = 1; n < p.size(); ++n) {
    p[n] = p[n - 1] * arrival / (std::min(real(static_cast<std::int64_t>(n)), real(servers)) * service);
    largest = std::max(largest, p[n]);
    if (largest > 1e200) {
      for (std::size_t i = 0; i <= n; ++i) p[i] /= largest;
      largest = 1;
    }
  }
  double sum = 0;
  for (const double one : p) sum += one;
  Bounded bounded;
  double in_queue = 0;
  for (std::size_t n = 0; n < p.size(); ++n) {
    p[n] /= sum;
    bounded.in_system += static_cast<double>(n) * p[n];
    in_queue += std::max(0.0, static_cast<double>(n) - real(servers)) * p[n];
  }
  bounded.blocked = p.back();
  bounded.entering = arrival * (1 - p.back());
  bounded.busy = bounded.entering / (real(servers) * service);
  bounded.wait = in_queue / bounded.entering;
  bounded.response = bounded.in_system / bounded.entering;
  return bounded;
}

Station mg1(double arrival, double mean_service, double cv2) {
  const double load = arrival * mean_service;
  stable(load);
  return from_wait(arrival, mean_service, 1, load * mean_service * (1 + cv2) / (2 * (1 - load)), load);
}

double md1_wait_cdf(double arrival, double service_time, double time) {
  const double load = arrival * service_time;
  stable(load);
  CHECK(time <= 15 * service_time, "the alternating series loses its digits beyond 15 service times");
  double sum = 0;
  for (std::int64_t k = 0; real(k) * service_time <= time; ++k) {
    const double x = arrival * (real(k) * service_time - time);  // at most 0: the signs alternate
    double term = math::exp(-x);
    for (std::int64_t i = 1; i <= k; ++i) term *= x / real(i);
    sum += term;
  }
  return (1 - load) * sum;
}

double mg1_ps_response(double arrival, double mean_service) {
  return mg1_ps_response_of(arrival, mean_service, mean_service);
}

double mg1_ps_response_of(double arrival, double mean_service, double demand) {
  stable(arrival * mean_service);
  return demand / (1 - arrival * mean_service);
}

std::vector<double> priority_waits(std::span<const PriorityClass> classes) {
  double residual = 0;
  for (const PriorityClass& one : classes) residual += one.arrival * one.second_moment / 2;
  std::vector<double> waits;
  double above = 0;
  for (const PriorityClass& one : classes) {
    const double with = above + one.arrival * one.mean_service;
    stable(with);
    waits.push_back(residual / ((1 - above) * (1 - with)));
    above = with;
  }
  return waits;
}

std::vector<double> priority_preemptive_responses(std::span<const PriorityClass> classes) {
  std::vector<double> responses;
  double above = 0;
  double residual = 0;
  for (const PriorityClass& one : classes) {
    residual += one.arrival * one.second_moment / 2;
    const double with = above + one.arrival * one.mean_service;
    stable(with);
    responses.push_back(one.mean_service / (1 - above) + residual / ((1 - above) * (1 - with)));
    above = with;
  }
  return responses;
}

double dm1_response(double load) {
  return gim1_response(load, [&](double s) { return math::exp(-s / load); });
}

double ekm1_response(std::int64_t phases, double load) {
  const double rate = real(phases) * load;
  return gim1_response(load, [&](double s) { return math::pow(rate / (rate + s), real(phases)); });
}

double h2m1_response(double load, double arrival_cv2) {
  const double first = 0.5 * (1 + std::sqrt((arrival_cv2 - 1) / (arrival_cv2 + 1)));
  const double fast = 2 * first * load;
  const double slow = 2 * (1 - first) * load;
  return gim1_response(load,
                       [&](double s) { return first * fast / (fast + s) + (1 - first) * slow / (slow + s); });
}

Impatient erlang_a(double arrival, double service, double patience, std::int64_t servers) {
  // Logarithms of the birth-death weights, until they have fallen e^-60 below the largest.
  std::vector<double> weight = {0.0};
  double largest = 0;
  for (std::int64_t n = 1; n <= servers || weight.back() > largest - 60; ++n) {
    const double leave =
        real(std::min(n, servers)) * service + real(std::max<std::int64_t>(n - servers, 0)) * patience;
    weight.push_back(weight.back() + math::log(arrival / leave));
    largest = std::max(largest, weight.back());
    CHECK(n < 10'000'000, "an Erlang-A queue that does not end");
  }
  double sum = 0;
  for (const double one : weight) sum += math::exp(one - largest);
  Impatient answer;
  for (std::size_t n = 0; n < weight.size(); ++n) {
    const double p = math::exp(weight[n] - largest) / sum;
    const double there = static_cast<double>(n);
    if (there >= real(servers)) answer.waiting += p;
    answer.in_queue += std::max(0.0, there - real(servers)) * p;
    answer.busy += std::min(there, real(servers)) * p / real(servers);
  }
  answer.wait = answer.in_queue / arrival;
  answer.lost = patience * answer.wait;
  return answer;
}

Impatient fixed_patience(double arrival, double service, double patience_time, std::int64_t servers) {
  // The virtual wait has density v(x) = v0 e^{-d x} up to the patience, d = c mu - lambda, and v0 e^{-d tau}
  // e^{-c mu (x - tau)} beyond, with v0 = lambda * P(c - 1 in system).
  const double full = real(servers) * service;
  const double drain = full - arrival;
  double term = 1;  // P(n) / P(0), scaled with the sum
  double free = 1;
  for (std::int64_t n = 1; n < servers; ++n) {
    term *= arrival / (real(n) * service);
    free += term;
    if (free > 1e200) {
      term /= free;
      free = 1;
    }
  }
  const double start = arrival * term;
  const double kept = math::exp(-drain * patience_time);
  const double span = drain * patience_time;
  const double before = start * patience_time * (span == 0 ? 1.0 : -math::expm1(-span) / span);
  const double after = start * kept / full;
  const double total = free + before + after;
  // The integral of x v(x) up to the patience over start tau^2: (1 - e^-s (1 + s)) / s^2 cancels near s = 0,
  // where its series is the sum of (-s)^k / (k! (k + 2)).
  double moment = 0;
  if (std::fabs(span) > 0.5) {
    moment = (1 - kept * (1 + span)) / (span * span);
  } else {
    double power = 1;
    for (std::int64_t k = 0; k < 20; ++k) {
      moment += power / real(k + 2);
      power *= -span / real(k + 1);
    }
  }
  moment *= start * patience_time * patience_time;
  Impatient answer;
  answer.waiting = (before + after) / total;
  answer.lost = after / total;
  answer.wait = (moment + patience_time * after) / total;
  answer.in_queue = arrival * answer.wait;
  answer.busy = arrival * (1 - answer.lost) / full;
  return answer;
}

Closed mva(std::span<const double> demands, std::int64_t clients, double think_time) {
  Closed closed;
  closed.in_station.assign(demands.size(), 0.0);
  for (std::int64_t n = 1; n <= clients; ++n) {
    closed.response = 0;
    std::vector<double> responses;
    for (std::size_t i = 0; i < demands.size(); ++i) {
      responses.push_back(demands[i] * (1 + closed.in_station[i]));
      closed.response += responses.back();
    }
    closed.throughput = real(n) / (think_time + closed.response);
    for (std::size_t i = 0; i < demands.size(); ++i) closed.in_station[i] = closed.throughput * responses[i];
  }
  return closed;
}

Repair machine_repairman(std::int64_t machines, double failure, double repair, std::int64_t crews) {
  std::vector<double> p = {1.0};
  double sum = 1;
  for (std::int64_t down = 0; down < machines; ++down) {
    p.push_back(p.back() * real(machines - down) * failure / (real(std::min(down + 1, crews)) * repair));
    sum += p.back();
  }
  Repair answer;
  for (std::size_t down = 0; down < p.size(); ++down)
    answer.failed += static_cast<double>(down) * p[down] / sum;
  answer.available = 1 - answer.failed / real(machines);
  answer.all_up = 1 / sum;
  return answer;
}

double k_of_n(std::int64_t k, std::int64_t n, double available) {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return math::beta_i(real(k), real(n - k + 1), available);  // P(Bin(n, a) >= k)
}

double power_of_d_response(double load, std::int64_t choices) {
  stable(load);
  if (choices == 1) return 1 / (1 - load);
  // E[T] = sum over i >= 1 of load^((d^i - d) / (d - 1)).
  double sum = 0;
  double exponent = 0;
  for (int i = 1; i < 64; ++i) {
    const double term = math::exp(exponent * math::log(load));
    sum += term;
    if (term < 1e-18) break;
    exponent = (exponent + 1) * real(choices);  // (d^(i+1) - d) / (d - 1) = d ((d^i - d) / (d - 1) + 1)
  }
  return sum;
}

double mm1_wait_asymptotic_variance(double load) {
  stable(load);
  const double idle = 1 - load;
  return load * (2 + 5 * load - 4 * load * load + load * load * load) / (idle * idle * idle * idle);
}

double customers_for(double load, double relative) {
  const double z = 1.96;  // as in the published table, so that its figures come out to the digit
  const double wanted = relative * load / (1 - load);
  return z * z * mm1_wait_asymptotic_variance(load) / (wanted * wanted);
}

double mm1_wait_standard_error(double load, double customers) {
  return std::sqrt(mm1_wait_asymptotic_variance(load) / customers);
}

}  // namespace windtunnel::theory
