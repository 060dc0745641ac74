// The list of metrics, and how their values and limits are written.
#include "models/expect/metrics.hpp"

#include <array>
#include <cmath>

#include "sim/base/units.hpp"

namespace windtunnel {
namespace {

using enum MetricUnit;
using enum MetricScope;
using enum Estimator;

constexpr std::string_view kIssued =
    "requests meant to be sent in the phase, less those in flight when the run ends";
constexpr std::string_view kGood =
    "requests meant to be sent in the phase and answered well within the deadline";
constexpr std::string_view kFinished =
    "requests meant to be sent in the phase that ended; a failure counts at its deadline";
constexpr std::string_view kVisits = "visits to the tier's replicas in the phase";
constexpr std::string_view kTime = "time of the phase";
constexpr std::string_view kReads = "reads invoked in the phase that ended ok";
constexpr std::string_view kHistories = "runs that could be judged";
constexpr std::string_view kPackets = "packets sent in the run, warm-up too, those sent again among them";
constexpr std::string_view kNewPackets = "packets sent for the first time in the run, warm-up too";
constexpr std::string_view kEndedWork = "pieces of the work that began in the phase and ended";

constexpr std::array kMetrics = {
    Metric{"availability", kShare, kRequests, kProportion, false, 0,
           "Share of requests that got a good reply within their deadline.", kIssued},
    Metric{"availability_worst", kShare, kRequests, kMean, false, 0,
           "Lowest availability of any span of the timeline: bins in a row that hold 200 requests together.",
           "requests meant to be sent in the span that ended; none where no span has so many"},
    Metric{"timed_out_share", kShare, kRequests, kProportion, true, 0,
           "Share of requests without a reply within the deadline.", kIssued},
    Metric{"rejected_share", kShare, kRequests, kProportion, true, 0,
           "Share of requests turned away by a full queue or a queue's time-out.", kIssued},
    Metric{"refused_share", kShare, kRequests, kProportion, true, 0,
           "Share of requests whose connection was refused or reset, or for whom nobody was up.", kIssued},
    Metric{"request_rate", kRate, kRequests, kMean, false, 0, "Requests meant to be sent per second.", kTime},
    Metric{"goodput", kRate, kRequests, kMean, false, 0,
           "Good replies per second, by when they were meant to be sent.", kTime},
    Metric{"attempts_mean", kCount, kRequests, kMean, true, 0, "Attempts per finished request.", kFinished},
    Metric{"latency_mean", kDuration, kRequests, kMean, true, 0,
           "Mean time from the intended send to the good reply.", kGood},
    Metric{"latency_p50", kDuration, kRequests, kQuantile, true, 0.50,
           "Median time from the intended send to the good reply.", kGood},
    Metric{"latency_p90", kDuration, kRequests, kQuantile, true, 0.90,
           "90% of good replies came within this time of the intended send.", kGood},
    Metric{"latency_p95", kDuration, kRequests, kQuantile, true, 0.95,
           "95% of good replies came within this time of the intended send.", kGood},
    Metric{"latency_p99", kDuration, kRequests, kQuantile, true, 0.99,
           "99% of good replies came within this time of the intended send.", kGood},
    Metric{"latency_p999", kDuration, kRequests, kQuantile, true, 0.999,
           "99.9% of good replies came within this time of the intended send.", kGood},
    Metric{"latency_all_p50", kDuration, kRequests, kQuantile, true, 0.50,
           "Median over all requests, failures counted at their deadline.", kFinished},
    Metric{"latency_all_p99", kDuration, kRequests, kQuantile, true, 0.99,
           "99% over all requests, failures counted at their deadline.", kFinished},
    Metric{"latency_all_p999", kDuration, kRequests, kQuantile, true, 0.999,
           "99.9% over all requests, failures counted at their deadline.", kFinished},
    Metric{"utilisation", kShare, kTier, kMean, true, 0,
           "Share of the time that the tier's cores work, while their replica is up.", "cores x time up"},
    Metric{"utilisation_of_all", kShare, kTier, kMean, true, 0,
           "Share of the time that the tier's cores work, up or down.", "cores x time"},
    Metric{"queue_length_mean", kCount, kTier, kMean, true, 0, "Requests waiting in the tier, over time.",
           kTime},
    Metric{"in_system_mean", kCount, kTier, kMean, true, 0,
           "Requests waiting or in service in the tier, over time.", kTime},
    Metric{"in_system_peak", kCount, kTier, kMean, true, 0,
           "Most requests waiting or in service in the tier at once, of two hundred looks over the run.",
           "looks in the phase"},
    Metric{"tier_wait_mean", kDuration, kTier, kMean, true, 0,
           "Mean wait for a core, of visits that were let in.", kVisits},
    Metric{"tier_time_mean", kDuration, kTier, kMean, true, 0,
           "Mean time in the tier, waiting and in service, of visits that were let in.", kVisits},
    Metric{"waited_share", kShare, kTier, kProportion, true, 0, "Share of visits that found no free core.",
           kVisits},
    Metric{"blocked_share", kShare, kTier, kProportion, true, 0,
           "Share of visits turned away by a full queue.", kVisits},
    Metric{"left_share", kShare, kTier, kProportion, true, 0,
           "Share of visits that left the queue by its time-out.", kVisits},
    Metric{"visit_rate", kRate, kTier, kMean, false, 0, "Visits to the tier per second.", kTime},
    Metric{"replicas_up_mean", kCount, kTier, kMean, false, 0, "Replicas that are up, over time.", kTime},
    Metric{"enough_up_share", kShare, kTier, kMean, false, 0,
           "Share of the time that at least `needs` replicas of the tier are up.", kTime},
    Metric{"all_up_share", kShare, kTier, kMean, false, 0,
           "Share of the time that all replicas of the tier are up.", kTime},
    Metric{"power_mean", kPower, kTier, kMean, true, 0, "What the tier's replicas draw together, over time.",
           kTime},
    Metric{"bulk_time_mean", kDuration, kBulk, kMean, true, 0,
           "Mean time from the beginning of a piece of bulk work to its last byte.", kEndedWork},
    Metric{"bulk_time_max", kDuration, kBulk, kMean, true, 0,
           "The longest time from the beginning of a piece of bulk work to its last byte.", kEndedWork},
    Metric{"bulk_ended_share", kShare, kBulk, kProportion, false, 0,
           "Share of the pieces of bulk work that were begun and have ended before the run does.",
           "pieces of the work that began in the phase"},
    Metric{"time_to_recover", kDuration, kFault, kMean, true, 0,
           "From the strike to the end of the last bad span before three good ones in a row; bad: "
           "availability more than 5 points under that before the strike; 0 when the first three are good.",
           "requests from the struck regions, in spans of the timeline with 200 requests or more"},
    Metric{"time_to_recover_goodput", kDuration, kFault, kMean, true, 0,
           "As time_to_recover; bad: more than 10% fewer good replies per second than before the strike.",
           "requests from the struck regions, in spans of the timeline with 1,000 requests or more"},
    Metric{"time_to_recover_latency", kDuration, kFault, kMean, true, 0,
           "As time_to_recover; bad: a mean latency of good replies more than 50% above that before the "
           "strike, or no good reply.",
           "requests from the struck regions, in spans of the timeline with 200 requests or more"},
    Metric{"stale_read_share", kShare, kStore, kProportion, true, 0,
           "Share of reads that returned an older version than one acknowledged before they were invoked.",
           kReads},
    Metric{"harvest", kShare, kStore, kProportion, false, 0,
           "Share of reads that saw every write acknowledged before them (Fox and Brewer 1999).", kReads},
    Metric{"yield", kShare, kStore, kProportion, false, 0,
           "Share of operations whose clients know what became of them (Fox and Brewer 1999).",
           "operations invoked in the phase"},
    Metric{"session_anomaly_share", kShare, kStore, kProportion, true, 0,
           "Share of operations that break one of the four session guarantees (Terry et al. 1994).",
           "operations that something earlier in their session obliged, of the whole run"},
    Metric{"lost_acknowledged_writes", kCount, kStore, kMean, true, 0,
           "Writes that were acknowledged and are gone in the end.", "acknowledged writes of the whole run"},
    Metric{"verdict_linearizability", kShare, kStore, kProportion, false, 0,
           "Share of histories that are linearizable.", kHistories},
    Metric{"verdict_sequential", kShare, kStore, kProportion, false, 0,
           "Share of histories that are sequentially consistent.", kHistories},
    Metric{"verdict_sessions", kShare, kStore, kProportion, false, 0,
           "Share of histories that keep all four session guarantees.", kHistories},
    Metric{"verdict_convergence", kShare, kStore, kProportion, false, 0,
           "Share of runs whose members, those that are up, hold the same at the end, of keys that nobody "
           "wrote in "
           "the last second, or twenty round trips where that is longer.",
           kHistories},
    Metric{"verdict_agreement", kShare, kStore, kProportion, false, 0,
           "Share of runs in which no two members applied different things at one place of the log.",
           kHistories},
    Metric{"elections", kCount, kStore, kMean, true, 0, "Times that a member began to lead.",
           "the whole run"},
    Metric{"messages_per_operation", kCount, kStore, kMean, true, 0,
           "Messages between members, for each operation of a client.", "operations of the whole run"},
    Metric{
        "packets_lost_share", kShare, kWire, kProportion, true, 0,
        "Share of packets that did not arrive when they were first sent; what TCP sends in vain again counts "
        "as sent again.",
        kNewPackets},
    Metric{"packets_dropped_share", kShare, kWire, kProportion, true, 0,
           "Share of packets that a full queue on the way dropped.", kPackets},
    Metric{"packets_sent_again_share", kShare, kWire, kProportion, true, 0,
           "Share of packets that are sent again, by TCP.", kPackets},
    Metric{"connections_reset_rate", kRate, kWire, kMean, true, 0,
           "Connections given up per second, after the last time-out in a row.", "time of the run"},
    Metric{"link_power_mean", kPower, kRun, kMean, true, 0,
           "What the links of the network draw together, over time.", kTime},
    Metric{"energy_per_month", kEnergy, kRun, kMean, true, 0,
           "What all tiers and links that say their power draw in a month of 730 h like the measured run.",
           kTime},
    Metric{"cost_per_month", kMoney, kRun, kMean, true, 0, "The bill of a month of 730 h of normal days.",
           "see the bill"},
    Metric{"cost_per_million_operations", kMoney, kRun, kMean, true, 0,
           "The month's bill over the month's operations on stores under a protocol, for a million of them.",
           "operations on those stores"},
    Metric{"cost_per_million_requests", kMoney, kRun, kMean, true, 0,
           "The month's bill over the month's requests, for a million of them.", "requests meant to be sent"},
};

}  // namespace

std::span<const Metric> all_metrics() { return kMetrics; }

const Metric* find_metric(std::string_view name) {
  for (const Metric& metric : kMetrics)
    if (metric.name == name) return &metric;
  return nullptr;
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const Metric& metric : kMetrics) names.emplace_back(metric.name);
  return names;
}

