// The answer: estimates with intervals, verdicts with margins, where the time goes, what saturates, what it
// costs.
//
// It is a pure function of the flight and its campaign; printing it as text, JSON or tables is somebody
// else's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/stats/interval.hpp"
#include "sim/study/study.hpp"

namespace windtunnel {

struct AnswerRow {
  RowKey key;
  Estimate estimate;
  std::vector<double> by_replication;  // by its index; NaN where one has nothing to say or failed
};

struct ExpectationAnswer {
  std::string name;
  RowKey key;
  Side side = Side::kAtMost;
  double limit = 0;
  bool every_run = false;  // then the estimate is the worst replication's value
  Estimate estimate;
  Judgement judgement;
};

// Where the time of good replies goes, in seconds a request: at the mean, and among the slowest 1%.
struct TimeShare {
  std::string part;  // "network", "app queue", "app service"
  double mean_s = 0;
  double slowest_s = 0;
};

struct TierAnswer {
  std::string name;
  std::int64_t replicas = 0;       // when the run begins
  std::int64_t replicas_most = 0;  // that ever stood
  std::int64_t cores = 0;          // of one replica
  double utilisation_mean = 0;     // over the measured run
  double utilisation_peak = 0;     // in the busiest two-hundredth of the run, mean over replications
  std::string worst_phase;         // where it is busiest: "" is the whole measured run
  std::string worst_region;        // "" when there is but one
  double utilisation_worst = 0;
  double offered_load = 0;  // in the second half of the run, over capacity: what is served and what piles up
  bool saturated = false;
  std::string why;  // the figures behind `saturated`
};

// What checkers say of one store under a protocol, over all replications.
struct StoreAnswer {
  struct Verdict {
    std::string_view check;                             // as in a scenario's `check`
    std::int64_t holds = 0, violated = 0, unknown = 0;  // replications
    bool asked = false;                                 // the scenario says that it has to hold
    std::string example;                                // of a violation, with the seed of its replication
  };
  std::string tier;
  std::string protocol;
  std::int64_t members = 0;
  std::vector<Verdict> verdicts;      // linearizability, sequential, sessions, convergence, agreement,
                                      // lost_acknowledged_writes
  std::vector<std::string> settings;  // "election time-out 300 to 600 ms"
};

struct Answer {
  std::vector<AnswerRow> rows;
  std::vector<ExpectationAnswer> expectations;
  std::vector<TimeShare> time;
  std::vector<TierAnswer> tiers;
  std::optional<Bill> bill;
  std::vector<StoreAnswer> stores;
  std::optional<WireTotals> wire;     // of all replications, where anything can happen to a message
  std::vector<Audit> audits;          // each promise once; broken if any replication broke it, with its seed
  std::vector<std::string> failures;  // replications that could not be finished, each with its seed and text
  bool broken_promise = false;
  std::array<std::uint64_t, 5> fingerprints{};
  std::int64_t replications = 0;
  std::int64_t wanted = 0;
  std::int64_t requests = 0;
  std::uint64_t events = 0;
  bool interrupted = false;
  bool out_of_budget = false;

  const AnswerRow* find(const RowKey& key) const;
};

// What follows from the facts of the replications alone, whoever flew them and whoever kept them: rows,
// expectations, verdicts of stores, audits, failures. `confidence` is that of the intervals by which
// expectations are judged; all others have kConfidence.
Answer judged_answer(const Scenario& scenario, const Flight& flight, const std::vector<RowKey>& rows,
                     const std::vector<ReplicationFacts>& replications, double confidence = kConfidence);

// The whole answer: with where the time goes, how busy tiers are, and the bill.
Answer make_answer(const Scenario& scenario, const Flight& flight, const Campaign& campaign,
                   double confidence = kConfidence);

// What the command's exit says of an answer: 0 fine, 1 an expectation failed, 3 undecided, 4 an audit is
// violated, 5 could not run, 6 broken promise, 130 interrupted; the gravest wins in the order 6 5 130 4 1 3.
int exit_code(const Answer& answer);

}  // namespace windtunnel
