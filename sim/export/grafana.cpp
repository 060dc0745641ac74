// A Grafana dashboard for what the OpenMetrics text holds: load, availability, latency, tiers and faults over
// time.
//
// Queries are put together from the list of exported metrics, so that none can ask for what is not there.
// Rates are taken over four scrapes of this flight, as Prometheus' documentation advises, and the time range
// is the run's.
#include "sim/base/text.hpp"
#include "sim/config/date.hpp"
#include "sim/config/tree.hpp"
#include "sim/export/exported_metrics.hpp"
#include "sim/export/format.hpp"
#include "sim/export/timestamps.hpp"

namespace windtunnel {
namespace {

// Of Grafana 10.1; later ones migrate what they read.
constexpr std::int64_t kSchemaVersion = 38;
constexpr std::int64_t kColumns = 24, kHeight = 8;

struct Query {
  std::string expression, legend;
};

std::string quantile_of(double q, const std::string& range) {
  return "histogram_quantile(" + shortest(q) + ", sum by (le) (rate(" + std::string(exported::kLatency.name) +
         "_bucket[" + range + "])))";
}

std::string rate_of(const ExportedMetric& metric, const std::string& selector, const std::string& range) {
  return "rate(" + std::string(metric.name) + "_total" + selector + "[" + range + "])";
}

Node source() {
  Node node = Node::object();
  node.add("type", Node::string("prometheus"));
  node.add("uid", Node::string("${datasource}"));
  return node;
}

class Dashboard {
 public:
  explicit Dashboard(std::string step) : step_(std::move(step)), panels_(Node::array()) {}

  // Two panels a row.
  void panel(const std::string& title, const std::string& unit, const std::vector<Query>& queries,
             std::optional<double> most = {}) {
    const std::int64_t number = static_cast<std::int64_t>(panels_.items().size());
    Node panel = Node::object();
    panel.add("id", Node::integer(number + 1));
    panel.add("type", Node::string("timeseries"));
    panel.add("title", Node::string(title));
    panel.add("datasource", source());
    panel.add("interval", Node::string(step_));
    Node place = Node::object();
    place.add("x", Node::integer(number % 2 * (kColumns / 2)));
    place.add("y", Node::integer(number / 2 * kHeight));
    place.add("w", Node::integer(kColumns / 2));
    place.add("h", Node::integer(kHeight));
    panel.add("gridPos", std::move(place));
    Node defaults = Node::object();
    defaults.add("unit", Node::string(unit));
    defaults.add("min", Node::integer(0));
    if (most) defaults.add("max", Node::number(*most));
    Node fields = Node::object();
    fields.add("defaults", std::move(defaults));
    fields.add("overrides", Node::array());
    panel.add("fieldConfig", std::move(fields));
    Node targets = Node::array();
    for (std::size_t i = 0; i < queries.size(); ++i) {
      Node target = Node::object();
      target.add("refId", Node::string(std::string(1, static_cast<char>('A' + i))));
      target.add("datasource", source());
      target.add("expr", Node::string(queries[i].expression));
      target.add("legendFormat", Node::string(queries[i].legend));
      targets.items().push_back(std::move(target));
    }
    panel.add("targets", std::move(targets));
    panels_.items().push_back(std::move(panel));
  }
  Node take() { return std::move(panels_); }

