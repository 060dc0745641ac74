// The tables of a run as CSV: every figure by replication, the timeline, the latency distribution, stations,
// time, bill.
#include <algorithm>
#include <cmath>

#include "sim/record/csv.hpp"
#include "sim/study/summary.hpp"

namespace windtunnel {
namespace {

std::string integer(std::int64_t value) { return std::to_string(value); }
double seconds(detail::Int128 ns) { return static_cast<double>(ns) * 1e-9; }

std::vector<std::string> selection(const Flight& flight, const RowKey& key) {
  return {std::string(key.metric->name), std::string(unit_name(key.metric->unit)),
          phase_name(flight, key),       class_name(flight, key),
          region_name(flight, key),      tier_name(flight, key),
          fault_name(flight, key),       side_name(flight, key)};
}

std::string metrics_csv(const Flight& flight, const Answer& answer) {
  Csv csv({"metric", "unit", "phase", "class", "region", "tier", "fault", "side", "value", "low", "high",
           "lack"});
  for (const AnswerRow& row : answer.rows) {
    std::vector<std::string> fields = selection(flight, row.key);
    const Estimate& e = row.estimate;
    fields.insert(fields.end(), {csv_number(e.value), e.has_interval() ? csv_number(e.low) : "",
                                 e.has_interval() ? csv_number(e.high) : "", word(e.lack)});
    csv.row(fields);
  }
  return csv.text();
}

std::string replications_csv(const Flight& flight, const Answer& answer) {
  Csv csv({"metric", "unit", "phase", "class", "region", "tier", "fault", "side", "replication", "value"});
  for (const AnswerRow& row : answer.rows)
    for (std::size_t r = 0; r < row.by_replication.size(); ++r) {
      std::vector<std::string> fields = selection(flight, row.key);
      fields.insert(fields.end(), {integer(static_cast<std::int64_t>(r)), csv_number(row.by_replication[r])});
      csv.row(fields);
    }
  return csv.text();
}

// Bins are put together until there are at most 1,440 of them.
std::string timeline_csv(const Flight& flight, const RunFacts& merged, std::int64_t replications) {
  Csv csv({"start_s", "end_s", "region", "requests_per_s", "good_per_s", "failed_per_s", "latency_mean_s"});
  const RecorderShape& shape = merged.recorder.shape();
  const std::uint32_t together = (shape.bins + 1439) / 1440;
  for (std::uint32_t first = 0; first < shape.bins; first += together)
    for (std::uint32_t region = 0; region < shape.regions; ++region) {
      Bin sum;
      const std::uint32_t last = std::min(first + together, shape.bins);
      for (std::uint32_t b = first; b < last; ++b) {
        const Bin& one = merged.recorder.bins()[static_cast<std::size_t>(region) * shape.bins + b];
        sum.issued += one.issued, sum.ok += one.ok, sum.failed += one.failed,
            sum.latency_ns += one.latency_ns;
      }
      const double start = (shape.bin * first).seconds();
      const double end = std::min(shape.bin * last, flight.plan.lasts).seconds();
      const double span = (end - start) * static_cast<double>(replications);
      const auto rate = [&](std::int64_t count) {
        return csv_number(span > 0 ? static_cast<double>(count) / span : std::nan(""));
      };
      csv.row({csv_number(start), csv_number(end), flight.plan.places.regions[region], rate(sum.issued),
               rate(sum.ok), rate(sum.failed),
               sum.ok > 0
                   ? csv_number(static_cast<double>(sum.latency_ns) * 1e-9 / static_cast<double>(sum.ok))
                   : ""});
    }
  return csv.text();
}

std::string latency_csv(const Flight& flight, const RunFacts& merged) {
  Csv csv({"class", "region", "phase", "from_s", "to_s", "count"});
  const auto write = [&](std::uint32_t c, std::uint32_t r, const std::string& phase,
                         const std::vector<std::uint32_t>& windows) {
    Histogram all;
    for (const std::uint32_t w : windows)
      all.merge(merged.recorder.cells()[merged.recorder.cell_index(c, r, w)].ok);
    // Eighths of an octave are enough for a picture; the quantiles in metrics.csv come from the full
    // resolution.
    std::int64_t from = 0, to = 0, count = 0;
    std::uint32_t row = 0;
    const auto flush = [&] {
      if (count > 0)
        csv.row({flight.plan.classes[c].name, flight.plan.places.regions[r], phase,
                 csv_number(static_cast<double>(from) * 1e-9), csv_number(static_cast<double>(to) * 1e-9),
                 integer(count)});
      count = 0;
    };
    all.each_bucket([&](const Histogram::Bucket& bucket) {
      const std::uint32_t here = Breakdown::row_of(bucket.low_ns);
      if (count > 0 && here != row) flush();
      if (count == 0) from = bucket.low_ns;
      row = here, to = bucket.high_ns + 1, count += bucket.count;
    });
    flush();
  };
  for (std::uint32_t c = 0; c < flight.plan.classes.size(); ++c)
    for (std::uint32_t r = 0; r < flight.plan.places.regions.size(); ++r) {
      write(c, r, "", flight.measured);
      for (const PhasePlan& phase : flight.phases) write(c, r, phase.name, phase.windows);
    }
  return csv.text();
}

std::string stations_csv(const Flight& flight, const RunFacts& merged, std::int64_t replications) {
  Csv csv({"tier", "replica", "place", "visits", "waited", "served", "blocked", "left", "lost", "busy_core_s",
           "waiting_request_s", "up_s"});
  const Plan& plan = flight.plan;
  const auto each = static_cast<double>(replications);
  for (const TierPlan& tier : plan.tiers)
    for (std::size_t i = 0; i < tier.replicas.size(); ++i) {
      StationTotals sum;
      for (const std::uint32_t w : flight.measured) sum.merge(merged.stations[w][tier.replicas[i]]);
      const auto mean = [&](std::int64_t count) { return csv_number(static_cast<double>(count) / each); };
      csv.row({tier.name, tier.name + "-" + integer(static_cast<std::int64_t>(i + 1)),
               plan.places.zones[plan.replicas[tier.replicas[i]].zone], mean(sum.visits), mean(sum.waited),
               mean(sum.served), mean(sum.blocked), mean(sum.left), mean(sum.lost),
               csv_number(seconds(sum.busy_ns) / each), csv_number(seconds(sum.queue_ns) / each),
               csv_number(seconds(sum.up_ns) / each)});
    }
  return csv.text();
}

std::string load_csv(const Flight& flight, const RunFacts& merged, std::int64_t replications) {
  Csv csv({"time_s", "tier", "utilisation", "in_system"});
  const std::size_t samples = merged.busy_ns.size();
  for (std::size_t s = 0; s < samples; ++s)
    for (std::size_t t = 0; t < flight.plan.tiers.size(); ++t) {
      detail::Int128 worked = 0, there = 0;
      std::int64_t present = 0;
      const std::size_t regions = flight.plan.places.regions.size();
      for (std::size_t pool = t * regions; pool < (t + 1) * regions; ++pool) {
        worked += merged.busy_ns[s][pool];
        there += merged.capacity_ns[s][pool];
        present += merged.in_system[s][pool];
      }
      csv.row({csv_number((flight.plan.lasts / static_cast<std::int64_t>(samples)).seconds() *
                          static_cast<double>(s + 1)),
               flight.plan.tiers[t].name,
               there > 0 ? csv_number(static_cast<double>(worked) / static_cast<double>(there)) : "",
               csv_number(static_cast<double>(present) / static_cast<double>(replications))});
    }
  return csv.text();
}

std::string bill_csv(const Bill& bill) {
  Csv csv({"tier", "what", "quantity", "unit", "price_usd", "amount_usd", "table", "as_of", "assumed"});
  for (const BillLine& line : bill.lines)
    csv.row({line.tier, line.what, csv_number(line.quantity), line.unit, csv_number(line.price.usd()),
             csv_number(line.amount.usd()), line.table, line.as_of, line.assumed ? "true" : "false"});
  return csv.text();
}

}  // namespace

std::vector<std::pair<std::string, std::string>> tables(const Loaded& loaded, const Answer& answer,
                                                        const Campaign& campaign) {
  const Flight& flight = loaded.flight;
  std::vector<std::pair<std::string, std::string>> files;
  files.emplace_back("metrics.csv", metrics_csv(flight, answer));
  files.emplace_back("replications.csv", replications_csv(flight, answer));
  if (campaign.merged) {
    files.emplace_back("timeline.csv", timeline_csv(flight, *campaign.merged, answer.replications));
    files.emplace_back("latency.csv", latency_csv(flight, *campaign.merged));
    files.emplace_back("stations.csv", stations_csv(flight, *campaign.merged, answer.replications));
    files.emplace_back("load.csv", load_csv(flight, *campaign.merged, answer.replications));
  }
  if (answer.bill) files.emplace_back("bill.csv", bill_csv(*answer.bill));
  return files;
}

}  // namespace windtunnel