std::string_view unit_name(MetricUnit unit) {
  switch (unit) {
    case kShare:
      return "share";
    case kDuration:
      return "s";
    case kRate:
      return "/s";
    case kCount:
      return "count";
    case kMoney:
      return "USD";
    case kPower:
      return "W";
    case kEnergy:
      return "kWh";
  }
  return "";
}

std::string_view estimator_name(Estimator estimator) {
  switch (estimator) {
    case kProportion:
      return "proportion with design effect, exact at 0 and n";
    case kMean:
      return "Student t over replications";
    case kQuantile:
      return "order statistics over replications";
    case kRatio:
      return "jackknifed ratio";
    case kExact:
      return "exact";
  }
  return "";
}

std::string_view scope_name(MetricScope scope) {
  switch (scope) {
    case kRequests:
      return "requests";
    case kTier:
      return "tier";
    case kBulk:
      return "piece of bulk work";
    case kFault:
      return "fault";
    case kWire:
      return "wire";
    case kStore:
      return "store under a protocol";
    case kRun:
      return "run";
  }
  return "";
}

Limit read_limit(const Metric& metric, const Either<double, std::string>& limit) {
  if (metric.unit == kShare || metric.unit == kCount) {
    const double* bare = limit.first();
    if (metric.unit == kCount)
      return bare != nullptr ? Limit{*bare, ""} : Limit{std::nullopt, "a bare number"};
    if (bare != nullptr && *bare >= 0 && *bare <= 1) return Limit{*bare, ""};
    return Limit{std::nullopt, "a share: a bare number from 0 to 1"};
  }
  const std::string written = limit.is_second() ? *limit.second() : std::string("?");
  const auto parsed = [&written](auto quantity, const auto& in_unit) {
    const std::optional<Misfit> misfit = parse_quantity(written, quantity);
    return misfit ? Limit{std::nullopt, misfit->expected} : Limit{in_unit(quantity), ""};
  };
  if (metric.unit == kDuration) return parsed(Duration(), [](Duration each) { return each.seconds(); });
  if (metric.unit == kRate) return parsed(Rate(), [](Rate each) { return each.per_second(); });
  if (metric.unit == kPower) return parsed(Power(), [](Power each) { return each.watts(); });
  if (metric.unit == kEnergy) return parsed(Energy(), [](Energy each) { return each.kilowatt_hours(); });
  return parsed(Money(), [](Money each) { return each.usd(); });
}