 private:
  std::string step_;
  Node panels_;
};

// A list with one variable: which Prometheus.
Node variables() {
  Node variable = Node::object();
  variable.add("name", Node::string("datasource"));
  variable.add("label", Node::string("Prometheus"));
  variable.add("type", Node::string("datasource"));
  variable.add("query", Node::string("prometheus"));
  Node list = Node::array();
  list.items().push_back(std::move(variable));
  Node node = Node::object();
  node.add("list", std::move(list));
  return node;
}

Node annotations() {
  Node faults = Node::object();
  faults.add("name", Node::string("Faults"));
  faults.add("datasource", source());
  faults.add("enable", Node::boolean(true));
  faults.add("iconColor", Node::string("red"));
  faults.add("expr", Node::string(std::string(exported::kFault.name) + " > 0"));
  faults.add("titleFormat", Node::string("{{fault}}"));
  Node list = Node::array();
  list.items().push_back(std::move(faults));
  Node node = Node::object();
  node.add("list", std::move(list));
  return node;
}

Node panels(const std::string& range, const std::string& step) {
  using namespace exported;
  const auto name = [](const ExportedMetric& metric) { return std::string(metric.name); };
  const std::string ended = rate_of(kEnded, "", range);
  Dashboard board(step);
  board.panel("Requests meant to be sent", "reqps",
              {{"sum by (class) (" + rate_of(kSent, "", range) + ")", "{{class}}"}});
  board.panel("Availability", "percentunit",
              {{"sum by (region) (" + rate_of(kEnded, "{outcome=\"ok\"}", range) + ") / sum by (region) (" +
                    ended + ")",
                "{{region}}"}},
              1.0);
  board.panel("How requests end", "reqps", {{"sum by (outcome) (" + ended + ")", "{{outcome}}"}});
  board.panel("Latency of good replies", "s",
              {{quantile_of(0.5, range), "p50"},
               {quantile_of(0.95, range), "p95"},
               {quantile_of(0.99, range), "p99"}});
  board.panel("Attempts per request", "short",
              {{"sum by (class) (" + rate_of(kAttempts, "", range) + ") / sum by (class) (" + ended + ")",
                "{{class}}"}});
  board.panel("Utilisation", "percentunit",
              {{"sum by (tier) (" + name(kBusy) + ") / sum by (tier) (" + name(kCores) + ")", "{{tier}}"}},
              1.0);
  board.panel("Requests at the tier", "short", {{"sum by (tier) (" + name(kPresent) + ")", "{{tier}}"}});
  board.panel("Replicas up", "short", {{"sum by (tier, region) (" + name(kUp) + ")", "{{tier}} {{region}}"}});
  return board.take();
}

// With seconds, as Grafana writes it.
std::string moment(std::int64_t unix_s) {
  std::string text = StartDate{unix_s, 0}.text();
  if (unix_s % 60 == 0) text.insert(text.size() - 1, ":00");
  return text;
}

std::string write_grafana(const FlightLog& log, const ExportOptions& options) {
  const std::string step = std::to_string((log.every.ns() + 999'999) / 1'000'000) + "ms";
  const std::string range = std::to_string((4 * log.every.ns() + 999'999) / 1'000'000) + "ms";
  Node time = Node::object();
  time.add("from", Node::string(moment(options.starts_s)));
  const std::int64_t lasts_s = (log.flight->plan.lasts.ns() + 999'999'999) / 1'000'000'000;
  time.add("to", Node::string(moment(options.starts_s + lasts_s)));
  Node tags = Node::array();
  tags.items().push_back(Node::string("windtunnel"));
  Node node = Node::object();
  node.add("uid", Node::string("windtunnel-" + log.hash.substr(0, 8)));
  node.add("title", Node::string(log.title.empty() ? "Windtunnel" : log.title));
  node.add("tags", std::move(tags));
  node.add("timezone", Node::string("utc"));
  node.add("editable", Node::boolean(true));
  node.add("schemaVersion", Node::integer(kSchemaVersion));
  node.add("time", std::move(time));
  node.add("templating", variables());
  node.add("annotations", annotations());
  node.add("panels", panels(range, step));
  return node.to_pretty_json() + "\n";
}

}  // namespace

ExportFormat grafana_format() {
  return {.name = "grafana",
          .meaning = "A dashboard for the OpenMetrics text of the same flight.",
          .readers = "Grafana 10 and later (Dashboards, Import)",
          .source = "Grafana dashboard JSON model, schemaVersion 38",
          .ending = ".dashboard.json",
          .flies = false,
          .write = write_grafana};
}

}  // namespace windtunnel
