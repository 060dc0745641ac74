// One replication's facts, read as the rows of an answer.
#include "sim/study/rows.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sim/base/check.hpp"
#include "sim/base/math.hpp"
#include "sim/study/energy.hpp"
#include "sim/study/store_rows.hpp"
#include "sim/study/timeline_rows.hpp"

namespace windtunnel {
namespace {

struct Window {
  std::vector<std::uint32_t> indices;
  double seconds = 0;
};

Window window_of(const Flight& flight, const std::optional<std::uint32_t>& phase) {
  Window window;
  window.indices = phase ? flight.phases[*phase].windows : flight.measured;
  const std::vector<Time>& starts = flight.plan.window_starts;
  for (const std::uint32_t index : window.indices) {
    const Time end = index + 1 < starts.size() ? starts[index + 1] : Time() + flight.plan.lasts;
    window.seconds += (end - starts[index]).seconds();
  }
  return window;
}

constexpr std::array<std::string_view, 3> kSideNames = {"first", "second", "bridge"};

// Requests of the regions whose clients stood on the row's side of something that was cut, in the windows
// that lie within the time it was.
Cell cell_of_side(const Flight& flight, const RowKey& row, const RunFacts& facts) {
  Cell all;
  const Plan& plan = flight.plan;
  for (const std::uint32_t w : window_of(flight, row.phase).indices) {
    const Time from = plan.window_starts[w];
    const Time to = w + 1 < plan.window_starts.size() ? plan.window_starts[w + 1] : Time() + plan.lasts;
    for (std::uint32_t region = 0; region < plan.places.regions.size(); ++region) {
      const Party clients = plan.party_of_place(plan.places.edge(region));
      const bool stood = std::any_of(facts.sides.begin(), facts.sides.end(), [&](const SideInterval& cut) {
        return plan.faults[cut.fault].wire->cuts && !cut.sides.ring() && cut.start <= from && to <= cut.end &&
               cut.sides.side(clients) == *row.side;
      });
      if (!stood) continue;
      for (std::uint32_t c = 0; c < plan.classes.size(); ++c)
        all.merge(facts.recorder.cells()[facts.recorder.cell_index(c, region, w)]);
    }
  }
  return all;
}

Cell merged_cell(const Flight& flight, const RowKey& row, const RunFacts& facts) {
  if (row.side) return cell_of_side(flight, row, facts);
  Cell all;
  const Window window = window_of(flight, row.phase);
  const auto classes = static_cast<std::uint32_t>(flight.plan.classes.size());
  const auto regions = static_cast<std::uint32_t>(flight.plan.places.regions.size());
  for (std::uint32_t c = row.request_class.value_or(0);
       c < (row.request_class ? *row.request_class + 1 : classes); ++c)
    for (std::uint32_t r = row.region.value_or(0); r < (row.region ? *row.region + 1 : regions); ++r)
      for (const std::uint32_t w : window.indices)
        all.merge(facts.recorder.cells()[facts.recorder.cell_index(c, r, w)]);
  return all;
}

RowValue mean(double sum, double count) {
  return {count > 0 ? sum / count : math::kNaN, 0, static_cast<std::int64_t>(count)};
}

RowValue request_value(const Metric& metric, const Cell& cell, double seconds) {
  const std::int64_t ok = cell.ended[static_cast<std::size_t>(Outcome::kOk)];
  const std::int64_t finished = cell.finished();
  const std::string_view name = metric.name;
  if (name == "availability") return share(ok, finished);
  if (name == "timed_out_share")
    return share(cell.ended[static_cast<std::size_t>(Outcome::kTimedOut)], finished);
  if (name == "rejected_share")
    return share(cell.ended[static_cast<std::size_t>(Outcome::kRejected)], finished);
  if (name == "refused_share")
    return share(cell.ended[static_cast<std::size_t>(Outcome::kRefused)], finished);
  if (name == "request_rate") return mean(static_cast<double>(cell.issued), seconds);
  if (name == "goodput") return mean(static_cast<double>(ok), seconds);
  if (name == "attempts_mean") return mean(static_cast<double>(cell.attempts), static_cast<double>(finished));
  if (name == "latency_mean")
    return mean(static_cast<double>(cell.latency_ns) * 1e-9, static_cast<double>(ok));
  CHECK(metric.estimator == Estimator::kQuantile, "a request metric without a reading");
  const bool over_all = name.starts_with("latency_all");
  Histogram both = cell.ok;
  if (over_all) both.merge(cell.failed);
  const std::int64_t count = both.count();
  return {count > 0 ? both.quantile_ns(metric.quantile) * 1e-9 : math::kNaN, 0, count};
}

struct TierSums {
  StationTotals totals;
  detail::Int128 enough_ns = 0, full_ns = 0;
  std::int64_t cores = 1;
  double seconds = 0;
};

TierSums tier_sums(const Flight& flight, const RowKey& row, const RunFacts& facts) {
  TierSums sums;
  const TierPlan& tier = flight.plan.tiers[*row.tier];
  const Window window = window_of(flight, row.phase);
  std::vector<std::uint32_t> members;
  for (const std::uint32_t replica : tier.replicas)
    if (!row.region || flight.plan.places.region_of_zone[flight.plan.replicas[replica].zone] == *row.region)
      members.push_back(replica);
  for (const std::uint32_t w : window.indices) {
    for (const std::uint32_t replica : members) sums.totals.merge(facts.stations[w][replica]);
    sums.enough_ns += facts.tier_up_ns[w][*row.tier];
    sums.full_ns += facts.tier_full_ns[w][*row.tier];
  }
  sums.cores = tier.station.cores;
  sums.seconds = window.seconds;
  return sums;
}

RowValue tier_value(const Metric& metric, const TierSums& sums) {
  const StationTotals& t = sums.totals;
  const std::string_view name = metric.name;
  const auto seconds = [](detail::Int128 ns) { return static_cast<double>(ns) * 1e-9; };
  const std::int64_t let_in = t.visits - t.blocked;
  if (name == "utilisation")
    return mean(seconds(t.busy_ns), seconds(t.up_ns) * static_cast<double>(sums.cores));
  if (name == "utilisation_of_all")
    return mean(seconds(t.busy_ns), seconds(t.standing_ns) * static_cast<double>(sums.cores));
  if (name == "queue_length_mean") return mean(seconds(t.queue_ns), sums.seconds);
  if (name == "in_system_mean") return mean(seconds(t.queue_ns + t.busy_ns), sums.seconds);
  if (name == "tier_wait_mean") return mean(seconds(t.wait_ns), static_cast<double>(let_in));
  if (name == "tier_time_mean") return mean(seconds(t.residence_ns), static_cast<double>(let_in));
  if (name == "waited_share") return share(t.waited, t.visits);
  if (name == "blocked_share") return share(t.blocked, t.visits);
  if (name == "left_share") return share(t.left, t.visits);
  if (name == "visit_rate") return mean(static_cast<double>(t.visits), sums.seconds);
  if (name == "replicas_up_mean") return mean(seconds(t.up_ns), sums.seconds);
  if (name == "power_mean")
    return mean(static_cast<double>(t.energy_uw_ns_cores) * 1e-15 / static_cast<double>(sums.cores),
                sums.seconds);
  if (name == "enough_up_share") return mean(seconds(sums.enough_ns), sums.seconds);
  CHECK(name == "all_up_share", "a tier metric without a reading");
  return mean(seconds(sums.full_ns), sums.seconds);
}

RowValue bulk_value(const Flight& flight, const RowKey& row, const RunFacts& facts) {
  const Time from = row.phase ? flight.phases[*row.phase].start : Time() + flight.plan.warm_up;
  const Time to = row.phase ? flight.phases[*row.phase].end : Time() + flight.plan.lasts;
  std::int64_t begun = 0, ended = 0;
  Duration sum, longest;
  for (const BulkInterval& work : facts.bulk) {
    if (work.bulk != *row.request_class || work.start < from || work.start >= to) continue;
    ++begun;
    if (work.end == Time::never()) continue;
    ++ended;
    sum += work.end - work.start;
    longest = std::max(longest, work.end - work.start);
  }
  if (row.metric->name == "bulk_ended_share") return share(ended, begun);
  if (row.metric->name == "bulk_time_max") return {ended > 0 ? longest.seconds() : math::kNaN, 0, ended};
  CHECK(row.metric->name == "bulk_time_mean", "a metric of bulk work without a reading");
  return mean(sum.seconds(), static_cast<double>(ended));
}

std::vector<RowValue> bill_values(const Flight& flight, const RunFacts& facts) {
  if (!flight.priced) return {{math::kNaN, 0, 0}, {math::kNaN, 0, 0}, {math::kNaN, 0, 0}};
  const Bill month = bill(monthly_usage(flight, facts), flight.prices);
  std::int64_t issued = 0;
  for (std::uint32_t w : flight.measured)
    for (std::uint32_t c = 0; c < flight.plan.classes.size(); ++c)
      for (std::uint32_t r = 0; r < flight.plan.places.regions.size(); ++r)
        issued += facts.recorder.cells()[facts.recorder.cell_index(c, r, w)].issued;
  const double measured = (flight.plan.lasts - flight.plan.warm_up).seconds();
  const double per_month = static_cast<double>(issued) * kBillingMonth.seconds() / measured;
  const double operations_per_month = static_cast<double>(store_operations(flight, facts, flight.measured)) *
                                      kBillingMonth.seconds() / measured;
  return {{month.total.usd(), 0, 1},
          mean(month.total.usd() * 1e6, per_month),
          mean(month.total.usd() * 1e6, operations_per_month)};
}

RowValue run_value(const Flight& flight, const Metric& metric, const RunFacts& facts) {
  if (metric.name == "link_power_mean") return {drawn_by_links(flight, facts).watts(), 0, 1};
  if (metric.name == "energy_per_month")
    return {
        Energy::from_joules(drawn_by_all(flight, facts).watts() * kBillingMonth.seconds()).kilowatt_hours(),
        0, 1};
  return bill_values(flight, facts)[metric.name == "cost_per_month"              ? 0
                                    : metric.name == "cost_per_million_requests" ? 1
                                                                                 : 2];
}

RowValue wire_value(const Flight& flight, const Metric& metric, const RunFacts& facts) {
  const WireTotals& wire = facts.wire;
  if (metric.name == "packets_lost_share")
    return share(wire.lost - wire.lost_again, wire.packets - wire.sent_again);
  if (metric.name == "packets_dropped_share") return share(wire.dropped, wire.packets);
  if (metric.name == "packets_sent_again_share") return share(wire.sent_again, wire.packets);
  CHECK(metric.name == "connections_reset_rate", "a metric of the wire without a reading");
  return mean(static_cast<double>(wire.resets), flight.plan.lasts.seconds());
}

// Whether a figure of the whole run, or of a tier, can be told at all.
bool can_be_told(const Flight& flight, const Metric& metric, const TierPlan* tier) {
  if (metric.name == "power_mean") return tier != nullptr && tier->power.has_value();
  if (metric.name == "link_power_mean") return flight.plan.network.link_power.has_value();
  if (metric.name == "energy_per_month") return flight.says_power();
  if (metric.name == "cost_per_million_operations") return flight.priced && flight.plan.has_stores();
  return metric.scope != MetricScope::kRun || flight.priced;
}

}  // namespace

std::vector<RowKey> all_rows(const Flight& flight) {
  const auto indices = [](std::size_t count, bool with_all) {
    std::vector<std::optional<std::uint32_t>> list;
    if (with_all) list.emplace_back();
    // One alone is the same as all.
    if (count > 1 || !with_all)
      for (std::uint32_t i = 0; i < count; ++i) list.emplace_back(i);
    return list;
  };
  std::vector<std::optional<std::uint32_t>> phases = {std::nullopt};
  for (std::uint32_t i = 0; i < flight.phases.size(); ++i) phases.emplace_back(i);
  const auto classes = indices(flight.plan.classes.size(), true);
  const auto regions = indices(flight.plan.places.regions.size(), true);
  const auto tiers = indices(flight.plan.tiers.size(), false);
  std::vector<RowKey> rows;
  rows.reserve(4 * all_metrics().size());
  for (const Metric& metric : all_metrics()) {
    if (metric.scope == MetricScope::kRun && !can_be_told(flight, metric, nullptr)) continue;
    if (metric.scope == MetricScope::kWire && !flight.judges_wire()) continue;
    if (metric.scope == MetricScope::kStore) {
      add_store_rows(flight, metric, rows);
      continue;
    }
    if (metric.name == "availability_worst") {  // the timeline knows no classes and no sides
      for (const auto& phase : phases)
        for (const auto& region : regions) rows.push_back(RowKey{&metric, phase, {}, region, {}, {}});
    } else if (metric.scope == MetricScope::kRequests) {
      for (const auto& phase : phases)
        for (const auto& c : classes)
          for (const auto& region : regions) rows.push_back(RowKey{&metric, phase, c, region, {}, {}});
      // Rates of a side would be over a time that is not the phase's.
      if (flight.splits() && metric.unit != MetricUnit::kRate)
        for (const auto& phase : phases)
          for (const std::uint32_t side : {kFirstSide, kSecondSide, kBridgeSide}) {
            if (side == kBridgeSide && !flight.bridges()) continue;
            RowKey row{&metric, phase, {}, {}, {}, {}};
            row.side = side;
            rows.push_back(row);
          }
    } else if (metric.scope == MetricScope::kTier) {
      for (const auto& phase : phases)
        for (const auto& tier : tiers)
          for (const auto& region : regions) {
            if (!can_be_told(flight, metric, &flight.plan.tiers[*tier])) continue;
            // Whether enough are up is a question about the whole tier.
            if (region && (metric.name == "enough_up_share" || metric.name == "all_up_share")) continue;
            rows.push_back(RowKey{&metric, phase, {}, region, tier, {}});
          }
    } else if (metric.scope == MetricScope::kBulk) {
      for (const auto& phase : phases)
        for (const auto& work : indices(flight.plan.bulk.size(), false))
          rows.push_back(RowKey{&metric, phase, work, {}, {}, {}});
    } else if (metric.scope == MetricScope::kFault) {
      for (const auto& fault : indices(flight.plan.faults.size(), false))
        rows.push_back(RowKey{&metric, {}, {}, {}, {}, fault});
    } else {
      rows.push_back(RowKey{&metric, {}, {}, {}, {}, {}});
    }
  }
  return rows;
}

std::optional<RowKey> row_of(const Flight& flight, const Metric& metric, const Selector& of) {
  RowKey row;
  row.metric = &metric;
  const auto find = [](const std::optional<std::string>& name, std::size_t count, const auto& name_at,
                       std::optional<std::uint32_t>& index) {
    if (!name) return true;
    for (std::uint32_t i = 0; i < count; ++i)
      if (name_at(i) == *name) {
        index = i;
        return true;
      }
    return false;
  };
  const Plan& plan = flight.plan;
  const bool bulk = metric.scope == MetricScope::kBulk;
  const bool found =
      find(
          of.phase, flight.phases.size(), [&](std::uint32_t i) { return flight.phases[i].name; },
          row.phase) &&
      find(
          of.request_class, bulk ? plan.bulk.size() : plan.classes.size(),
          [&](std::uint32_t i) { return bulk ? plan.bulk[i].name : plan.classes[i].name; },
          row.request_class) &&
      find(
          of.region, plan.places.regions.size(), [&](std::uint32_t i) { return plan.places.regions[i]; },
          row.region) &&
      find(
          of.tier, plan.tiers.size(), [&](std::uint32_t i) { return plan.tiers[i].name; }, row.tier) &&
      find(
          of.fault, plan.faults.size(), [&](std::uint32_t i) { return plan.faults[i].name; }, row.fault) &&
      find(
          of.side, kSideNames.size(), [&](std::uint32_t i) { return std::string(kSideNames[i]); }, row.side);
  if (!found) return std::nullopt;
  return row;
}

std::vector<RowValue> row_values(const Flight& flight, const std::vector<RowKey>& rows,
                                 const RunFacts& facts) {
  std::vector<RowValue> values;
  values.reserve(rows.size());
  // Rows of one selection share its merged cell: rows of the same metric come by selection, so keep them all.
  std::map<std::vector<std::int64_t>, Cell> cells;
  for (const RowKey& row : rows) {
    switch (row.metric->scope) {
      case MetricScope::kRequests: {
        if (row.metric->name == "availability_worst") {
          values.push_back(worst_span_value(flight, row, facts));
          break;
        }
        const auto code = [](const std::optional<std::uint32_t>& i) { return i ? std::int64_t{*i} : -1; };
        const std::vector<std::int64_t> key = {code(row.phase), code(row.request_class), code(row.region),
                                               code(row.side)};
        auto at = cells.find(key);
        if (at == cells.end()) at = cells.emplace(key, merged_cell(flight, row, facts)).first;
        values.push_back(request_value(*row.metric, at->second, window_of(flight, row.phase).seconds));
        break;
      }
      case MetricScope::kTier:
        values.push_back(row.metric->name == "in_system_peak"
                             ? peak_value(flight, row, facts)
                             : tier_value(*row.metric, tier_sums(flight, row, facts)));
        break;
      case MetricScope::kBulk:
        values.push_back(bulk_value(flight, row, facts));
        break;
      case MetricScope::kFault:
        values.push_back(recovery_value(flight, row, facts));
        break;
      case MetricScope::kStore:
        values.push_back(store_value(flight, row, facts, window_of(flight, row.phase).indices));
        break;
      case MetricScope::kWire:
        values.push_back(wire_value(flight, *row.metric, facts));
        break;
      case MetricScope::kRun:
        values.push_back(run_value(flight, *row.metric, facts));
        break;
    }
  }
  return values;
}

Sample latency_sample(const Flight& flight, const RunFacts& facts) {
  const Cell all = merged_cell(flight, RowKey{}, facts);
  Sample sample;
  sample.count = all.ok.count();
  if (sample.count == 0) return sample;
  sample.mean = all.ok.mean_ns() * 1e-9;
  double squares = 0;
  all.ok.each_bucket([&](const Histogram::Bucket& bucket) {
    const double middle =
        (static_cast<double>(bucket.low_ns) + static_cast<double>(bucket.high_ns)) / 2 * 1e-9;
    squares += static_cast<double>(bucket.count) * (middle - sample.mean) * (middle - sample.mean);
  });
  sample.variance = squares / static_cast<double>(sample.count);
  return sample;
}

std::string phase_name(const Flight& flight, const RowKey& row) {
  return row.phase ? flight.phases[*row.phase].name : "";
}
std::string class_name(const Flight& flight, const RowKey& row) {
  if (!row.request_class) return "";
  if (row.metric->scope == MetricScope::kBulk) return flight.plan.bulk[*row.request_class].name;
  return flight.plan.classes[*row.request_class].name;
}
std::string region_name(const Flight& flight, const RowKey& row) {
  return row.region ? flight.plan.places.regions[*row.region] : "";
}
std::string tier_name(const Flight& flight, const RowKey& row) {
  return row.tier ? flight.plan.tiers[*row.tier].name : "";
}
std::string side_name(const Flight&, const RowKey& row) {
  return row.side ? std::string(kSideNames[*row.side]) : "";
}
std::string fault_name(const Flight& flight, const RowKey& row) {
  return row.fault ? flight.plan.faults[*row.fault].name : "";
}

}  // namespace windtunnel