namespace {

// Nines matter near 1: as many decimals of a percent as the distance to 1 needs.
int share_decimals(double value) {
  const double miss = 1 - value;
  if (value > 0.9 && miss > 0) return miss < 1e-5 ? 5 : miss < 1e-4 ? 4 : miss < 1e-3 ? 3 : 2;
  return value < 0.01 && value > 0 ? 3 : 1;
}

}  // namespace

std::string show(const Metric& metric, double value) {
  if (std::isnan(value)) return "-";
  switch (metric.unit) {
    case kShare:
      return percent(value, share_decimals(value));
    case kDuration:
      return text(Duration::from_seconds(value));
    case kRate:
      return text(Rate::per_second(value));
    case kCount:
      return significant(value, 4);
    case kMoney:
      return grouped(value, 2) + " USD";
    case kPower:
      return text(Power::from_microwatts(detail::to_nearest(value * 1e6)), 4);
    case kEnergy:
      return text(Energy::from_joules(value * 3.6e6));
  }
  return "";
}

std::string show_interval(const Metric& metric, double low, double high) {
  if (metric.unit == kShare) {
    const int decimals = share_decimals(low);
    return "[" + percent(low, decimals) + ", " + percent(high, decimals) + "]";
  }
  if (metric.unit == kMoney) return "[" + grouped(low, 0) + ", " + grouped(high, 0) + "] USD";
  return "[" + show(metric, low) + ", " + show(metric, high) + "]";
}

std::string show_with_half(const Metric& metric, double value, double half) {
  if (metric.unit == kRate && value >= 0.1)
    return significant(value, 3) + " +-" + significant(half, 2) + " /s";
  return show(metric, value) + " +-" + show(metric, half);
}

}  // namespace windtunnel
