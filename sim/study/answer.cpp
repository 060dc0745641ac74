// From replications to an answer.
#include "sim/study/answer.hpp"

#include <algorithm>
#include <cmath>

#include "models/expect/asked.hpp"
#include "sim/base/check.hpp"
#include "sim/base/text.hpp"
#include "sim/stats/every_run.hpp"
#include "sim/study/row_estimates.hpp"

namespace windtunnel {
namespace {

// How busy the tier is: on average, in its busiest moment, and in its busiest phase and region.
void read_utilisation(const Flight& flight, const RunFacts& merged, std::uint32_t t, TierAnswer& tier) {
  const Plan& plan = flight.plan;
  const Places& places = plan.places;
  const auto share = [&](const std::vector<std::uint32_t>& windows, std::optional<std::uint32_t> region) {
    StationTotals sum;
    for (const std::uint32_t w : windows)
      for (const std::uint32_t replica : plan.tiers[t].replicas)
        if (!region || places.region_of_zone[plan.replicas[replica].zone] == *region)
          sum.merge(merged.stations[w][replica]);
    const auto capacity = static_cast<double>(sum.up_ns) * static_cast<double>(tier.cores);
    return capacity > 0 ? static_cast<double>(sum.busy_ns) / capacity : 0.0;
  };
  const auto look = [&](const std::string& phase, const std::vector<std::uint32_t>& windows) {
    for (std::uint32_t region = 0; region < places.regions.size(); ++region) {
      const double utilisation = share(windows, region);
      if (utilisation <= tier.utilisation_worst) continue;
      tier.worst_phase = phase;
      tier.worst_region = places.regions.size() > 1 ? places.regions[region] : "";
      tier.utilisation_worst = utilisation;
    }
  };
  tier.utilisation_mean = share(flight.measured, std::nullopt);
  look("", flight.measured);
  for (const PhasePlan& phase : flight.phases) look(phase.name, phase.windows);
  const std::size_t regions = places.regions.size();
  for (std::size_t s = 0; s < merged.busy_ns.size(); ++s) {
    double worked = 0, there = 0;
    for (std::size_t pool = t * regions; pool < (t + 1) * regions; ++pool) {
      worked += static_cast<double>(merged.busy_ns[s][pool]);
      there += static_cast<double>(merged.capacity_ns[s][pool]);
    }
    if (there > 0) tier.utilisation_peak = std::max(tier.utilisation_peak, worked / there);
  }
}

std::vector<TierAnswer> tier_answers(const Flight& flight, const Campaign& campaign,
                                     const std::vector<TierLoad>& loads) {
  std::vector<TierAnswer> tiers;
  for (std::uint32_t t = 0; t < flight.plan.tiers.size(); ++t) {
    TierAnswer tier;
    tier.name = flight.plan.tiers[t].name;
    for (const std::uint32_t replica : flight.plan.tiers[t].replicas)
      tier.replicas += flight.plan.replicas[replica].from_start ? 1 : 0;
    tier.replicas_most = static_cast<std::int64_t>(flight.plan.tiers[t].replicas.size());
    tier.cores = flight.plan.tiers[t].station.cores;
    read_utilisation(flight, *campaign.merged, t, tier);
    tier.offered_load = loads[t].offered_load;
    tier.saturated = loads[t].saturated;
    tier.why = loads[t].why;
    tiers.push_back(std::move(tier));
  }
  return tiers;
}

std::vector<TimeShare> time_shares(const Flight& flight, const Campaign& campaign) {
  const Breakdown& breakdown = campaign.merged->recorder.breakdown();
  const std::vector<double> mean = breakdown.mean_of_slowest(1.0);
  const std::vector<double> slowest = breakdown.mean_of_slowest(0.01);
  std::vector<TimeShare> shares;
  shares.push_back({"network", mean[0] * 1e-9, slowest[0] * 1e-9});
  for (std::size_t t = 0; t < flight.plan.tiers.size(); ++t) {
    const std::string& name = flight.plan.tiers[t].name;
    shares.push_back({name + " queue", mean[1 + 2 * t] * 1e-9, slowest[1 + 2 * t] * 1e-9});
    shares.push_back({name + " service", mean[2 + 2 * t] * 1e-9, slowest[2 + 2 * t] * 1e-9});
  }
  if (flight.plan.has_stores()) shares.push_back({"replication", mean.back() * 1e-9, slowest.back() * 1e-9});
  return shares;
}

// The checks of a store, each with the row that counts its replications and the findings that belong to it.
struct StoreCheck {
  Promise promise;
  std::string_view check, metric;
};
constexpr StoreCheck kStoreChecks[] = {
    {Promise::kLinearizability, "linearizability", "verdict_linearizability"},
    {Promise::kSequential, "sequential", "verdict_sequential"},
    {Promise::kSessions, "sessions", "verdict_sessions"},
    {Promise::kConvergence, "convergence", "verdict_convergence"},
    {Promise::kAgreement, "agreement", "verdict_agreement"},
    {Promise::kLostAcknowledgedWrites, "lost_acknowledged_writes", "lost_acknowledged_writes"}};

bool belongs(std::string_view finding, std::string_view check) {
  if (check != "sessions") return finding == check;
  return std::find(kSessionGuaranteeNames.begin(), kSessionGuaranteeNames.end(), finding) !=
         kSessionGuaranteeNames.end();
}

StoreAnswer::Verdict verdict_of(const StoreCheck& which, std::uint32_t tier, const Answer& answer,
                                const std::vector<ReplicationFacts>& replications, const Scenario& scenario) {
  StoreAnswer::Verdict verdict;
  verdict.check = which.check;
  verdict.asked =
      std::find(scenario.check.begin(), scenario.check.end(), which.promise) != scenario.check.end();
  RowKey key;
  key.metric = find_metric(which.metric);
  key.tier = tier;
  const AnswerRow* row = answer.find(key);
  CHECK(row != nullptr, "a store without a row for a verdict");
  const bool counts = which.check == "lost_acknowledged_writes";  // which counts what a verdict forbids
  for (const double value : row->by_replication) {
    if (std::isnan(value))
      ++verdict.unknown;
    else
      ++((value > 0) != counts ? verdict.holds : verdict.violated);
  }
  for (const ReplicationFacts& replication : replications)
    for (const StoreFinding& finding : replication.findings)
      if (verdict.example.empty() && finding.tier == tier && belongs(finding.check, which.check))
        verdict.example = finding.reason + " (seed " + hexadecimal(replication.seed) + ")";
  return verdict;
}

std::vector<StoreAnswer> judge_stores(const Answer& answer, const Scenario& scenario, const Flight& flight,
                                      const std::vector<ReplicationFacts>& replications) {
  std::vector<StoreAnswer> stores;
  for (std::uint32_t tier = 0; tier < flight.plan.tiers.size(); ++tier) {
    const TierPlan& planned = flight.plan.tiers[tier];
    if (!planned.store) continue;
    StoreAnswer& store = stores.emplace_back();
    store.tier = planned.name;
    store.protocol = planned.store->protocol;
    store.members = planned.store->site.members;
    for (const ProtocolSetting& setting : planned.store->settings)
      store.settings.push_back(setting.name + " " + setting.value);
    for (const StoreCheck& check : kStoreChecks)
      store.verdicts.push_back(verdict_of(check, tier, answer, replications, scenario));
  }
  return stores;
}

// The estimate of a row, with an interval of this confidence.
Estimate estimate_at(const Answer& answer, const AnswerRow& row, const RowEstimates& estimates,
                     double confidence) {
  if (confidence == kConfidence) return row.estimate;
  return estimates.estimate(row.key, static_cast<std::size_t>(&row - answer.rows.data()), confidence);
}

// Of a promise of every run: the worst run's value, and how far that none broke it was tried.
void judge_runs(ExpectationAnswer& expectation, const AnswerRow* row, double confidence) {
  const EveryRun runs = look_at_every_run(row != nullptr ? row->by_replication : std::vector<double>{},
                                          expectation.side, expectation.limit, confidence);
  expectation.judgement = judge_every_run(runs, expectation.side, expectation.limit);
  if (runs.runs == 0) {
    expectation.estimate = Estimate::lacking(Lack::kTooFew, "nothing was observed");
    return;
  }
  expectation.estimate = Estimate::exactly(runs.worst);
  expectation.estimate.replications = runs.runs;
  if (runs.broken == 0)
    expectation.estimate.why = "none of " + std::to_string(runs.runs) + " runs broke it, so at most " +
                               percent(runs.break_probability_most, 1) + " of runs would";
}

void judge_expectations(Answer& answer, const Scenario& scenario, const Flight& flight,
                        const RowEstimates& estimates, double confidence) {
  for (const auto& item : scenario.expect) {
    const AskedFigure asked = asked_of(item.value);
    ExpectationAnswer expectation;
    expectation.name = item.name;
    expectation.side = asked.side;
    expectation.limit = asked.limit;
    expectation.every_run = asked.every_run;
    const auto key = row_of(flight, *asked.metric, item.value.of);
    CHECK(key.has_value(), "an expectation about something that is not there: " + item.name);
    expectation.key = *key;
    const AnswerRow* row = answer.find(*key);
    if (asked.every_run) {
      judge_runs(expectation, row, confidence);
    } else {
      expectation.estimate = row != nullptr ? estimate_at(answer, *row, estimates, confidence)
                                            : Estimate::lacking(Lack::kTooFew, "nothing was observed");
      expectation.judgement = judge(expectation.estimate, expectation.side, expectation.limit);
    }
    answer.expectations.push_back(std::move(expectation));
  }
}

void merge_audits(Answer& answer, const std::vector<ReplicationFacts>& replications) {
  for (std::size_t r = 0; r < replications.size(); ++r) {
    const ReplicationFacts& replication = replications[r];
    for (const Audit& audit : replication.audits) {
      const auto at = std::find_if(answer.audits.begin(), answer.audits.end(),
                                   [&](const Audit& other) { return other.name == audit.name; });
      Audit& merged =
          at == answer.audits.end() ? answer.audits.emplace_back(Audit{audit.name, true, ""}) : *at;
      if (audit.holds || !merged.holds) continue;
      merged.holds = false;
      merged.found = audit.found + " (replication " + std::to_string(r) + ", seed " +
                     hexadecimal(replication.seed) + ")";
    }
    if (!replication.failed.empty())
      answer.failures.push_back("replication " + std::to_string(r) + ", seed " +
                                hexadecimal(replication.seed) + ": " + replication.failed);
    answer.broken_promise = answer.broken_promise || replication.broken_promise;
  }
}

}  // namespace

const AnswerRow* Answer::find(const RowKey& key) const {
  for (const AnswerRow& row : rows)
    if (row.key == key) return &row;
  // Of one alone, all is meant.
  RowKey wider = key;
  wider.request_class.reset();
  for (const AnswerRow& row : rows)
    if (row.key == wider) return &row;
  wider = key;
  wider.region.reset();
  for (const AnswerRow& row : rows)
    if (row.key == wider) return &row;
  wider.request_class.reset();
  for (const AnswerRow& row : rows)
    if (row.key == wider) return &row;
  return nullptr;
}

namespace {

// `estimates` are nullptr where no replication was finished.
Answer judged(const Scenario& scenario, const Flight& flight, const std::vector<RowKey>& rows,
              const std::vector<ReplicationFacts>& replications, const RowEstimates* estimates,
              double confidence) {
  Answer answer;
  answer.wanted = static_cast<std::int64_t>(replications.size());
  merge_audits(answer, replications);
  if (estimates == nullptr) return answer;
  for (std::size_t i = 0; i < rows.size(); ++i)
    answer.rows.push_back({rows[i], estimates->estimate(rows[i], i), estimates->by_replication(i)});
  answer.stores = judge_stores(answer, scenario, flight, replications);
  judge_expectations(answer, scenario, flight, *estimates, confidence);
  Fingerprint prints[5];
  for (const ReplicationFacts& replication : replications) {
    answer.requests += replication.requests;
    if (replication.values.empty()) continue;
    ++answer.replications;
    for (std::size_t i = 0; i < 5; ++i) prints[i].fold(replication.fingerprints[i]);
  }
  for (std::size_t i = 0; i < 5; ++i) answer.fingerprints[i] = prints[i].value();
  return answer;
}

}  // namespace

Answer judged_answer(const Scenario& scenario, const Flight& flight, const std::vector<RowKey>& rows,
                     const std::vector<ReplicationFacts>& replications, double confidence) {
  const bool finished =
      std::any_of(replications.begin(), replications.end(),
                  [](const ReplicationFacts& replication) { return !replication.values.empty(); });
  std::optional<RowEstimates> estimates;
  if (finished) estimates.emplace(flight, replications);
  return judged(scenario, flight, rows, replications, estimates ? &*estimates : nullptr, confidence);
}

Answer make_answer(const Scenario& scenario, const Flight& flight, const Campaign& campaign,
                   double confidence) {
  std::optional<RowEstimates> estimates;
  if (campaign.merged) estimates.emplace(flight, campaign.replications);
  Answer answer = judged(scenario, flight, campaign.rows, campaign.replications,
                         estimates ? &*estimates : nullptr, confidence);
  answer.wanted = campaign.wanted;
  answer.interrupted = campaign.interrupted;
  answer.out_of_budget = campaign.out_of_budget;
  if (!estimates) return answer;
  answer.tiers = tier_answers(flight, campaign, estimates->loads());
  answer.time = time_shares(flight, campaign);
  if (flight.priced) answer.bill = bill(campaign.usage, flight.prices);
  answer.events = campaign.merged->events;
  if (flight.judges_wire()) answer.wire = campaign.merged->wire;
  return answer;
}

int exit_code(const Answer& answer) {
  if (answer.broken_promise) return 6;
  if (answer.replications == 0 && !answer.interrupted) return 5;
  if (!answer.failures.empty()) return 5;
  if (answer.interrupted) return 130;
  for (const Audit& audit : answer.audits)
    if (!audit.holds) return 4;
  bool undecided = false;
  for (const StoreAnswer& store : answer.stores)
    for (const StoreAnswer::Verdict& verdict : store.verdicts) {
      if (verdict.asked && verdict.violated > 0) return 4;
      undecided = undecided || (verdict.asked && verdict.unknown > 0);
    }
  for (const ExpectationAnswer& expectation : answer.expectations) {
    if (expectation.judgement.verdict == Expected::kFails) return 1;
    undecided = undecided || expectation.judgement.verdict == Expected::kUndecided;
  }
  return undecided ? 3 : 0;
}

}  // namespace windtunnel
