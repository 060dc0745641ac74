// OpenMetrics text with simulated timestamps: what a Prometheus would have scraped from the system, had it
// stood.
//
// Points of one series stand together and in the order of time, as the format demands where timestamps are
// given; `promtool tsdb create-blocks-from openmetrics` makes a database of the text. Counters are exact:
// what had happened up to the scrape, in one replication.
#include <array>

#include "sim/base/text.hpp"
#include "sim/base/version.hpp"
#include "sim/export/exported_metrics.hpp"
#include "sim/export/format.hpp"
#include "sim/export/timestamps.hpp"

namespace windtunnel {

std::span<const ExportedMetric> exported_metrics() {
  using namespace exported;
  static constexpr std::array list = {kRun,   kSent, kEnded,   kAttempts, kLatency,
                                      kCores, kBusy, kPresent, kUp,       kFault};
  return list;
}

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out;
}

std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + escaped(value) + "\"";
}

class Text {
 public:
  Text(const FlightLog& log, const ExportOptions& options) : log_(log), options_(options) {}

  void family(const ExportedMetric& metric) {
    out_ += "# TYPE " + std::string(metric.name) + " " + std::string(metric.type) + "\n";
    if (!metric.unit.empty())
      out_ += "# UNIT " + std::string(metric.name) + " " + std::string(metric.unit) + "\n";
    out_ += "# HELP " + std::string(metric.name) + " " + std::string(metric.help) + "\n";
  }
  void point(std::string_view name, std::string_view suffix, const std::string& labels,
             const std::string& value, std::size_t scrape) {
    out_ += name;
    out_ += suffix;
    if (!labels.empty()) out_ += "{" + labels + "}";
    out_ += " " + value + " " + unix_seconds(options_.starts_s, log_.scrapes[scrape]) + "\n";
  }
  std::string take() { return std::move(out_) + "# EOF\n"; }

 private:
  const FlightLog& log_;
  const ExportOptions& options_;
  std::string out_;
};

// Calls `each(class, region, index, labels)` for what had any request.
template <class Each>
void of_requests(const FlightLog& log, Each&& each) {
  const Plan& plan = log.flight->plan;
  const std::size_t regions = plan.places.regions.size();
  if (log.counts.empty()) return;
  for (std::size_t c = 0; c < plan.classes.size(); ++c)
    for (std::size_t r = 0; r < regions; ++r)
      if (log.counts.back()[c * regions + r].sent > 0)
        each(c * regions + r,
             label("class", plan.classes[c].name) + "," + label("region", plan.places.regions[r]));
}

template <class Value>
void counter(Text& text, const FlightLog& log, const ExportedMetric& metric, Value&& value) {
  text.family(metric);
  of_requests(log, [&](std::size_t index, const std::string& labels) {
    for (std::size_t s = 0; s < log.scrapes.size(); ++s)
      text.point(metric.name, "_total", labels, std::to_string(value(log.counts[s][index])), s);
  });
}

void endings(Text& text, const FlightLog& log) {
  text.family(exported::kEnded);
  of_requests(log, [&](std::size_t index, const std::string& labels) {
    for (std::size_t outcome = 0; outcome < kOutcomes; ++outcome)
      for (std::size_t s = 0; s < log.scrapes.size(); ++s)
        text.point(exported::kEnded.name, "_total", labels + "," + label("outcome", kOutcomeNames[outcome]),
                   std::to_string(log.counts[s][index].ended[outcome]), s);
  });
}

