// Reading, planning, and refusing what could not end.
#include "sim/study/load.hpp"

#include <algorithm>

#include "models/expect/metrics.hpp"
#include "sim/base/text.hpp"
#include "sim/config/read.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

constexpr double kMemoryMax = 12e9;

// What belongs together only once everything is planned: expectations and the names they use.
void check_expectations(const Loaded& loaded, Problems& problems) {
  const Flight& flight = loaded.flight;
  std::vector<std::string> phases, classes, works;
  for (const PhasePlan& phase : flight.phases) phases.push_back(phase.name);
  for (const ClassPlan& planned : flight.plan.classes) classes.push_back(planned.name);
  for (const BulkPlan& planned : flight.plan.bulk) works.push_back(planned.name);
  for (const auto& item : loaded.scenario.expect) {
    const std::string path = "expect." + item.name;
    const Selector& of = item.value.of;
    const auto check = [&](const std::optional<std::string>& name, const char* key,
                           const std::vector<std::string>& known, const char* what) {
      if (!name || std::find(known.begin(), known.end(), *name) != known.end()) return;
      problems.at(loaded.document, path + "." + key, "WT011", "\"" + *name + "\"", what, *name, known);
    };
    check(of.phase, "phase", phases, "a phase of the scenario");
    const Metric* metric = find_metric(item.value.metric);
    if (metric != nullptr && metric->scope == MetricScope::kBulk)
      check(of.request_class, "class", works, "a name of `bulk`");
    else
      check(of.request_class, "class", classes, "a class of some workload");
    check(of.region, "region", flight.plan.places.regions, "a region of `places`");
    check(of.fault, "fault", flight.fault_names, "a fault that is enabled");
    if (metric != nullptr && metric->scope == MetricScope::kRun && !flight.priced)
      problems.at(loaded.document, path + ".metric", "WT008", "\"" + item.value.metric + "\"",
                  "a price list in `costs`");
  }
}

// Every price that the month will ask for, before anything runs.
void check_prices(const Loaded& loaded, Problems& problems) {
  const Flight& flight = loaded.flight;
  if (!flight.priced) return;
  Usage usage;
  for (const TierPlan& tier : flight.plan.tiers) {
    if (tier.instance.empty()) continue;
    std::vector<bool> seen(flight.plan.places.regions.size(), false);
    for (const std::uint32_t replica : tier.replicas) {
      const std::uint32_t region = flight.plan.places.region_of_zone[flight.plan.replicas[replica].zone];
      if (seen[region]) continue;
      seen[region] = true;
      usage.instances.push_back(
          InstanceUse{tier.name, flight.plan.places.regions[region], tier.instance, 1, kBillingMonth});
    }
  }
  for (const MissingPrice& missing : missing_prices(usage, flight.prices))
    problems.at(loaded.document, "tiers." + usage.instances[missing.index].tier + ".instance", "WT028",
                "\"" + missing.found + "\"", missing.expected, missing.name, missing.candidates);
}

void check_size(const Loaded& loaded, Problems& problems) {
  const RunEstimate estimate = estimate_run(loaded.flight);
  if (estimate.events > static_cast<double>(loaded.flight.plan.events_max))
    problems.at(
        loaded.document, "run.lasts", "WT019",
        "about " + significant(estimate.events, 2) + " events a replication",
        "at most run.events_max, " + significant(static_cast<double>(loaded.flight.plan.events_max), 2));
  if (estimate.memory_bytes > kMemoryMax)
    problems.at(loaded.document, "run", "WT019",
                "about " + significant(estimate.memory_bytes / 1e9, 2) + " GB a replication",
                "at most " + significant(kMemoryMax / 1e9, 2) + " GB");
}

}  // namespace

RunEstimate estimate_run(const Flight& flight) {
  const Plan& plan = flight.plan;
  double hops = 1;
  for (const ClassPlan& planned : plan.classes)
    hops = std::max(hops, static_cast<double>(planned.walk ? 4 : planned.path.size()));
  RunEstimate estimate;
  const double requests = flight.offered_per_second * plan.lasts.seconds();
  estimate.events = requests * (2 + 3 * hops);
  const double cells =
      static_cast<double>(plan.classes.size() * plan.places.regions.size() * plan.window_starts.size());
  const double places = static_cast<double>(plan.network.places);
  double callers = 0;
  for (const TierPlan& tier : plan.tiers) callers += places * static_cast<double>(tier.replicas.size()) * 150;
  estimate.memory_bytes = cells * 40e3 +
                          places * places * 8 * (3 + static_cast<double>(plan.window_starts.size())) +
                          callers + static_cast<double>(plan.replicas.size()) * 500;
  for (const WorkloadPlan& workload : plan.workloads)
    if (workload.closed) estimate.memory_bytes += static_cast<double>(workload.closed->clients) * 600;
  return estimate;
}

std::optional<Loaded> load_document(Document document, const Catalog& catalog, Problems& problems) {
  Loaded loaded;
  loaded.document = std::move(document);
  // A file that could not be parsed would only earn follow-up problems; any other problem does not hide the
  // rest.
  for (const Problem& problem : problems.sorted())
    if (problem.code == code::kSyntax || problem.code == code::kFile || problem.code == code::kCycle ||
        problem.code == code::kOutsideRoot || problem.code == code::kLimit || problem.code == code::kVersion)
      return std::nullopt;
  if (!read(loaded.document, catalog, loaded.scenario, problems)) return std::nullopt;
  if (!problems.empty()) return std::nullopt;
  auto flight = make_flight(loaded.scenario, loaded.document, problems);
  if (!flight) return std::nullopt;
  loaded.flight = std::move(*flight);
  check_expectations(loaded, problems);
  check_prices(loaded, problems);
  check_size(loaded, problems);
  if (!problems.empty()) return std::nullopt;
  loaded.resolved_json = canonical_json(loaded.scenario);
  loaded.hash = resolved_hash(loaded.scenario).text();
  loaded.tables = tables_of(type_of<Scenario>(), &loaded.scenario);
  return loaded;
}

std::optional<Loaded> load_scenario(const std::string& file, const std::vector<std::string>& sets,
                                    const Catalog& catalog, Problems& problems) {
  Document document = Document::load(file, problems);
  for (const std::string& set : sets) document.set_from_argument(set, problems);
  return load_document(std::move(document), catalog, problems);
}

std::optional<Loaded> load_scenario_text(std::string_view text, const std::string& name,
                                         const std::vector<std::string>& sets, const Catalog& catalog,
                                         Problems& problems) {
  Document document = Document::from_text(text, name, problems);
  for (const std::string& set : sets) document.set_from_argument(set, problems);
  return load_document(std::move(document), catalog, problems);
}

}  // namespace windtunnel
