// The table of what scenarios have to come out as.
//
// Figures are literals of the project's validation table (five digits, an independent implementation) rather
// than calls of our own theory, so that a slip in sim/stats cannot agree with a slip in the engine. Where the
// table has no figure for the case, the arithmetic stands beside it. Tolerances: the judged half width is
// about 2.5 times that of a 95% interval; A-RUNLEN says what length gives which. Long because it is one
// table.
#include "tests/validation/values.hpp"

namespace windtunnel::validation {
namespace {

Setting service(std::string law) { return {"tiers.queue.service", std::move(law), true}; }
Setting rate(std::string per_second) { return {"workload.customers.rate.value", per_second + " /s"}; }
Setting balancer(std::string policy) { return {"tiers.queue.balancer", std::move(policy)}; }

constexpr const char* kExponential = R"({"kind": "exponential", "mean": "1 s"})";
constexpr const char* kConstant = R"({"kind": "constant", "value": "1 s"})";
constexpr const char* kErlang4 = R"({"kind": "erlang", "stages": 4, "mean": "1 s"})";
constexpr const char* kUniform = R"({"kind": "uniform", "low": "0 s", "high": "2 s"})";
// Two phases with balanced means and a squared cv of 4: p = (1 + sqrt(0.6)) / 2 = 0.887298, means 1 / (2 p)
// and 1 / (2 (1 - p)).
constexpr const char* kHyper4 = R"({"kind": "hyperexponential", "mean": "1 s", "cv": 2})";
constexpr const char* kLognormal4 = R"({"kind": "lognormal", "mean": "1 s", "cv": 2})";

constexpr const char* kRandom = R"({"kind": "random", "prefer": "none"})";
constexpr const char* kRoundRobin = R"({"kind": "round_robin", "prefer": "none"})";
constexpr const char* kTwoChoices = R"({"kind": "least_requests", "choices": 2, "prefer": "none"})";
constexpr const char* kThreeChoices = R"({"kind": "least_requests", "choices": 3, "prefer": "none"})";
constexpr const char* kShortest = R"({"kind": "join_shortest_queue", "prefer": "none"})";
constexpr const char* kIdle = R"({"kind": "join_idle_queue", "prefer": "none"})";

// Long because it is a table.
void add_single_stations(std::vector<Row>& rows) {
  const std::string kleinrock = "Kleinrock, Queueing Systems I, 1975";
  rows.push_back({"A-MM1",
                  "Mm1",
                  kleinrock,
                  "mm1.json",
                  {},
                  {{"latency_mean", 3.3333, 0.12},
                   {"tier_wait_mean", 2.3333, 0.12, "queue"},
                   {"in_system_mean", 2.3333, 0.10, "queue"},
                   {"queue_length_mean", 1.6333, 0.09, "queue"},
                   {"utilisation", 0.7, 0.006, "queue"},
                   {"waited_share", 0.7, 0.006, "queue"},
                   {"latency_p50", 2.3105, 0.09},
                   {"latency_p95", 9.9858, 0.40},
                   {"latency_p99", 15.351, 0.75}},
                  {"2% more customers", {rate("0.714")}, "utilisation"}});
  rows.push_back({"A-MM1",
                  "Mm1LastComeFirstServed",
                  kleinrock + ": the mean does not depend on the order",
                  "mm1.json",
                  {{"tiers.queue.queue.discipline", "lifo"}},
                  {{"latency_mean", 3.3333, 0.12}},
                  {"service of constant length", {service(kConstant)}, "latency_mean"}});
  rows.push_back({"A-MMC",
                  "Mmc",
                  "Erlang 1917; checked against a truncated chain",
                  "mmc.json",
                  {},
                  {{"waited_share", 0.59643, 0.012, "queue"},
                   {"tier_wait_mean", 0.74554, 0.06, "queue"},
                   {"latency_mean", 1.7455, 0.06},
                   {"in_system_mean", 5.5857, 0.20, "queue"},
                   {"latency_p99", 6.8932, 0.35}},
                  {"four queues instead of one",
                   {{"tiers.queue.replicas", "4"}, {"tiers.queue.cores", "1"}, balancer(kRandom)},
                   "latency_mean"}});
  rows.push_back({"A-MMC",
                  "MmcOfTen",
                  "Erlang 1917; checked against a truncated chain",
                  "mmc.json",
                  {rate("8"), {"tiers.queue.cores", "10"}},
                  {{"waited_share", 0.40918, 0.012, "queue"},
                   {"tier_wait_mean", 0.20459, 0.02, "queue"},
                   {"latency_p99", 4.9461, 0.15}},
                  {"one server less", {{"tiers.queue.cores", "9"}}, "waited_share"}});
  const std::string erlang = "Erlang 1917; insensitive to the law of service (Sevastyanov 1957)";
  const Mistake waiting_room = {
      "room for two to wait", {{"tiers.queue.queue.length_max", "2"}}, "blocked_share"};
  rows.push_back({"A-ERLB",
                  "Loss",
                  erlang,
                  "loss.json",
                  {},
                  {{"blocked_share", 0.064411, 0.002, "queue"}},
                  waiting_room});
  rows.push_back({"A-ERLB",
                  "LossOfConstantServices",
                  erlang,
                  "loss.json",
                  {service(kConstant)},
                  {{"blocked_share", 0.064411, 0.002, "queue"}},
                  waiting_room});
  rows.push_back({"A-ERLB",
                  "LossOfLognormalServices",
                  erlang,
                  "loss.json",
                  {service(kLognormal4)},
                  {{"blocked_share", 0.064411, 0.002, "queue"}},
                  waiting_room});
  rows.push_back({"A-MMCK",
                  "BoundedQueue",
                  "Gross & Harris 1998",
                  "bounded.json",
                  {},
                  {{"blocked_share", 0.0091072, 0.0009, "queue"},
                   {"in_system_mean", 9.0771, 0.10, "queue"},
                   {"latency_mean", 1.1451, 0.01},
                   {"utilisation", 0.79271, 0.006, "queue"}},
                  {"one place less to wait", {{"tiers.queue.queue.length_max", "9"}}, "blocked_share"}});
  rows.push_back({"A-MMCK",
                  "BoundedQueueOverloaded",
                  "Gross & Harris 1998",
                  "bounded.json",
                  {rate("1.2"),
                   {"tiers.queue.cores", "1"},
                   {"tiers.queue.queue.length_max", "4"},
                   {"run.lasts", "61000 s"}},
                  {{"blocked_share", 0.25059, 0.006, "queue"}, {"latency_mean", 3.3595, 0.05}},
                  {"one place more to wait", {{"tiers.queue.queue.length_max", "5"}}, "latency_mean"}});
}

// Long because it is a table.
void add_general_laws(std::vector<Row>& rows) {
  const std::string pk = "Pollaczek 1930, Khinchine 1932";
  const Mistake exponential = {"exponential services", {service(kExponential)}, "tier_wait_mean"};
  rows.push_back({"A-MG1",
                  "Md1",
                  pk + "; Erlang 1909 for the quantiles",
                  "mg1.json",
                  {service(kConstant)},
                  {{"tier_wait_mean", 2.0, 0.10, "queue"},
                   {"latency_mean", 3.0, 0.10},
                   // P(wait <= t) = 0.5, 0.9 of M/D/1 at 0.8: t = 1.2759 and 5.0115 (theory::md1_wait_cdf),
                   // plus the 1 s.
                   {"latency_p50", 2.2759, 0.08},
                   {"latency_p90", 6.0115, 0.30}},
                  exponential});
  rows.push_back({"A-MG1",
                  "ErlangServices",
                  pk,
                  "mg1.json",
                  {service(kErlang4)},
                  {{"tier_wait_mean", 2.5, 0.13, "queue"}},
                  exponential});
  rows.push_back({"A-MG1",
                  "UniformServices",
                  pk,
                  "mg1.json",
                  {service(kUniform)},
                  {{"tier_wait_mean", 2.6667, 0.14, "queue"}},
                  exponential});
  rows.push_back({"A-MG1",
                  "HyperexponentialServices",
                  pk,
                  "mg1.json",
                  {rate("0.5"), service(kHyper4)},
                  {{"tier_wait_mean", 2.5, 0.15, "queue"}},
                  exponential});
  rows.push_back({"A-MDC",
                  "Mdc",
                  "Crommelin 1932, solved numerically",
                  "mmc.json",
                  {rate("1.6"), {"tiers.queue.cores", "2"}, service(kConstant)},
                  {{"tier_wait_mean", 0.90328, 0.06, "queue"}},
                  exponential});
  const std::string smith = "Smith 1953: root of sigma = A*(1 - sigma)";
  const Mistake poisson = {
      "Poisson arrivals", {{"workload.customers.gaps", kExponential, true}}, "latency_mean"};
  rows.push_back({"A-GIM1", "Dm1", smith, "gim1.json", {}, {{"latency_mean", 2.6927, 0.10}}, poisson});
  rows.push_back({"A-GIM1",
                  "ErlangArrivals",
                  smith,
                  "gim1.json",
                  {{"workload.customers.gaps", R"({"kind": "erlang", "stages": 2, "mean": "1 s"})", true}},
                  {{"latency_mean", 3.844, 0.17}},
                  poisson});
  rows.push_back({"A-GIM1",
                  "HyperexponentialArrivals",
                  smith,
                  "gim1.json",
                  {rate("0.5"), {"workload.customers.gaps", kHyper4, true}},
                  {{"latency_mean", 3.1623, 0.17}},
                  poisson});
  const std::string kleinrock = "Kleinrock, Queueing Systems II, 1976: insensitive to the law of service";
  const Mistake first_come = {"first come, first served",
                              {{"tiers.queue.queue.discipline", "fcfs"}, service(kConstant)},
                              "latency_mean"};
  for (const auto& [name, law] : {std::pair{"ProcessorSharing", kExponential},
                                  {"ProcessorSharingOfConstantWork", kConstant},
                                  {"ProcessorSharingOfHyperexponentialWork", kHyper4}})
    rows.push_back({"A-PS",
                    name,
                    kleinrock,
                    "processor_sharing.json",
                    {service(law)},
                    {{"latency_mean", 3.3333, 0.15}, {"in_system_mean", 2.3333, 0.11, "queue"}},
                    first_come});
  // Classes at 0.3 and 0.4 with mean 1: waits 1 and 3.3333, plus the service.
  rows.push_back({"A-PRIO",
                  "Priority",
                  "Cobham 1954",
                  "priority.json",
                  {},
                  {{"latency_mean", 2.0, 0.04, "", "urgent"}, {"latency_mean", 4.3333, 0.20, "", "patient"}},
                  {"no priority", {{"tiers.queue.queue.discipline", "fcfs"}}, "latency_mean"}});
  rows.push_back(
      {"A-PRIO",
       "PriorityPreemptive",
       "Conway, Maxwell & Miller 1967",
       "priority.json",
       {{"tiers.queue.queue.discipline", "priority_preemptive"}},
       {{"latency_mean", 1.4286, 0.03, "", "urgent"}, {"latency_mean", 4.7619, 0.24, "", "patient"}},
       {"work in service is never interrupted",
        {{"tiers.queue.queue.discipline", "priority"}},
        "latency_mean"}});
  rows.push_back(
      {"A-ERLA",
       "ErlangA",
       "Palm 1957; Garnett, Mandelbaum & Reiman 2002",
       "erlang_a.json",
       {},
       {{"left_share", 0.053233, 0.003, "queue"},
        {"waited_share", 0.28338, 0.008, "queue"},
        {"queue_length_mean", 0.42586, 0.025, "queue"},
        {"utilisation", 0.75741, 0.006, "queue"}},
       {"everybody waits exactly 1 s", {{"tiers.queue.queue.timeout", kConstant, true}}, "left_share"}});
}

// Long because it is a table.
void add_networks_and_availability(std::vector<Row>& rows) {
  rows.push_back({"A-JACKSON",
                  "JacksonNetwork",
                  "Jackson 1963",
                  "jackson.json",
                  {},
                  {{"visit_rate", 1.3095, 0.012, "front"},
                   {"visit_rate", 1.2857, 0.012, "middle"},
                   {"visit_rate", 0.90476, 0.012, "back"},
                   {"in_system_mean", 0.77465, 0.02, "front"},
                   {"in_system_mean", 1.5027, 0.05, "middle"},
                   {"in_system_mean", 1.3451, 0.05, "back"},
                   {"latency_mean", 2.415, 0.06}},
                  {"fewer go on from front to middle",
                   {{"workload.customers.walk.next.front.middle", "0.55"}},
                   "latency_mean"}});
  // Burke 1956: both queues are M/M/1; 1 / (1 - 0.7) + 0.8 / (1 - 0.7 * 0.8) = 3.3333 + 1.8182.
  rows.push_back({"A-JACKSON",
                  "Tandem",
                  "Burke 1956",
                  "tandem.json",
                  {},
                  {{"latency_mean", 5.1515, 0.15},
                   {"in_system_mean", 2.3333, 0.10, "first"},
                   {"in_system_mean", 1.2727, 0.04, "second"}},
                  {"constant services first, so departures are not Poisson",
                   {{"tiers.first.service", kConstant, true}},
                   "latency_mean"}});
  rows.push_back({"A-MVA",
                  "ClosedNetwork",
                  "Reiser & Lavenberg 1980",
                  "closed.json",
                  {},
                  {{"goodput", 2.2057, 0.02}, {"latency_mean", 2.5336, 0.05}},
                  {"one client less", {{"workload.customers.clients", "9"}}, "latency_mean"}});
  rows.push_back({"A-MVA",
                  "ClosedNetworkFewClients",
                  "Reiser & Lavenberg 1980",
                  "closed.json",
                  {{"workload.customers.clients", "5"}},
                  {{"goodput", 1.4682, 0.02}, {"latency_mean", 1.4056, 0.03}},
                  {"nobody thinks", {{"workload.customers.think", "0 s"}}, "latency_mean"}});
  rows.push_back({"A-MVA",
                  "ClosedNetworkNearItsAsymptote",
                  "Reiser & Lavenberg 1980",
                  "closed.json",
                  {{"workload.customers.clients", "20"}},
                  {{"goodput", 2.484, 0.02}, {"latency_mean", 6.0514, 0.10}},
                  {"one client less", {{"workload.customers.clients", "19"}}, "latency_mean"}});
  // Six machines, one crew: 6 * 0.85914 up.
  rows.push_back(
      {"A-REPAIR",
       "MachineRepairman",
       "Feller 1957; checked against the chain",
       "repairman.json",
       {},
       {{"replicas_up_mean", 5.15484, 0.03, "machines"}, {"all_up_share", 0.48451, 0.012, "machines"}},
       {"two crews", {{"faults.breaks.crews", "2"}}, "replicas_up_mean"}});
  rows.push_back(
      {"A-REPAIR",
       "MachineRepairmanTwoCrews",
       "Feller 1957; checked against the chain",
       "repairman.json",
       {{"faults.breaks.crews", "2"}},
       {{"replicas_up_mean", 5.43396, 0.02, "machines"}, {"all_up_share", 0.56023, 0.012, "machines"}},
       {"as many crews as needed", {{"faults.breaks.crews", "0"}}, "replicas_up_mean"}});
  const Mistake off_by_one = {
      "a quorum that is one too large", {{"tiers.voters.needs", "4"}}, "enough_up_share"};
  rows.push_back({"A-KOFN",
                  "MajorityOfFive",
                  "binomial: 3 of 5 at 0.9",
                  "quorum.json",
                  {},
                  {{"enough_up_share", 0.99144, 0.0005, "voters"}},
                  off_by_one});
  rows.push_back({"A-KOFN",
                  "MajorityOfFiveConstantRepair",
                  "binomial: insensitive to the law of repair",
                  "quorum.json",
                  {{"faults.dies.mttr", "1 s"}},
                  {{"enough_up_share", 0.99144, 0.0005, "voters"}},
                  off_by_one});
}

// Long because it is a table.
void add_load_balancing(std::vector<Row>& rows) {
  const std::string ours = "an independent reference simulation, 10 seeds x 1 to 3 million requests";
  const Mistake one_choice = {"one choice", {balancer(kRandom)}, "latency_mean"};
  const auto of_ten = [](std::string per_second, const char* policy) {
    return std::vector<Setting>{rate(std::move(per_second)), balancer(policy)};
  };
  rows.push_back({"A-LBN",
                  "Random",
                  "ten separate M/M/1 at 0.7",
                  "balancing.json",
                  of_ten("7", kRandom),
                  {{"latency_mean", 3.3333, 0.12}},
                  {"two choices", {balancer(kTwoChoices)}, "latency_mean"}});
  rows.push_back({"A-LBN",
                  "RoundRobin",
                  "each server is an E10/M/1 queue, exact",
                  "balancing.json",
                  of_ten("7", kRoundRobin),
                  {{"latency_mean", 2.0198, 0.05}},
                  one_choice});
  rows.push_back({"A-LBN",
                  "PowerOfTwo",
                  ours,
                  "balancing.json",
                  of_ten("7", kTwoChoices),
                  {{"latency_mean", 1.6767, 0.03, "", "", 0.0037}},
                  {"three choices", {balancer(kThreeChoices)}, "latency_mean"}});
  rows.push_back({"A-LBN",
                  "PowerOfThree",
                  ours,
                  "balancing.json",
                  of_ten("7", kThreeChoices),
                  {{"latency_mean", 1.4306, 0.03, "", "", 0.0031}},
                  {"two choices", {balancer(kTwoChoices)}, "latency_mean"}});
  rows.push_back({"A-LBN",
                  "JoinTheShortestQueue",
                  ours,
                  "balancing.json",
                  of_ten("7", kShortest),
                  {{"latency_mean", 1.1605, 0.02, "", "", 0.0021}},
                  {"join the idle queue", {balancer(kIdle)}, "latency_mean"}});
  rows.push_back({"A-LBN",
                  "JoinTheIdleQueue",
                  ours,
                  "balancing.json",
                  of_ten("7", kIdle),
                  {{"latency_mean", 1.1979, 0.02, "", "", 0.0032}},
                  {"three choices", {balancer(kThreeChoices)}, "latency_mean"}});
  rows.push_back({"A-LBN",
                  "PowerOfTwoOfAHundred",
                  ours,
                  "balancing.json",
                  {rate("90"),
                   balancer(kTwoChoices),
                   {"tiers.queue.replicas", "100"},
                   {"run.lasts", "3500 s"},
                   {"run.warm_up", "500 s"}},
                  {{"latency_mean", 2.6447, 0.06, "", "", 0.0083}},
                  {"three choices", {balancer(kThreeChoices)}, "latency_mean"}});
  rows.push_back({"A-LBN",
                  "JoinTheIdleQueueOfAHundred",
                  ours,
                  "balancing.json",
                  {rate("90"),
                   balancer(kIdle),
                   {"tiers.queue.replicas", "100"},
                   {"run.lasts", "3500 s"},
                   {"run.warm_up", "500 s"}},
                  {{"latency_mean", 1.0748, 0.02, "", "", 0.0019}},
                  {"two choices", {balancer(kTwoChoices)}, "latency_mean"}});
  rows.push_back(
      {"A-JSQ2",
       "JoinTheShorterOfTwo",
       "truncated chain of two queues",
       "balancing.json",
       {rate("1.4"), balancer(kShortest), {"tiers.queue.replicas", "2"}, {"run.lasts", "105000 s"}},
       {{"latency_mean", 2.1082, 0.07}},
       {"by turns", {balancer(kRoundRobin)}, "latency_mean"}});
}

// Each attempt fails by itself with probability p: an exponential service of mean 1 s outlasts a time-out of
// -ln p seconds with that probability, and nobody waits for a core. Up to r more attempts follow at once:
//   attempts = (1 - p^(r + 1)) / (1 - p), availability = 1 - p^(r + 1).
void add_retries(std::vector<Row>& rows) {
  const std::string geometric = "a geometric sum, cut off";
  const Mistake less = {"one retry less", {{"workload.customers.retries.attempts", "2"}}, "attempts_mean"};
  const auto timeout = [](const char* value) {
    return std::vector<Setting>{{"workload.customers.retries.timeout", value}};
  };
  // p = 0.5, 0.1, 0.9: time-outs of ln 2, ln 10, ln (10 / 9) seconds.
  rows.push_back({"B-RETRY-MATH",
                  "RetriesWhereHalfFail",
                  geometric,
                  "retries.json",
                  timeout("693147181 ns"),
                  {{"attempts_mean", 1.875, 0.01}, {"availability", 0.9375, 0.003}},
                  less});
  rows.push_back({"B-RETRY-MATH",
                  "RetriesWhereFewFail",
                  geometric,
                  "retries.json",
                  timeout("2302585093 ns"),
                  {{"attempts_mean", 1.111, 0.005}, {"availability", 0.9999, 0.0001}},
                  {"no retry", {{"workload.customers.retries.attempts", "0"}}, "attempts_mean"}});
  rows.push_back({"B-RETRY-MATH",
                  "RetriesWhereMostFail",
                  geometric,
                  "retries.json",
                  timeout("105360516 ns"),
                  {{"attempts_mean", 3.439, 0.01}, {"availability", 0.3439, 0.006}},
                  less});
}

}  // namespace

// The leader's core is an M/D/1 queue: a round takes D = 2 x 2.3848 + 9 x 12.90492 = 120.914 us, so it is
// full at 8,270.3 rounds a second, and at a load r a round waits r D / (2 (1 - r)). Then it waits for the
// fourth of eight round trips of Normal(0.203, 0.009) ms, 0.20163 ms at the mean (the table's 0.32254 ms less
// D). The client's own round trip of 0.203 ms comes on top.
void add_paxi(std::vector<Row>& rows) {
  struct Load {
    std::string name, rate;
    double wait_ms;
    double tolerance;
  };
  for (const Load& load :
       {Load{"Idle", "82.703 /s", 0.00061, 0.02}, Load{"AtHalfLoad", "4135.15 /s", 0.06046, 0.02},
        Load{"AtFourFifths", "6616.24 /s", 0.24183, 0.05}})
    rows.push_back({"B-PAXI-LAN",
                    "PaxiLan" + load.name,
                    "github.com/ailidani/paxi, model/queue.ipynb; Ailijiang, Charapko & Demirbas 2019",
                    "paxi_lan.json",
                    {{"workload.clients.rate.value", load.rate}},
                    {{"latency_mean", (0.203 + 0.20163 + 0.120914 + load.wait_ms) * 1e-3,
                      (0.203 + 0.32254 + load.wait_ms) * 1e-3 * load.tolerance}},
                    {"a round trip of 20% more", {{"network.jitter.mean", "121.8 us"}}, "latency_mean"}});
}

std::vector<Row> rows() {
  std::vector<Row> all;
  add_single_stations(all);
  add_general_laws(all);
  add_networks_and_availability(all);
  add_load_balancing(all);
  add_retries(all);
  add_paxi(all);
  return all;
}

}  // namespace windtunnel::validation