void latencies(Text& text, const FlightLog& log) {
  const std::vector<Duration> bounds = latency_bounds();
  text.family(exported::kLatency);
  of_requests(log, [&](std::size_t index, const std::string& labels) {
    for (std::size_t s = 0; s < log.scrapes.size(); ++s) {
      const RequestCounts& counts = log.counts[s][index];
      std::int64_t so_far = 0;
      for (std::size_t b = 0; b <= bounds.size(); ++b) {
        so_far += counts.buckets[b];
        const std::string most = b < bounds.size() ? shortest(bounds[b].seconds()) : "+Inf";
        text.point(
            exported::kLatency.name, "_bucket",
            labels + "," + label("le", most.find_first_of(".eI") == std::string::npos ? most + ".0" : most),
            std::to_string(so_far), s);
      }
      text.point(exported::kLatency.name, "_count", labels, std::to_string(so_far), s);
      text.point(exported::kLatency.name, "_sum", labels,
                 shortest(static_cast<double>(counts.latency_ns) * 1e-9), s);
    }
  });
}

template <class Value>
void of_pools(Text& text, const FlightLog& log, const ExportedMetric& metric, Value&& value) {
  const Plan& plan = log.flight->plan;
  text.family(metric);
  std::vector<bool> stands(plan.pools(), false);
  for (std::uint32_t replica = 0; replica < plan.replicas.size(); ++replica)
    stands[plan.pool_of(replica)] = true;
  const std::size_t regions = plan.places.regions.size();
  for (std::uint32_t pool = 0; pool < plan.pools(); ++pool) {
    if (!stands[pool]) continue;
    const std::string labels = label("tier", plan.tiers[pool / regions].name) + "," +
                               label("region", plan.places.regions[pool % regions]);
    for (std::size_t s = 0; s < log.scrapes.size(); ++s)
      text.point(metric.name, "", labels, value(s, pool), s);
  }
}

void faults(Text& text, const FlightLog& log) {
  text.family(exported::kFault);
  for (std::uint32_t fault = 0; fault < log.flight->plan.faults.size(); ++fault)
    for (std::size_t s = 0; s < log.scrapes.size(); ++s) {
      std::int64_t active = 0;
      for (const FaultSpan& each : log.faults)
        active += each.fault == fault && each.start <= log.scrapes[s] && log.scrapes[s] < each.end ? 1 : 0;
      text.point(exported::kFault.name, "", label("fault", log.flight->fault_names[fault]),
                 std::to_string(active), s);
    }
}

std::string write_openmetrics(const FlightLog& log, const ExportOptions& options) {
  Text text(log, options);
  text.family(exported::kRun);
  for (std::size_t s = 0; s < log.scrapes.size(); ++s)
    text.point(exported::kRun.name, "_info",
               label("scenario", log.title) + "," + label("hash", log.hash) + "," +
                   label("version", version()) + "," + label("seed", std::to_string(log.seed)) + "," +
                   label("replication", std::to_string(log.replication)),
               "1", s);
  counter(text, log, exported::kSent, [](const RequestCounts& counts) { return counts.sent; });
  endings(text, log);
  counter(text, log, exported::kAttempts, [](const RequestCounts& counts) { return counts.attempts; });
  latencies(text, log);
  of_pools(text, log, exported::kCores,
           [&](std::size_t s, std::uint32_t pool) { return shortest(log.capacity[s][pool]); });
  of_pools(text, log, exported::kBusy,
           [&](std::size_t s, std::uint32_t pool) { return shortest(log.busy[s][pool]); });
  of_pools(text, log, exported::kPresent,
           [&](std::size_t s, std::uint32_t pool) { return std::to_string(log.present[s][pool]); });
  of_pools(text, log, exported::kUp,
           [&](std::size_t s, std::uint32_t pool) { return std::to_string(log.up[s][pool]); });
  faults(text, log);
  return text.take();
}

}  // namespace

ExportFormat openmetrics_format() {
  return {.name = "openmetrics",
          .meaning = "Counters, gauges and latency histograms at every scrape, with simulated timestamps.",
          .readers = "Prometheus (`promtool tsdb create-blocks-from openmetrics`), and Grafana through it",
          .source = "OpenMetrics 1.0 (github.com/OpenObservability/OpenMetrics), text format",
          .ending = ".om.txt",
          .write = write_openmetrics};
}

}  // namespace windtunnel
