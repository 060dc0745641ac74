// Queueing theory: closed forms and exact numerics that the simulator must reproduce.
//
// These are the oracle of tests/validation and of `headroom` in the answer, never part of a run. All take and
// give numbers in one unit of time of the caller's choice (mean service 1 in most tests), which is why bare
// doubles cross these doors: a formula has no unit. Rates are per unit of time; a load of 1 or more where a
// formula needs less is a broken promise. Every function is checked against published or independently
// computed values in tests/unit/sim/stats/theory_test.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace windtunnel::theory {

// What every station has. Counts are means over time; times are means over customers that enter.
struct Station {
  double load = 0;      // arrival rate times mean service over servers
  double waiting = 0;   // probability that an arrival has to wait
  double wait = 0;      // mean time in the queue, over all that enter
  double response = 0;  // wait + service
  double in_queue = 0;  // Little: entering rate x wait
  double in_system = 0;
};

// ---- one station, Poisson arrivals (Kleinrock 1975; Gross & Harris 1998)
Station mm1(double arrival, double service);
double mm1_response_quantile(double arrival, double service,
                             double p);  // exponential of rate service - arrival

double erlang_b(std::int64_t servers, double erlangs);  // blocking of M/G/c/c, insensitive to the service law
double erlang_c(std::int64_t servers, double erlangs);  // probability of waiting in M/M/c
Station mmc(double arrival, double service, std::int64_t servers);
double mmc_wait_above(double arrival, double service, std::int64_t servers, double time);  // P(wait > time)
double mmc_wait_quantile(double arrival, double service, std::int64_t servers,
                         double p);  // 0 where nobody waits
double mmc_response_above(double arrival, double service, std::int64_t servers, double time);
double mmc_response_quantile(double arrival, double service, std::int64_t servers, double p);

struct Bounded {
  double blocked = 0;   // share of arrivals turned away
  double entering = 0;  // rate of those that enter
  double busy = 0;      // share of servers busy
  double in_system = 0;
  double wait = 0;  // of those that enter
  double response = 0;
};
Bounded mmck(double arrival, double service, std::int64_t servers, std::int64_t most_in_system);

// Pollaczek-Khinchine. cv2 is the squared coefficient of variation of the service time: 0 constant, 1
// exponential.
Station mg1(double arrival, double mean_service, double cv2);
double md1_wait_cdf(double arrival, double service_time,
                    double time);  // Erlang 1909; alternating, time <= 15 services
Station mdc(double arrival, double service_time, std::int64_t servers);  // Crommelin 1932, solved numerically
double mg1_ps_response(double arrival,
                       double mean_service);  // processor sharing, insensitive (Kleinrock 1976)
double mg1_ps_response_of(double arrival, double mean_service, double demand);

// Priorities, class 0 first. Non-preemptive M/G/1 (Cobham 1954): mean waits.
struct PriorityClass {
  double arrival = 0;
  double mean_service = 0;
  double second_moment = 0;  // of the service time; 2 mean^2 when exponential
};
std::vector<double> priority_waits(std::span<const PriorityClass> classes);
// Preemptive-resume M/G/1 (Conway, Maxwell & Miller 1967): mean response times.
std::vector<double> priority_preemptive_responses(std::span<const PriorityClass> classes);

// ---- one station, renewal arrivals, exponential service of rate 1: root of sigma = A*(1 - sigma)
double dm1_response(double load);
double ekm1_response(std::int64_t phases,
                     double load);  // also what round robin over `phases` servers gives each
double h2m1_response(double load, double arrival_cv2);  // balanced means

// ---- customers that give up
struct Impatient {
  double waiting = 0;  // probability that an arrival finds no free server
  double lost = 0;     // share that leaves unserved
  double in_queue = 0;
  double wait = 0;  // mean time in the queue over everybody, served or lost
  double busy = 0;
};
// Erlang-A, M/M/c+M (Palm 1957; Garnett, Mandelbaum & Reiman 2002): patience exponential with rate
// `patience`.
Impatient erlang_a(double arrival, double service, double patience, std::int64_t servers);
// M/M/c+D (Barrer 1957; Baccelli & Hebuterne 1981): everybody waits at most `patience_time`, then leaves.
Impatient fixed_patience(double arrival, double service, double patience_time, std::int64_t servers);

// ---- networks
struct Jackson {
  std::vector<Station> stations;
  std::vector<double> arrival;  // total rate into each
  double response = 0;          // mean time from entering to leaving the network
};
// Open network (Jackson 1963). routing[i][j]: probability of going from i to j.
Jackson jackson(std::span<const double> external, const std::vector<std::vector<double>>& routing,
                std::span<const double> service, std::span<const std::int64_t> servers);

struct Closed {
  double throughput = 0;
  double response = 0;  // without thinking
  std::vector<double> in_station;
};
// Exact mean value analysis (Reiser & Lavenberg 1980): single-server stations with mean demands, clients that
// think.
Closed mva(std::span<const double> demands, std::int64_t clients, double think_time);

// ---- availability
struct Repair {
  double available = 0;  // share of machines up
  double all_up = 0;     // probability that every machine is up
  double failed = 0;     // mean number down
};
Repair machine_repairman(std::int64_t machines, double failure, double repair, std::int64_t crews);
double k_of_n(std::int64_t k, std::int64_t n, double available);  // at least k of n independent machines up

// ---- load balancing, exponential service of rate 1, FCFS servers
double power_of_d_response(double load, std::int64_t choices);  // servers -> infinity (Mitzenmacher 1996)
double jsq_two_servers_response(double load);                   // two servers, exact (truncated chain, 1e-6)

// ---- how long to run (Daley 1968, Whitt 1989): n Var(mean wait of n customers) of M/M/1, service rate 1
double mm1_wait_asymptotic_variance(double load);
// Customers until the 95% half width of the mean wait is `relative` of it.
double customers_for(double load, double relative);
// The standard error of the mean wait over that many customers.
double mm1_wait_standard_error(double load, double customers);

}  // namespace windtunnel::theory
