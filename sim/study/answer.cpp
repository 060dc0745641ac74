// From replications to an answer.
#include "sim/study/answer.hpp"

#include <algorithm>
#include <cmath>

#include "sim/base/check.hpp"
#include "sim/base/text.hpp"
#include "sim/stats/stationarity.hpp"

namespace windtunnel {
namespace {

// How many requests count as one independent look at a share while too few failures are seen to show how they
// cluster. A fault that strikes at random may bring an outage that nobody has seen yet: then nothing is
// assumed (0, see stats).
double looks(const Flight& flight, const Campaign& campaign) {
  for (const FaultPlan& fault : flight.plan.faults)
    if (fault.failure.renewal) return 0;
  std::vector<Sample> samples;
  for (const ReplicationFacts& replication : campaign.replications)
    if (replication.latency.count > 0) samples.push_back(replication.latency);
  return requests_per_look(samples);
}

std::vector<RowValue> values_of(const Campaign& campaign, std::size_t row) {
  std::vector<RowValue> values;
  for (const ReplicationFacts& replication : campaign.replications)
    if (!replication.values.empty()) values.push_back(replication.values[row]);
  return values;
}

// A queue that still grows at the end has no average: nor have the figures that follow from it.
bool spoilt_by_saturation(const RowKey& key, const std::vector<TierAnswer>& tiers) {
  const std::string_view name = key.metric->name;
  if (key.metric->scope == MetricScope::kRequests) {
    if (!name.starts_with("latency")) return false;
    return std::any_of(tiers.begin(), tiers.end(), [](const TierAnswer& tier) { return tier.saturated; });
  }
  if (key.metric->scope != MetricScope::kTier || !tiers[*key.tier].saturated) return false;
  return name == "queue_length_mean" || name == "in_system_mean" || name == "tier_wait_mean" ||
         name == "tier_time_mean";
}

// What came in the second half of the run and was not served, in cores: a busy share alone can not tell a
// load of 100% from one of 130%. `work_each` is core-seconds a request.
double piled_up(const Flight& flight, const std::vector<double>& in_system, double work_each) {
  if (in_system.size() < 2) return 0;
  const double more = in_system.back() - in_system[in_system.size() / 2 - 1];
  return std::max(0.0, more) * work_each / (flight.plan.lasts.seconds() / 2);
}

// The cores that a tier has in a region when the run ends, up or down.
double cores_of(const Plan& plan, std::uint32_t tier, std::uint32_t region) {
  double cores = 0;
  const std::vector<bool> stands = standing_at_the_end(plan);
  for (const std::uint32_t replica : plan.tiers[tier].replicas)
    if (stands[replica] && plan.places.region_of_zone[plan.replicas[replica].zone] == region)
      cores += static_cast<double>(plan.tiers[tier].station.cores);
  return cores;
}

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

// Whether the tier's queue still grows at the end in some region: one that overflows is not made up for by
// others that idle. The offered load is that of the region where it is highest.
void read_saturation(const Flight& flight, const Campaign& campaign, std::uint32_t t, TierAnswer& tier) {
  StationTotals all;
  for (const std::uint32_t w : flight.measured)
    for (const std::uint32_t replica : flight.plan.tiers[t].replicas)
      all.merge(campaign.merged->stations[w][replica]);
  const double work_each =
      all.served > 0 ? static_cast<double>(all.busy_ns) * 1e-9 / static_cast<double>(all.served) : 0;
  const auto runs = static_cast<double>(campaign.in_system.size());
  const auto regions = static_cast<std::uint32_t>(flight.plan.places.regions.size());
  for (std::uint32_t region = 0; region < regions; ++region) {
    const double cores = cores_of(flight.plan, t, region);
    if (cores == 0) continue;
    std::size_t growing = 0;
    double offered = 0;
    std::string why;
    for (std::size_t r = 0; r < campaign.in_system.size(); ++r) {
      const std::vector<double>& busy = campaign.busy_share[r][t * regions + region];
      double late = 0;
      for (std::size_t s = busy.size() / 2; s < busy.size(); ++s) late += busy[s];
      late /= std::max<double>(1.0, static_cast<double>(busy.size() - busy.size() / 2));
      QueueTrace trace;
      trace.in_system = campaign.in_system[r][t * regions + region];
      trace.capacity_cores = cores;
      trace.offered_load =
          late * cores + piled_up(flight, campaign.in_system[r][t * regions + region], work_each);
      trace.busy_share_late = late;
      offered += trace.offered_load / cores / runs;
      const Saturation found = saturation(trace);
      growing += found.saturated ? 1 : 0;
      if (found.saturated && why.empty()) why = found.why;
    }
    tier.offered_load = std::max(tier.offered_load, offered);
    // A single replication may wander; more than half of them do not.
    if (tier.saturated || growing * 2 <= campaign.in_system.size()) continue;
    tier.saturated = true;
    tier.why = regions > 1 ? flight.plan.places.regions[region] + ": " + why : why;
  }
}

std::vector<TierAnswer> tier_answers(const Flight& flight, const Campaign& campaign) {
  std::vector<TierAnswer> tiers;
  for (std::uint32_t t = 0; t < flight.plan.tiers.size(); ++t) {
    TierAnswer tier;
    tier.name = flight.plan.tiers[t].name;
    for (const std::uint32_t replica : flight.plan.tiers[t].replicas)
      tier.replicas += flight.plan.replicas[replica].from_start ? 1 : 0;
    tier.replicas_most = static_cast<std::int64_t>(flight.plan.tiers[t].replicas.size());
    tier.cores = flight.plan.tiers[t].station.cores;
    read_utilisation(flight, *campaign.merged, t, tier);
    read_saturation(flight, campaign, t, tier);
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
                                const Campaign& campaign, const Scenario& scenario) {
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
  for (const ReplicationFacts& replication : campaign.replications)
    for (const StoreFinding& finding : replication.findings)
      if (verdict.example.empty() && finding.tier == tier && belongs(finding.check, which.check))
        verdict.example = finding.reason + " (seed " + hexadecimal(replication.seed) + ")";
  return verdict;
}

std::vector<StoreAnswer> judge_stores(const Answer& answer, const Scenario& scenario, const Flight& flight,
                                      const Campaign& campaign) {
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
      store.verdicts.push_back(verdict_of(check, tier, answer, campaign, scenario));
  }
  return stores;
}

void judge_expectations(Answer& answer, const Scenario& scenario, const Flight& flight) {
  for (const auto& item : scenario.expect) {
    const ExpectFields& fields = item.value;
    ExpectationAnswer expectation;
    expectation.name = item.name;
    const Metric& metric = *find_metric(fields.metric);
    expectation.side = fields.at_most ? Side::kAtMost : Side::kAtLeast;
    expectation.limit =
        read_limit(metric, fields.at_most ? *fields.at_most : *fields.at_least).value.value_or(0);
    const auto key = row_of(flight, metric, fields.of);
    CHECK(key.has_value(), "an expectation about something that is not there: " + item.name);
    expectation.key = *key;
    if (const AnswerRow* row = answer.find(*key))
      expectation.estimate = row->estimate;
    else
      expectation.estimate = Estimate::lacking(Lack::kTooFew, "nothing was observed");
    expectation.judgement = judge(expectation.estimate, expectation.side, expectation.limit);
    answer.expectations.push_back(std::move(expectation));
  }
}

void merge_audits(Answer& answer, const Campaign& campaign) {
  for (std::size_t r = 0; r < campaign.replications.size(); ++r) {
    const ReplicationFacts& replication = campaign.replications[r];
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

Estimate estimate_row(const RowKey& key, const std::vector<RowValue>& values, double per_look) {
  std::vector<double> plain;
  std::vector<Successes> successes;
  std::vector<SampleQuantile> quantiles;
  bool missing = values.empty();
  for (const RowValue& value : values) {
    if (std::isnan(value.value)) {
      missing = true;
      continue;
    }
    plain.push_back(value.value);
    successes.push_back(Successes{value.good, value.total});
    quantiles.push_back(SampleQuantile{value.value, value.total});
  }
  if (plain.empty()) return Estimate::lacking(Lack::kTooFew, "nothing of the kind happened");
  switch (key.metric->estimator) {
    case Estimator::kProportion: {
      ProportionOptions options;
      options.requests_per_look = per_look;
      return proportion_over_replications(successes, options);
    }
    case Estimator::kQuantile:
      if (missing)
        return Estimate::lacking(Lack::kTooFew, "nothing of the kind happened in some replications");
      return quantile_over_replications(quantiles, key.metric->quantile, Histogram().relative_error());
    default: {
      if (missing)
        return Estimate::lacking(Lack::kTooFew, "nothing of the kind happened in some replications",
                                 plain.front());
      // A figure without chance in it needs no interval: the price of what does not move.
      const bool same =
          std::all_of(plain.begin(), plain.end(), [&](double value) { return value == plain.front(); });
      if (same && plain.size() >= 2) return Estimate::exactly(plain.front());
      Estimate estimate = mean_over_replications(plain);
      // No metric can be below zero, and Student's t does not know that.
      if (estimate.has_interval()) estimate.low = std::max(0.0, estimate.low);
      return estimate;
    }
  }
}

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

Answer make_answer(const Scenario& scenario, const Flight& flight, const Campaign& campaign) {
  Answer answer;
  answer.wanted = campaign.wanted;
  answer.interrupted = campaign.interrupted;
  answer.out_of_budget = campaign.out_of_budget;
  merge_audits(answer, campaign);
  if (!campaign.merged) return answer;
  const double per_look = looks(flight, campaign);
  answer.tiers = tier_answers(flight, campaign);
  for (std::size_t i = 0; i < campaign.rows.size(); ++i) {
    AnswerRow row;
    row.key = campaign.rows[i];
    const std::vector<RowValue> values = values_of(campaign, i);
    for (const ReplicationFacts& replication : campaign.replications)
      row.by_replication.push_back(replication.values.empty() ? std::nan("") : replication.values[i].value);
    row.estimate = estimate_row(row.key, values, per_look);
    if (spoilt_by_saturation(row.key, answer.tiers)) {
      std::string why = "a queue still grows at the end of the run";
      for (const TierAnswer& tier : answer.tiers)
        if (tier.saturated) why = "tier " + tier.name + ": " + tier.why;
      row.estimate = Estimate::lacking(Lack::kSaturated, why);
    }
    answer.rows.push_back(std::move(row));
  }
  answer.stores = judge_stores(answer, scenario, flight, campaign);
  judge_expectations(answer, scenario, flight);
  answer.time = time_shares(flight, campaign);
  if (flight.priced) answer.bill = bill(campaign.usage, flight.prices);
  Fingerprint prints[5];
  for (const ReplicationFacts& replication : campaign.replications) {
    if (replication.values.empty()) continue;
    ++answer.replications;
    for (std::size_t i = 0; i < 5; ++i) prints[i].fold(replication.fingerprints[i]);
  }
  for (std::size_t i = 0; i < 5; ++i) answer.fingerprints[i] = prints[i].value();
  answer.events = campaign.merged->events;
  if (flight.judges_wire()) answer.wire = campaign.merged->wire;
  for (const Cell& cell : campaign.merged->recorder.cells()) answer.requests += cell.issued;
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
