// Reading, planning, and refusing what could not end.
#include "sim/study/load.hpp"

#include <algorithm>
#include <utility>

#include "models/scenario/plugins.hpp"
#include "sim/base/text.hpp"
#include "sim/config/read.hpp"
#include "sim/config/write.hpp"

namespace windtunnel {
namespace {

constexpr double kMemoryMax = 12e9;

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

namespace {

// Plug-ins are files with contents like tables, which is how their hashes come into the scenario's; to people
// they are something else.
void take_plugins(Loaded& loaded, const Catalog& catalog) {
  for (const FileRef& named : loaded.scenario.plugins) {
    std::erase(loaded.tables, named.table);
    for (const auto& plugin : catalog.plugins().there())
      if (plugin->bytes == named.table) loaded.plugins.push_back(plugin);
  }
  for (const auto& plugin : loaded.plugins) loaded.code.push_back({plugin->name, plugin->hash.text()});
  Flight& flight = loaded.flight;
  flight.rehearses = !loaded.plugins.empty();
  flight.takes_turns = std::any_of(loaded.plugins.begin(), loaded.plugins.end(),
                                   [](const auto& plugin) { return plugin->takes_turns; });
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
  // An operation goes to all members and back, and each writes it; beside that, members keep in touch once a
  // round trip or a few writes. Histories are kept until they are judged.
  for (const TierPlan& tier : plan.tiers) {
    if (!tier.store) continue;
    const auto members = static_cast<double>(tier.replicas.size());
    const double beat = std::max(
        {tier.store->site.longest_round_trip().seconds(), 10 * tier.store->site.sync.seconds(), 0.010});
    estimate.events += requests * (3 * members) + plan.lasts.seconds() / beat * 3 * members;
    estimate.memory_bytes += requests * 150;
  }
  for (const WorkloadPlan& workload : plan.workloads)
    if (workload.closed) estimate.memory_bytes += static_cast<double>(workload.closed->clients) * 600;
  return estimate;
}

std::optional<Loaded> load_document(Document document, const Catalog& catalog, Problems& problems) {
  // A file that could not be parsed would only earn follow-up problems; any other problem does not hide the
  // rest.
  for (const Problem& problem : problems.sorted())
    if (problem.code == code::kSyntax || problem.code == code::kFile || problem.code == code::kCycle ||
        problem.code == code::kOutsideRoot || problem.code == code::kLimit || problem.code == code::kVersion)
      return std::nullopt;
  const auto extended = catalog_with_plugins(document, catalog, problems);
  const Catalog& whole = extended ? *extended : catalog;
  Scenario scenario;
  read(document, whole, scenario, problems);
  return load_read(std::move(document), std::move(scenario), whole, problems);
}

std::optional<Loaded> load_read(Document document, Scenario scenario, const Catalog& catalog,
                                Problems& problems) {
  Loaded loaded;
  loaded.document = std::move(document);
  loaded.scenario = std::move(scenario);
  auto flight = make_flight(loaded.scenario, loaded.document, problems);
  if (!flight) return std::nullopt;
  loaded.flight = std::move(*flight);
  check_size(loaded, problems);
  if (!problems.empty()) return std::nullopt;
  // What the linter is to leave alone and what the gate is to know move no run: the hash is that of the file
  // without them.
  const std::optional<LintFields> lint = std::exchange(loaded.scenario.lint, std::nullopt);
  const std::optional<GateFields> gate = std::exchange(loaded.scenario.gate, std::nullopt);
  loaded.resolved_json = canonical_json(loaded.scenario);
  loaded.tables = tables_of(type_of<Scenario>(), &loaded.scenario);
  loaded.hash = resolved_hash_of(loaded.resolved_json, loaded.tables).text();
  loaded.scenario.lint = lint;
  loaded.scenario.gate = gate;
  take_plugins(loaded, catalog);
  if (!loaded.flight.engine.program.empty())
    loaded.flight.foreign = std::make_shared<const ForeignScenario>(
        ForeignScenario{loaded.resolved_json, loaded.hash, loaded.tables});
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
